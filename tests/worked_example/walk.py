"""The two months as they go: who does what on which day, all of it through the pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile

from households.models import User
from tests.clock import Clock
from tests.photos import drawn, saved
from tests.worked_example import paper
from tests.worked_example.page import Page
from tests.worked_example.paper import OCTOBER, SEPTEMBER
from tests.worked_example.people import Person, Village


@dataclass
class Readings:
    """What was read on the pages and papers on the way; plain data, nothing of the database."""

    told: dict[int, str] = field(default_factory=dict)
    records: dict[int, str] = field(default_factory=dict)
    handed_over: bytes = b""
    too_early: str = ""
    passed: list[paper.Passed] = field(default_factory=list)
    while_both_stood: str = ""
    sheets: dict[str, Page] = field(default_factory=dict)
    notices: dict[int, Page] = field(default_factory=dict)
    pdfs: dict[int, bytes] = field(default_factory=dict)
    accounts: dict[str, Page] = field(default_factory=dict)


class Walk:
    """Walks `village` through September and October; what it sees goes to `readings`."""

    def __init__(self, village: Village, clock: Clock) -> None:
        self.village = village
        self.clock = clock
        self.changes = iter(paper.CHANGES)
        self.readings = Readings()

    def september(self) -> None:
        village = self.village
        self.open_month("2026-09-01 08:00", SEPTEMBER)
        self.record("2026-09-25 09:00", village.clerk, 1, 5, 6, 10, 11)
        self.void_the_last("2026-09-26 09:00", village.clerk, "记错了户")
        self.record("2026-09-28 09:00", village.scorer, 7, 8, 9)
        self.fill_grid("2026-09-28 10:00", SEPTEMBER, 2)
        self.fill_grid("2026-09-28 18:00", SEPTEMBER, 3, 4)
        self.tell("2026-09-28 19:00", village.scorer, 8, 9)
        self.answer("2026-09-29 09:00", village.clerk, 9)
        self.pass_step("2026-09-29 10:00", village.clerk, SEPTEMBER, "自评")
        self.revise("2026-09-29 14:00", village.scorer, 1)
        self.pass_step("2026-09-29 15:00", village.scorer, SEPTEMBER, "组评")
        self.readings.while_both_stood = self.explained(4)
        self.send_back("2026-09-30 09:00", village.committee, "村小组评分", "张家的签到表补来了")
        self.revise("2026-09-30 10:00", village.scorer, 1)
        self.pass_step("2026-09-30 11:00", village.scorer, SEPTEMBER, "组评")
        self.revise("2026-09-30 14:00", village.committee, 3)
        self.pass_step("2026-09-30 15:00", village.committee, SEPTEMBER, "评议")
        self.open_month("2026-10-01 08:00", OCTOBER)
        self.revise("2026-10-01 14:00", village.auditor, 7)
        self.audit_too_early("2026-10-01 15:00", SEPTEMBER)
        self.pass_step("2026-10-02 15:00", village.auditor, SEPTEMBER, "审核")
        self.revise("2026-10-03 14:00", village.recorder, 10)
        self.ratify("2026-10-03 15:00", SEPTEMBER, "2026-10-03")
        self.publish("2026-10-05 08:00", 1)
        self.close("2026-10-12 08:00")

    def october(self) -> None:
        village = self.village
        self.record("2026-10-20 09:00", village.clerk, 13, 14, 15, 16, 19)
        self.record("2026-10-28 09:00", village.scorer, 17, 18)
        self.fill_grid("2026-10-28 10:00", OCTOBER, 12)
        self.fill_grid("2026-10-28 18:00", OCTOBER, 20)
        self.tell("2026-10-28 19:00", village.clerk, 18)
        self.answer("2026-10-29 09:00", village.clerk, 18)
        self.pass_step("2026-10-29 10:00", village.clerk, OCTOBER, "自评")
        self.revise("2026-10-29 14:00", village.scorer, 13)
        self.pass_step("2026-10-29 15:00", village.scorer, OCTOBER, "组评")
        self.revise("2026-10-30 14:00", village.committee, 18)
        self.pass_step("2026-10-30 15:00", village.committee, OCTOBER, "评议")
        self.revise("2026-10-31 14:00", village.auditor, 19)
        self.pass_step("2026-10-31 15:00", village.auditor, OCTOBER, "审核")
        self.send_back("2026-11-02 09:00", village.recorder, "两委审核", "代表证明到会")
        self.revise("2026-11-02 14:00", village.auditor, 19)
        self.pass_step("2026-11-02 15:00", village.auditor, OCTOBER, "审核")
        self.ratify("2026-11-03 15:00", OCTOBER, "2026-11-03")
        self.publish("2026-11-05 08:00", 2)
        self.close("2026-11-12 08:00")

    def read_the_end(self) -> None:
        """The pages as they stand after both months."""
        clerk = self.sign_in("2026-11-13 09:00", self.village.clerk)
        for month in (SEPTEMBER, OCTOBER):
            self.readings.sheets[month] = clerk.open(self.sheet(month))
        for code in paper.CODES:
            listed = clerk.open(f"/households/?q={code}")
            self.readings.accounts[code] = clerk.open(listed.link(code))

    def sign_in(self, hour: str, user: User) -> Person:
        self.clock.set(hour)
        return Person(user)

    def sheet(self, month: str) -> str:
        return f"/sheets/{month}/{self.village.group.code}/"

    def open_month(self, hour: str, month: str) -> None:
        clerk = self.sign_in(hour, self.village.clerk)
        page = clerk.open(clerk.open("/sheets/").link("开表"))
        clerk.send(page, page.form("month", "form_token"), month=month)

    def record(self, hour: str, user: User, *numbers: int) -> None:
        """One matter after another on the form, each by code and number."""
        person = self.sign_in(hour, user)
        page = person.open("/records/new/")
        for number in numbers:
            matter = paper.MATTERS[number]
            typed = {
                "household": matter.household,
                "item": matter.item,
                "occurred_on": matter.day.isoformat(),
                "quantity": str(matter.quantity),
                "points": str(matter.points) if matter.item == "11.3" else "",
                "month": matter.month,
            }
            if matter.origin != paper.GROUP:
                typed["origin"] = {paper.CLAIM: "self", paper.OFFICE: "office"}[matter.origin]
            form = page.form("household", "item")
            # The form keeps the tick of the matter before; a person takes it away.
            form.fields.pop("late", None)
            if number == paper.LATE:
                typed["late"] = "on"
            page = person.send(page, form, **typed)
            self.readings.told[number] = page.text
            if matter.points < 0:
                self.readings.records[number] = page.link("去办理")

    def tell(self, hour: str, user: User, *numbers: int) -> None:
        """Hangs a photo on each deduction, prints its paper, and registers that it was told."""
        person = self.sign_in(hour, user)
        for number in numbers:
            told = self.told(number)
            page = person.open(self.readings.records[number])
            page = person.open(page.link("附照片"))
            taken = SimpleUploadedFile("IMG_0001.jpg", saved(drawn(seed=number)))
            page = person.send(page, page.form("photos"), {"photos": taken})
            self.readings.handed_over = person.file(page.link("打印扣分告知单"))
            page = person.open(page.link("登记告知"))
            how = {"上门送达": "at_home", "电话告知": "phone"}[told.how]
            day, form = told.day.isoformat(), page.form("served_on", "witness")
            person.send(page, form, served_on=day, how=how, witness=told.witness)

    def answer(self, hour: str, user: User, number: int) -> None:
        """Types what the household says to a deduction."""
        person = self.sign_in(hour, user)
        told = self.told(number)
        page = person.open(self.readings.records[number])
        page = person.open(page.link("代录陈述"))
        how = {"口头": "oral", "书面": "written"}[told.answer_how]
        day = told.answered_on.isoformat()
        form = page.form("text", "answered_on")
        person.send(page, form, text=told.answer, how=how, answered_on=day)

    def told(self, number: int) -> paper.Told:
        return next(told for told in paper.TOLD if told.number == number)

    def audit_too_early(self, hour: str, month: str) -> None:
        """The auditor tries before the time to answer is over, and is told whose."""
        person = self.sign_in(hour, self.village.auditor)
        page = person.open(person.desk.link(f"去办理：{_label(month)}"))
        refused = person.send(page, page.form_to("/pass/"), status=422)
        self.readings.too_early = refused.text

    def void_the_last(self, hour: str, user: User, reason: str) -> None:
        """Voids what the person wrote last, from the list under the form."""
        person = self.sign_in(hour, user)
        listed = person.open("/records/new/")
        latest = next(link for link in listed.links if link.address.endswith("/void/"))
        page = person.open(latest.address)
        person.send(page, page.form("reason"), reason=reason)

    def fill_grid(self, hour: str, month: str, *numbers: int) -> None:
        """Fills the cells of one day's matters and saves them."""
        scorer = self.sign_in(hour, self.village.scorer)
        grid = f"{self.sheet(month)}grid/?items=1.1&items=4.1&items=4.2"
        page = scorer.open(grid)
        matters = [paper.MATTERS[number] for number in numbers]
        typed = {f"cell:{each.household}:{each.item}": str(each.points) for each in matters}
        day = matters[0].day.isoformat()
        scorer.send(page, page.form("occurred_on", "version"), occurred_on=day, **typed)

    def revise(self, hour: str, user: User, number: int) -> None:
        """Makes the next change on the paper, from the sheet, where the matter stands."""
        person = self.sign_in(hour, user)
        change, matter = next(self.changes), paper.MATTERS[number]
        assert change.number == number
        sheet = person.open(self.sheet(matter.month))
        page = person.open(sheet.link(f"改分：{matter.item} ", f"h-{matter.household}"))
        person.send(page, page.form("points", "reason"), points=change.after, reason=change.reason)

    def pass_step(self, hour: str, user: User, month: str, step: str) -> None:
        """Finds the sheet on the desk, passes it, and reads the scores that were kept."""
        person = self.sign_in(hour, user)
        page = person.open(person.desk.link(f"去办理：{_label(month)}"))
        if step == "评议":
            # One member is the whole committee here.
            person.send(page, page.form_to("/vote/"), choice="agree")
        else:
            person.send(page, page.form_to("/pass/"))
        self.read_passed(person, month, step)

    def send_back(self, hour: str, user: User, to: str, reason: str) -> None:
        person = self.sign_in(hour, user)
        page = person.open(person.desk.link("去办理"))
        if page.address == "/sheets/ratify/":
            page = person.open(page.link("赵庄第1组"))
        step = {"村小组评分": "group", "两委审核": "audit"}[to]
        done = person.send(page, page.form("to", "reason"), to=step, reason=reason)
        assert f"已退回到{to}" in done.text

    def ratify(self, hour: str, month: str, held_on: str) -> None:
        """The assembly: 24 of 30 came, 20 in favour, 1 against, 3 abstained."""
        recorder = self.sign_in(hour, self.village.recorder)
        page = recorder.open(recorder.desk.link(f"去办理：{_label(month)}"))
        numbers = {"total": "30", "present": "24", "in_favour": "20"}
        form = page.form("held_on", "total")
        recorder.send(page, form, held_on=held_on, against="1", abstained="3", **numbers)
        self.read_passed(recorder, month, "审定")

    def publish(self, hour: str, number: int) -> None:
        """Publishes what is ready, and takes the wall sheet from the notice's page."""
        clerk = self.sign_in(hour, self.village.clerk)
        page = clerk.open(clerk.desk.link("去公示"))
        notice = clerk.send(page, page.form("month", "opens_on"))
        assert notice.address == f"/notices/{number}/"
        self.readings.notices[number] = notice
        self.readings.pdfs[number] = clerk.file(notice.link("A3 横向（常用）", "papers"))

    def close(self, hour: str) -> None:
        clerk = self.sign_in(hour, self.village.clerk)
        page = clerk.open(clerk.desk.link("去入账"))
        done = clerk.send(page, page.form_to("/notices/close/"))
        assert "积分已计入各户账户" in done.text

    def explained(self, number: int) -> str:
        """What the page of one matter says of it now."""
        matter = paper.MATTERS[number]
        scorer = Person(self.village.scorer)
        page = scorer.open(self.sheet(matter.month))
        return scorer.open(page.link(f"{matter.item} ", f"h-{matter.household}")).text

    def read_passed(self, person: Person, month: str, step: str) -> None:
        """Reads the column of the step just passed, and the last line of the history."""
        page = person.open(self.sheet(month))
        column = list(paper.STEPS).index(step) + 1
        scores = figures(page.row(code)[column] for code in paper.CODES)
        named, round_, outcome, together, *_ = page.rows[-1].cells
        assert (named, outcome) == (paper.STEPS[step], "通过")
        number = int(round_.strip("第轮"))
        self.readings.passed.append(paper.Passed(month, step, number, scores, int(together)))


def figures(cells: Iterable[str]) -> tuple[int, ...]:
    """Cells as whole points; what stands beside a number is left out."""
    return tuple(int(cell.split()[0].replace("−", "-")) for cell in cells)


def _label(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def walked(village: Village, clock: Clock) -> Readings:
    """Both months, from the first record to the last entry."""
    walk = Walk(village, clock)
    walk.september()
    walk.october()
    walk.read_the_end()
    return walk.readings

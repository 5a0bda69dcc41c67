"""A household without a phone: claims on paper, is refused, objects by word of mouth, is upheld.

All of it goes through the pages, everybody at his own. What Zhang's November comes to, by hand
(11.2 gives 1 point for 4 hours, at most 4 a month; 7.2 gives 1, at most 1 a month):

    claimed on paper       11.2: 4   7.2: 1   = 5
    refused by the group   11.2: 0   7.2: 1   = 1    passed by every step, and hung
    objection upheld       11.2: 3   7.2: 1   = 4    posted

Li claims 1 for 7.2, to which nobody objects: it is posted on the first day after the period.
"""

from collections.abc import Iterator

import pytest

from households.models import Household, User
from tests.clock import Clock, running
from tests.factory import Office, make_household
from tests.worked_example.page import Page
from tests.worked_example.people import Person

pytestmark = pytest.mark.django_db

REFUSED = "签到表上没有他家"
SAID = "我去了三次，签到表在队长那里"
FOUND = "补来的签到表上有三次，按3分计"


@pytest.fixture
def clock() -> Iterator[Clock]:
    hands = Clock("2026-11-02 08:00")
    with running(hands):
        yield hands


class Way:
    """The office, Zhang and Li in its one group, and the clock on the wall."""

    def __init__(self, clock: Clock) -> None:
        self.office = Office()
        self.zhang = make_household(self.office.group, "张三禾")
        self.li = make_household(self.office.group, "李四麦")
        self.clock = clock
        self.sheet = f"/sheets/2026-11/{self.office.group.code}/"

    def at(self, hour: str, user: User) -> Person:
        """`user` signs in at an hour of 2026, such as 11-20 09:00."""
        self.clock.set(f"2026-{hour}")
        return Person(user)

    def claim_on_paper(self) -> None:
        clerk = self.at("11-02 09:00", self.office.clerk)
        page = clerk.open(clerk.open("/sheets/").link("开表"))
        clerk.send(page, page.form("month", "form_token"), month="2026-11")
        clerk = self.at("11-25 09:00", self.office.clerk)
        page = clerk.open(clerk.open(self.sheet).link("录入纸质自评"))
        typed = {(self.zhang, "11.2"): "4", (self.zhang, "7.2"): "1", (self.li, "7.2"): "1"}
        cells = {f"cell:{each.code}:{item}": points for (each, item), points in typed.items()}
        saved = clerk.send(page, page.form("occurred_on"), occurred_on="2026-11-21", **cells)
        assert "已保存 3 格" in saved.text
        self.pass_step(clerk)

    def pass_step(self, person: Person) -> None:
        page = person.open(person.open("/").link("去办理"))
        person.send(page, page.form_to("/pass/"))

    def review(self) -> None:
        scorer = self.at("11-26 09:00", self.office.scorer)
        page = scorer.open(scorer.open(self.sheet).link("改分：11.2 ", f"h-{self.zhang.code}"))
        scorer.send(page, page.form("points", "reason"), points="0", reason=REFUSED)
        self.pass_step(scorer)
        member = self.at("11-27 09:00", self.office.committee)
        page = member.open(member.desk.link("去办理"))
        member.send(page, page.form_to("/vote/"), choice="agree")
        self.pass_step(self.at("11-27 15:00", self.office.auditor))
        recorder = self.at("11-28 15:00", self.office.recorder)
        page = recorder.open(recorder.desk.link("去办理"))
        numbers = {"total": "30", "present": "24", "in_favour": "24"}
        form = page.form("held_on", "total")
        recorder.send(page, form, held_on="2026-11-28", against="0", abstained="0", **numbers)

    def publish(self) -> None:
        """From Monday 30 November to Sunday 6 December."""
        clerk = self.at("11-30 08:00", self.office.clerk)
        page = clerk.open(clerk.desk.link("去公示"))
        notice = clerk.send(page, page.form("month", "opens_on"), opens_on="2026-11-30")
        assert notice.address == "/notices/1/"

    def object(self) -> Page:
        """Zhang comes to the office on Wednesday 2 December, and the clerk types it in."""
        clerk = self.at("12-02 10:00", self.office.clerk)
        page = clerk.open(clerk.open("/objections/").link("登记异议"))
        zhang = {"household": self.zhang.code, "objector": self.zhang.code}
        form = page.form("household", "text")
        when = "2026-12-02"
        return clerk.send(page, form, notice="1", how="oral", received_on=when, text=SAID, **zhang)

    def uphold(self, objection: Page) -> None:
        clerk = self.at("12-08 09:00", self.office.clerk)
        page = clerk.open(objection.address)
        ref = page.link("11.2 ").split("/")[-2]
        clerk.send(page, page.form_to("/uphold/"), text=FOUND, **{f"points-{ref}": "3"})

    def close(self, hour: str) -> None:
        clerk = self.at(hour, self.office.clerk)
        page = clerk.open(clerk.desk.link("去入账"))
        clerk.send(page, page.form_to("/notices/close/"))

    def line(self) -> Page:
        """Zhang's November as the clerk reads it out to him now."""
        clerk = Person(self.office.clerk)
        return clerk.open(clerk.open(self.sheet).link("全部经过", f"h-{self.zhang.code}"))

    def account(self, household: Household) -> Page:
        return Person(self.office.clerk).open(f"/households/{household.code}/")


CLERK, SCORER = "积分办 东岭社区 积分办", "小组评分员 赵庄第1组 小组评分员"
MEMBER, AUDITOR = "评审委员 东岭社区 评审委员", "两委审核人 东岭社区 两委审核人"
RECORDER = "审定会议记录人 东岭社区 审定会议记录人"
VOLUNTEERED, HELPED = "11.2 志愿服务每满4小时", "7.2 邻里互助"
MEETING = "2026年11月28日会议：代表30人，到会24人，同意24，反对0，弃权0。"


def story_of(way: Way) -> list[tuple[str, ...]]:
    """Zhang's November from the first day to the last: day, who, what, the change, why."""
    zhang = str(way.zhang)
    return [
        ("2026年11月25日", "积分办", f"{HELPED} 记录，来源：本户自评（纸质）", "+1 分", ""),
        ("2026年11月25日", "积分办", f"{VOLUNTEERED} 记录，来源：本户自评（纸质）", "+4 分", ""),
        ("2026年11月25日", CLERK, "群众自评通过（第1轮）", "本户 +5 分", ""),
        ("2026年11月26日", SCORER, f"{VOLUNTEERED} 村小组评分不予认可", "+4 → 0 分", REFUSED),
        ("2026年11月26日", SCORER, "村小组评分通过（第1轮）", "本户 +1 分", ""),
        ("2026年11月27日", MEMBER, "评议表决：同意（第1轮）", "", ""),
        ("2026年11月27日", MEMBER, "评审委员会评议通过（第1轮）", "本户 +1 分", ""),
        ("2026年11月27日", AUDITOR, "两委审核通过（第1轮）", "本户 +1 分", ""),
        ("2026年11月28日", RECORDER, "代表大会审定通过（第1轮）", "本户 +1 分", MEETING),
        ("2026年11月28日", RECORDER, f"{HELPED} 代表大会审定计分", "+1 分", "计 1 分"),
        ("2026年11月28日", RECORDER, f"{VOLUNTEERED} 代表大会审定计分", "0 分", "本次计 0 分"),
        ("2026年11月30日", "积分办", "第1期公示", "", "公示期2026年11月30日至2026年12月6日"),
        (
            "2026年12月2日",
            "积分办代录",
            f"{zhang}提出异议（口头，2026年12月2日） 看异议",
            "",
            SAID,
        ),
        ("2026年12月8日", "积分办", "受理异议 看异议", "", ""),
        ("2026年12月8日", CLERK, "答复：异议成立 看异议", "", FOUND),
        ("2026年12月8日", CLERK, f"{VOLUNTEERED} 异议处理改分 看异议", "0 → +3 分", FOUND),
        ("2026年12月8日", CLERK, f"{VOLUNTEERED} 更正计分 看异议", "0 → +3 分", "计 3 分"),
        ("2026年12月8日", CLERK, "异议成立，更正得分 看异议", "本户 +1 → +4 分", ""),
        ("2026年12月8日", "积分办", "入账（2026年12月8日）", "+4 分", "第1笔，余额 4 分"),
    ]


def told(page: Page) -> list[tuple[str, ...]]:
    """Day, who, what, the change and why; the notice's check code left out."""
    rows = [row.cells for row in page.rows if row.cells[0].startswith("2026年")]
    return [(when.split()[0], *rest, why.split("，校验码")[0]) for when, *rest, why in rows]


def test_a_household_without_a_phone_claims_objects_and_is_put_right(clock: Clock) -> None:
    way = Way(clock)
    story = story_of(way)
    way.claim_on_paper()
    assert "现计得分 +5 分" in way.line().text
    way.review()
    # The reason of the refusal can be read out to him.
    assert told(way.line()) == story[:11]
    assert "得分 +1 分" in way.line().text
    way.publish()
    objection = way.object()
    way.close("12-07 08:00")
    # The line of an open objection waits; Li's point is posted.
    assert "可兑积分 0 " in way.account(way.zhang).text
    assert "可兑积分 1 " in way.account(way.li).text
    way.uphold(objection)
    assert "得分 +4 分" in way.line().text
    assert "可兑积分 0 " in way.account(way.zhang).text
    way.close("12-08 10:00")
    assert told(way.line()) == story
    account = way.account(way.zhang)
    assert "可兑积分 4 " in account.text
    assert account.row("2026年11月积分") == ["2026年11月积分", "2026年12月8日", "第1期", "+4", "4"]
    assert "可兑积分 1 " in way.account(way.li).text

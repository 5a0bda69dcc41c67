"""Communities alike in structure, one row of every kind in each, every name marked as its own."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils import timezone

from households.models import Household, Place, Relation, User
from households.roles import Role
from households.services import appointments, cards, households, places, relations
from points.models import (
    Adjustment,
    CertificateRequest,
    ClearingAnnouncement,
    Meeting,
    Objection,
    Policy,
    PrintJob,
    Record,
    Sheet,
    SheetLine,
)
from points.periods import Month
from points.services import (
    adjustments,
    certificates,
    clearing_announcements,
    evidence,
    hangings,
    letters,
    notices,
    objections,
    policies,
    posting,
    print_jobs,
    proposals,
    records,
    reinspections,
    review,
    revisions,
    servings,
    sheets,
    standard_comments,
    standard_edits,
    standards,
)
from points.services.meetings import Assembly
from points.services.objections import Raised
from points.services.recordbook import Draft
from points.services.standard_comments import Opinion
from points.steps import Step
from tests.access.activity_town import TownActivities
from tests.access.honours_town import TownHonours
from tests.access.market_town import TownMarket
from tests.access.patrol_town import TownPatrols
from tests.access.what_if_town import TownReplays
from tests.access.year_end_town import TownYearEnd
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    appoint,
    make_household,
    make_officer,
    seen,
)
from tests.photos import photo

OCTOBER = Month(2026, 10)
LAST_OF_OCTOBER = NOON - timedelta(days=20)
COMING_YEAR = Month(2027, 1)
ROLES = tuple(Role)
AT_OUTLETS = (Role.STOREKEEPER, Role.MERCHANT)


class Town:
    """A community of two villages and three groups.

    October is posted, November waits for its group scorers; `market` is its supermarket. `mark` is
    in every name, `codes` before every code but the community's, which is its mark.
    """

    def __init__(self, mark: str, codes: str) -> None:
        self.mark, self.codes = mark, codes
        self.community = places.create_community(mark, f"{mark}社区")
        self.villages = [self._village(1), self._village(2)]
        first, second = self.villages
        self.groups = [self._group(first, 1), self._group(first, 2), self._group(second, 3)]
        self.group = self.groups[0]
        self.officers = {
            role: self.officer(role, self._seat(role)) for role in ROLES if role not in AT_OUTLETS
        }
        self.scorers = [
            self.officers[Role.SCORER],
            *(self.officer(Role.SCORER, group) for group in self.groups[1:]),
        ]
        self.clerk = self.officers[Role.CLERK]
        self.former = self._former_clerk()
        self.scoring_supervisor = self.officer(Role.SUPERVISOR, self.community)
        appoint(self.scoring_supervisor, Role.SCORER, self.groups[1])
        self.households = [self._household(number) for number in (1, 2, 3)]
        self.household = self.households[0]
        rules = Policy(community=self.community, office=f"{mark}积分办")
        rules.yearly_month, rules.year_end = 11, Policy.YearEnd.CLEAR
        policies.save(rules)
        letters.write(self.community, f"{mark}信", f"{mark}您好！", 0, self.clerk, NOON)
        self.print_job = self._ask_for_letters()
        self.relation = relations.declare(
            self.officers[Role.RECORDER],
            self.household,
            Relation.Kind.SIBLING,
            self.officers[Role.ADMINISTRATOR],
            LAST_OF_OCTOBER,
        )
        self._write_standards()
        self._settle_october()
        self._begin_november()
        supervisor = self.officers[Role.SUPERVISOR]
        self.reinspection = reinspections.draw_lots(self.notice, 3, 1, supervisor, NOON)
        self.certificate = self.ask_for_certificate(self.household)
        # Made after the month was opened, so that there is a sheet left to open.
        self.groups.append(self._group(first, 4))
        self.card = cards.issue(self.household, self.clerk, NOON).card
        self.newcomer = make_household(self.group, f"{mark}户4", f"{codes}0004")
        households.move(self.households[2], self.groups[1], f"{mark}并户", self.clerk, NOON)
        self.honours = TownHonours(self)
        self.market = TownMarket(self)
        self.patrols = TownPatrols(self)
        self.activities = TownActivities(self)
        self._ask_about_the_draft()
        self.announcement = self._announce_clearing()
        self.year_end = TownYearEnd(self)
        self.replays = TownReplays(self)
        self.officers[Role.STOREKEEPER] = self.market.storekeeper
        self.officers[Role.MERCHANT] = self.market.barber

    def officer(self, role: Role, place: Place) -> User:
        """A new person who holds `role` at `place`."""
        return make_officer(role, place, f"{self.mark}{role.label}{place.code}")

    def _former_clerk(self) -> User:
        """A person whose office ended yesterday."""
        user = self.officer(Role.CLERK, self.community)
        appointments.end(user.appointments.get(), timezone.localdate() - timedelta(days=1))
        return user

    def _seat(self, role: Role) -> Place:
        return self.group if role is Role.SCORER else self.community

    def _village(self, number: int) -> Place:
        joined = date(2026, 1, 1)
        name = f"{self.mark}{number}村"
        return places.create_village(self.community, f"{self.codes}V{number}", name, joined)

    def _group(self, village: Place, number: int) -> Place:
        return places.create_group(village, f"{self.codes}G{number}", f"{self.mark}第{number}组")

    def _household(self, number: int) -> Household:
        code, head = f"{self.codes}{number:04d}", f"{self.mark}户{number}"
        return make_household(self.groups[number - 1], head, code)

    def _write_standards(self) -> None:
        chief = self.officers[Role.ADMINISTRATOR]
        rows = (replace(ROWS[0], evidence="核查表"), *ROWS[1:])
        draft = standards.create_draft(self.community, f"{self.mark}标准", Month(2026, 1), rows)
        self.standard = standards.adopt(draft, f"{self.mark}代表会议", chief, LAST_OF_OCTOBER)
        self.draft = standards.copy_to_draft(self.standard, f"{self.mark}初稿", COMING_YEAR)

    def _ask_about_the_draft(self) -> None:
        """One opinion is answered, another waits; then the draft gets another title."""
        clerk, mark, day = self.clerk, self.mark, NOON.date()
        self.asked = standard_comments.ask(self.draft, day, clerk, NOON)
        said = [f"{mark}意见一", f"{mark}意见二"]
        answered, self.comment = (
            standard_comments.register(
                self.asked, Opinion(text, "oral", day, f"{mark}某"), clerk, NOON
            )
            for text in said
        )
        standard_comments.answer(answered, "taken", f"{mark}采纳", clerk, NOON)
        title = f"{mark}草案"
        self.draft = standard_edits.change_draft(self.draft, title, self.draft.starts)

    def _record(self, month: Month, household: Household, day: date) -> Record:
        draft = Draft(household, "11.3", day, points=10, note=f"{self.mark}事由")
        return records.record_matter(month, draft, Record.Origin.OFFICE, self.clerk, NOON)

    def _deduct(self, day: date) -> Record:
        """A deduction that was told and answered; its photo hangs in every town."""
        draft = Draft(self.household, "1.3", day, note=f"{self.mark}搭棚")
        clerk, mark = self.clerk, self.mark
        found = records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, clerk, NOON)
        (self.evidence,) = evidence.attach(found, [photo()], clerk, NOON)
        servings.serve(found, day, "in_person", f"{mark}见证人", found.points, clerk, NOON)
        servings.answer(found, f"{mark}陈述", "oral", day, clerk, NOON)
        return found

    def _adjust(self, points: int) -> Adjustment:
        reason, paper, by = f"{self.mark}漏记", f"{self.mark}核实表", self.clerk
        at = LAST_OF_OCTOBER
        return adjustments.propose(self.household, points, 2026, reason, paper, by, at, [photo()])

    def ask_for_certificate(self, household: Household) -> CertificateRequest:
        mark, day = self.mark, NOON.date()
        asked = certificates.Asked(
            2026,
            applicant=f"{mark}申请人",
            relation="head",
            recipient_kind="bank",
            recipient=f"{mark}银行",
            purpose=f"{mark}贷款",
            adult=True,
            agrees=True,
            consented_on=day,
            paper=f"{mark}申请书",
        )
        return certificates.ask(household, asked, self.clerk, NOON)

    def _announce_clearing(self) -> ClearingAnnouncement:
        """That what is left of the year before is cleared at this year's end."""
        days = date(2026, 12, 31), NOON.date()
        return clearing_announcements.announce(self.community, 2025, *days, self.clerk, NOON)

    def _ask_for_letters(self) -> PrintJob:
        of, title, asked = self.community, f"{self.mark}一封信", {"place": "*"}
        order = print_jobs.Order("letters", letters.RIGHT, of, title, asked, "https://example.cn")
        return print_jobs.ask(order, self.clerk, NOON)

    def _object(self, objector: Household) -> Objection:
        """An objection to the household's October, typed in after it was posted."""
        line = SheetLine.objects.get(sheet__notice=self.notice, household=self.household)
        told = f"{self.mark}异议"
        raised = Raised(told, Objection.How.ORAL, self.notice.closes_on, objector)
        return objections.raise_objection(self.notice, line, raised, self.clerk, NOON)

    def _dispute_october(self) -> None:
        """One objection was upheld, another waits."""
        self.answered = self._object(self.households[1])
        changes = {self.answered.line.records.get().pk: 12}
        objections.uphold(self.answered, f"{self.mark}答复", changes, self.clerk, NOON)
        self.objection = self._object(self.households[2])

    def _settle_october(self) -> None:
        opened = sheets.open_month(self.community, OCTOBER, self.clerk, NOON)
        found = [self._record(OCTOBER, each, date(2026, 10, 9)) for each in self.households]
        self._pass(opened, Step.SELF)
        self._pass(opened, Step.GROUP)
        member = self.officers[Role.COMMITTEE]
        for record in found:
            reason = f"{self.mark}核减"
            revisions.revise(record, Step.COMMITTEE, 10, 8, reason, member, LAST_OF_OCTOBER)
        for step in (Step.COMMITTEE, Step.AUDIT, Step.ASSEMBLY):
            self._pass(opened, step)
        self.meeting = Meeting.objects.get(community=self.community)
        # What was entered is told in the notice; the other waits for its second person.
        entered, self.adjustment = self._adjust(2), self._adjust(3)
        auditor = self.officers[Role.AUDITOR]
        adjustments.decide(entered, approved=True, comment="", by=auditor, at=LAST_OF_OCTOBER)
        day = LAST_OF_OCTOBER.date()
        self.notice = notices.publish_month(
            self.community, OCTOBER, day, self.clerk, LAST_OF_OCTOBER
        )
        posting.close_notices(self.community, NOON, self.clerk)
        by = f"{self.mark}张贴人"
        # Noted after the points were entered, so that nothing rests on it.
        first, at = self.villages[0], NOON + timedelta(minutes=1)
        self.hanging = hangings.hang(self.notice, first, day, by, [photo()], self.clerk, at)
        self._dispute_october()

    def _begin_november(self) -> None:
        opened = sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)
        self.sheet = next(sheet for sheet in opened if sheet.group_id == self.group.pk)
        self.record = self._record(NOVEMBER, self.household, date(2026, 11, 3))
        self.deduction = self._deduct(date(2026, 11, 4))
        self._pass(opened, Step.SELF)
        # 1.1 is proposed to every household; of the newcomer it stays open.
        struck = [f"yearly|2026|1.1|{self.household.code}|1"]
        reason = f"{self.mark}墙角搭棚"
        proposals.strike(seen(self.sheet), struck, reason, self.scorers[0], NOON)

    def _pass(self, opened: list[Sheet], step: Step) -> None:
        if step is Step.GROUP:
            for sheet in opened:
                scorer = self.scorers[self.groups.index(sheet.group)]
                review.pass_sheets([seen(sheet)], step, scorer, LAST_OF_OCTOBER)
            return
        by = {
            Step.SELF: self.clerk,
            Step.COMMITTEE: self.officers[Role.COMMITTEE],
            Step.AUDIT: self.officers[Role.AUDITOR],
            Step.ASSEMBLY: self.officers[Role.RECORDER],
        }[step]
        meeting = None
        if step is Step.ASSEMBLY:
            minutes = f"{self.mark}会议纪要"
            meeting = Assembly(date(2026, 10, 31), 1, 1, 1, 0, 0, minutes, [photo()])
        at = LAST_OF_OCTOBER
        review.pass_sheets([seen(sheet) for sheet in opened], step, by, at, assembly=meeting)

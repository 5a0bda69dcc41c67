"""A committee of several members before a sheet, with shorthands for what they do."""

from datetime import date

from households.models import Household, Relation, User
from households.roles import Role
from households.services import relations
from points.models import CommitteeVote, Policy, Sheet, StepDecision
from points.services import policies, records, review, sheets, votes
from points.services.recordbook import Draft
from points.services.votes import Poll
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_officer,
    pass_until,
    seen,
)

AGREE, AGAINST, ABSTAIN = CommitteeVote.Choice
TODAY = date(2026, 11, 20)


class Committee(Office):
    """November's sheet of Zhang and Li waits for a committee of `members`, among them the one of
    every office; Zhang has a record of 10 points."""

    def __init__(self, members: int = 3, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.members = [self.committee] + [
            make_officer(Role.COMMITTEE, self.community, f"委员{number}")
            for number in range(2, members + 1)
        ]
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四麦")
        (self.sheet,) = sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)
        draft = Draft(self.zhang, "11.3", date(2026, 11, 3), points=10)
        self.record = records.record_matter(NOVEMBER, draft, "office", self.clerk, NOON)
        pass_until(self, self.sheet, Step.COMMITTEE)

    def vote(
        self, by: User, choice: str = AGREE, remark: str = "证据不全", sheet: Sheet | None = None
    ) -> StepDecision | None:
        """The vote of `by` on the sheet as it stands."""
        return review.vote(seen(sheet or self.sheet), choice, remark, by, NOON)

    def poll(self) -> Poll:
        self.sheet.refresh_from_db()
        return votes.polls([self.sheet], TODAY)[self.sheet.pk]

    def related(self, user: User, household: Household) -> Relation:
        kind = Relation.Kind.SIBLING
        return relations.declare(user, household, kind, self.administrator, NOON)

    def needs(self, quorum: int) -> None:
        """The community's own number of agreeing members."""
        policies.save(Policy(community=self.community, committee_quorum=quorum))


def more_sheets(office: Committee, groups: int) -> list[Sheet]:
    """Sheets of November of more groups, before the same committee."""
    for number in range(2, groups + 2):
        make_household(make_group(office.village, f"第{number}组"))
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    scorer = make_officer(Role.SCORER, office.village)
    for step, by in ((Step.SELF, office.clerk), (Step.GROUP, scorer)):
        review.pass_sheets([seen(sheet) for sheet in opened], step, by, NOON)
    return opened


def lives_in(user: User, household: Household) -> None:
    user.household = household
    user.save(update_fields=["household"])

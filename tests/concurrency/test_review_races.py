"""Two people at one sheet: one of them decides, the other is told so."""

import pytest

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import CommitteeVote, Policy, Sheet, StepDecision
from points.services import policies, review, sheets
from points.services.sheet_checks import Seen
from points.steps import Step
from tests.concurrency.harness import Act, Outcome, race, second_net, writing
from tests.factory import NOON, NOVEMBER, Office, make_household, make_officer, pass_until, seen

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ONE_DECISION = "decision_once_per_step_and_round"


class Committee:
    """A sheet before a committee of two, of whom one has to agree; both have it on the screen."""

    def __init__(self) -> None:
        office = Office()
        policies.save(Policy(community=office.community, committee_quorum=1))
        make_household(office.group)
        (opened,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        self.sheet = pass_until(office, opened, Step.COMMITTEE)
        self.one = office.committee
        self.other = make_officer(Role.COMMITTEE, office.community, "评审委员乙")
        self.seen: Seen = seen(self.sheet)

    def passes(self, by: User) -> Act:
        return lambda: review.pass_sheets([self.seen], Step.COMMITTEE, by, NOON)

    def returns(self, by: User) -> Act:
        return lambda: review.return_sheet(
            self.seen, Step.COMMITTEE, Step.GROUP, "请核对志愿服务时长", by, NOON
        )

    def decision(self) -> StepDecision:
        """The one decision of this step."""
        return StepDecision.objects.get(sheet=self.sheet, step=Step.COMMITTEE)

    def step(self) -> str:
        return Sheet.objects.get(pk=self.sheet.pk).step


def first_one_decides(outcome: Outcome) -> bool:
    return outcome.waited and isinstance(outcome.follower, AlreadyHandled)


def test_two_people_pass_the_same_step_and_one_decision_stands() -> None:
    sheet = Committee()
    outcome = race(sheet.passes(sheet.one), sheet.passes(sheet.other), writing(CommitteeVote))
    assert first_one_decides(outcome)
    assert sheet.decision().by == sheet.one
    assert (sheet.step(), sheet.decision().scores.count()) == (Step.AUDIT, 1)


def test_without_the_lock_only_a_constraint_keeps_two_passes_apart(unlocked: None) -> None:
    sheet = Committee()
    outcome = race(sheet.passes(sheet.one), sheet.passes(sheet.other), writing(CommitteeVote))
    assert second_net(outcome, ONE_DECISION)
    assert sheet.decision().by == sheet.other


def test_a_pass_comes_before_a_return_and_the_sheet_goes_on() -> None:
    sheet = Committee()
    outcome = race(sheet.passes(sheet.one), sheet.returns(sheet.other), writing(CommitteeVote))
    assert first_one_decides(outcome)
    assert (sheet.decision().outcome, sheet.step()) == ("passed", Step.AUDIT)


def test_a_return_comes_before_a_pass_and_the_sheet_goes_back() -> None:
    sheet = Committee()
    outcome = race(sheet.returns(sheet.one), sheet.passes(sheet.other), writing(StepDecision))
    assert first_one_decides(outcome)
    assert (sheet.decision().outcome, sheet.step()) == ("returned", Step.GROUP)


def test_without_the_lock_only_a_constraint_keeps_pass_and_return_apart(unlocked: None) -> None:
    sheet = Committee()
    outcome = race(sheet.passes(sheet.one), sheet.returns(sheet.other), writing(CommitteeVote))
    assert second_net(outcome, ONE_DECISION)
    assert sheet.decision().outcome == "returned"


def test_without_the_lock_only_a_constraint_keeps_return_and_pass_apart(unlocked: None) -> None:
    sheet = Committee()
    outcome = race(sheet.returns(sheet.one), sheet.passes(sheet.other), writing(StepDecision))
    assert second_net(outcome, ONE_DECISION)
    assert sheet.decision().outcome == "passed"


class NewMonth:
    """A month about to be opened by two clerks."""

    def __init__(self) -> None:
        self.office = Office()
        make_household(self.office.group)
        self.other = make_officer(Role.CLERK, self.office.community, "积分办乙")

    def opens(self, by: User) -> Act:
        return lambda: sheets.open_month(self.office.community, NOVEMBER, by, NOON)


def test_a_month_is_opened_twice_and_each_group_has_one_sheet() -> None:
    month = NewMonth()
    outcome = race(month.opens(month.office.clerk), month.opens(month.other), writing(Sheet))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "都已开表" in outcome.follower.messages[0]
    assert Sheet.objects.get().lines.count() == 1


def test_without_the_lock_only_a_constraint_keeps_a_second_sheet_away(unlocked: None) -> None:
    month = NewMonth()
    outcome = race(month.opens(month.office.clerk), month.opens(month.other), writing(Sheet))
    assert second_net(outcome, "sheet_once_per_group_and_month")

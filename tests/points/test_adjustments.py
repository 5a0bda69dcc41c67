"""Corrections after posting: proposed by one person, decided by another, entered once."""

from datetime import timedelta
from typing import Any

import pytest

from households.models import Household, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Account, Adjustment, AdjustmentDecision, Entry
from points.periods import Month
from points.services import adjustments
from points.services.standings import honour
from tests.factory import NOON, Office, appoint, make_household, make_user

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


class Ledgers(Office):
    """One household, and what was decided for it in 2025."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")

    def propose(self, by: User | None = None, **more: Any) -> Adjustment:
        told: dict[str, Any] = {
            "household": self.zhang,
            "points": 6,
            "year": 2025,
            "reason": "去年11月的活动漏记",
            "paper": "2025年11月签到表",
        }
        return adjustments.propose(**{**told, **more}, by=by or self.clerk, at=NOON)

    def decide(
        self, adjustment: Adjustment, by: User | None = None, comment: str = "", no: bool = False
    ) -> AdjustmentDecision:
        return adjustments.decide(adjustment, not no, comment, by or self.auditor, LATER)

    def who_is_both(self, household: Household | None = None) -> User:
        """A clerk who audits too, of `household`."""
        user = make_user(self.community, "吴两职", household)
        appoint(user, Role.CLERK, self.community)
        appoint(user, Role.AUDITOR, self.community)
        return user


@pytest.fixture
def town() -> Ledgers:
    return Ledgers()


def test_a_proposal_says_who_why_upon_which_paper_and_moves_nothing(town: Ledgers) -> None:
    made = town.propose(reason=" 漏记 ", paper=" 签到表 ")
    assert (made.household, made.points, made.year) == (town.zhang, 6, 2025)
    assert (made.reason, made.paper) == ("漏记", "签到表")
    assert (made.proposed_by, made.appointment.role) == (town.clerk, Role.CLERK)
    assert made.proposed_at == NOON
    assert not Entry.objects.exists()


def test_what_a_second_person_approves_is_entered(town: Ledgers) -> None:
    decision = town.decide(town.propose(), comment=" 属实 ")
    entry = Entry.objects.get()
    assert decision.entry == entry
    assert (decision.approved, decision.comment) == (True, "属实")
    assert (decision.by, decision.appointment.role) == (town.auditor, Role.AUDITOR)
    assert (entry.kind, entry.points, entry.balance_after) == ("correction", 6, 6)
    assert (entry.note, entry.year) == ("更正：去年11月的活动漏记", 2025)
    assert (entry.effective_on, entry.at, entry.by) == (LATER.date(), LATER, town.auditor)
    assert (honour([town.zhang.pk], Month(2025, 12)), honour([town.zhang.pk], Month(2026, 12))) == (
        {town.zhang.pk: 6},
        {},
    )


def test_what_the_second_person_does_not_approve_moves_nothing(town: Ledgers) -> None:
    made = town.propose()
    with pytest.raises(Refused) as raised:
        town.decide(made, no=True, comment="  ")
    assert list(raised.value.message_dict) == ["comment"]
    decision = town.decide(made, no=True, comment="签到表上没有他")
    assert (decision.approved, decision.entry) == (False, None)
    assert not Entry.objects.exists()


def test_a_balance_may_go_below_nought_by_it(town: Ledgers) -> None:
    town.decide(town.propose(points=-6))
    assert Account.objects.get().balance == -6


def test_a_long_reason_is_cut_short_on_the_account_alone(town: Ledgers) -> None:
    made = town.propose(reason="漏" * 200)
    entry = town.decide(made).entry
    assert entry is not None
    assert entry.note == f"更正：{'漏' * 96}…"
    assert len(made.reason) == 200


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"points": 0}, "points", "请填写要加或要减的分值"),
        ({"points": 10000}, "points", "最多9999分"),
        ({"points": -10000}, "points", "最多9999分"),
        ({"year": 1999}, "year", "2000至2026年"),
        ({"year": 2027}, "year", "2000至2026年"),
        ({"reason": "  "}, "reason", "更正的原因"),
        ({"paper": "  "}, "paper", "依据哪份材料"),
    ],
)
def test_a_proposal_that_lacks_something_is_refused_at_its_field(
    town: Ledgers, wrong: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Refused) as raised:
        town.propose(**wrong)
    assert list(raised.value.message_dict) == [field]
    assert told in raised.value.messages[0]
    assert not Adjustment.objects.exists()


@pytest.mark.parametrize(("points", "year"), [(9999, 2000), (-9999, 2026)])
def test_the_most_points_and_the_first_and_this_year_are_allowed(
    town: Ledgers, points: int, year: int
) -> None:
    assert town.propose(points=points, year=year)


def test_nobody_decides_what_he_has_proposed(town: Ledgers) -> None:
    both = town.who_is_both()
    made = town.propose(by=both)
    with pytest.raises(Refused, match="是您提出的，须由别人复核"):
        town.decide(made, by=both)
    assert town.decide(made).approved


def test_nobody_proposes_or_decides_for_his_own_household(town: Ledgers) -> None:
    of_the_house = town.who_is_both(town.zhang)
    with pytest.raises(Refused, match="不能更正自己家的积分"):
        town.propose(by=of_the_house)
    made = town.propose()
    with pytest.raises(Refused, match="不能复核自己家的更正"):
        town.decide(made, by=of_the_house)
    of_another = town.who_is_both(make_household(town.group))
    assert town.decide(made, by=of_another).approved


def test_it_is_decided_once(town: Ledgers) -> None:
    made = town.propose()
    town.decide(made)
    for no in (False, True):
        with pytest.raises(AlreadyHandled, match="已经复核"):
            town.decide(made, by=town.who_is_both(), no=no, comment="再看")
    assert Account.objects.get().balance == 6


def test_only_the_offices_for_it_propose_and_decide(town: Ledgers) -> None:
    elsewhere = Ledgers("西岭社区")
    for person in (town.auditor, town.supervisor, elsewhere.clerk, make_user(town.community)):
        with pytest.raises(Refused, match="任职"):
            town.propose(by=person)
    made = town.propose()
    other_clerk = make_user(town.community)
    appoint(other_clerk, Role.CLERK, town.community)
    for person in (other_clerk, town.supervisor, elsewhere.auditor):
        with pytest.raises(Refused, match="任职"):
            town.decide(made, by=person)
    assert not AdjustmentDecision.objects.exists()

"""What a notice tells of corrections, and what it does about lines that somebody disputes."""

from datetime import timedelta

import pytest

from households.models import Household
from points.canonical import digest
from points.models import Adjustment, Correction, Notice, NoticeCorrection, Sheet
from points.periods import Month
from points.reports.notice_proof import prove
from points.reports.notice_sheet import village_sheets
from points.services import adjustments, posting
from tests.factory import NOON, pass_until
from tests.points.disputing import Dispute, hang, rescue
from tests.points.notice_months import AFTER, add_group, open_with, publish, published

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)
IN_DECEMBER = NOON + timedelta(days=20)
"""2026年12月10日: November's notice is over."""


@pytest.fixture
def town() -> Dispute:
    return Dispute()


def told(notice: Notice) -> list[tuple[str, str, str]]:
    (village,) = village_sheets(notice)
    return [(each.code, each.shown_as, each.told) for each in village.corrections]


def balances(notice: Notice) -> dict[str, tuple[int, int]]:
    """Code → honour points and balance, as the notice shows them."""
    (village,) = village_sheets(notice)
    return {row.code: (row.honour, row.balance) for part in village.groups for row in part.rows}


def approve(town: Dispute, household: Household) -> None:
    """Two points for the account of `household`, by two people."""
    made = adjustments.propose(household, 2, 2026, "补记", "纪要第8号", town.clerk, NOON)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=NOON)


def test_the_next_notice_tells_a_correction_in_numbers_alone_and_no_later_one_does(
    town: Dispute,
) -> None:
    town.uphold(town.object(objector=town.li), 15, text="李家反映有误，经核实应为15分")
    assert told(town.notice) == []
    december = published(town, DECEMBER, {}, IN_DECEMBER)
    assert told(december) == [(town.zhang.code, "张*禾", "2026年11月积分由+10更正为+15")]
    (row,) = december.content["corrections"]
    assert set(row) == {
        "ref",
        "village_code",
        "group_code",
        "kind",
        "month",
        "before",
        "after",
    }
    assert "李家" not in str(december.content)
    january = published(town, Month(2027, 1), {}, NOON + timedelta(days=60))
    assert told(january) == []
    assert NoticeCorrection.objects.get().correction == Correction.objects.get()


def test_an_approved_adjustment_is_told_and_one_refused_or_waiting_is_not(town: Dispute) -> None:
    def propose(points: int) -> Adjustment:
        return adjustments.propose(
            town.zhang, points, 2026, "九月漏计护路", "两委会议纪要第7号", town.clerk, NOON
        )

    adjustments.decide(propose(-3), approved=True, comment="", by=town.auditor, at=NOON)
    adjustments.decide(propose(4), approved=False, comment="没有依据", by=town.auditor, at=NOON)
    propose(5)
    december = published(town, DECEMBER, {}, IN_DECEMBER)
    assert told(december) == [(town.zhang.code, "张*禾", "2026年积分更正−3")]
    assert "护路" not in str(december.content)


def test_a_correction_waits_for_a_notice_that_hangs_in_its_village(town: Dispute) -> None:
    (home, _) = add_group(town, "钱庄")
    town.uphold(town.object(), 15)
    approve(town, home)
    opened = hang(town, DECEMBER, [], IN_DECEMBER)
    by_village = {each.name: each.corrections for each in village_sheets(opened)}
    assert [each.told for each in by_village["赵庄"]] == ["2026年11月积分由+10更正为+15"]
    assert [each.told for each in by_village["钱庄"]] == ["2026年积分更正+2"]


def test_a_village_whose_sheet_is_not_ready_is_told_by_the_notice_that_hangs_there(
    town: Dispute,
) -> None:
    (home, _) = add_group(town, "钱庄")
    approve(town, home)
    first, second = open_with(town, DECEMBER, {}, IN_DECEMBER)
    pass_until(town, first, None, IN_DECEMBER)
    assert told(publish(town, DECEMBER, IN_DECEMBER)) == []
    pass_until(town, second, None, IN_DECEMBER)
    assert told(publish(town, DECEMBER, IN_DECEMBER)) == [(home.code, "周*谷", "2026年积分更正+2")]


def test_the_sheet_of_one_group_tells_its_own_corrections_alone(town: Dispute) -> None:
    (home, _) = add_group(town)
    approve(town, home)
    (village,) = village_sheets(hang(town, DECEMBER, [], IN_DECEMBER))
    by_group = {}
    for each in village.groups:
        alone = village.of_group(each.code)
        assert alone is not None
        by_group[each.code] = [row.told for row in alone.corrections]
    assert by_group == {town.group.code: [], home.group.code: ["2026年积分更正+2"]}


def test_corrections_are_under_the_check_code(town: Dispute) -> None:
    town.uphold(town.object(), 15)
    december = published(town, DECEMBER, {}, IN_DECEMBER)
    assert prove(december).verdict.agrees
    changed = {**december.content, "corrections": []}
    assert digest(december.previous_digest, changed) != december.digest


def test_points_held_back_are_not_counted_on_by_the_next_notice(town: Dispute) -> None:
    town.object()
    december = hang(town, DECEMBER, [rescue(town.zhang, 5, DECEMBER)], IN_DECEMBER)
    # November's 10 wait for the reply; December's own 5 are counted on, as for everybody.
    assert balances(december)[town.zhang.code] == (5, 5)
    assert balances(december)[town.li.code] == (3, 3)


def test_a_notice_closes_when_the_last_line_that_was_disputed_is_posted(town: Dispute) -> None:
    objection = town.object()
    first = posting.close_notices(town.community, AFTER)
    assert (first.closed, first.partly) == ([], [town.notice])
    again = posting.close_notices(town.community, AFTER)
    assert (again.closed, again.partly) == ([], [])
    today = AFTER.date()
    assert not Notice.objects.to_post_on(today).exists()
    town.uphold(objection, 15, AFTER)
    assert Notice.objects.to_post_on(today).get() == town.notice
    last = posting.close_notices(town.community, AFTER)
    assert (last.closed, last.partly) == ([town.notice], [])
    assert Sheet.objects.get().state == Sheet.State.POSTED
    assert not Notice.objects.to_post_on(today).exists()

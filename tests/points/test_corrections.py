"""A line corrected after an upheld objection, in numbers worked out by hand: score and entries."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from households.models import Household
from points.models import (
    Account,
    Correction,
    Entry,
    Objection,
    Policy,
    Posting,
    Record,
    RecordCorrection,
    Sheet,
    SheetLine,
)
from points.services import ledger, objections, posting, review
from points.services.objections import Raised
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    good_assembly,
    make_household,
    seen,
)
from tests.points.disputing import TWENTIETH, Dispute, correct, hang, rescue
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db

DAY_AFTER = AFTER + timedelta(days=1)


@pytest.fixture
def town() -> Dispute:
    return Dispute()


def entries(household: Household) -> list[tuple[int, str, int, int, str]]:
    """Number, kind, points, balance, note."""
    mine = Entry.objects.filter(account__household=household).order_by("number")
    return list(mine.values_list("number", "kind", "points", "balance_after", "note"))


def honour(household: Household, year: int) -> int:
    mine = Entry.objects.honour(year).filter(account__household=household)
    return mine.aggregate(points=Sum("points"))["points"]


# Before posting


def test_a_line_that_waits_is_posted_with_its_new_total(town: Dispute) -> None:
    town.uphold(town.object(), 15)
    correction = Correction.objects.get()
    assert (correction.total_before, correction.total_after) == (10, 15)
    assert correction.by_area == {"1": 0, "2": 0, "3": 0, "4": 15, "5": 0}
    assert (correction.reversal, correction.entry) == (None, None)
    assert (correction.line, correction.at) == (town.line(), NOON)
    posting.close_notices(town.community, AFTER)
    assert entries(town.zhang) == [(1, "month", 15, 15, "2026年11月积分")]
    assert entries(town.li) == [(1, "month", 3, 3, "2026年11月积分")]


def test_a_record_says_what_it_counts_from_now_on(town: Dispute) -> None:
    town.uphold(town.object(), 15)
    counted = RecordCorrection.objects.get()
    assert (counted.record, counted.counted_before, counted.counted_after) == (town.record, 10, 15)
    assert counted.explanation == "计 15 分"


def test_a_second_correction_builds_on_the_first(town: Dispute) -> None:
    town.uphold(town.object(), 15)
    town.uphold(town.object(objector=town.li), 8)
    second = Correction.objects.latest("pk")
    assert (second.total_before, second.total_after) == (15, 8)
    counted = RecordCorrection.objects.order_by("pk").last()
    assert (counted.counted_before, counted.counted_after) == (15, 8)
    posting.close_notices(town.community, AFTER)
    assert entries(town.zhang) == [(1, "month", 8, 8, "2026年11月积分")]


def test_what_hangs_before_the_assembly_is_ratified_and_posted_as_corrected() -> None:
    office = Office()
    Policy.objects.create(community=office.community, ratification=Policy.Ratification.AFTER_NOTICE)
    zhang = make_household(office.group)
    notice = hang(office, NOVEMBER, [rescue(zhang, 10)])
    correct(office, notice, zhang, 15, NOON)
    meeting = good_assembly(AFTER.date())
    on_screen = [seen(Sheet.objects.get())]
    review.pass_sheets(on_screen, Step.ASSEMBLY, office.recorder, AFTER, assembly=meeting)
    posting.close_notices(office.community, AFTER)
    assert entries(zhang) == [(1, "month", 15, 15, "2026年11月积分")]


# After posting


def test_a_posted_line_has_its_entry_reversed_and_a_new_one_written(town: Dispute) -> None:
    posting.close_notices(town.community, AFTER)
    town.uphold(town.object(at=AFTER), 15, DAY_AFTER)
    assert entries(town.zhang) == [
        (1, "month", 10, 10, "2026年11月积分"),
        (2, "reversal", -10, 0, "冲销2026年11月积分"),
        (3, "correction", 15, 15, "2026年11月积分（异议更正）"),
    ]
    posted, reversal, new = Entry.objects.filter(account__household=town.zhang).order_by("number")
    assert (reversal.reverses, new.reverses) == (posted, None)
    assert (reversal.by, reversal.effective_on) == (town.clerk, DAY_AFTER.date())
    assert (new.by, new.at) == (town.clerk, DAY_AFTER)
    correction = Correction.objects.get()
    assert (correction.reversal, correction.entry) == (reversal, new)
    assert Account.objects.get(household=town.zhang).balance == 15
    assert honour(town.zhang, 2026) == 15
    assert Posting.objects.get(line=town.line()).entry == posted
    assert len(entries(town.li)) == 1


def test_a_corrected_entry_is_corrected_again(town: Dispute) -> None:
    """10 points become 15 and then 8; what was entered for the line is 8 in the end."""
    posting.close_notices(town.community, AFTER)
    town.uphold(town.object(at=AFTER), 15, AFTER)
    town.uphold(town.object(at=AFTER, objector=town.li), 8, DAY_AFTER)
    assert [(points, balance) for _, _, points, balance, _ in entries(town.zhang)] == [
        (10, 10),
        (-10, 0),
        (15, 15),
        (-15, 0),
        (8, 8),
    ]
    assert Correction.objects.last().reversal.reverses == Correction.objects.first().entry
    assert honour(town.zhang, 2026) == 8


def test_points_spent_meanwhile_may_leave_the_balance_below_nought(town: Dispute) -> None:
    posting.close_notices(town.community, AFTER)
    rice = ledger.Movement(town.zhang.pk, -8, Entry.Kind.EXCHANGE, 2026, "大米一袋")
    ledger.write(town.community.pk, [rice], AFTER.date(), town.clerk, AFTER)
    town.uphold(town.object(at=AFTER, objector=town.li), 5, DAY_AFTER)
    assert [balance for *_, balance, _ in entries(town.zhang)] == [10, 2, -8, -3]
    assert honour(town.zhang, 2026) == 5


def test_a_month_of_last_year_is_corrected_in_its_own_year() -> None:
    office = Office()
    zhang = make_household(office.group)
    december = NOVEMBER.next()
    at = datetime.fromisoformat("2026-12-28 12:00+08:00")
    notice = hang(office, december, [rescue(zhang, 10, december)], at)
    over = at + timedelta(days=7)
    posting.close_notices(office.community, over)
    correct(office, notice, zhang, 15, over)
    assert over.year == 2027
    assert (honour(zhang, 2026), honour(zhang, 2027)) == (15, None)


def test_a_total_that_stays_the_same_moves_nothing() -> None:
    """Two good turns were recorded; only one a month counts, so one is worth as much."""
    office = Office()
    zhang = make_household(office.group)
    notice = hang(office, NOVEMBER, [Draft(zhang, "7.2", date(2026, 11, 3), 2)])
    posting.close_notices(office.community, AFTER)
    line = SheetLine.objects.get()
    told = Raised("只有一次", Objection.How.ORAL, TWENTIETH, zhang)
    made = objections.raise_objection(notice, line, told, office.clerk, AFTER)
    changes = {Record.objects.get().pk: 1}
    reply = objections.uphold(made, "只有一次", changes, office.clerk, AFTER)
    correction = reply.correction
    assert (correction.total_before, correction.total_after) == (1, 1)
    assert (correction.reversal, correction.entry) == (None, None)
    assert entries(zhang) == [(1, "month", 1, 1, "2026年11月积分")]
    counted = correction.records.get()
    assert (counted.counted_before, counted.counted_after) == (1, 1)
    assert counted.explanation == "计 1 分"


# What the ledger allows


def test_a_household_may_have_several_movements_at_once() -> None:
    office = Office()
    zhang, li = make_household(office.group), make_household(office.group)
    moves = [
        ledger.Movement(zhang.pk, 5, Entry.Kind.MONTH, 2026, "一"),
        ledger.Movement(li.pk, 7, Entry.Kind.MONTH, 2026, "二"),
        ledger.Movement(zhang.pk, -2, Entry.Kind.CORRECTION, 2026, "三"),
    ]
    written = ledger.write(office.community.pk, moves, NOON.date(), None, NOON)
    assert [entry.note for entry in written] == ["一", "二", "三"]
    assert [(number, balance) for number, _, _, balance, _ in entries(zhang)] == [(1, 5), (2, 3)]
    assert [(number, balance) for number, _, _, balance, _ in entries(li)] == [(1, 7)]
    account = Account.objects.get(household=zhang)
    assert (account.balance, account.last_number) == (3, 2)


def test_an_entry_is_reversed_once(town: Dispute) -> None:
    posting.close_notices(town.community, AFTER)
    entry = Entry.objects.get(account__household=town.zhang)
    back = ledger.Movement(town.zhang.pk, -10, Entry.Kind.REVERSAL, 2026, "冲销", entry)
    ledger.write(town.community.pk, [back], AFTER.date(), town.clerk, AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.write(town.community.pk, [back], AFTER.date(), town.clerk, AFTER)
    assert Account.objects.get(household=town.zhang).balance == 0


def test_a_reversal_names_what_it_reverses(town: Dispute) -> None:
    back = ledger.Movement(town.zhang.pk, -10, Entry.Kind.REVERSAL, 2026, "冲销")
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.write(town.community.pk, [back], AFTER.date(), town.clerk, AFTER)
    assert Sheet.objects.get().state == Sheet.State.PUBLISHED

"""年末清零: announced before, carried out once, reversed as one act on the same day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.refusals import AlreadyHandled, Refused
from points.models import Account, ClearedBalance, Clearing, Entry, Policy
from points.periods import Month
from points.reports.board_totals import board_totals
from points.reports.ledger_check import ledger_differences
from points.reports.year_report import year_reports
from points.services import clearing_announcements, clearings, policies
from points.services.clearings import Due
from points.services.standings import honour
from tests.factory import NOON, make_household
from tests.points.clearing_year import LAST_DAY, ON_THE_DAY, Year, entries_of, noon_of, nothing_held
from tests.points.ledgers import spoil

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)


@pytest.fixture
def town() -> Year:
    return Year()


def told(raised: Any) -> str:
    return " ".join(raised.value.messages)


def test_each_account_with_something_left_gets_one_entry_and_keeps_its_honour(town: Year) -> None:
    made = town.clear(town.announce())
    assert (made.households, made.points) == (2, 17)
    assert town.balances() == {"张三禾": 0, "李四方": 0, "王五田": -3}
    assert entries_of(town.zhang) == [("month", 12, 12), ("clearing", -12, 0)]
    assert honour([town.zhang.pk, town.li.pk], DECEMBER) == {town.zhang.pk: 12, town.li.pk: 5}
    entry = Entry.objects.get(account__household=town.zhang, kind="clearing")
    assert (entry.year, entry.note, entry.effective_on) == (2026, "2026年末清零", LAST_DAY)
    assert entry.by == town.auditor


def test_debts_go_too_where_the_setting_says_so() -> None:
    town = Year(debts=True)
    made = town.clear(town.announce())
    assert (made.households, made.points) == (3, 14)
    assert set(town.balances().values()) == {0}


def test_points_of_a_later_year_stay_and_what_was_spent_was_of_the_earlier(town: Year) -> None:
    # 12 of 2026 and 4 of 2027, of which 10 are spent: 2 of 2026 are left.
    town.give(town.zhang, 4, year=2027)
    town.give(town.zhang, -10, year=2027, kind="exchange")
    town.clear(town.announce(clears_on=date(2027, 2, 28)), noon_of(date(2027, 2, 28)))
    assert entries_of(town.zhang)[-1] == ("clearing", -2, 4)


def test_points_held_by_reservations_are_not_cleared(town: Year) -> None:
    announcement = town.announce()

    def held(_: Any) -> dict[int, int]:
        return {town.zhang.pk: 9, town.li.pk: 5}

    due = clearings.due(announcement, held)
    assert due == Due(1, 3)
    clearings.clear(announcement, due, held, town.auditor, ON_THE_DAY)
    assert town.balances() == {"张三禾": 9, "李四方": 5, "王五田": -3}


def test_clearing_twice_is_refused(town: Year) -> None:
    announcement = town.announce()
    town.clear(announcement)
    with pytest.raises(AlreadyHandled) as raised:
        town.clear(announcement)
    assert "2026年已经清零，不能再清一次" in told(raised)
    with pytest.raises(Refused, match="已有2026年清零公告（第1期公示）"):
        town.announce()
    assert Clearing.objects.count() == 1


def test_the_database_itself_refuses_a_second_clearing(town: Year) -> None:
    made = town.clear(town.announce())
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


@pytest.mark.parametrize("days", [-1, 8])
def test_it_is_carried_out_on_its_day_or_within_a_week(town: Year, days: int) -> None:
    announcement = town.announce()
    with pytest.raises(Refused, match="清零日期是2026年12月31日"):
        town.clear(announcement, ON_THE_DAY + timedelta(days=days))
    assert not Clearing.objects.exists()
    town.clear(announcement, ON_THE_DAY + timedelta(days=7))


def test_whoever_announced_it_does_not_carry_it_out(town: Year) -> None:
    announcement = town.announce()
    announcement.announced_by = town.auditor
    with pytest.raises(Refused, match="另一位经办人"):
        town.clear(announcement)


def test_an_office_that_only_announces_does_not_clear(town: Year) -> None:
    announcement = town.announce()
    with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
        clearings.clear(announcement, Due(2, 17), nothing_held, town.clerk, ON_THE_DAY)
    with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
        clearing_announcements.announce(
            town.community, 2026, LAST_DAY, NOON.date(), town.auditor, NOON
        )


def test_nothing_else_is_cleared_than_what_the_page_showed(town: Year) -> None:
    announcement = town.announce()
    seen = clearings.due(announcement, nothing_held)
    town.give(town.li, 2)
    with pytest.raises(Refused, match="现在要清零的是2户，合计19分"):
        town.clear(announcement, seen=seen)
    assert not Entry.objects.filter(kind="clearing").exists()


def test_where_nothing_is_left_there_is_nothing_to_do(town: Year) -> None:
    announcement = town.announce(2025)
    with pytest.raises(Refused, match="没有一户"):
        town.clear(announcement)


@pytest.mark.parametrize(
    ("year", "clears_on", "field", "due"),
    [
        (1999, LAST_DAY, "year", "2000至2026年"),
        (2027, LAST_DAY, "year", "2000至2026年"),
        (2026, date(2026, 11, 30), "clears_on", "2026年12月1日至2027年12月31日"),
        (2026, date(2028, 1, 1), "clears_on", "2026年12月1日至2027年12月31日"),
        (2025, date(2026, 11, 26), "clears_on", "要先张贴7天，清零日期最早是2026年11月27日"),
    ],
)
def test_an_announcement_that_cannot_be_is_refused_at_its_field(
    town: Year, year: int, clears_on: date, field: str, due: str
) -> None:
    with pytest.raises(Refused) as raised:
        town.announce(year, clears_on)
    assert list(raised.value.message_dict) == [field]
    assert due in told(raised)


def test_a_community_that_carries_over_clears_nothing(town: Year) -> None:
    announcement = town.announce()
    town.community.policy.year_end = Policy.YearEnd.CARRY
    policies.save(town.community.policy)
    for act in (lambda: town.announce(2025), lambda: town.clear(announcement)):
        with pytest.raises(Refused, match="可兑积分结转下年，不清零"):
            act()


def test_announcements_are_numbered_without_gaps_and_taken_back_with_a_reason(town: Year) -> None:
    first = town.announce()
    with pytest.raises(Refused, match="为什么收回公告"):
        town.withdraw(first, " ")
    town.withdraw(first, " 日期定错了 ")
    with pytest.raises(AlreadyHandled):
        town.withdraw(first, "再收一次")
    with pytest.raises(AlreadyHandled, match="已经收回"):
        town.clear(first)
    second = town.announce()
    first.refresh_from_db()
    assert (first.notice.number, first.withdraw_reason, second.notice.number) == (
        1,
        "日期定错了",
        2,
    )


def test_an_announcement_that_was_carried_out_is_not_taken_back(town: Year) -> None:
    announcement = town.announce()
    town.clear(announcement)
    with pytest.raises(Refused, match="不能再收回"):
        town.withdraw(announcement, "算错了")


def test_reversed_the_same_day_everything_is_as_before_and_may_be_cleared_again(town: Year) -> None:
    before, announcement = town.balances(), town.announce()
    made = town.clear(announcement)
    with pytest.raises(Refused, match="为什么撤销"):
        clearings.reverse(made, "", town.auditor, ON_THE_DAY)
    clearings.reverse(made, "漏了一批", town.auditor, ON_THE_DAY + timedelta(hours=5))
    assert town.balances() == before
    assert entries_of(town.zhang)[1:] == [("clearing", -12, 0), ("restored", 12, 12)]
    assert honour([town.zhang.pk], DECEMBER) == {town.zhang.pk: 12}
    with pytest.raises(AlreadyHandled):
        clearings.reverse(made, "再撤一次", town.auditor, ON_THE_DAY)
    assert town.clear(announcement).points == 17


def test_it_is_reversed_on_its_own_day_alone(town: Year) -> None:
    made = town.clear(town.announce())
    with pytest.raises(Refused, match="只能当天撤销"):
        clearings.reverse(made, "算错了", town.auditor, ON_THE_DAY + timedelta(days=1))
    assert town.balances()["张三禾"] == 0


def test_it_takes_as_many_queries_for_many_households_as_for_few(town: Year) -> None:
    announcement = town.announce()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            made = town.clear(announcement)
            clearings.reverse(made, "试算", town.auditor, ON_THE_DAY)
        return len(asked)

    few = queries()
    for number in range(30):
        town.give(make_household(town.group, f"户{number}"), 3)
    assert queries() == few


def found(town: Year) -> list[str]:
    """The differences that tell of clearings; these points came without sheets."""
    return [each for each in ledger_differences(town.community) if "清零" in each]


def test_the_ledger_agrees_with_its_clearings(town: Year) -> None:
    announcement = town.announce()
    clearings.reverse(town.clear(announcement), "试算", town.auditor, ON_THE_DAY)
    town.clear(announcement)
    assert found(town) == []


def test_a_clearing_that_disagrees_with_the_ledger_is_told(town: Year) -> None:
    made = town.clear(town.announce())
    spoil(ClearedBalance.objects.filter(household=town.zhang), points=11)
    spoil(Entry.objects.filter(account__household=town.li, kind="clearing"), year=2025)
    code, li = town.zhang.code, town.li.code
    assert found(town) == [
        f"户{li}的第2笔账目是年末清零，记在2025年，对应的清零记录却是2026年的。",
        "2026年清零写着2户17分，明细是2户16分。",
        f"户{code}2026年清零11分，账上记−12分，对不上，或撤销后没有退回。",
    ]
    spoil(ClearedBalance.objects.filter(household=town.zhang), points=12)
    spoil(
        Clearing.objects.filter(pk=made.pk),
        reversed_at=ON_THE_DAY,
        reversed_by=town.auditor,
        reverse_reason="说是撤销了",
    )
    assert sum("撤销后没有退回" in each for each in found(town)) == 2


def test_an_entry_of_no_clearing_is_told(town: Year) -> None:
    town.give(town.zhang, -2, kind="clearing")
    assert found(town) == [
        f"户{town.zhang.code}的第2笔账目是年末清零，却没有对应的清零记录。",
    ]


def test_the_year_on_paper_has_a_column_of_its_own_for_it(town: Year) -> None:
    town.clear(town.announce())
    (report,) = year_reports([town.zhang], 2026, LAST_DAY)
    assert (report.cleared, report.exchanged, report.balance, report.honour) == (-12, 0, 0, 12)
    assert Account.objects.get(household=town.zhang).balance == report.balance


def test_the_board_counts_what_was_cleared_neither_as_given_nor_as_spent(town: Year) -> None:
    before = board_totals(town.community, LAST_DAY)
    town.clear(town.announce())
    after = board_totals(town.community, LAST_DAY)
    assert (after.issued, after.spent) == (before.issued, before.spent) == (14, 0)
    assert (before.left, after.left) == (17, 0)

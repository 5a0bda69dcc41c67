"""Windows: their days, opened once, moved while they may be, closed once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.refusals import AlreadyHandled, Refused
from points.periods import Quarter
from supermarket.models import Reservation, Stock, Window
from supermarket.services import reservations, windows
from tests.factory import NOON, Office
from tests.supermarket.factory import AUTUMN, TODAY, Market, make_window

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LAST = date(2026, 11, 30)


@pytest.fixture
def office() -> Office:
    return Office()


def opened(office: Office, **more: Any) -> Window:
    return make_window(office.community, **({"by": office.clerk} | more))


def test_a_window_is_open_from_its_first_day_to_its_last(office: Office) -> None:
    window = opened(office)
    for day, is_open in (
        (TODAY - DAY, False),
        (TODAY, True),
        (LAST, True),
        (LAST + DAY, False),
    ):
        if is_open:
            with transaction.atomic():
                assert windows.require_open(office.community, day) == window
        else:
            with pytest.raises(Refused, match="现在不是兑换期"), transaction.atomic():
                windows.require_open(office.community, day)


def test_outside_the_next_window_is_named(office: Office) -> None:
    with pytest.raises(Refused, match="下一次的日期还没有定"), transaction.atomic():
        windows.require_open(office.community, TODAY)
    opened(office, opens_on=date(2027, 1, 9), closes_on=date(2027, 1, 10))
    with pytest.raises(Refused, match="下一次是2027年1月9日至2027年1月10日"), transaction.atomic():
        windows.require_open(office.community, TODAY)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ({"closes_on": TODAY - DAY}, "不能早于开始日期"),
        ({"opens_on": TODAY - DAY}, "已经过去"),
        (
            {"opens_on": date(2027, 2, 1), "closes_on": date(2027, 2, 2)},
            "应在2026年10月1日至2027年1月31日之间",
        ),
        ({"closes_on": date(2027, 2, 1)}, "应在2026年10月1日至2027年1月31日之间"),
        ({"quarter": Quarter(2027, 1)}, "应在2027年1月1日至2027年4月30日之间"),
        ({"reserve_from": TODAY}, "预约要在兑换开始之前"),
        ({"opens_on": TODAY + DAY, "reserve_from": TODAY - DAY}, "已经过去"),
    ],
)
def test_days_that_cannot_be_are_refused(office: Office, days: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        opened(office, **days)
    assert not Window.objects.exists()


def test_the_days_may_lie_in_the_month_after_the_quarter(office: Office) -> None:
    summer = Quarter(2026, 3)
    at = NOON - timedelta(days=40)
    window = opened(
        office, quarter=summer, at=at, opens_on=date(2026, 10, 30), closes_on=date(2026, 10, 31)
    )
    assert (window.period, str(window)) == (summer, "2026年第3季度兑换期")


def test_a_quarter_has_one_window(office: Office) -> None:
    opened(office)
    with pytest.raises(Refused, match="2026年第4季度已经开过兑换期"):
        opened(office, opens_on=date(2026, 12, 5), closes_on=date(2026, 12, 6))


def test_windows_of_a_community_never_overlap_and_those_of_two_may(office: Office) -> None:
    january = {"opens_on": date(2027, 1, 9), "closes_on": date(2027, 1, 20)}
    opened(office, **january)
    spring = Quarter(2027, 1)
    for first, last in ((1, 9), (20, 25), (10, 12), (1, 31)):
        with pytest.raises(
            Refused, match="2026年第4季度兑换期（2027年1月9日至2027年1月20日）的日子重叠"
        ):
            opened(
                office,
                quarter=spring,
                opens_on=date(2027, 1, first),
                closes_on=date(2027, 1, last),
            )
    opened(office, quarter=spring, opens_on=date(2027, 1, 21), closes_on=date(2027, 1, 25))
    other = Office("西湖社区")
    opened(other, **january)
    assert Window.objects.count() == 3


def test_the_days_a_window_was_closed_before_are_free_for_another(office: Office) -> None:
    window = opened(office, closes_on=date(2027, 1, 20))
    windows.close_window(window, office.clerk, NOON)
    opened(office, quarter=Quarter(2027, 1), opens_on=date(2027, 1, 9), closes_on=date(2027, 1, 10))
    assert Window.objects.filter(closed_at=None).count() == 1


def test_closing_ends_a_window_once_and_says_so(office: Office) -> None:
    window = opened(office)
    assert windows.close_window(window, office.clerk, NOON) == 0
    window.refresh_from_db()
    assert (window.closed_by, window.closed_at) == (office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        windows.close_window(window, office.clerk, NOON)
    with pytest.raises(Refused, match="现在不是兑换期"), transaction.atomic():
        windows.require_open(office.community, TODAY)


def reserved() -> tuple[Market, Window]:
    """A market of which the household has reserved three bags for a window to come."""
    market = Market()
    window = make_window(
        market.community, opens_on=TODAY + DAY, reserve_from=TODAY, by=market.clerk
    )
    reservations.reserve(
        window, market.shop, market.household, market.rice, 3, market.storekeeper, NOON
    )
    return market, window


def test_closing_frees_what_was_reserved_and_not_fetched() -> None:
    market, window = reserved()
    assert Stock.objects.get(product=market.rice).held == 3
    assert windows.close_window(window, market.clerk, NOON) == 1
    assert Stock.objects.get(product=market.rice).held == 0
    assert Reservation.objects.get().ended_how == Reservation.End.RELEASED


def test_the_system_closes_what_is_over_and_nothing_else() -> None:
    market, window = reserved()
    other = Office("西湖社区")
    make_window(other.community, closes_on=LAST + DAY, by=other.clerk)
    assert windows.close_over(NOON) == []
    over = NOON + timedelta(days=11)
    assert windows.close_over(over) == [window]
    assert windows.close_over(over) == []
    window.refresh_from_db()
    assert (window.closed_by, window.closed_at) == (None, over)
    assert Stock.objects.get(product=market.rice).held == 0


def test_the_system_leaves_a_window_whose_days_were_made_more_meanwhile(office: Office) -> None:
    window = make_window(office.community, by=office.clerk)
    over = NOON + timedelta(days=11)
    windows.change_days(window, TODAY, over.date(), None, office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        windows.close_window(window, None, over)
    assert Window.objects.get().closed_at is None


def moved(office: Office, window: Window, at: Any = NOON, **days: Any) -> Window:
    now = {
        "opens_on": window.opens_on,
        "closes_on": window.closes_on,
        "reserve_from": window.reserve_from,
    }
    return windows.change_days(window, **(now | days), by=office.clerk, at=at)


def test_the_days_may_change_until_they_have_come(office: Office) -> None:
    window = opened(office, opens_on=TODAY + 2 * DAY, reserve_from=TODAY + DAY)
    window = moved(office, window, opens_on=TODAY + 5 * DAY, closes_on=LAST + DAY)
    window = moved(office, window, reserve_from=None)
    window = moved(office, window, reserve_from=TODAY)
    window.refresh_from_db()
    assert (window.opens_on, window.closes_on) == (TODAY + 5 * DAY, LAST + DAY)
    # People may have reserved since this morning.
    with pytest.raises(Refused, match="已经从2026年11月20日开始，不能再改"):
        moved(office, window, reserve_from=TODAY + DAY)


def test_a_window_that_is_open_may_last_longer_or_shorter_but_began_when_it_began(
    office: Office,
) -> None:
    window = opened(office)
    later = NOON + 3 * DAY
    window = moved(office, window, later, closes_on=LAST + DAY)
    window = moved(office, window, later, closes_on=later.date())
    for days, told in (
        ({"opens_on": LAST}, "已经从2026年11月20日开始"),
        ({"closes_on": later.date() - DAY}, "已经过去"),
        ({"closes_on": date(2027, 2, 1)}, "应在"),
        ({"reserve_from": TODAY - DAY}, "已经过去"),
    ):
        with pytest.raises(Refused, match=told):
            moved(office, window, later, **days)
    window.refresh_from_db()
    assert window.closes_on == later.date()


def test_moved_days_overlap_no_other_window_and_a_closed_one_is_not_moved(office: Office) -> None:
    window = opened(office)
    opened(office, quarter=Quarter(2027, 1), opens_on=date(2027, 1, 9), closes_on=date(2027, 1, 10))
    with pytest.raises(Refused, match="的日子重叠"):
        moved(office, window, closes_on=date(2027, 1, 9))
    moved(office, window, closes_on=date(2027, 1, 8))
    windows.close_window(window, office.clerk, NOON)
    with pytest.raises(AlreadyHandled):
        moved(office, window, closes_on=LAST)


def test_only_the_office_opens_moves_and_closes(office: Office) -> None:
    market, other = Market("南坡社区"), Office("西湖社区")
    window = make_window(market.community, by=market.clerk)
    for person in (market.storekeeper, market.supervisor, other.clerk):
        for act in (
            lambda by: make_window(market.community, quarter=Quarter(2027, 1), by=by),
            lambda by: windows.change_days(window, TODAY, LAST, None, by, NOON),
            lambda by: windows.close_window(window, by, NOON),
        ):
            with pytest.raises(Refused, match="没有办理南坡社区此事的任职"):
                act(person)


def test_the_database_itself_keeps_one_window_a_quarter(office: Office) -> None:
    window = opened(office)
    window.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        window.save(force_insert=True)
    assert Window.objects.get().period == AUTUMN

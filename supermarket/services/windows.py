"""The only writer of windows: the days of a quarter on which points are exchanged."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Notice
from points.periods import Quarter, chinese_date
from supermarket.models import Window
from supermarket.services import reservations, window_hold
from supermarket.services.one_by_one import one_by_one

OPEN = "supermarket.open_window"


def last_day_for(quarter: Quarter) -> date:
    """The last day on which the points of `quarter` may be exchanged: the end of the next month.

    The points of a quarter's last month are published and entered in the month after it.
    """
    return quarter.months[-1].next().last_day


@transaction.atomic
def open_window(
    community: Place,
    quarter: Quarter,
    opens_on: date,
    closes_on: date,
    reserve_from: date | None,
    by: User,
    at: datetime,
) -> Window:
    """The exchange days of a quarter, both counted; `reserve_from` (None: not at all) is the first
    day of reservations, which end with the day before `opens_on`.

    The days lie between the quarter's first day and the end of the month after it. Raises Refused
    for other days, days that have passed, a quarter that has its window, days of another window,
    and without an office.
    """
    offices_for(by, OPEN, [community], day_of(at))
    others = _lock(community)
    if any(window.period == quarter for window in others):
        raise Refused(f"{quarter.label}已经开过兑换期，要改日期请到那一期办理。")
    _require_days(quarter, opens_on, closes_on, reserve_from)
    _require_coming({"opens_on": opens_on, "reserve_from": reserve_from}, at)
    _require_apart(others, opens_on, closes_on)
    return Window.objects.create(
        community=community,
        year=quarter.year,
        quarter=quarter.quarter,
        opens_on=opens_on,
        closes_on=closes_on,
        reserve_from=reserve_from,
        opened_by=by,
        opened_at=at,
    )


@transaction.atomic
def change_days(
    window: Window,
    opens_on: date,
    closes_on: date,
    reserve_from: date | None,
    by: User,
    at: datetime,
) -> Window:
    """Other days for a window that is not closed. A day that has come stays: the first day of
    exchange once it is there, the first day of reservations once somebody may have reserved.

    Raises Refused as `open_window`, AlreadyHandled when it was closed meanwhile.
    """
    offices_for(by, OPEN, [window.community], day_of(at))
    others = _lock(window.community)
    # Whoever opens waits at the community, whoever closes at the window itself.
    standing = Window.objects.select_for_update(no_key=True).filter(closed_at__isnull=True)
    current = standing.filter(pk=window.pk).first()
    if current is None:
        raise AlreadyHandled
    before = {"opens_on": current.opens_on, "reserve_from": current.reserve_from}
    after = {"opens_on": opens_on, "reserve_from": reserve_from}
    for field, day in before.items():
        if day is not None and day <= day_of(at) and after[field] != day:
            raise Refused({field: f"已经从{chinese_date(day)}开始，不能再改。"})
    _require_days(current.period, opens_on, closes_on, reserve_from)
    changed = {field: day for field, day in after.items() if day != before[field]}
    _require_coming(changed | {"closes_on": closes_on}, at)
    _require_apart([each for each in others if each.pk != current.pk], opens_on, closes_on)
    current.opens_on, current.closes_on, current.reserve_from = opens_on, closes_on, reserve_from
    current.save(update_fields=["opens_on", "closes_on", "reserve_from"])
    return current


@transaction.atomic
def close_window(window: Window, by: User | None, at: datetime) -> int:
    """Ends a window, before its last day or after it, and frees what was reserved and not fetched;
    returns how many reservations that were.

    `by` is None for what the system does when the days are over. An exchange that had begun is
    carried through. Raises Refused without an office, AlreadyHandled when it was closed meanwhile
    or, for the system, when its days are not over.
    """
    if by is not None:
        offices_for(by, OPEN, [window.community], day_of(at))
    standing = Window.objects.filter(pk=window.pk, closed_at__isnull=True)
    if by is None:
        # The days may have been made more since the system saw that they were over.
        standing = standing.filter(closes_on__lt=day_of(at))
    if not standing.update(closed_by=by, closed_at=at):
        raise AlreadyHandled
    return reservations.release_unclaimed(window, at)


def close_over(at: datetime) -> list[Window]:
    """Closes the windows of all communities whose last day has passed, each in its own transaction;
    a second call does nothing. Raises NotAllDone after all were tried where the database failed."""
    over = Window.objects.filter(closes_on__lt=day_of(at), closed_at__isnull=True)

    def close(window: Window) -> Window | None:
        try:
            close_window(window, None, at)
        except AlreadyHandled:
            return None
        return window

    return one_by_one(over.select_related("community").order_by("community", "opens_on"), close)


def tell(window: Window, notice: Notice) -> None:
    """Notes the notice that tells what was exchanged in `window`, whose row the transaction that
    publishes it has locked."""
    Window.objects.filter(pk=window.pk).update(notice=notice)


def require_open(community: Place, day: date) -> Window:
    """The window in which points are exchanged on `day`; nobody closes it until the transaction
    ends. Raises Refused outside, saying when the next one is."""
    window = window_hold.open_on(community.pk, day)
    if window is None:
        raise not_open(community, day)
    return window


def not_open(community: Place, day: date) -> Refused:
    """Why nothing is exchanged on a day outside every window: it says when the next one is."""
    coming = Window.objects.filter(community=community).coming_on(day).first()
    if coming is None:
        return Refused("现在不是兑换期，下一次的日期还没有定，请等积分办通知。")
    return Refused(
        f"现在不是兑换期。下一次是{chinese_date(coming.opens_on)}至"
        f"{chinese_date(coming.closes_on)}，请到时再来。"
    )


def _lock(community: Place) -> list[Window]:
    """All windows of the community, read while nobody else opens one."""
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    return list(Window.objects.filter(community=community))


def _require_days(
    quarter: Quarter, opens_on: date, closes_on: date, reserve_from: date | None
) -> None:
    if closes_on < opens_on:
        raise Refused({"closes_on": "结束日期不能早于开始日期，请改正。"})
    first, last = quarter.first_day, last_day_for(quarter)
    for field, day in (("opens_on", opens_on), ("closes_on", closes_on)):
        if not first <= day <= last:
            told = f"{quarter.label}的兑换期应在{chinese_date(first)}至{chinese_date(last)}之间。"
            raise Refused({field: told})
    if reserve_from is not None and reserve_from >= opens_on:
        raise Refused({"reserve_from": "预约要在兑换开始之前，请改正日期，或不开预约。"})


def _require_coming(days: dict[str, date | None], at: datetime) -> None:
    for field, day in days.items():
        if day is not None and day < day_of(at):
            raise Refused({field: "这一天已经过去，请从今天或以后选。"})


def _require_apart(others: Sequence[Window], opens_on: date, closes_on: date) -> None:
    for other in others:
        last = other.last_day
        if opens_on <= last and closes_on >= other.opens_on:
            told = f"和{other}（{chinese_date(other.opens_on)}至{chinese_date(last)}）的日子重叠。"
            raise Refused(f"{told}请错开。")

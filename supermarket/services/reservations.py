"""The only writer of reservations: goods and points held until the days of exchange.

Locks, as everywhere here: the window (shared), the household's account, the stock.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet, Sum

from households.compiled import Compiled, param
from households.models import Card, Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.periods import chinese_date
from points.services import ledger
from supermarket.limits import Wanted
from supermarket.models import Outlet, Product, Reservation, Window
from supermarket.services import stock, window_hold
from supermarket.services.offers import lock_account, on_offer, terms_of

SERVE = "supermarket.serve_counter"


class Standing(NamedTuple):
    """A reservation neither fetched nor given up."""

    pk: int
    window: int
    outlet: int
    product: int
    quantity: int
    points: int


def _standing_of(_: list[Any]) -> QuerySet[Reservation, Any]:
    standing = Reservation.objects.filter(household=param("household"), ended_at__isnull=True)
    return standing.values_list("pk", "window", "outlet", "product", "quantity", "points")


_STANDING = Compiled(_standing_of)


def standing_of(household: Household) -> list[Standing]:
    """What the household has reserved, for any window. One query."""
    return [Standing(*row) for row in _STANDING.rows(household=household.pk)]


def held_points(households: Collection[int]) -> dict[int, int]:
    """Points held by what is reserved, per household (primary key) that has any. One query."""
    standing = Reservation.objects.filter(household__in=households, ended_at__isnull=True)
    rows = standing.order_by().values_list("household").annotate(held=Sum("points"))
    return dict(rows)


def split(
    household: Household, window: Window, outlet: Outlet, products: Collection[int]
) -> tuple[list[Standing], list[Standing]]:
    """What the household has reserved: that of `products` for `window` at `outlet`, and the rest.
    One query."""
    mine: list[Standing] = []
    others: list[Standing] = []
    for each in standing_of(household):
        fetched = (each.window, each.outlet) == (window.pk, outlet.pk) and each.product in products
        (mine if fetched else others).append(each)
    return mine, others


def claim(reserved: Collection[Standing], at: datetime) -> None:
    """Notes that what was reserved is fetched, within the transaction of the slip."""
    keys = [each.pk for each in reserved]
    if keys:
        _end(Reservation.objects.filter(pk__in=keys), Reservation.End.CLAIMED, at)


@transaction.atomic
def reserve(
    window: Window,
    outlet: Outlet,
    household: Household,
    product: Product,
    quantity: int,
    by: User | Card,
    at: datetime,
) -> Reservation:
    """Holds goods at `outlet` and their points, at today's price, for the days of `window`.

    By card for the card's household only. Raises Refused outside the days of reservation, for a
    service, for what is reserved already, and without an office; NotOffered beyond the points that
    are free, the limit of the quarter or what is on the shelf.
    """
    day = day_of(at)
    _require_may(household, outlet, by, day)
    window = _reservable(window_hold.hold(window, outlet.community_id), day)
    account = lock_account(household, outlet.community_id)
    now = on_offer([product.pk], outlet.community_id, day).get(product.pk)
    if now is None:
        raise _retired(product)
    if outlet.kind != Outlet.Kind.SHOP or now.merchant is not None:
        raise Refused({"product": "只有超市的商品可以预约，服务请在兑换期内直接兑换。"})
    others = standing_of(household)
    if any((each.window, each.product) == (window.pk, product.pk) for each in others):
        raise Refused({"product": f"已经预约了{now.name}，要改数量请先取消原来的预约。"})
    kept = sum(each.points for each in others)
    wanted = Wanted(now.pk, now.unit, quantity, now.points, now.limit)
    terms_of(account, kept, window, {now.pk: now}).require([wanted])
    # It may be fetched on the last day: what has gone bad by then holds nothing.
    stock.hold(outlet, product, quantity, window.closes_on)
    # Read again: whoever retires the product locks the stock that is held now.
    if not Product.objects.on_offer().filter(pk=product.pk).exists():
        raise _retired(product)
    return Reservation.objects.create(
        community_id=outlet.community_id,
        window=window,
        outlet=outlet,
        household=household,
        product=product,
        quantity=quantity,
        points=wanted.points,
        by=by if isinstance(by, User) else None,
        by_card=by if isinstance(by, Card) else None,
        at=at,
    )


def _retired(product: Product) -> Refused:
    return Refused({"product": f"{product.name}已经下架，请改选别的。"})


def _require_may(household: Household, outlet: Outlet, by: User | Card, day: date) -> None:
    if isinstance(by, User):
        offices_for(by, SERVE, [outlet.place], day)
    elif by.household_id != household.pk:
        raise Refused("积分卡只能办理本户的预约。")


def _reservable(window: Window | None, day: date) -> Window:
    if window is None or window.closed_at is not None or window.reserve_from is None:
        raise Refused("这一期不开预约，请在兑换期内到柜台兑换。")
    if day < window.reserve_from:
        raise Refused(f"{window}从{chinese_date(window.reserve_from)}开始预约，请到时再来。")
    if day >= window.opens_on:
        raise Refused("预约已经结束，请在兑换期内到柜台兑换。")
    return window


@transaction.atomic
def withdraw(reservation: Reservation, by: User | Card, at: datetime) -> None:
    """Gives a reservation up: its points and goods are free again.

    Raises Refused for another household's card and without an office, AlreadyHandled when it was
    fetched, given up or released meanwhile.
    """
    _require_may(reservation.household, reservation.outlet, by, day_of(at))
    ledger.lock([reservation.household_id])
    mine = Reservation.objects.filter(pk=reservation.pk, ended_at__isnull=True)
    if not _end(mine, Reservation.End.WITHDRAWN, at):
        raise AlreadyHandled("这项预约已经领取或取消，本次未作改动。")
    stock.release({(reservation.outlet_id, reservation.product_id): reservation.quantity})


@transaction.atomic
def release_unclaimed(window: Window, at: datetime) -> int:
    """Ends what was reserved for `window` and not fetched; returns how many. Goods and points are
    free again. For use within the transaction that closes the window."""
    unclaimed = Reservation.objects.filter(window=window, ended_at__isnull=True)
    ledger.lock(list(unclaimed.values_list("household", flat=True)))
    # Read again: some may have been given up until their accounts were locked.
    rows = list(unclaimed.values_list("pk", "outlet", "product", "quantity"))
    units: Counter[tuple[int, int]] = Counter()
    for _, outlet, product, quantity in rows:
        units[outlet, product] += quantity
    if rows:
        keys = [row[0] for row in rows]
        _end(Reservation.objects.filter(pk__in=keys), Reservation.End.RELEASED, at)
        stock.release(units)
    return len(rows)


def _end(rows: QuerySet[Reservation, Reservation], how: str, at: datetime) -> int:
    return rows.update(ended_at=at, ended_how=how)

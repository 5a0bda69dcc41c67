"""Reserving what is in a basket: several products of one household, all or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from households.models import Card, Household, User
from households.services.days import day_of
from supermarket.limits import Refusal
from supermarket.models import Outlet, Reservation, Stock, Window
from supermarket.services.offers import NotOffered, Pick, require_as_seen
from supermarket.services.reservations import reserve


@transaction.atomic
def reserve_all(
    window: Window,
    outlet: Outlet,
    household: Household,
    basket: Sequence[Pick],
    by: User | Card,
    at: datetime,
) -> list[Reservation]:
    """Holds what is in the basket, at the prices the page showed, for the days of `window`.

    Raises as `reserve`, NotOffered for an empty basket, Changed for a product repriced or retired
    since the page showed it.
    """
    if not basket:
        raise NotOffered([Refusal(None, "还没有选商品，请先选好要预约什么。")], {})
    require_as_seen(basket, outlet.community_id, day_of(at))
    return [
        reserve(window, outlet, household, pick.product, pick.quantity, by, at)
        for pick in _as_locked(outlet, basket)
    ]


def _as_locked(outlet: Outlet, basket: Sequence[Pick]) -> list[Pick]:
    """The basket in the order in which everybody locks stock, so that no two wait in a ring."""
    products = [pick.product.pk for pick in basket]
    stocks = Stock.objects.filter(outlet=outlet, product__in=products).order_by("pk")
    place = {product: at for at, product in enumerate(stocks.values_list("product", flat=True))}
    return sorted(basket, key=lambda pick: place.get(pick.product.pk, len(place)))

"""What is on offer, and what a household may have of it: what exchange and reservation look at
once they have locked the household's account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import DateField, F, QuerySet

from households.compiled import Compiled, param
from households.models import Household
from households.refusals import Refused
from points.models import Account
from points.periods import chinese_date
from supermarket.limits import Refusal, Wanted, offer
from supermarket.models import Product, RedemptionLine, Window


@dataclass(frozen=True, slots=True)
class Pick:
    """`quantity` units of a product, at the points each that the page showed."""

    product: Product
    quantity: int
    points_seen: int


class OnOffer(NamedTuple):
    """A product as it is to be had on one day, a service with its `merchant`; `points` and
    `cost_fen` of one unit."""

    pk: int
    name: str
    unit: str
    limit: int | None
    merchant: int | None
    points: int
    cost_fen: int


class Changed(Refused):
    """Products are not what the page showed, which is to be shown again."""

    def __init__(self, changes: Sequence[tuple[Product, str]]) -> None:
        told = "；".join(f"{product.name}{what}" for product, what in changes)
        super().__init__(f"您打开页面之后有变动：{told}。请核对后再次确认。")


class NotOffered(Refused):
    """The household does not get what it wants; `refusals` says why, product by product."""

    def __init__(self, refusals: Sequence[Refusal], offered: Mapping[int, OnOffer]) -> None:
        super().__init__(
            [
                each.reason
                if each.product is None
                else f"{offered[each.product].name}：{each.reason}"
                for each in refusals
            ]
        )
        self.refusals = refusals


def _priced(among: list[Any]) -> QuerySet[Product, Any]:
    products = Product.objects.on_offer().filter(pk__in=among, community=param("community"))
    priced: QuerySet[Any, Any] = products.priced_on(param("day", DateField()))
    return priced.values_list(
        "pk", "name", "unit", "limit_per_quarter", "merchant", "points", "cost_fen"
    )


def _taken(among: list[Any]) -> QuerySet[RedemptionLine, Any]:
    return RedemptionLine.objects.filter(
        product__pk__in=among,
        redemption__household=param("household"),
        redemption__window=param("window"),
        redemption__cancellation__isnull=True,
    ).values_list("product", "quantity")


def _locked(_: list[Any]) -> QuerySet[Account, Any]:
    locked = Account.objects.select_for_update(of=("self",)).filter(
        household=param("household"), household__community=param("community")
    )
    return locked.annotate(left_on=F("household__left_on"))


_PRICED, _TAKEN, _LOCKED = Compiled(_priced), Compiled(_taken), Compiled(_locked)


def on_offer(products: Sequence[int], community: int, day: date) -> dict[int, OnOffer]:
    """Those of the products (primary keys) of `community` that are to be had on `day`: neither
    retired nor without a price. One query."""
    found = (OnOffer(*row) for row in _PRICED.rows(products, community=community, day=day))
    return {each.pk: each for each in found if each.points is not None}


def require_as_seen(basket: Sequence[Pick], community: int, day: date) -> dict[int, OnOffer]:
    """The products of the basket as they are now. Raises Refused for one that is in it twice,
    Changed where the page showed another price. One query."""
    products = [pick.product.pk for pick in basket]
    if len(products) != len(set(products)):
        raise Refused("同一种商品在兑换单里有两行，请合并成一行。")
    offered = on_offer(products, community, day)
    changes = [(pick.product, what) for pick in basket if (what := _change(pick, offered))]
    if changes:
        raise Changed(changes)
    return offered


def _change(pick: Pick, offered: Mapping[int, OnOffer]) -> str:
    now = offered.get(pick.product.pk)
    if now is None:
        return "已下架，不能再兑"
    return "" if now.points == pick.points_seen else f"由{pick.points_seen}分改为{now.points}分"


def lock_account(household: Household, community: int) -> Account:
    """The account of a household of `community`, locked; after the window, before the stock.

    Raises Refused for a household that has left, and for one that never had a point there. One
    query.
    """
    found: list[Any] = _LOCKED.objects(household=household.pk, community=community)
    if not found:
        raise Refused({"household": f"{household}在本社区还没有入账的积分，不能兑换或预约。"})
    (account,) = found
    if account.left_on is not None:
        left = chinese_date(account.left_on)
        raise Refused({"household": f"{household}已于{left}迁出本社区，不能再兑换或预约。"})
    return account


@dataclass(frozen=True, slots=True)
class Terms:
    """What a household may spend and had before: `balance_free` points beside those `held` by its
    reservations, units `taken` in the quarter of the products `offered`."""

    balance_free: int
    held: int
    taken: Mapping[int, int]
    offered: Mapping[int, OnOffer]

    def refusals(self, wanted: Sequence[Wanted]) -> list[Refusal]:
        return offer(self.balance_free, wanted, self.taken, self.held)

    def require(self, wanted: Sequence[Wanted]) -> None:
        """Raises NotOffered unless the household gets what is `wanted`."""
        refusals = self.refusals(wanted)
        if refusals:
            raise NotOffered(refusals, self.offered)


def terms_of(account: Account, held: int, window: Window, offered: Mapping[int, OnOffer]) -> Terms:
    """The terms of the household whose account is locked, `held` of its points kept back. One
    query; none where nothing on offer is limited."""
    limited = [now.pk for now in offered.values() if now.limit is not None]
    taken = dict.fromkeys(limited, 0)
    rows = _TAKEN.rows(limited, household=account.household_id, window=window.pk)
    for product, quantity in rows:
        taken[product] += quantity
    return Terms(account.balance - held, held, taken, offered)

"""The only writer of products and their prices. A price is added with its day, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models.record import new_ref
from points.periods import chinese_date
from points.photos import Prepared
from points.services.photo_files import delete_unless_committed
from supermarket.models import Outlet, Price, Product, Reservation, Stock
from supermarket.services import shelf
from supermarket.services.product_values import (
    CLEANERS,
    clean_cost,
    clean_number,
    clean_points,
)

CHANGE = "supermarket.change_product"
FARTHEST_AHEAD = timedelta(days=366)
"""A price that starts later than this has a slip in its year."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Particulars:
    """What of a product may be changed. A service has its merchant, goods have none."""

    name: str
    category: str
    unit: str
    merchant: Outlet | None = None
    limit_per_quarter: int | None = None
    low_stock: int | None = None


PARTICULARS = tuple(field.name for field in fields(Particulars))


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product to come: its number and kind stay for good; `points` and `cost_fen` of one unit."""

    number: int
    kind: str
    particulars: Particulars
    points: int
    cost_fen: int


@dataclass(frozen=True, slots=True)
class NewPrice:
    """What one unit is to be: points for the household, cost in 分 for the office."""

    product: Product
    points: int
    cost_fen: int


def create_product(
    community: Place, new: NewProduct, from_on: date, by: User, at: datetime
) -> Product:
    """One product with its first price. Raises as `create_products`."""
    return create_products(community, [new], from_on, by, at)[0]


@transaction.atomic
def create_products(
    community: Place, new: Sequence[NewProduct], from_on: date, by: User, at: datetime
) -> list[Product]:
    """Products with their first prices, which count from `from_on`; all or none.

    Raises Refused with a sentence at the field that is wrong, for a number in use, without an
    office to do so. The number of queries does not grow with the products.
    """
    offices_for(by, CHANGE, [community], day_of(at))
    _require_not_too_far(from_on, at)
    products = [_product(community, each) for each in new]
    _require_free(community, [product.number for product in products])
    made = Product.objects.bulk_create(products, batch_size=_BATCH)
    _write_prices(
        [NewPrice(row, each.points, each.cost_fen) for row, each in zip(made, new, strict=True)],
        from_on,
        by,
        at,
    )
    return made


def change_product(product: Product, particulars: Particulars, by: User, at: datetime) -> Product:
    """Changes one product. Raises as `change_products`."""
    return change_products([(product, particulars)], by, at)[0]


@transaction.atomic
def change_products(
    changes: Sequence[tuple[Product, Particulars]], by: User, at: datetime
) -> list[Product]:
    """Stores the particulars of products; what was exchanged keeps the name and unit it had.

    Raises Refused with a sentence at the field that is wrong, for another unit where goods of the
    old one have come in, without an office to do so.
    """
    _require_office([product for product, _ in changes], by, at)
    locked = _lock([product for product, _ in changes])
    moved = in_use(locked.values())
    for product, particulars in changes:
        row = locked[product.pk]
        old_unit = row.unit
        _fill(row, particulars)
        if row.unit != old_unit and row.pk in moved:
            raise Refused({"unit": unit_stays(old_unit)})
    rows = [locked[product.pk] for product, _ in changes]
    Product.objects.bulk_update(rows, [*PARTICULARS, "pinyin", "initials"], batch_size=_BATCH)
    return rows


def in_use(products: Iterable[Product]) -> set[int]:
    """Which of `products` (by primary key) have come in or gone out, so that their unit stays."""
    moved = Stock.objects.filter(product__in=products, last_number__gt=0)
    return set(moved.values_list("product", flat=True))


def unit_stays(unit: str) -> str:
    """Why the unit of goods that are in use is not changed."""
    return f"已有以“{unit}”计的出入库，单位不能改；请下架后另建一个商品。"


def price(
    product: Product, points: int, cost_fen: int, from_on: date, by: User, at: datetime
) -> Price:
    """Gives one product a price. Raises as `set_prices`."""
    return set_prices([NewPrice(product, points, cost_fen)], from_on, by, at)[0]


@transaction.atomic
def set_prices(new: Sequence[NewPrice], from_on: date, by: User, at: datetime) -> list[Price]:
    """New prices from the day `from_on`, today or later; slips made already keep theirs.

    A price of a later day takes over on that day all the same; of two for one day the last one
    counts. Raises Refused for a day that has passed, for a price that is in force already, with a
    sentence at the field that is wrong, without an office to do so.
    """
    _require_office([each.product for each in new], by, at)
    if from_on < day_of(at):
        raise Refused({"from_on": "已经过去的日子不能再改价格，请从今天或以后起用。"})
    _require_not_too_far(from_on, at)
    _lock([each.product for each in new])
    products: Any = Product.objects.filter(pk__in=[each.product.pk for each in new])
    standing = {row.pk: (row.points, row.cost_fen) for row in products.priced_on(from_on)}
    for each in new:
        if standing[each.product.pk] == (each.points, each.cost_fen):
            raise Refused(f"{each.product}在{chinese_date(from_on)}本来就是这个价格，不必再改。")
    return _write_prices(new, from_on, by, at)


@transaction.atomic
def retire(product: Product, by: User, at: datetime) -> None:
    """Takes a product off the shelf; its stock and history stay.

    Raises Refused while households have it reserved, without an office to do so; AlreadyHandled
    when it was retired meanwhile.
    """
    _require_office([product], by, at)
    # Whoever reserves it now holds its stock: wait, then count that reservation too.
    shelf.lock_everywhere(product.pk)
    reserved = Reservation.objects.filter(product=product, ended_at__isnull=True).count()
    if reserved:
        raise Refused(f"还有 {reserved} 户预约了{product}没有领，领完或取消预约之后才能下架。")
    if not Product.objects.on_offer().filter(pk=product.pk).update(retired_at=at):
        raise AlreadyHandled
    product.retired_at = at


@transaction.atomic
def offer_again(product: Product, by: User, at: datetime) -> None:
    """Puts a retired product on the shelf again, at the price in force. Raises Refused without an
    office to do so, AlreadyHandled."""
    _require_office([product], by, at)
    retired = Product.objects.filter(pk=product.pk, retired_at__isnull=False)
    if not retired.update(retired_at=None):
        raise AlreadyHandled
    product.retired_at = None


@transaction.atomic
def set_picture(product: Product, photo: Prepared, by: User, at: datetime) -> None:
    """Puts a picture in the place of the one before. Raises Refused without an office to do so."""
    _require_office([product], by, at)
    row = _lock([product])[product.pk]
    old = row.picture.name
    name = row.picture.storage.save(f"products/{new_ref()}.jpg", ContentFile(photo.jpeg))
    delete_unless_committed(name)
    Product.objects.filter(pk=row.pk).update(picture=name)
    if old:
        transaction.on_commit(lambda: row.picture.storage.delete(old))


def _product(community: Place, new: NewProduct) -> Product:
    try:
        number = clean_number(new.number)
    except ValueError as error:
        raise Refused({"number": str(error)}) from error
    product = Product(community=community, number=number, kind=new.kind)
    _fill(product, new.particulars)
    return product


def _fill(product: Product, particulars: Particulars) -> None:
    """Puts particulars into the form they are stored in. Raises Refused by field."""
    wrong: dict[str, str] = {}
    for field in PARTICULARS:
        value = getattr(particulars, field)
        try:
            setattr(product, field, CLEANERS[field](value) if field in CLEANERS else value)
        except ValueError as error:
            wrong[field] = str(error)
    merchant = particulars.merchant
    if (product.kind == Product.Kind.SERVICE) != (merchant is not None):
        wrong["merchant"] = "服务须选商家，商品不选商家。"
    elif merchant is not None and (
        merchant.kind != Outlet.Kind.MERCHANT or merchant.community_id != product.community_id
    ):
        wrong["merchant"] = "请从本社区的商家里选。"
    if wrong:
        raise Refused(wrong)
    product.index_name()


def _require_office(products: Sequence[Product], by: User, at: datetime) -> None:
    communities = {product.community_id: product.community for product in products}
    offices_for(by, CHANGE, communities.values(), day_of(at))


def _require_not_too_far(from_on: date, at: datetime) -> None:
    if from_on > day_of(at) + FARTHEST_AHEAD:
        raise Refused({"from_on": "起用日期最多提前一年，请核对年份。"})


def _require_free(community: Place, numbers: Sequence[int]) -> None:
    # Two people may add the same number at once: the second waits here and sees the first's.
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    here = Product.objects.filter(community=community, number__in=numbers)
    taken = set(here.values_list("number", flat=True))
    twice = {number for number in numbers if numbers.count(number) > 1}
    if taken | twice:
        raise Refused({"number": f"本社区已有编号 {min(taken | twice)} 的商品，请换一个。"})


def _lock(products: Sequence[Product]) -> dict[int, Product]:
    rows = Product.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=[product.pk for product in products])}


def _write_prices(new: Sequence[NewPrice], from_on: date, by: User, at: datetime) -> list[Price]:
    for each in new:
        _require_fit(each)
    return Price.objects.bulk_create(
        (
            Price(
                community_id=each.product.community_id,
                product=each.product,
                points=each.points,
                cost_fen=each.cost_fen,
                from_on=from_on,
                by=by,
                at=at,
            )
            for each in new
        ),
        batch_size=_BATCH,
    )


def _require_fit(new: NewPrice) -> None:
    for field, clean in (("points", clean_points), ("cost_fen", clean_cost)):
        try:
            clean(getattr(new, field))
        except ValueError as error:
            raise Refused({field: str(error)}) from error

"""The catalogue: products and their dated prices."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from households.refusals import AlreadyHandled, Refused
from points.photos import prepare
from supermarket.models import Price, Product, Reservation
from supermarket.search import search
from supermarket.services import catalogue
from supermarket.services.catalogue import NewPrice, NewProduct, Particulars
from tests.factory import NOON, Office
from tests.supermarket.factory import (
    NEW_YEAR,
    TODAY,
    Market,
    make_goods,
    make_merchant,
    make_service,
    make_shop,
    make_window,
)

pytestmark = pytest.mark.django_db

RICE = Particulars("大米", "粮油", "袋", limit_per_quarter=3, low_stock=10)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def office() -> Office:
    return Office()


def add(office: Office, new: NewProduct, **more: object) -> Product:
    by = more.get("by", office.clerk)
    return catalogue.create_product(office.community, new, NEW_YEAR, by, NOON)


def rice(office: Office) -> Product:
    return add(office, NewProduct(1, Product.Kind.GOODS, RICE, 20, 3200))


def points_on(product: Product, day: object) -> int | None:
    return Product.objects.priced_on(day).get(pk=product.pk).points


def test_a_product_has_its_particulars_its_search_keys_and_its_first_price(office: Office) -> None:
    new = NewProduct(7, Product.Kind.GOODS, replace(RICE, name="  东北　大米 "), 20, 3200)
    product = Product.objects.get(pk=add(office, new).pk)
    assert (product.number, product.name, product.unit) == (7, "东北 大米", "袋")
    assert (product.limit_per_quarter, product.low_stock) == (3, 10)
    assert [found.name for found in search(Product.objects.all(), "dbdm")] == ["东北 大米"]
    price = Price.objects.get()
    assert (price.points, price.cost_fen, price.from_on, price.by) == (
        20,
        3200,
        NEW_YEAR,
        office.clerk,
    )


def test_a_service_has_a_merchant_of_the_community_and_goods_have_none(office: Office) -> None:
    merchant, shop = make_merchant(office.community), make_shop(office.community)
    elsewhere = make_merchant(Office("西湖社区").community)
    service, goods = Product.Kind.SERVICE, Product.Kind.GOODS
    for kind, outlet, told in (
        (service, None, "服务须选商家"),
        (goods, merchant, "商品不选商家"),
        (service, shop, "从本社区的商家里选"),
        (service, elsewhere, "从本社区的商家里选"),
    ):
        with pytest.raises(Refused, match=told) as caught:
            add(office, NewProduct(1, kind, replace(RICE, merchant=outlet), 8, 1000))
        assert list(caught.value.message_dict) == ["merchant"]
    add(office, NewProduct(1, service, replace(RICE, merchant=merchant), 8, 1000))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda new: replace(new, number=0), "number"),
        (lambda new: replace(new, number=10000), "number"),
        (lambda new: replace(new, points=0), "points"),
        (lambda new: replace(new, points=-5), "points"),
        (lambda new: replace(new, cost_fen=-1), "cost_fen"),
        (lambda new: replace(new, particulars=replace(RICE, name="　")), "name"),
        (lambda new: replace(new, particulars=replace(RICE, name="米" * 41)), "name"),
        (lambda new: replace(new, particulars=replace(RICE, unit="")), "unit"),
        (
            lambda new: replace(new, particulars=replace(RICE, limit_per_quarter=0)),
            "limit_per_quarter",
        ),
        (lambda new: replace(new, particulars=replace(RICE, low_stock=0)), "low_stock"),
    ],
)
def test_what_is_wrong_is_refused_at_its_field(
    office: Office, wrong: Callable[[NewProduct], NewProduct], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        add(office, wrong(NewProduct(1, Product.Kind.GOODS, RICE, 20, 3200)))
    assert list(caught.value.message_dict) == [field]
    assert not Product.objects.exists()


def test_a_number_is_there_once_in_a_community(office: Office) -> None:
    rice(office)
    with pytest.raises(Refused, match="已有编号 1 的商品"):
        rice(office)
    two = [NewProduct(2, Product.Kind.GOODS, RICE, 20, 3200)] * 2
    with pytest.raises(Refused, match="已有编号 2 的商品"):
        catalogue.create_products(office.community, two, NEW_YEAR, office.clerk, NOON)
    rice(Office("西湖社区"))
    assert Product.objects.count() == 2


def test_a_price_counts_from_its_day_and_the_ones_before_are_kept(office: Office) -> None:
    product = rice(office)
    catalogue.price(product, 25, 3400, TOMORROW, office.clerk, NOON)
    assert [points_on(product, day) for day in (TODAY, TOMORROW)] == [20, 25]
    catalogue.price(product, 18, 3200, TODAY, office.clerk, NOON)
    assert [points_on(product, day) for day in (NEW_YEAR, TODAY, TOMORROW)] == [20, 18, 25]
    assert points_on(product, NEW_YEAR - timedelta(days=1)) is None
    assert Price.objects.count() == 3


def test_of_two_prices_for_one_day_the_last_one_counts(office: Office) -> None:
    product = rice(office)
    for points in (30, 22):
        catalogue.price(product, points, 3200, TODAY, office.clerk, NOON)
    assert points_on(product, TODAY) == 22


def test_a_price_is_not_changed_for_days_that_have_passed(office: Office) -> None:
    product = rice(office)
    for day, told in (
        (TODAY - timedelta(days=1), "已经过去的日子"),
        (TODAY + timedelta(days=367), "核对年份"),
    ):
        with pytest.raises(Refused, match=told):
            catalogue.price(product, 25, 3200, day, office.clerk, NOON)
    with pytest.raises(Refused, match="本来就是这个价格"):
        catalogue.price(product, 20, 3200, TODAY, office.clerk, NOON)
    with pytest.raises(Refused, match="积分应在 1 至"):
        catalogue.price(product, 0, 3200, TODAY, office.clerk, NOON)
    assert Price.objects.count() == 1


def test_particulars_change_and_the_search_keys_with_them(office: Office) -> None:
    product = rice(office)
    catalogue.change_product(
        product, replace(RICE, name="小米", limit_per_quarter=None), office.clerk, NOON
    )
    product.refresh_from_db()
    assert (product.name, product.initials, product.limit_per_quarter) == ("小米", "xm", None)


def test_the_unit_stays_once_goods_of_it_have_come_in() -> None:
    market = Market()
    with pytest.raises(Refused, match="已有以“袋”计的出入库"):
        catalogue.change_product(market.rice, replace(RICE, unit="斤"), market.clerk, NOON)
    fresh = make_goods(market.community, "面粉", by=market.clerk)
    catalogue.change_product(fresh, replace(RICE, name="面粉", unit="斤"), market.clerk, NOON)
    assert Product.objects.get(pk=fresh.pk).unit == "斤"


def test_a_retired_product_is_off_the_shelf_until_it_is_offered_again(office: Office) -> None:
    product = rice(office)
    catalogue.retire(product, office.clerk, NOON)
    assert not Product.objects.on_offer().exists()
    with pytest.raises(AlreadyHandled):
        catalogue.retire(product, office.clerk, NOON)
    catalogue.offer_again(product, office.clerk, NOON)
    assert Product.objects.on_offer().get() == product
    with pytest.raises(AlreadyHandled):
        catalogue.offer_again(product, office.clerk, NOON)


def test_what_is_reserved_is_not_retired() -> None:
    market = Market()
    window = make_window(market.community, by=market.clerk)
    Reservation.objects.create(
        community=market.community,
        window=window,
        outlet=market.shop,
        household=market.household,
        product=market.rice,
        quantity=1,
        points=20,
        by=market.clerk,
        at=NOON,
    )
    with pytest.raises(Refused, match="还有 1 户预约了"):
        catalogue.retire(market.rice, market.clerk, NOON)
    Reservation.objects.update(ended_at=NOON, ended_how=Reservation.End.WITHDRAWN)
    catalogue.retire(market.rice, market.clerk, NOON)


def test_a_new_picture_takes_the_place_of_the_old_one(
    office: Office, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    product, names = rice(office), []
    for shade in (10, 200):
        sent = BytesIO()
        Image.new("RGB", (40, 30), (shade, 90, 90)).save(sent, "PNG")
        with django_capture_on_commit_callbacks(execute=True):
            catalogue.set_picture(product, prepare(sent.getvalue()), office.clerk, NOON)
        names.append(Product.objects.get().picture.name)
    assert [default_storage.exists(name) for name in names] == [False, True]
    with Product.objects.get().picture.open() as kept:
        assert Image.open(kept).format == "JPEG"


def test_only_the_office_keeps_the_catalogue(office: Office) -> None:
    product, other = rice(office), Office("西湖社区")
    for person in (office.administrator, office.supervisor, other.clerk):
        for act in (
            lambda by: rice_by(office, by),
            lambda by: catalogue.change_product(product, RICE, by, NOON),
            lambda by: catalogue.price(product, 25, 3200, TODAY, by, NOON),
            lambda by: catalogue.retire(product, by, NOON),
            lambda by: catalogue.offer_again(product, by, NOON),
        ):
            with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
                act(person)
    assert (Product.objects.count(), Price.objects.count()) == (1, 1)


def rice_by(office: Office, by: object) -> None:
    add(office, NewProduct(2, Product.Kind.GOODS, RICE, 20, 3200), by=by)


def test_the_number_of_queries_does_not_grow_with_the_products(office: Office) -> None:
    def cost(first: int, many: int) -> list[int]:
        numbers = range(first, first + many)
        new = [NewProduct(number, Product.Kind.GOODS, RICE, 20, 3200) for number in numbers]
        with CaptureQueriesContext(connection) as made:
            products = catalogue.create_products(
                office.community, new, NEW_YEAR, office.clerk, NOON
            )
        changes = [(product, replace(RICE, category="主食")) for product in products]
        with CaptureQueriesContext(connection) as changed:
            catalogue.change_products(changes, office.clerk, NOON)
        prices = [NewPrice(product, 22, 3200) for product in products]
        with CaptureQueriesContext(connection) as priced:
            catalogue.set_prices(prices, TODAY, office.clerk, NOON)
        return [len(made), len(changed), len(priced)]

    assert cost(1, 2) == cost(100, 60)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1", ["小米"]),
        ("１", ["小米"]),
        ("12", ["东北大米"]),
        ("5", []),
        ("99", []),
        ("米", ["小米", "东北大米"]),
        ("小米", ["小米"]),
        ("xm", ["小米"]),
        ("dbdm", ["东北大米"]),
        ("dongbei", ["东北大米"]),
        ("AD", ["AD钙奶"]),
        ("adgai", ["AD钙奶"]),
        ("理发", ["理发"]),
        ("", []),
        ("%", []),
        ("99999999999", []),
    ],
)
def test_what_is_typed_finds_the_likeliest_product_first(
    office: Office, typed: str, found: list[str]
) -> None:
    for number, name in ((12, "东北大米"), (1, "小米"), (7, "AD钙奶")):
        make_goods(office.community, name, number=number, by=office.clerk)
    make_service(make_merchant(office.community), number=8)
    assert [product.name for product in search(Product.objects.all(), typed)] == found

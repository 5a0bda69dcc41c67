"""Who may do what at every address of the shelf: with the right, without it, out of scope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from households.models import User
from households.roles import Role
from supermarket.models import (
    MarketPolicy,
    Outlet,
    Price,
    Product,
    StockMovement,
    Window,
)
from supermarket.services import catalogue
from supermarket.urls import shelf
from tests.factory import NOON, make_officer, signed_in
from tests.supermarket.factory import TODAY, Market, make_goods, make_shop, make_window

pytestmark = pytest.mark.django_db

OFFICE = frozenset({"clerk"})
KEEPERS = frozenset({"clerk", "storekeeper"})
ALL = frozenset({"clerk", "storekeeper", "supervisor", "auditor"})
PEOPLE = (*sorted(ALL), "scorer", "barber", "administrator")
TABLE = "编号,名称,类别,单位,积分,成本(元)\n9,面粉,粮油,袋,12,25.5\n"


@dataclass(frozen=True, slots=True)
class Row:
    """`may`: who gets through; `sent`: what a filled-in form holds; `coded`: whether the address
    names a thing of the community, which nobody else finds."""

    path: str
    may: frozenset[str] = ALL
    sent: Callable[[Market], dict[str, Any]] | None = None
    coded: bool = False
    shown: int = 200


def new_product(market: Market) -> dict[str, Any]:
    words = {"number": 9, "kind": "goods", "name": "面粉", "category": "粮油", "unit": "袋"}
    return words | {"points": 12, "cost_fen": 25, "from_on": TODAY}


def count(market: Market) -> dict[str, Any]:
    number = market.rice.number
    line = {f"found_{number}": 19, f"seen_{number}": 20, f"reason_{number}": "鼠害"}
    return line | {"counted_by": "王保管", "witness": "赵监督"}


def receipt(market: Market) -> dict[str, Any]:
    line = {"item-0-product": market.rice.number, "item-0-quantity": 1}
    return line | {"kind": "donation", "source": "李老板", "received_on": TODAY}


def table(market: Market) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("目录.csv", TABLE.encode()), "from_on": TODAY}


RICE, STOCK = "products/{rice}/", "stock/{shop}/"
ROWS = {
    "market_home": Row(""),
    "product_list": Row("products/"),
    "product_search": Row("products/search/?q=dm"),
    "product_export": Row("products/export/"),
    "product_new": Row("products/new/", OFFICE, new_product),
    "product_import": Row("products/import/", OFFICE, table),
    "product": Row(RICE, coded=True),
    "product_change": Row(
        RICE + "change/",
        OFFICE,
        lambda _: {"name": "东北大米", "category": "粮油", "unit": "袋"},
        coded=True,
    ),
    "product_price": Row(
        RICE + "price/",
        OFFICE,
        lambda _: {"points": 25, "cost_fen": 32, "from_on": TODAY},
        coded=True,
    ),
    "product_picture_new": Row(RICE + "picture/", OFFICE, coded=True),
    "product_picture": Row(RICE + "picture.jpg", coded=True, shown=404),
    "product_retire": Row(RICE + "retire/", OFFICE, lambda _: {}, coded=True),
    "product_offer": Row("products/{flour}/offer/", OFFICE, lambda _: {}, coded=True),
    "stock": Row(STOCK, coded=True),
    "stock_movements": Row(STOCK + "movements/", coded=True),
    "stock_receive": Row(STOCK + "receive/", KEEPERS, receipt, coded=True),
    "stock_count": Row(STOCK + "count/", KEEPERS, count, coded=True),
    "stock_write_off": Row(
        STOCK + "write-off/",
        KEEPERS,
        lambda market: {"lot": f"{market.rice.number}:", "quantity": 1, "reason": "受潮"},
        coded=True,
    ),
    "window_list": Row("windows/"),
    "window_open": Row(
        "windows/new/",
        OFFICE,
        lambda _: {"quarter": "2027-1", "opens_on": "2027-02-01", "closes_on": "2027-02-02"},
    ),
    "window_days": Row(
        "windows/2026-4/days/",
        OFFICE,
        lambda _: {"opens_on": TODAY, "closes_on": "2026-12-05"},
        coded=True,
    ),
    "window_close": Row("windows/2026-4/close/", OFFICE, lambda _: {}, coded=True),
    "outlet_list": Row("outlets/"),
    "outlet_new": Row(
        "outlets/new/", OFFICE, lambda _: {"kind": "shop", "code": "S9", "name": "第二柜台"}
    ),
    "outlet_change": Row(
        "outlets/{shop}/change/", OFFICE, lambda _: {"name": "爱心小屋"}, coded=True
    ),
    "market_settings": Row(
        "settings/", OFFICE, lambda _: {"voucher_days": 60, "expiry_warning_days": 14}
    ),
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def market() -> Market:
    market = Market()
    market.flour = make_goods(market.community, "面条", by=market.clerk)
    catalogue.retire(market.flour, market.clerk, NOON)
    make_window(market.community, by=market.clerk)
    return market


def address(market: Market, row: Row) -> str:
    shop = market.shop.place.code
    path = row.path.format(rice=market.rice.number, flour=market.flour.number, shop=shop)
    return f"/market/{path}"


def state(market: Market) -> list[object]:
    """All that the forms of the shelf change in a community."""
    here = {"community": market.community}
    return [
        *(model.objects.filter(**here).count() for model in (Price, StockMovement, MarketPolicy)),
        list(Product.objects.filter(**here).order_by("pk").values_list("name", "retired_at")),
        list(Outlet.objects.filter(**here).order_by("pk").values_list("place__name")),
        list(Window.objects.filter(**here).order_by("pk").values_list("closes_on", "closed_at")),
    ]


def sees(name: str, row: Row) -> bool:
    """Whether what the address names is in scope: a merchant's shop is another outlet, a group
    holds none; the catalogue and the windows are the whole community's."""
    at_an_outlet = "{shop}" in row.path
    return not (at_an_outlet and name in ("barber", "scorer"))


def test_every_address_has_its_row() -> None:
    assert [pattern.name for pattern in shelf.urlpatterns] == list(ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_a_page_is_shown_to_whoever_may(market: Market, key: str) -> None:
    row = ROWS[key]
    page = address(market, row)
    assert Client().get(page)["Location"].startswith("/login/")
    for name in PEOPLE:
        status = signed_in(getattr(market, name)).get(page).status_code
        due = row.shown if name in row.may else 403 if sees(name, row) else 404
        assert status == due, name


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.sent])
def test_a_form_changes_something_for_whoever_may_and_for_nobody_else(
    market: Market, key: str
) -> None:
    row, before = ROWS[key], state(market)
    assert row.sent is not None
    people = [name for name in PEOPLE if name not in row.may]
    for user in [*(getattr(market, name) for name in people), *strangers(market)]:
        sent = row.sent(market) | {"form_token": uuid4()}
        assert signed_in(user).post(address(market, row), sent).status_code in (302, 403, 404, 422)
        assert state(market) == before, user
    by = "storekeeper" if "storekeeper" in row.may else "clerk"
    sent = row.sent(market) | {"form_token": uuid4()}
    response = signed_in(getattr(market, by)).post(address(market, row), sent)
    assert response.status_code == 302, response.content.decode()
    assert state(market) != before


def strangers(market: Market) -> list[User]:
    """The clerk and the storekeeper of another community, which has no window."""
    other = Market("西湖社区")
    return [other.clerk, other.storekeeper]


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.coded])
def test_a_thing_of_another_community_is_not_found(market: Market, key: str) -> None:
    page = address(market, ROWS[key])
    for user in strangers(market):
        assert signed_in(user).get(page).status_code == 404, user


def test_a_keeper_of_another_counter_keeps_only_his_own(market: Market) -> None:
    second = make_shop(market.community, "第二柜台", by=market.clerk)
    keeper = make_officer(Role.STOREKEEPER, second.place)
    for act in ("", "receive/", "count/", "write-off/", "movements/"):
        page = address(market, ROWS["stock"]) + act
        assert signed_in(keeper).get(page).status_code == 404
        assert signed_in(keeper).get(f"/market/stock/{second.place.code}/{act}").status_code == 200


def test_a_merchant_has_no_stock_page(market: Market) -> None:
    code = market.merchant.place.code
    assert signed_in(market.clerk).get(f"/market/stock/{code}/").status_code == 404

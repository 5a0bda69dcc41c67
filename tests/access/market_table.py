"""The access table of the supermarket's pages: the shelf, exchange day, the merchants."""

from dataclasses import replace
from typing import Any

from tests.access.books_table import BOOKS_TABLE, quarter
from tests.access.table import A, B, C, K, Lies, R, Row, U, V, act, form, page, public
from tests.access.towns import Town

SEES = (C, U, V, K)
"""Who may look at the shelf: the office, those who watch over it, the storekeeper his own."""


def of_product(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"number": town.market.goods.number}

    return replace(row, lies=Lies.EVERYWHERE, named=named)


def of_retired(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"number": town.market.retired.number}

    return replace(row, lies=Lies.EVERYWHERE, named=named)


def of_window(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        window = town.market.window
        return {"year": window.year, "quarter": window.quarter}

    return replace(row, lies=Lies.EVERYWHERE, named=named)


def of_told(row: Row) -> Row:
    """Of the quarter before, whose exchange is published."""
    return replace(row, lies=Lies.EVERYWHERE, named=quarter)


def of_shop(row: Row, name: str = "outlet") -> Row:
    """Of the counter, whose code the address calls `name`."""
    return replace(row, lies=Lies.SHOP, named=lambda town: {name: town.market.shop.place.code})


def of_basket(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"outlet": town.market.shop.place.code, "code": town.household.code}

    return replace(row, lies=Lies.SHOP, named=named)


def of_reservation(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        market = town.market
        code = market.reservation.household.code
        return {"outlet": market.shop.place.code, "code": code, "ref": market.reservation.ref}

    return replace(row, lies=Lies.SHOP, named=named)


def of_slip(row: Row) -> Row:
    return replace(row, lies=Lies.SHOP, named=lambda town: {"ref": town.market.slip.ref})


def _voucher(town: Town) -> dict[str, Any]:
    return {"code": town.market.voucher.code}


MARKET_TABLE: dict[str, Row] = BOOKS_TABLE | {
    "market_home": page(*SEES),
    "board_market": public(named=lambda town: {"code": town.community.code}),
    "product_list": page(*SEES),
    "product_search": page(*SEES, query="q=dm"),
    "product_export": page(*SEES),
    "product_new": form(C),
    "product_import": form(C),
    "product": of_product(page(*SEES)),
    "product_change": of_product(form(C)),
    "product_price": of_product(form(C)),
    "product_picture_new": of_product(form(C)),
    "product_picture": of_product(page(*SEES)),
    "product_retire": of_product(form(C)),
    "product_offer": of_retired(form(C)),
    "stock": of_shop(page(*SEES)),
    "stock_movements": of_shop(page(*SEES)),
    "stock_receive": of_shop(form(C, K)),
    "stock_count": of_shop(form(C, K)),
    "stock_write_off": of_shop(form(C, K)),
    "window_list": page(*SEES),
    "window_open": form(C),
    "window_days": of_window(form(C)),
    "window_close": of_window(form(C)),
    "window_notice": of_window(form(C)),
    "window_notice_table": of_told(page(A, C, U, R, V)),
    # Behind a household's card: see test_card_access.
    "card_market": public(shown=302),
    "card_reserve": form(open=True, named=lambda _: {"number": 101}, shown=302, blank=302),
    "card_reservation_withdraw": form(
        open=True, named=lambda _: {"ref": "0" * 12}, shown=302, blank=302
    ),
    "outlet_list": page(*SEES),
    "outlet_new": form(C),
    "outlet_change": of_shop(form(C), "code"),
    "market_settings": form(C),
    "market_outlook": page(C, U, V),
    "market_outlook_print": page(C, U, V),
    # Whoever is behind one counter only is led there.
    "counters": page(K, shown=302),
    # Nothing typed leads back to the counter; a basket in which nothing is asked is shown again.
    "counter": of_shop(form(K, blank=302)),
    "counter_household": of_basket(form(K, blank=200)),
    "reservation_withdraw": of_reservation(form(K)),
    "slip_list": page(*SEES),
    "slip": of_slip(page(*SEES)),
    "slip_print": of_slip(act(C, K, blank=400)),
    "slip_cancel": of_slip(form(C)),
    "voucher_home": form(B),
    # Every merchant may ask about a code; what is not his own, or nobody's, he is told.
    "voucher": form(B, named=_voucher),
}

"""The access table of the quarter's books: registers, sheets, settlements, own statements."""

from dataclasses import replace
from typing import Any

from supermarket.models import Receipt, StockCount
from tests.access.table import B, C, K, Lies, Row, U, V, form, page
from tests.access.towns import Town

SEES = (C, U, V, K)
"""The office, those who watch over it, the storekeeper his own counter's."""
WATCH = (C, U, V)


def quarter(town: Town) -> dict[str, Any]:
    """The quarter before, of which one voucher is settled and not paid."""
    settled = town.market.settlement
    return {"year": settled.year, "quarter": settled.quarter}


def of_quarter(row: Row) -> Row:
    return replace(row, named=quarter)


def of_shop(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return quarter(town) | {"outlet": town.market.shop.place.code}

    return replace(row, lies=Lies.SHOP, named=named)


def of_merchant(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return quarter(town) | {"merchant": town.market.merchant.place.code}

    return replace(row, lies=Lies.MERCHANT, named=named)


def of_receipt(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        receipt = Receipt.objects.filter(outlet=town.market.shop).earliest("pk")
        return {"outlet": town.market.shop.place.code, "ref": receipt.ref}

    return replace(row, lies=Lies.SHOP, named=named)


def of_donation(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        shop = town.market.shop
        receipt = Receipt.objects.filter(outlet=shop, kind=Receipt.Kind.DONATION).earliest("pk")
        return {"outlet": shop.place.code, "ref": receipt.ref}

    return replace(row, lies=Lies.SHOP, named=named)


def of_count(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        count = StockCount.objects.get(outlet=town.market.shop)
        return {"outlet": town.market.shop.place.code, "ref": count.ref}

    return replace(row, lies=Lies.SHOP, named=named)


def of_blank(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"outlet": town.market.shop.place.code}

    return replace(row, lies=Lies.SHOP, named=named)


BOOKS_TABLE: dict[str, Row] = {
    "quarter_books": of_quarter(page(*SEES)),
    "register_paper": of_shop(page(*SEES)),
    "register_table": of_shop(page(*SEES)),
    "stock_sheet": of_shop(page(*SEES)),
    "stock_sheet_paper": of_shop(page(*SEES)),
    "stock_sheet_table": of_shop(page(*SEES)),
    "goods_in_table": of_shop(page(*SEES)),
    "receipt_paper": of_receipt(page(*SEES)),
    "thanks_paper": of_donation(page(*SEES)),
    "count_paper": of_count(page(*SEES)),
    "count_table": of_count(page(*SEES)),
    "count_blank": of_blank(page(C, K)),
    # Of the whole community.
    "donors_paper": of_quarter(page(*WATCH, query="paper=A4")),
    "donors_table": of_quarter(page(*WATCH)),
    "settlement": of_merchant(page(*WATCH)),
    "settlement_paper": of_merchant(page(*WATCH)),
    "settlement_table": of_merchant(page(*WATCH)),
    "settlement_make": of_merchant(form(C)),
    "settlement_pay": of_merchant(form(C)),
    "statement_list": page(B),
    "statement": of_merchant(page(B)),
    "statement_paper": of_merchant(page(B)),
}

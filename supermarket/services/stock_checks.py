"""What must hold of goods that come in, and of a count, before anything of it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from households.refusals import Refused
from points.periods import chinese_date
from supermarket.models import Outlet, Product, Receipt, Stock
from supermarket.services.product_values import MOST_UNITS

FARTHEST_BACK = timedelta(days=366)
"""Goods noted later than this after they came in have a slip in their year."""


@dataclass(frozen=True, slots=True)
class Item:
    """Goods that came in together: units, the last good day, what one unit cost in 分."""

    product: Product
    quantity: int
    best_before: date | None = None
    unit_cost_fen: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One product of a count: units on the shelf, the system's number that the page showed (None
    where there was no page), and why they differ."""

    product: Product
    found: int
    seen: int | None = None
    reason: str = ""


def require_receivable(
    outlet: Outlet, kind: str, source: str, items: Sequence[Item], received_on: date, today: date
) -> None:
    """Raises Refused for what can't be a receipt of `outlet`, a sentence for each mistake."""
    wrong: dict[str, str] = {}
    if not source.strip():
        who = "供货商" if kind == Receipt.Kind.PURCHASE else "捐赠人"
        wrong["source"] = f"请写明{who}。"
    if received_on > today:
        wrong["received_on"] = "入库日期还没有到，请改正。"
    elif received_on < today - FARTHEST_BACK:
        wrong["received_on"] = "入库日期最多补登一年以内的，请核对年份。"
    if wrong:
        raise Refused(wrong)
    if not items:
        raise Refused("请至少填一种入库的商品。")
    found = [told for item in items if (told := _why_not(outlet, kind, item, received_on))]
    if found:
        raise Refused(found)


def _why_not(outlet: Outlet, kind: str, item: Item, received_on: date) -> str:
    product = item.product
    if product.kind != Product.Kind.GOODS or product.community_id != outlet.community_id:
        return f"{product}不是本社区的商品，不能入库。"
    if outlet.kind != Outlet.Kind.SHOP:
        return f"{outlet}是商家，商品只能在爱心超市入库。"
    if product.retired_at is not None:
        return f"{product}已经下架，要进货请先重新上架。"
    if not 1 <= item.quantity <= MOST_UNITS:
        return f"{product}的数量应在 1 至 {MOST_UNITS} 之间，现为 {item.quantity}，请改正。"
    if kind == Receipt.Kind.PURCHASE and item.unit_cost_fen is None:
        return f"{product}是采购的，请填单价。"
    if item.best_before is not None and item.best_before < received_on:
        return f"{product}的保质期到{chinese_date(item.best_before)}，入库时已经过期，不能入库。"
    return ""


def require_countable(
    outlet: Outlet, found: Sequence[Found], counted_by: str, witness: str
) -> None:
    """Raises Refused for a count without lines or without its two people."""
    wrong: dict[str, str] = {}
    if not counted_by.strip():
        wrong["counted_by"] = "请写明盘点人。"
    if not witness.strip():
        wrong["witness"] = "请写明监盘人。"
    elif witness.strip() == counted_by.strip():
        wrong["witness"] = "监盘人不能是盘点人自己，请两人一起盘点。"
    if wrong:
        raise Refused(wrong)
    if not found:
        raise Refused("请至少填一种商品的实盘数。")
    for each in found:
        product = each.product
        if product.kind != Product.Kind.GOODS or product.community_id != outlet.community_id:
            raise Refused(f"{product}不是本社区的商品，不能盘点。")


def require_explained(lines: Sequence[tuple[Stock, Found]]) -> None:
    """Raises Refused, a sentence for each, where a difference has no reason. The stock is the one
    under the lock."""
    told = [text for stock, each in lines if (text := _unexplained(stock, each))]
    if told:
        raise Refused(told)


def _unexplained(stock: Stock, each: Found) -> str:
    product = each.product
    if not 0 <= each.found <= MOST_UNITS:
        return f"{product}的实盘数应在 0 至 {MOST_UNITS} 之间，现为 {each.found}，请改正。"
    if each.found == stock.quantity or each.reason.strip():
        return ""
    if each.seen is not None and each.seen != stock.quantity:
        return (
            f"{product}在您打开页面之后有出入库，系统数由 {each.seen} 变为 {stock.quantity}，"
            f"与实盘数 {each.found} 不符。请按现在的实物复核，仍有差异的写明原因。"
        )
    difference = f"{each.found - stock.quantity:+d}"
    return f"{product}系统数 {stock.quantity}，实盘数 {each.found}，差 {difference}，请写明原因。"

"""入库单: what came in with one receipt, bought or given, and what it is worth."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from households.tables import Column, write_xlsx
from points.periods import Quarter
from supermarket.models import Outlet, Receipt, StockMovement
from supermarket.reports.book_paper import Making, Texts, book_paper

TITLE: Final = "入库登记"
MOST_NAMED: Final = 6
"""Kinds of goods on a 感谢状; of more, the number is told."""
LONG: Final = 45
"""Letters for donor and goods that a 感谢状 has room for in large type."""


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """Goods of one kind; `each_fen` is None where they were given without a value."""

    name: str
    unit: str
    quantity: int
    each_fen: int | None
    best_before: date | None

    @property
    def fen(self) -> int | None:
        """What all of them are worth."""
        return None if self.each_fen is None else self.quantity * self.each_fen


@dataclass(frozen=True, slots=True)
class GoodsIn:
    """A receipt with its goods in the order they were entered."""

    receipt: Receipt
    lines: list[GoodsLine]

    @property
    def is_donation(self) -> bool:
        return self.receipt.kind == Receipt.Kind.DONATION

    @property
    def fen(self) -> int | None:
        """What they are worth together, as far as it is known; None where nothing of it is."""
        return known_sum(line.fen for line in self.lines)


def known_sum(amounts: Iterable[int | None]) -> int | None:
    """The 分 that are known, together; None where there are amounts and none is known."""
    every = list(amounts)
    known = [fen for fen in every if fen is not None]
    return None if every and not known else sum(known)


def received_in(quarter: Quarter) -> QuerySet[Receipt]:
    """The receipts of a quarter by their day."""
    days = quarter.first_day, quarter.last_day
    return Receipt.objects.filter(received_on__range=days).order_by("received_on", "pk")


def goods_in(receipts: QuerySet[Receipt]) -> list[GoodsIn]:
    """The receipts in their order, each with its goods. Two queries."""
    found = list(receipts.select_related("outlet__place", "community", "by"))
    lines: defaultdict[int | None, list[GoodsLine]] = defaultdict(list)
    moves: Any = StockMovement.objects.filter(receipt__in=found).order_by("pk")
    for receipt, *line in moves.values_list(
        "receipt",
        "stock__product__name",
        "stock__product__unit",
        "quantity",
        "lot__unit_cost_fen",
        "lot__best_before",
    ):
        lines[receipt].append(GoodsLine(*line))
    return [GoodsIn(receipt, lines[receipt.pk]) for receipt in found]


def goods_in_paper(book: GoodsIn, making: Making) -> bytes:
    """One receipt on A4, to be signed. Raises as `book_paper`."""
    return book_paper("goods_in", book.receipt.community, making, _texts(book), {"book": book})


def thanks_paper(book: GoodsIn, making: Making) -> bytes:
    """感谢状: thanks for one donation, on one sheet of A4, to be sealed. Raises as `book_paper`."""
    told = "、".join(f"{line.name}{line.quantity}{line.unit}" for line in book.lines[:MOST_NAMED])
    if len(book.lines) > MOST_NAMED:
        told = f"{told}等{len(book.lines)}种物品"
    context = {"book": book, "told": told, "is_long": len(book.receipt.source + told) > LONG}
    return book_paper("thanks", book.receipt.community, making, _texts(book), context)


def goods_in_table(outlet: Outlet, quarter: Quarter, books: Sequence[GoodsIn]) -> bytes:
    """The receipts of a counter and quarter as an .xlsx file: a row for each kind of goods."""
    columns = [
        Column("日期", "date"),
        Column("来源", width=8),
        Column("供货商或捐赠人", width=28),
        Column("票据号", "code"),
        Column("物品", width=24),
        Column("数量", "number"),
        Column("单位", width=8),
        Column("单价(元)", "number"),
        Column("金额(元)", "number"),
        Column("保质期至", "date"),
        Column("经手"),
        Column("监督"),
    ]
    rows = [
        (
            book.receipt.received_on,
            book.receipt.get_kind_display(),
            book.receipt.source,
            book.receipt.paper,
            line.name,
            line.quantity,
            line.unit,
            in_yuan(line.each_fen),
            in_yuan(line.fen),
            line.best_before,
            book.receipt.by.name,
            book.receipt.witness,
        )
        for book in books
        for line in book.lines
    ]
    worth = in_yuan(known_sum(book.fen for book in books))
    sums = (None, "合计", *[None] * 6, worth, *[None] * 3)
    return write_xlsx(f"{outlet}{quarter.label}{TITLE}", columns, [*rows, sums])


def in_yuan(fen: int | None) -> float | None:
    """元 for a cell of a table; an empty one where nothing is known."""
    return None if fen is None else fen / 100


def _texts(book: GoodsIn) -> Texts:
    receipt = book.receipt
    yield "柜台名称", receipt.outlet.place.name
    yield "供货商或捐赠人", receipt.source
    yield "票据号", receipt.paper
    yield "经手、监督", receipt.by.name + receipt.witness
    for line in book.lines:
        yield "物品", line.name + line.unit

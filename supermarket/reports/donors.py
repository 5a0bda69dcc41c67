"""捐赠感谢榜: who gave what in a quarter, to hang on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from households.models import Place
from households.names import without_numbers
from households.tables import Column, write_xlsx
from points.periods import Quarter
from supermarket.models import Receipt
from supermarket.reports.book_paper import Making, Texts, book_paper
from supermarket.reports.goods_in import GoodsIn, goods_in, in_yuan, known_sum, received_in

TITLE: Final = "捐赠感谢榜"


@dataclass(frozen=True, slots=True)
class Donor:
    """A donor with what he gave, the earliest first."""

    name: str
    gifts: list[GoodsIn]

    @property
    def shown_as(self) -> str:
        """His name as it may hang: as the office wrote it, without his telephone."""
        return without_numbers(self.name)


@dataclass(frozen=True, slots=True)
class ThanksList:
    """The donors of a community and quarter in the order they first gave."""

    community: Place
    quarter: Quarter
    donors: list[Donor]

    @property
    def fen(self) -> int | None:
        """What was given together, as far as its value is known; None where none is."""
        return known_sum(gift.fen for donor in self.donors for gift in donor.gifts)


def thanks_list(community: Place, quarter: Quarter) -> ThanksList:
    """What was given at all the counters of a community. Two queries."""
    given = received_in(quarter).filter(community=community, kind=Receipt.Kind.DONATION)
    donors: dict[str, Donor] = {}
    for gift in goods_in(given):
        name = gift.receipt.source
        donors.setdefault(name, Donor(name, [])).gifts.append(gift)
    return ThanksList(community, quarter, list(donors.values()))


def donors_paper(book: ThanksList, sheets: str, making: Making, *, with_values: bool) -> bytes:
    """The list for the wall on `sheets` (A3 or A4), with what things are worth if asked for. Raises
    as `book_paper`."""
    context = {"book": book, "paper": sheets, "with_values": with_values}
    return book_paper("donors", book.community, making, _texts(book.donors), context)


def donors_table(book: ThanksList) -> bytes:
    """The list as an .xlsx file: a row for each kind of goods, money in 元."""
    columns = [
        Column("捐赠人", width=28),
        Column("物品", width=24),
        Column("数量", "number"),
        Column("单位", width=8),
        Column("金额(元)", "number"),
        Column("日期", "date"),
        Column("柜台"),
    ]
    rows = [
        (
            donor.name,
            line.name,
            line.quantity,
            line.unit,
            in_yuan(line.fen),
            gift.receipt.received_on,
            str(gift.receipt.outlet),
        )
        for donor in book.donors
        for gift in donor.gifts
        for line in gift.lines
    ]
    sums = ("合计", None, None, None, in_yuan(book.fen), None, None)
    return write_xlsx(f"{book.community}{book.quarter.label}{TITLE}", columns, [*rows, sums])


def _texts(donors: Sequence[Donor]) -> Texts:
    for donor in donors:
        yield "捐赠人", donor.shown_as
        for gift in donor.gifts:
            yield "物品", "".join(line.name + line.unit for line in gift.lines)

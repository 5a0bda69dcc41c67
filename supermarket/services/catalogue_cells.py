"""商品目录: its columns, and what the cells of a row mean.

Each reader takes a raw cell, returns the value to store, and raises ValueError with a Chinese
sentence for a cell that cannot be used.
"""

from collections.abc import Callable, Iterable
from typing import Any

from households.names import fold
from households.tables import Cell, Heading, as_text, as_whole_number
from supermarket.models import Outlet, Product
from supermarket.money import as_fen
from supermarket.services.product_values import (
    clean_category,
    clean_cost,
    clean_limit,
    clean_low_stock,
    clean_name,
    clean_number,
    clean_points,
    clean_unit,
)

NUMBER, NAME, KIND, CATEGORY, UNIT = "编号", "名称", "种类", "类别", "单位"
POINTS, COST, MERCHANT, LIMIT, LOW = "积分", "成本(元)", "商家", "每户每季限兑", "库存提醒"

HEADINGS = (
    Heading(NUMBER, ("商品编号", "序号"), required=True),
    Heading(NAME, ("商品名称", "品名", "商品", "物品"), required=True),
    Heading(KIND, ("商品种类",)),
    Heading(CATEGORY, ("分类", "商品类别"), required=True),
    Heading(UNIT, ("计量单位",), required=True),
    Heading(POINTS, ("兑换积分", "所需积分", "分值"), required=True),
    Heading(COST, ("成本", "单价", "进价", "成本价"), required=True),
    Heading(MERCHANT, ("服务商家", "商户")),
    Heading(LIMIT, ("限兑", "每户限兑", "限兑数量")),
    Heading(LOW, ("最低库存", "库存下限")),
)
"""The columns of a catalogue, and what offices write over them."""

FIELD_OF = {
    NAME: "name",
    CATEGORY: "category",
    UNIT: "unit",
    MERCHANT: "merchant",
    LIMIT: "limit_per_quarter",
    LOW: "low_stock",
}
"""Heading → field of `Product` that the table may change."""

_KINDS = {label: value for value, label in Product.Kind.choices}


def read_number(cell: Cell) -> int:
    return clean_number(as_whole_number(cell))


def read_kind(cell: Cell) -> str | None:
    """商品 or 服务; None for an empty cell, where the merchant tells."""
    typed = fold(as_text(cell))
    if typed and typed not in _KINDS:
        raise ValueError(f"种类“{as_text(cell)}”看不懂，请填“商品”或“服务”，或空着。")
    return _KINDS.get(typed)


def _whole(clean: Callable[[int | None], int | None]) -> Callable[[Cell], int | None]:
    return lambda cell: clean(as_whole_number(cell))


def _words(clean: Callable[[str], str]) -> Callable[[Cell], str]:
    return lambda cell: clean(as_text(cell))


READERS: dict[str, Callable[[Cell], Any]] = {
    NUMBER: read_number,
    NAME: _words(clean_name),
    KIND: read_kind,
    CATEGORY: _words(clean_category),
    UNIT: _words(clean_unit),
    POINTS: _whole(clean_points),
    COST: lambda cell: clean_cost(as_fen(cell)),
    LIMIT: _whole(clean_limit),
    LOW: _whole(clean_low_stock),
}
"""Heading → reader, of the columns that can be read by themselves."""


class MerchantFinder:
    """The merchants of one community, by their names and codes as people write them."""

    def __init__(self, merchants: Iterable[Outlet]) -> None:
        self._by_name: dict[str, Outlet] = {}
        self._names: list[str] = []
        for merchant in merchants:
            self._names.append(merchant.place.name)
            self._by_name[fold(merchant.place.code)] = merchant
            self._by_name[fold(merchant.place.name)] = merchant

    def read(self, cell: Cell) -> Outlet | None:
        """The merchant a cell names; None for an empty one."""
        typed = as_text(cell)
        if not fold(typed):
            return None
        found = self._by_name.get(fold(typed))
        if found is None:
            there = f"本社区有：{'、'.join(self._names)}。" if self._names else "本社区还没有商家。"
            raise ValueError(f"没有商家“{typed}”。{there}请改正，或先登记这个商家。")
        return found

"""The catalogue as a table: read all or nothing, mistakes by row and column; written to be read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from households.models import Place, User
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.roster_report import Section
from households.tables import Column, Row, RowError, Table, read_table, write_xlsx
from points.services.record_import import ImportRefused, rows_told
from supermarket.models import Outlet, Product
from supermarket.money import yuan
from supermarket.services import catalogue
from supermarket.services.catalogue import NewPrice, NewProduct, Particulars
from supermarket.services.catalogue_cells import (
    COST,
    FIELD_OF,
    HEADINGS,
    KIND,
    LIMIT,
    LOW,
    MERCHANT,
    NUMBER,
    POINTS,
    READERS,
    UNIT,
    MerchantFinder,
)

TITLE = "爱心超市商品目录"
STANDING = "状态"
"""Written for people to read; not a column that is imported."""

_NUMBERS = {NUMBER, POINTS, COST, LIMIT, LOW}

Values = dict[str, Any]
"""Heading → what its cell means."""


@dataclass
class ProductImport:
    """What became of every row: products `new`, told changes of known ones, `unchanged` ones, and
    retired ones, which stay as they are."""

    new: list[Product] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    repriced: list[str] = field(default_factory=list)
    unchanged: int = 0
    retired: list[Product] = field(default_factory=list)
    left_out: tuple[int, ...] = ()

    @property
    def summary(self) -> str:
        told = (
            f"新增 {len(self.new)} 种，变更 {len(self.changed)} 处，调价 {len(self.repriced)} 种，"
            f"没有变化 {self.unchanged} 种"
        )
        if self.retired:
            told += f"，已下架的 {len(self.retired)} 种未作改动"
        if self.left_out:
            told += f"；表下的合计、签字等未导入（{rows_told(self.left_out)}）"
        return told

    def sections(self) -> list[Section]:
        """The report as paragraphs, those with nothing to say left out."""
        listed = [
            ("新增的商品和服务", [str(product) for product in self.new]),
            ("变更", self.changed),
            ("调价", self.repriced),
            ("已下架（未作改动；要再上架请到商品页办理）", [str(each) for each in self.retired]),
        ]
        return [Section(f"{title}：{len(lines)}", lines) for title, lines in listed if lines]


@transaction.atomic
def import_products(
    content: bytes,
    filename: str,
    community: Place,
    by: User,
    at: datetime,
    from_on: date | None = None,
    check: bool = False,
) -> ProductImport:
    """Adds and changes products as the table has them; deletes and retires none. With `check` tells
    so and writes nothing.

    A product is known by its number. Prices that differ count from `from_on` (default: the day of
    `at`); what has no column stays as it is. Raises TableError for a file that is no catalogue,
    ImportRefused for mistakes in its rows, Refused without an office. The number of queries does
    not grow with the rows.
    """
    day = from_on or day_of(at)
    table = read_table(content, filename, HEADINGS)
    offices_for(by, "supermarket.import_product", [community], day_of(at))
    here = Product.objects.filter(community=community).select_related(
        "community", "merchant__place"
    )
    known = {product.number: product for product in here.priced_on(day)}
    merchants = Outlet.objects.filter(community=community).merchants().select_related("place")
    reading = _Reading(table, known, MerchantFinder(merchants))
    rows = list(reading.rows())
    if reading.errors:
        raise ImportRefused(reading.errors)
    done = _carry_out(rows, table, community, day, by, at)
    if check:
        transaction.set_rollback(True)
    return done


class _Reading:
    """The rows of a table as values, and what is wrong with the others."""

    def __init__(
        self, table: Table, known: Mapping[int, Product], merchants: MerchantFinder
    ) -> None:
        self.table, self.known = table, known
        self.readers = READERS | {MERCHANT: merchants.read}
        self.in_use = catalogue.in_use(known.values())
        self.first_row: dict[int, int] = {}
        self.errors: list[RowError] = []

    def rows(self) -> Iterator[tuple[Product | None, Values]]:
        """Each row that can be used, with the product of its number where there is one."""
        for row in self.table.rows:
            values = self._values(row)
            if NUMBER in values:
                first = self.first_row.setdefault(values[NUMBER], row.number)
                if first != row.number:
                    told = (
                        f"编号 {values[NUMBER]} 在第{first}行和第{row.number}行重复了，请只留一行。"
                    )
                    self._refuse(row, NUMBER, told)
            if len(values) == len(self.readers):
                product = self.known.get(values[NUMBER])
                self._look(row, product, values)
                yield product, values

    def _values(self, row: Row) -> Values:
        values: Values = {}
        for heading, read in self.readers.items():
            try:
                values[heading] = read(row.values[heading])
            except ValueError as error:
                self._refuse(row, heading, str(error))
        return values

    def _look(self, row: Row, product: Product | None, values: Values) -> None:
        """Fills in what the table does not say, and refuses what contradicts itself."""
        if product is not None:
            for heading in FIELD_OF:
                if heading not in self.table.columns:
                    values[heading] = getattr(product, FIELD_OF[heading])
        by_merchant = Product.Kind.SERVICE if values[MERCHANT] else Product.Kind.GOODS
        kind = values[KIND] or (product.kind if product else by_merchant)
        if product is not None and kind != product.kind:
            told = f"{product}是{product.get_kind_display()}，种类不能改；请换一个编号。"
            self._refuse(row, KIND, told)
        elif kind == Product.Kind.SERVICE and values[MERCHANT] is None:
            self._refuse(row, MERCHANT, "服务要填商家，请填写。")
        elif kind == Product.Kind.GOODS and values[MERCHANT] is not None:
            self._refuse(row, MERCHANT, "商品不填商家，请清空，或把种类改为“服务”。")
        if product is not None and product.pk in self.in_use and values[UNIT] != product.unit:
            self._refuse(row, UNIT, catalogue.unit_stays(product.unit))
        values[KIND] = kind

    def _refuse(self, row: Row, heading: str, reason: str) -> None:
        self.errors.append(self.table.error(row, heading, reason))


def _carry_out(
    rows: Iterable[tuple[Product | None, Values]],
    table: Table,
    community: Place,
    day: date,
    by: User,
    at: datetime,
) -> ProductImport:
    done = ProductImport(left_out=tuple(number for number, _ in table.left_out))
    new: list[NewProduct] = []
    changes: list[tuple[Product, Particulars]] = []
    prices: list[NewPrice] = []
    for product, values in rows:
        particulars = Particulars(**{FIELD_OF[heading]: values[heading] for heading in FIELD_OF})
        if product is None:
            price = values[POINTS], values[COST]
            new.append(NewProduct(values[NUMBER], values[KIND], particulars, *price))
            continue
        if product.retired_at is not None:
            done.retired.append(product)
            continue
        changed = _changes(product, values)
        repriced = _price_change(product, values)
        if changed:
            changes.append((product, particulars))
            done.changed += changed
        if repriced:
            prices.append(NewPrice(product, values[POINTS], values[COST]))
            done.repriced.append(repriced)
        done.unchanged += not (changed or repriced)
    if new:
        done.new = catalogue.create_products(community, new, day, by, at)
    if changes:
        catalogue.change_products(changes, by, at)
    if prices:
        catalogue.set_prices(prices, day, by, at)
    return done


def _changes(product: Product, values: Values) -> list[str]:
    return [
        f"{product}：{heading} {_told(getattr(product, name))} → {_told(values[heading])}"
        for heading, name in FIELD_OF.items()
        if getattr(product, name) != values[heading]
    ]


def _told(value: Any) -> str:
    return "（空）" if value is None else str(value)


def _price_change(product: Any, values: Values) -> str:
    """What becomes of the price in force; empty when it stays. `product` is `priced_on` the day."""
    before, after = (product.points, product.cost_fen), (values[POINTS], values[COST])
    if before == after:
        return ""
    told = [_price(*price) if price[0] is not None else "（空）" for price in (before, after)]
    return f"{product}：{' → '.join(told)}"


def _price(points: int, cost_fen: int) -> str:
    return f"{points}分、成本{yuan(cost_fen)}元"


def export_products(products: Iterable[Any]) -> bytes:
    """An .xlsx file of products that are `priced_on` a day, with the columns they can be imported
    by again. `products` come with their merchants' places."""
    columns = [
        Column(heading.name, "number" if heading.name in _NUMBERS else "text")
        for heading in HEADINGS
    ]
    rows = (
        (
            product.number,
            product.name,
            product.get_kind_display(),
            product.category,
            product.unit,
            product.points,
            None if product.cost_fen is None else product.cost_fen / 100,
            str(product.merchant or ""),
            product.limit_per_quarter,
            product.low_stock,
            "已下架" if product.retired_at else "",
        )
        for product in products
    )
    return write_xlsx(TITLE, [*columns, Column(STANDING)], rows)

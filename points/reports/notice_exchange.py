"""An exchange notice as tables, one per village: its frozen figures with the names it showed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from households.tables import Column, write_xlsx
from points.models import Notice
from points.reports.notice_names import ERASED, Shown, by_village, names_shown


@dataclass(frozen=True, slots=True)
class Item:
    name: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One household: what it took, the points it gave, its balance after that."""

    code: str
    shown_as: str
    items: tuple[Item, ...]
    points: int
    balance: int


@dataclass(frozen=True, slots=True)
class ExchangeSums:
    points: int
    balance: int

    @classmethod
    def of(cls, rows: Iterable[ExchangeRow]) -> "ExchangeSums":
        rows = list(rows)
        return cls(sum(row.points for row in rows), sum(row.balance for row in rows))


@dataclass(frozen=True, slots=True)
class ExchangeGroup:
    """A villager group's rows; `first` is the number of the first one within the village."""

    code: str
    name: str
    first: int
    rows: tuple[ExchangeRow, ...]
    sums: ExchangeSums


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """Of one product: units that went to this village (or group of it); units and points in the
    whole community."""

    name: str
    unit: str
    here: int
    quantity: int
    points: int


@dataclass(frozen=True, slots=True)
class ExchangeVillage:
    """What hangs in one village, or in one group of it, which `here` says; `issued`, `points` and
    `served` (households) are the whole community's."""

    code: str
    name: str
    groups: tuple[ExchangeGroup, ...]
    sums: ExchangeSums
    issued: tuple[IssuedRow, ...]
    points: int
    served: int
    here: str = "本村"

    @property
    def households(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    def typed(self) -> Iterator[tuple[str, str]]:
        """The texts of it that people have typed, besides names of places and households."""
        for each in self.issued:
            yield f"商品 {each.name}", each.name + each.unit

    def of_group(self, code: str) -> Self | None:
        """The same for one of its groups; None for a group that is not in the notice."""
        group = next((each for each in self.groups if each.code == code), None)
        if group is None:
            return None
        quantities = _quantities(group.rows)
        return replace(
            self,
            name=self.name + group.name,
            groups=(replace(group, first=1),),
            sums=group.sums,
            issued=tuple(
                replace(each, here=quantities[each.name, each.unit]) for each in self.issued
            ),
            here="本组",
        )


def exchange_villages(notice: Notice) -> list[ExchangeVillage]:
    """The tables of `notice` in the order its content has. One query, however many households."""
    shown = names_shown(notice)
    content = notice.content
    return [
        _village(code, groups, content["totals"], shown)
        for code, groups in by_village(content).items()
    ]


def _village(
    code: str, groups: Sequence[dict[str, Any]], totals: dict[str, Any], shown: Shown
) -> ExchangeVillage:
    parts: list[ExchangeGroup] = []
    first = 1
    for group in groups:
        rows = tuple(_row(line, shown) for line in group["lines"])
        sums = ExchangeSums.of(rows)
        parts.append(ExchangeGroup(group["group_code"], group["group"], first, rows, sums))
        first += len(rows)
    rows = tuple(row for part in parts for row in part.rows)
    here = _quantities(rows)
    issued = tuple(
        IssuedRow(name, unit, here[name, unit], quantity, points)
        for name, unit, quantity, points in totals["issued"]
    )
    village = groups[0]["village"]
    sums = ExchangeSums.of(rows)
    return ExchangeVillage(
        code, village, tuple(parts), sums, issued, totals["points"], totals["households"]
    )


def _quantities(rows: Iterable[ExchangeRow]) -> defaultdict[tuple[str, str], int]:
    """Units by name and unit of the product."""
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for item in (item for row in rows for item in row.items):
        found[item.name, item.unit] += item.quantity
    return found


def _row(line: dict[str, Any], shown: Shown) -> ExchangeRow:
    code, shown_as = shown.get(line["ref"], ERASED)
    items = tuple(Item(*item) for item in line["items"])
    return ExchangeRow(code, shown_as, items, line["points"], line["balance"])


def exchange_table(notice: Notice) -> bytes:
    """The whole of `notice` as an .xlsx file: a row a household, the sums below. One query."""
    columns = [
        Column("村"),
        Column("组"),
        Column("户编号", "code"),
        Column("户主", width=20),
        Column("兑换物品", width=60),
        Column("扣分", "number"),
        Column("余额", "number"),
    ]
    villages = exchange_villages(notice)
    rows = [
        (
            village.name,
            group.name,
            row.code,
            row.shown_as,
            "、".join(f"{item.name}{item.quantity}{item.unit}" for item in row.items),
            row.points,
            row.balance,
        )
        for village in villages
        for group in village.groups
        for row in group.rows
    ]
    points, balance = (
        sum(getattr(village.sums, name) for village in villages) for name in ("points", "balance")
    )
    sums = ("合计", *[None] * 4, points, balance)
    return write_xlsx(f"{notice.title}（第{notice.number}期）", columns, [*rows, sums])

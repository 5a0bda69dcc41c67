"""A notice as tables, one per village: its frozen figures with the names it showed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

from points.models import Notice, Policy
from points.periods import Month
from points.reports.notice_awards import AwardList, award_list
from points.reports.notice_names import ERASED, Shown, by_village, names_shown
from points.services.amounts import signed


@dataclass(frozen=True, slots=True)
class Row:
    """One household; points per area in the order of the sheet's areas."""

    code: str
    shown_as: str
    areas: tuple[int, ...]
    total: int
    honour: int
    balance: int


@dataclass(frozen=True, slots=True)
class Sums:
    """Points of several households together."""

    areas: tuple[int, ...]
    total: int
    honour: int
    balance: int

    @classmethod
    def of(cls, rows: Iterable[Row], areas: int) -> "Sums":
        """Adds up `rows` of `areas` areas each."""
        rows = list(rows)
        return cls(
            tuple(sum(row.areas[place] for row in rows) for place in range(areas)),
            sum(row.total for row in rows),
            sum(row.honour for row in rows),
            sum(row.balance for row in rows),
        )


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A villager group's rows; `first` is the number of the first one within the village."""

    code: str
    name: str
    first: int
    rows: tuple[Row, ...]
    sums: Sums


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """What was corrected since the notices before, in a sentence with points and sign; `group` is
    the code of the household's group, empty where the notice does not say it."""

    code: str
    shown_as: str
    told: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class VillageSheet:
    """What hangs in one village, or in one group of it. `areas` are the short names of the columns;
    `awards` is None where the notice has no list of them."""

    code: str
    name: str
    areas: tuple[str, ...]
    groups: tuple[GroupPart, ...]
    sums: Sums
    corrections: tuple[CorrectionRow, ...]
    awards: AwardList | None = None

    @property
    def households(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    def typed(self) -> Iterator[tuple[str, str]]:
        """The texts of it that people have typed, besides names of places and households."""
        yield "方面名称", "".join(self.areas)
        for each in self.corrections:
            yield f"户 {each.code}", each.code + each.shown_as
        for item in self.awards.items if self.awards else ():
            yield f"评分项 {item.code}", item.code + item.title

    def of_group(self, code: str) -> Self | None:
        """The same for one of its groups; None for a group that is not in the notice."""
        group = next((each for each in self.groups if each.code == code), None)
        if group is None:
            return None
        return replace(
            self,
            name=self.name + group.name,
            groups=(replace(group, first=1),),
            sums=group.sums,
            corrections=tuple(each for each in self.corrections if each.group in ("", code)),
            awards=self.awards.of_group(code) if self.awards else None,
        )


def village_sheets(notice: Notice, order: str = Policy.Order.BY_CODE) -> list[VillageSheet]:
    """The tables of `notice` in the order its content has, households sorted by `order`.

    One query, however many households.
    """
    content = notice.content
    numbers = [number for number, _ in content["areas"]]
    names = tuple(name.removesuffix("建设") or name for _, name in content["areas"])
    shown = names_shown(notice)
    corrected: defaultdict[str, list[CorrectionRow]] = defaultdict(list)
    for each in content.get("corrections", ()):
        code, shown_as = shown.get(each["ref"], ERASED)
        row = CorrectionRow(code, shown_as, _told(each), each.get("group_code", ""))
        corrected[each["village_code"]].append(row)
    return [
        _village(
            code,
            groups,
            numbers,
            names,
            shown,
            order,
            corrected[code],
            award_list(content, groups, shown),
        )
        for code, groups in by_village(content).items()
    ]


def _told(correction: dict[str, Any]) -> str:
    if correction["kind"] == "objection":
        month = Month.parse(correction["month"]).label
        before, after = signed(correction["before"]), signed(correction["after"])
        return f"{month}积分由{before}更正为{after}"
    return f"{correction['year']}年积分更正{signed(correction['points'])}"


def _village(
    code: str,
    groups: list[dict[str, Any]],
    numbers: list[str],
    names: tuple[str, ...],
    shown: Shown,
    order: str,
    corrected: list[CorrectionRow],
    awards: AwardList | None,
) -> VillageSheet:
    parts: list[GroupPart] = []
    first = 1
    for group in groups:
        rows = _sorted([_row(line, numbers, shown) for line in group["lines"]], order)
        sums = Sums.of(rows, len(numbers))
        parts.append(GroupPart(group["group_code"], group["group"], first, rows, sums))
        first += len(rows)
    every_row = (row for part in parts for row in part.rows)
    return VillageSheet(
        code,
        groups[0]["village"],
        names,
        tuple(parts),
        Sums.of(every_row, len(numbers)),
        tuple(corrected),
        awards,
    )


def _row(line: dict[str, Any], numbers: list[str], shown: Shown) -> Row:
    code, shown_as = shown.get(line["ref"], ERASED)
    return Row(
        code,
        shown_as,
        tuple(line["areas"].get(number, 0) for number in numbers),
        line["total"],
        line["honour"],
        line["balance"],
    )


def _sorted(rows: list[Row], order: str) -> tuple[Row, ...]:
    if order == Policy.Order.BY_POINTS:
        return tuple(sorted(rows, key=lambda row: (-row.total, row.code)))
    return tuple(sorted(rows, key=lambda row: row.code))

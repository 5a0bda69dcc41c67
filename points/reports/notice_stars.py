"""A notice of star families as tables, one per village: its frozen figures with the names it
showed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from points.models import Notice
from points.ranking import marks
from points.reports.notice_names import ERASED, Shown, by_village, names_shown
from points.stars import levels_told, star_name


@dataclass(frozen=True, slots=True)
class StarRow:
    """One family: its stars, the honour points of the year, its place in the village, and what is
    marked beside it."""

    code: str
    shown_as: str
    stars: int
    honour: int
    place: int
    note: str

    @property
    def named(self) -> str:
        return star_name(self.stars)


@dataclass(frozen=True, slots=True)
class StarSums:
    """Honour points of several families together, and how many have how many stars, in words."""

    honour: int
    levels: str

    @classmethod
    def of(cls, rows: Iterable[StarRow]) -> "StarSums":
        """Adds up `rows`."""
        rows = list(rows)
        return cls(sum(row.honour for row in rows), levels_told(row.stars for row in rows))


@dataclass(frozen=True, slots=True)
class StarGroup:
    """A villager group's rows; `first` is the number of the first one within the village."""

    code: str
    name: str
    first: int
    rows: tuple[StarRow, ...]
    sums: StarSums


@dataclass(frozen=True, slots=True)
class StarCorrection:
    """What was corrected since the notice before, in a sentence; `group` is the code of its
    group."""

    code: str
    shown_as: str
    told: str
    group: str


@dataclass(frozen=True, slots=True)
class StarVillage:
    """What hangs in one village, or in one group of it."""

    code: str
    name: str
    groups: tuple[StarGroup, ...]
    sums: StarSums
    corrections: tuple[StarCorrection, ...]

    @property
    def households(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    def typed(self) -> Iterator[tuple[str, str]]:
        """The names of those who are told of in its corrections alone."""
        for each in self.corrections:
            yield f"户 {each.code}", each.code + each.shown_as

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
            corrections=tuple(each for each in self.corrections if each.group == code),
        )


def star_villages(notice: Notice) -> list[StarVillage]:
    """The tables of `notice` in the order its content has; in each group the more stars first. One
    query."""
    shown = names_shown(notice)
    corrected: defaultdict[str, list[StarCorrection]] = defaultdict(list)
    for each in notice.content["corrections"]:
        code, shown_as = shown.get(each["ref"], ERASED)
        told = _told(each, notice.content["corrected"])
        row = StarCorrection(code, shown_as, told, each["group_code"])
        corrected[each["village_code"]].append(row)
    return [
        _village(code, groups, shown, corrected[code])
        for code, groups in by_village(notice.content).items()
    ]


def _told(correction: dict[str, Any], numbers: Sequence[int]) -> str:
    """The same words for whoever was corrected and whoever moved because of it."""
    was, now = (star_name(correction[name]) for name in ("stars_before", "stars_after"))
    before, after = correction["honour_before"], correction["honour_after"]
    told = [f"因第{'、'.join(map(str, numbers))}号更正"]
    if before != after:
        told.append(f"荣誉积分由{before}分改为{after}分")
    if was != now:
        told.append(f"星级由{was}改为{now}")
    return "，".join(told)


def _village(
    code: str,
    groups: Sequence[dict[str, Any]],
    shown: Shown,
    corrected: Sequence[StarCorrection],
) -> StarVillage:
    parts: list[StarGroup] = []
    first = 1
    for group in groups:
        rows = sorted(
            (_row(line, shown) for line in group["lines"]),
            key=lambda row: (-row.stars, row.place, row.code),
        )
        part = StarGroup(group["group_code"], group["group"], first, tuple(rows), StarSums.of(rows))
        parts.append(part)
        first += len(rows)
    sums = StarSums.of(row for part in parts for row in part.rows)
    return StarVillage(code, groups[0]["village"], tuple(parts), sums, tuple(corrected))


def _row(line: dict[str, Any], shown: Shown) -> StarRow:
    code, shown_as = shown.get(line["ref"], ERASED)
    note = "，".join(marks(line["late_from"], moved=line["moved"]))
    return StarRow(code, shown_as, line["stars"], line["honour"], line["place"], note)

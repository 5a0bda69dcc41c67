"""What differs between two versions of a standard, part by part: pure, of words already made.

A part (an item, a rule, an area, the whole) is what it is called and a line for each thing it says.
Which parts of two versions belong together is said by `points.pairing`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from points.pairing import pairs

NOTHING: Final = "无"
CODE: Final = "编号"
NAME: Final = "名称"
HOME: Final = "所属"


class Kind(StrEnum):
    NEW = "新增"
    GONE = "取消"
    CHANGED = "改动"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its code (“5.1”, “第5条”), its name, what it says by label, the code of the part
    it stands in, and what it is called where that is not name and code."""

    code: str
    name: str
    said: Mapping[str, str] = field(default_factory=dict)
    home: str = ""
    called: str = ""

    def __str__(self) -> str:
        return self.called or f"{self.name} {self.code}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: its label, before and after; empty where it says nothing."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.label:
            return f"{self.label}：{self.before or NOTHING} → {self.after or NOTHING}"
        # What it is worth needs no label, and its span is said once: “每月 +1 → +2”.
        span, _, rest = self.after.partition(" ")
        again = bool(rest) and self.before.startswith(f"{span} ")
        return f"{self.before} → {rest if again else self.after}"


@dataclass(frozen=True, slots=True)
class Change:
    """A part that is new, gone or changed."""

    kind: Kind
    part: Part
    differences: tuple[Difference, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        """Its sentences: “垃圾分类 5.1：每月 +1 → +2”, one for each difference; what a new or gone
        one says."""
        if self.kind is Kind.CHANGED:
            return tuple(f"{self.part}：{each}" for each in self.differences)
        return (f"{self.part}（{self.said}）" if self.said else str(self.part),)

    @property
    def said(self) -> str:
        """All that the part says, in one line."""
        said = self.part.said.items()
        return "，".join(f"{label}：{text}" if label else text for label, text in said if text)


@dataclass(frozen=True, slots=True)
class Compared:
    """All that differs, each list in the order of the new version, what is gone at its end."""

    whole: tuple[Difference, ...]
    areas: tuple[Change, ...]
    rules: tuple[Change, ...]
    items: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        return not (self.whole or self.areas or self.rules or self.items)

    @property
    def summary(self) -> str:
        """“评分项新增2项、取消1项、改动3项；条改动1条；其他改动2处。”"""
        told = [
            _counted("评分项", "项", self.items),
            _counted("条", "条", self.rules),
            _counted("方面", "个", self.areas),
        ]
        if self.whole:
            told.append(f"总的规定改动{len(self.whole)}处")
        return "；".join(each for each in told if each) + "。" if not self.is_same else ""


def _counted(what: str, unit: str, changes: Sequence[Change]) -> str:
    counts = [(kind, sum(each.kind is kind for each in changes)) for kind in Kind]
    said = "、".join(f"{kind}{count}{unit}" for kind, count in counts if count)
    return f"{what}{said}" if said else ""


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a standard as it is compared: what it says as a whole by label, its parts in
    their order. The home of an item is the code of its rule, that of a rule the code of its area.
    """

    whole: Mapping[str, str]
    areas: Sequence[Part]
    rules: Sequence[Part]
    items: Sequence[Part]


def compare(old: Edition, new: Edition) -> Compared:
    """What `new` says otherwise than `old`."""
    areas = _pairs(old.areas, new.areas)
    rules = _pairs(old.rules, new.rules)
    items = _pairs(old.items, new.items)
    return Compared(
        whole=tuple(_lines(old.whole, new.whole)),
        areas=_changes(old.areas, new.areas, areas, {}),
        rules=_changes(old.rules, new.rules, rules, _codes(areas)),
        items=_changes(old.items, new.items, items, _codes(rules)),
    )


Pairs = Sequence[tuple[Part, Part]]
"""Parts of the old and the new version that belong together."""


def _pairs(old: Sequence[Part], new: Sequence[Part]) -> Pairs:
    return pairs(old, new, lambda part: (part.code, part.name))


def _codes(paired: Pairs) -> dict[str, str]:
    """The new code of each old one."""
    return {before.code: after.code for before, after in paired}


def _changes(
    old: Sequence[Part], new: Sequence[Part], paired: Pairs, homes: Mapping[str, str]
) -> tuple[Change, ...]:
    before = {id(after): before for before, after in paired}
    kept = {id(before) for before, _ in paired}
    found = []
    for part in new:
        was = before.get(id(part))
        if was is None:
            found.append(Change(Kind.NEW, part))
            continue
        differences = tuple(_differences(was, part, homes))
        if differences:
            # Under the name and code that people know.
            found.append(Change(Kind.CHANGED, was, differences))
    return (*found, *(Change(Kind.GONE, part) for part in old if id(part) not in kept))


def _differences(was: Part, part: Part, homes: Mapping[str, str]) -> list[Difference]:
    found = []
    if was.code != part.code:
        found.append(Difference(CODE, was.code, part.code))
    if was.name != part.name:
        found.append(Difference(NAME, was.name, part.name))
    if homes.get(was.home, was.home) != part.home:
        found.append(Difference(HOME, was.home, part.home))
    return found + _lines(was.said, part.said)


def _lines(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    labels = dict.fromkeys([*new, *old])
    both = ((label, old.get(label, ""), new.get(label, "")) for label in labels)
    return [Difference(label, a, b) for label, a, b in both if a != b]

"""What a replay of some households' months comes to: sums before and after, by area, item, family.

Written as plain lists and numbers, so that parts can be kept and added up later. Wherever two
numbers stand together, the first is as it was, the second as it would have been; points are whole,
with sign.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from points.matters import Scored
from points.periods import Month
from points.rulebook import ItemRule, StandardRules
from points.translation import Fate, Recorded, Terms
from points.validity import counts_in

BEFORE, AFTER = 0, 1
RECORDS, HOUSEHOLDS, ITEM_BEFORE, ITEM_AFTER, CUT = range(5)
"""Of an item of the new standard: matters recorded, households that it gave or took something,
points before and after, and points without sign that caps kept back."""
LOST_CODE, LOST_TITLE, LOST_WHY, LOST_RECORDS, LOST_BEFORE = range(5)
"""Of an item whose matters the new standard would not have: what it was and what it gave."""
RENAMED_CODE, RENAMED_BEFORE, RENAMED_AFTER, RENAMED_RECORDS = range(4)
"""Of an item that nothing but its code joins to one of the new standard: the names that stood and
stand beside it, and the matters that were taken to be the same."""

Findings = dict[str, Any]
"""`areas`: by name; `months`: as written; `awards` and `deductions`: what they came to; `base`: the
base points that can be exchanged; `items`: by code, as above; `lost`, `renamed`: by code and name
of then, as above; `guessed`: matters at a guess; `records`: matters in all; `families`: by
household (primary key) the honour points of these months: base points and what counted, without
deductions that have lapsed by the last month."""

PAIRS: Final = ("awards", "deductions", "base")


def nothing() -> Findings:
    return {
        "areas": {},
        "months": {},
        **{name: [0, 0] for name in PAIRS},
        "items": {},
        "lost": {},
        "renamed": {},
        "families": {},
        "guessed": 0,
        "records": 0,
    }


class Finder:
    """Adds up the months of households one after the other; `last` is the last month replayed."""

    def __init__(self, new: StandardRules, last: Month) -> None:
        self._new, self._last = new, last
        self._found = nothing()
        self._reached: defaultdict[str, set[int]] = defaultdict(set)

    def begin(self, household: int, base: tuple[int, int], to_spend: tuple[int, int]) -> None:
        """A household has months; `base` points a year of it begins with, `to_spend` those of them
        that can be exchanged."""
        family = self._found["families"].setdefault(household, [0, 0])
        for side in (BEFORE, AFTER):
            family[side] += base[side]
            self._found["base"][side] += to_spend[side]

    def was(
        self,
        household: int,
        month: Month,
        recorded: Recorded,
        terms: Terms,
        fate: Fate,
        code: str,
    ) -> None:
        """A matter as it counted, under the `terms` of then; `code`: of the item of the new
        standard that it would be recorded under, empty for none."""
        found, points, old = self._found, recorded.counted, terms.rule
        found["records"] += 1
        found["guessed"] += fate is Fate.GUESSED
        self._count(household, month, points, old, terms.area, BEFORE)
        if fate in (Fate.KEPT, Fate.GUESSED):
            item = self._item(code)
            item[RECORDS] += 1
            item[ITEM_BEFORE] += points
            title = self._new.item(code).title
            if title != old.title:
                blank = [code, old.title, title, 0]
                renamed = found["renamed"].setdefault(f"{code} {old.title}", blank)
                renamed[RENAMED_RECORDS] += 1
        else:
            blank = [old.code, old.title, str(fate), 0, 0]
            lost = found["lost"].setdefault(f"{old.code} {old.title}", blank)
            lost[LOST_RECORDS] += 1
            lost[LOST_BEFORE] += points

    def would_be(self, household: int, month: Month, scored: Iterable[Scored]) -> None:
        """A month as it would have counted."""
        for each in scored:
            rule = self._new.item(each.item_code)
            area = self._new.area_title(rule.area)
            self._count(household, month, each.counted, rule, area, AFTER)
            item = self._item(rule.code)
            item[ITEM_AFTER] += each.counted
            item[CUT] += each.cut
            if each.counted:
                self._reached[rule.code].add(household)

    def _count(
        self, household: int, month: Month, points: int, rule: ItemRule, area: str, side: int
    ) -> None:
        found = self._found
        found["areas"].setdefault(area, [0, 0])[side] += points
        found["months"].setdefault(str(month), [0, 0])[side] += points
        found["awards" if rule.sign > 0 else "deductions"][side] += points
        if counts_in(self._last, month, rule.validity_months):
            found["families"][household][side] += points

    def _item(self, code: str) -> list[int]:
        found: list[int] = self._found["items"].setdefault(code, [0] * 5)
        return found

    @property
    def findings(self) -> Findings:
        """All so far."""
        for code, households in self._reached.items():
            self._found["items"][code][HOUSEHOLDS] = len(households)
        return self._found


def together(parts: Iterable[Mapping[str, Any]]) -> Findings:
    """The findings of parts that share no household, families left out."""
    whole = nothing()
    for part in parts:
        for name in PAIRS:
            whole[name] = _added(whole[name], part[name])
        for name in ("areas", "months", "items"):
            for key, numbers in part[name].items():
                known = whole[name].get(key)
                whole[name][key] = _added(known, numbers) if known else list(numbers)
        for key, (*what, records, before) in part["lost"].items():
            lost = whole["lost"].setdefault(key, [*what, 0, 0])
            lost[LOST_RECORDS] += records
            lost[LOST_BEFORE] += before
        for key, (*what, records) in part["renamed"].items():
            whole["renamed"].setdefault(key, [*what, 0])[RENAMED_RECORDS] += records
        for name in ("guessed", "records"):
            whole[name] += part[name]
    return whole


def _added(some: Iterable[int], more: Iterable[int]) -> list[int]:
    return [one + other for one, other in zip(some, more, strict=True)]

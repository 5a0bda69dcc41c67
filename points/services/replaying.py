"""Replays the months of a villager group's households.

Group by group: there is never more of it in the memory than the largest group has, and what a group
comes to can be kept and need not be worked out again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from households.models import Place
from points.matters import Matter, Scored
from points.periods import Month
from points.replay import Track
from points.replay_findings import Finder, Findings
from points.scoring import score
from points.services.replay_facts import Ground, Line, Lines, Row, Rows, lines_of, rows_of
from points.services.yearbook import pasts
from points.translation import Fate, Recorded, Terms, one_a_month, translated


def replay_group(group: Place, on: Ground) -> Findings:
    """What the months of the households that live in `group` come to, as they counted and as they
    would have. Four queries, however many months and households there are."""
    lines, rows = lines_of(group, on), rows_of(group, on)
    finder = Finder(on.rules, on.last)
    for household, months in lines.items():
        if max(months) >= on.first:
            _begin(finder, household, months, on)
    for household, month, told, scored in replayed(lines, rows, on):
        for each in told:
            finder.was(household, month, *each)
        finder.would_be(household, month, scored)
    return finder.findings


def _begin(finder: Finder, household: int, months: Mapping[Month, Line], on: Ground) -> None:
    """Tells of the base points of the years that the household began in a month replayed."""
    points, to_spend = [0, 0], [0, 0]
    begins: dict[int, Month] = {}
    for month in months:
        begins.setdefault(month.year, month)
    for month in begins.values():
        if month >= on.first:
            for side, base in enumerate((on.base_then[months[month].standard], on.base)):
                points[side] += base.points
                to_spend[side] += base.to_spend
    finder.begin(household, (points[0], points[1]), (to_spend[0], to_spend[1]))


Told = tuple[Recorded, Terms, Fate, str]
"""A record with the item it was recorded under, what became of it, and the code of the item that it
would be recorded under; empty for none."""


class Replayed(NamedTuple):
    """A household's month: its records, and the score of those that the new standard would have."""

    household: int
    month: Month
    told: Sequence[Told]
    scored: Sequence[Scored]


def replayed(lines: Lines, rows: Rows, on: Ground) -> Iterator[Replayed]:
    """The months replayed, those of one household after another in their order. One query where an
    item looks back to earlier matters, or none."""
    again = {
        household: {
            month: _translated(found, lines[household][month], on)
            for month, found in months.items()
            if month >= on.first
        }
        for household, months in rows.items()
    }
    matters = {
        household: [matter for _, found in months.values() for matter in found]
        for household, months in again.items()
    }
    past = pasts(matters, on.rules, on.first)
    for household, months in rows.items():
        track = Track(past.get(household, {}))
        for month, found in months.items():
            if month < on.first:
                rules = on.rules_then[lines[household][month].standard]
                track.passed(month, rules, _as_counted(found, on))
                continue
            told, mine = again[household][month]
            scored = score(mine, on.rules, track.before(month)).matters
            track.passed(month, on.rules, scored)
            yield Replayed(household, month, told, scored)


def _translated(rows: Sequence[Row], line: Line, on: Ground) -> tuple[list[Told], list[Matter]]:
    told: list[Told] = []
    matters: list[tuple[Matter, bool]] = []
    for item, recorded in rows:
        old = on.terms_then[item]
        new = on.becomes.get(item)
        matter, fate = translated(recorded, old, new, line.village)
        told.append((recorded, old, fate, new.rule.code if new else ""))
        if matter is not None and new is not None:
            matters.append((matter, new.once_a_month and not old.once_a_month))
    return told, one_a_month(matters)


def _as_counted(rows: Sequence[Row], on: Ground) -> list[Scored]:
    """A month before those that are replayed. Its days come from `pasts`."""
    return [
        Scored(recorded.key, on.terms_then[item].rule.code, recorded.counted, "")
        for item, recorded in rows
    ]

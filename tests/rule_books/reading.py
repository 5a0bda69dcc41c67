"""Rule books of other places, read, adopted and scored month by month."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from points.matters import Matter, Score
from points.models import Standard
from points.periods import Month
from points.scoring import StandardRules, score
from points.services import standards
from points.services.scorebook import rules_of
from points.services.standard_file import read_standard
from points.sofar import CountedMonth, so_far
from points.validity import Given, honour_points, lapsed
from tests.factory import NOON, Office

HERE = Path(__file__).parent


def adopted(name: str) -> Standard:
    """The rule book of that file, adopted for January 2027."""
    office = Office()
    path = HERE / f"{name}.csv"
    rows = read_standard(path.read_bytes(), path.name)
    draft = standards.create_draft(office.community, name, Month(2027, 1), rows)
    return standards.adopt(draft, "2026年12月村民代表会议", office.administrator, NOON)


class Written(NamedTuple):
    """A matter as a worked example writes it: the day of the month, item, points."""

    day: int
    code: str
    points: int
    event: str = ""
    decided_by: str = ""


class Household:
    """One household's months under one rule book, each on top of those before it."""

    def __init__(self, rules: StandardRules, base: int = 0) -> None:
        self.rules = rules
        self.base = base
        self._months: list[CountedMonth] = []
        self._given: list[Given] = []

    @classmethod
    def of(cls, name: str) -> "Household":
        standard = adopted(name)
        return cls(rules_of(standard), standard.base_points)

    def month(self, month: Month, matters: Sequence[Written]) -> Score:
        """Scores `matters`, which happened in `month`."""
        found = score(
            (
                Matter(
                    place,
                    each.code,
                    each.points,
                    date(month.year, month.month, each.day),
                    place,
                    each.event,
                    each.decided_by,
                )
                for place, each in enumerate(matters)
            ),
            self.rules,
            so_far(self._months, month),
        )
        self._months.append(CountedMonth(month, self.rules, found.matters))
        self._given += [
            Given(month, each.counted, self.rules.items[each.item_code].validity_months)
            for each in found.matters
        ]
        return found

    def honour(self, month: Month) -> int:
        """Honour points of the year in `month`, everything scored by then posted."""
        mine = [each for each in self._given if each.month.year == month.year]
        known = [each for each in mine if each.month <= month]
        return honour_points(self.base, sum(each.points for each in known), lapsed(known, month))


def points(result: Score) -> list[int]:
    return [each.counted for each in result.matters]


def by_area(rules: StandardRules, result: Score) -> Mapping[str, int]:
    return {rules.area_title(area): given for area, given in result.by_area.items()}

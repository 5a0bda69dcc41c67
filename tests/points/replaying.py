"""Three settled months of two families, a draft that changes what they are worth, and the replay as
the office runs it. All numbers are worked out by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

from households.models import Household, Place
from points.models import PrintJob, Record, Replay, Standard
from points.periods import Month
from points.services import records, replays, sheets, standards
from points.services.recordbook import Draft
from points.services.replay_facts import ground, groups_with_months, lines_of, rows_of
from points.services.replaying import replayed
from points.services.replays import Wanted
from points.services.standards import ItemRow
from points.services.standings import settled_scores
from points.stars import Stars
from tests.factory import NOON, NOVEMBER, ROWS, Office, make_household, pass_until
from tests.points.print_kinds import SITE, work

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
STARS = Stars(((5, 20), (4, 10), (3, 9)))
NEW_ROWS = (
    # Less heavy; dearer, but three a year; as before; at most 8 at once and 12 a year.
    replace(ROWS[1], points_min=-3, points_max=-3),
    replace(ROWS[4], points_min=2, points_max=2, monthly_cap=2, yearly_cap=3),
    ROWS[2],
    ROWS[3],
    replace(ROWS[6], points_max=8, yearly_cap=12),
    ItemRow("文明建设", 12, "移风易俗", 10, "12.1", "喜事新办", 5, 5, "次"),
)
"""13.1 is left out, and with it 民主建设."""


def settle(office: Office, month: Month, *drafts: Draft) -> None:
    """Opens `month`, records `drafts` and passes all steps."""
    opened = sheets.open_month(office.community, month, office.clerk, NOON)
    if drafts:
        records.record_matters(month, drafts, Record.Origin.OFFICE, office.clerk, NOON)
    for sheet in opened:
        pass_until(office, sheet, None)


def on(household: Household, month: Month, code: str, day: int = 3, **more: Any) -> Draft:
    return Draft(household, code, date(month.year, month.month, day), **more)


class ThreeMonths(Office):
    """Zhang has 14, 6 and 0 points in September, October and November, Li has 2, 3 and 4."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四麦")
        zhang, li = self.zhang, self.li
        settle(
            self,
            SEPTEMBER,
            on(zhang, SEPTEMBER, "7.2"),
            on(zhang, SEPTEMBER, "4.1"),
            on(zhang, SEPTEMBER, "11.3", points=10),
            on(li, SEPTEMBER, "7.2"),
            on(li, SEPTEMBER, "13.1"),
        )
        settle(
            self,
            OCTOBER,
            on(zhang, OCTOBER, "7.2"),
            on(zhang, OCTOBER, "11.3", points=10),
            on(zhang, OCTOBER, "1.3"),
            on(li, OCTOBER, "4.1"),
            on(li, OCTOBER, "4.2"),
        )
        settle(
            self,
            NOVEMBER,
            # The year's 20 are used up.
            on(zhang, NOVEMBER, "11.3", points=5),
            on(li, NOVEMBER, "4.1"),
            on(li, NOVEMBER, "13.1"),
        )
        self.draft = standards.create_draft(self.community, "2027年标准", Month(2027, 1), NEW_ROWS)

    def ask(
        self,
        standard: Standard | None = None,
        first: Month = SEPTEMBER,
        last: Month = NOVEMBER,
        stars: Stars = STARS,
    ) -> PrintJob:
        wanted = Wanted(first, last, stars)
        return replays.ask(standard or self.draft, wanted, self.clerk, NOON, SITE)

    def replay(self, *asked: Any, **more: Any) -> Replay:
        """Asked for, and worked out."""
        job = self.ask(*asked, **more)
        work()
        return Replay.objects.get(job=job)


def again(standard: Standard, first: Month, last: Month) -> dict[object, int]:
    """Household and month → what a replay under `standard` gives, of those that had matters."""
    on_ground = ground(standard, first, last)
    return {
        (each.household, each.month): sum(scored.counted for scored in each.scored)
        for group in groups_with_months(standard.community, first, last)
        for each in replayed(lines_of(group, on_ground), rows_of(group, on_ground), on_ground)
    }


def posted(community: Place, first: Month) -> dict[object, int]:
    """The same as it was settled and corrected, from `first` on."""
    scores = settled_scores().filter(line__community=community)
    rows = scores.filter(line__records__in=Record.objects.standing()).values_list(
        "line__household", "line__year", "line__month", "final"
    )
    return {
        (household, Month(year, month)): final
        for household, year, month, final in rows
        if Month(year, month) >= first
    }

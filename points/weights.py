"""What each matter brings to the scoring, before exclusive groups and caps.

A refused matter brings nothing, nor does a case-by-case one (一事一议) that no meeting has settled:
for everything that follows, doubling included, it did not happen.

A deduction whose item says so counts double when the same item was deducted at most N days before,
in whatever month or year. Each repeat counts double and never more: the third within the days is
worth as much as the second. It doubles for what happened, not for what was counted, so it makes no
difference whether a cap left anything of the earlier one. The later day is doubled: a matter found
late, of a day before one that is settled, is not, and neither is that one any more. Where the
earlier one is refused or voided after a month that was doubled for it is settled, that month stays
as it was posted; a month under review follows.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from points import explain
from points.matters import Matter
from points.rulebook import ItemRule, StandardRules
from points.sofar import YearSoFar


class WrongSign(ValueError):
    """A matter gives points under an item that takes them, or the reverse."""

    def __init__(self, item: ItemRule, points: int) -> None:
        kind = "加分" if item.sign > 0 else "扣分"
        super().__init__(
            f"评分项 {item.code} 是{kind}项，不能记 {explain.written(points)} 分，请改正。"
        )


class Weight(NamedTuple):
    """`points` with sign, 0 for what does not stand; `told` is what is to be said before the
    points, or instead of them."""

    item: ItemRule
    points: int
    told: str = ""


def weigh(ordered: Sequence[Matter], standard: StandardRules, year: YearSoFar) -> list[Weight]:
    """The weight of every matter, in their order, which is that of day and recording.

    Raises UnknownItem and WrongSign.
    """
    days: defaultdict[str, list[date]] = defaultdict(list)
    for code, past in year.past.items():
        days[code] += [each.day for each in past if each.before]
    return [_weight(matter, standard.item(matter.item_code), days) for matter in ordered]


def _weight(matter: Matter, item: ItemRule, days: dict[str, list[date]]) -> Weight:
    if matter.points * item.sign < 0:
        raise WrongSign(item, matter.points)
    if matter.points == 0:
        return Weight(item, 0, explain.REFUSED)
    if item.case_by_case and not matter.decided_by:
        return Weight(item, 0, explain.UNDECIDED)
    told = explain.decided(matter.decided_by) if item.case_by_case else ""
    points = matter.points
    if item.repeat_days is not None:
        since = matter.occurred_on - timedelta(days=item.repeat_days)
        earlier = sum(since <= day <= matter.occurred_on for day in days[item.code])
        if earlier:
            points *= 2
            told += explain.doubled(item.repeat_days, earlier + 1, matter.points)
        days[item.code].append(matter.occurred_on)
    return Weight(item, points, told)

"""评分情况: a month's scores group by group and scorer by scorer, beside the others'.

What is compared is what the villager groups gave (the passed group step), before anybody else
touched it; jumps before the year's end as well. Only what the person who asks may see.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from households.models import Place, User
from points.fair_words import JUMP, GroupFacts, picked_how, points, stands_out
from points.fairness import (
    Share,
    Spread,
    beside_the_others,
    commonest,
    identical,
    jumped,
    next_door,
    per_hundred,
)
from points.models import Sheet
from points.periods import Month
from points.reports.fair_facts import Scored, behind_group, changed, kin, records, scored

YEAR_END: Final = (11, 12)
"""Months in which a jump is told."""
SCALE: Final = 100


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group's numbers, for the table and the picture, and what stands out of them."""

    group: Place
    facts: GroupFacts
    sentences: list[str]

    @property
    def mean(self) -> str:
        return points(self.facts.own.mean)

    @property
    def spread(self) -> str:
        return points(self.facts.own.spread)

    @property
    def deducted(self) -> str:
        return points(self.facts.deducted)

    @property
    def rest(self) -> str:
        return points(self.facts.rest.mean)

    @property
    def kin(self) -> str:
        """“3户 8.5分”, or nothing where there are none."""
        return _some(self.facts.kin)

    @property
    def near(self) -> str:
        return _some(self.facts.near)


@dataclass(frozen=True, slots=True)
class ScorerRow:
    """Who passed scores, of which groups, their spread beside that of the others, and how many
    records of these groups later steps `changed`."""

    name: str
    groups: list[str]
    own: Spread
    others: Spread
    changed: Share

    @property
    def told(self) -> str:
        return f"户均{points(self.own.mean)}分，标准差{points(self.own.spread)}分"

    @property
    def others_told(self) -> str:
        if not self.others.count:
            return "没有别的评分人"
        return f"户均{points(self.others.mean)}分，标准差{points(self.others.spread)}分"


@dataclass(frozen=True, slots=True)
class FairHand:
    """A month; nothing in it where no group has passed its scores yet."""

    month: Month
    groups: list[GroupRow]
    scorers: list[ScorerRow]

    @property
    def sentences(self) -> list[str]:
        return [each for row in self.groups for each in row.sentences]

    @property
    def picked_how(self) -> str:
        return picked_how()

    @property
    def bars(self) -> list["Bar"]:
        """A bar for each group, all to one scale."""
        spreads = [row.facts.own for row in self.groups]
        left = min((each.mean - each.spread for each in spreads), default=0)
        right = max((each.mean + each.spread for each in spreads), default=0)
        start = min(left, 0)
        return [
            Bar(
                row,
                start=round((row.facts.own.mean - row.facts.own.spread - start) * SCALE),
                width=max(round(row.facts.own.spread * 2 * SCALE), 1),
                mean=round((row.facts.own.mean - start) * SCALE),
                full=max(round((right - start) * SCALE), 1) + 2,
            )
            for row in self.groups
        ]


@dataclass(frozen=True, slots=True)
class Bar:
    """The picture of one group, in hundredths of points from the left edge: from one spread below
    the mean to one above it, with a mark at the mean; `full` is the width of the picture."""

    row: GroupRow
    start: int
    width: int
    mean: int
    full: int


def fair_months(user: User) -> list[Month]:
    """The months of which a group in the person's scope has passed its scores, latest first."""
    rows = behind_group(Sheet.objects.visible_to(user)).order_by("-year", "-month")
    return [Month(year, month) for year, month in rows.values_list("year", "month").distinct()]


def fair_hand(user: User, month: Month) -> FairHand:
    """The month as `user` sees it. A constant number of queries."""
    year = scored(user, month)
    rows = [each for each in year if each.month == month.month]
    places = Place.objects.select_related("parent").in_bulk({each.group for each in rows})
    people = User.objects.select_related("household").in_bulk({each.scorer for each in rows})
    related = kin(people.values(), month)
    revised, recorded = changed(user, month), records(user, month)
    by_group: defaultdict[int, list[Scored]] = defaultdict(list)
    for each in rows:
        by_group[each.group].append(each)
    spreads = beside_the_others(
        {group: [each.total for each in found] for group, found in by_group.items()}
    )
    deducted = sum(recorded[group][1] for group in by_group)
    changes = {group: Share(revised.get(group, 0), recorded[group][0]) for group in by_group}
    made = []
    for group in sorted(by_group, key=lambda key: _order(places[key])):
        found, (own, others) = by_group[group], spreads[group]
        scorer = people[found[0].scorer]
        _, minus = recorded[group]
        some = _beside(found, scorer, related[scorer.pk])
        facts = GroupFacts(
            label=places[group].label,
            month=month.label,
            scorer=scorer.name,
            own=own,
            others=others,
            same=identical([each.areas for each in found]),
            changed=changes[group],
            deducted=per_hundred(minus, own.count),
            others_deducted=per_hundred(deducted - minus, others.count),
            kin=some["kin"],
            near=some["near"],
            rest=some["rest"],
            jumped=_jumped(year, found, month),
            alike=sum(given for _, given in commonest([each.areas for each in found]) or ()),
        )
        made.append(GroupRow(places[group], facts, stands_out(facts)))
    return FairHand(month, made, _scorers(rows, people, places, changes))


def _beside(found: Sequence[Scored], scorer: User, related: Collection[int]) -> dict[str, Spread]:
    """The scorer's relatives, his neighbours, and the rest of his group."""
    own = scorer.household.code if scorer.household else ""
    near = next_door([each.code for each in found], own)
    totals: dict[str, list[int]] = {"kin": [], "near": [], "rest": []}
    for each in found:
        if each.household in related:
            totals["kin"].append(each.total)
        elif each.code in near:
            totals["near"].append(each.total)
        else:
            totals["rest"].append(each.total)
    return {name: Spread.of(points) for name, points in totals.items()}


def _jumped(year: Sequence[Scored], found: Sequence[Scored], month: Month) -> Share | None:
    if month.month not in YEAR_END:
        return None
    now = {each.household: each.total for each in found}
    earlier: defaultdict[int, list[int]] = defaultdict(list)
    for each in year:
        if each.month < YEAR_END[0] and each.household in now:
            earlier[each.household].append(each.total)
    return jumped(earlier, now, JUMP)


def _scorers(
    rows: Sequence[Scored],
    people: Mapping[int, User],
    groups: Mapping[int, Place],
    changes: Mapping[int, Share],
) -> list[ScorerRow]:
    given: defaultdict[int, list[int]] = defaultdict(list)
    where: defaultdict[int, set[int]] = defaultdict(set)
    for each in rows:
        given[each.scorer].append(each.total)
        where[each.scorer].add(each.group)
    made = [
        ScorerRow(
            people[scorer].name,
            [groups[each].label for each in sorted(where[scorer], key=lambda k: groups[k].code)],
            own,
            others,
            Share(
                sum(changes[each].part for each in where[scorer]),
                sum(changes[each].whole for each in where[scorer]),
            ),
        )
        for scorer, (own, others) in beside_the_others(given).items()
    ]
    return sorted(made, key=lambda row: row.groups)


def _order(place: Place) -> tuple[str, str]:
    return (place.parent.code if place.parent else "", place.code)


def _some(spread: Spread) -> str:
    return f"{spread.count}户 {points(spread.mean)}分" if spread.count else ""

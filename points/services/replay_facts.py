"""What a replay is worked out from, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet

from households.models import Household, Place
from points.models import Item, Record, RecordCorrection, SheetLine, Standard
from points.pairing import pairs
from points.periods import Month
from points.rulebook import StandardRules
from points.services.scorebook import rules_of, with_points_now
from points.translation import Recorded, Terms


class Base(NamedTuple):
    """Points that a year begins with, and those of them that can be exchanged."""

    points: int
    to_spend: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What is the same for all households: the months `first` to `last`, the rules of the standard
    that is tried, and those of the standards of then, by primary key of the standard or of the
    item. `becomes` has the terms that an item of then has in the standard that is tried."""

    first: Month
    last: Month
    rules: StandardRules
    base: Base
    rules_then: Mapping[int, StandardRules]
    terms_then: Mapping[int, Terms]
    becomes: Mapping[int, Terms]
    base_then: Mapping[int, Base]

    @property
    def from_january(self) -> Month:
        """The earliest month that the caps of `first` build on."""
        return Month(self.first.year, 1)


def between(first: Month, last: Month) -> Q:
    """Sheets or lines of the months `first` to `last`."""
    begun = Q(year__gt=first.year) | Q(year=first.year, month__gte=first.month)
    return begun & (Q(year__lt=last.year) | Q(year=last.year, month__lte=last.month))


def ground(standard: Standard, first: Month, last: Month) -> Ground:
    """Five queries, and three for each standard that was in use in those months.

    Raises ValueError (a Chinese sentence) for a draft that contradicts itself.
    """
    used = SheetLine.objects.filter(
        between(Month(first.year, 1), last), community=standard.community_id
    )
    then = list(Standard.objects.filter(pk__in=used.values("sheet__standard")))
    rules_then = {each.pk: rules_of(each) for each in then}
    items_then: dict[int, dict[int, Terms]] = {each.pk: {} for each in then}
    for item in Item.objects.filter(standard__in=rules_then):
        terms = _terms(item, rules_then[item.standard_id])
        items_then[item.standard_id][item.pk] = terms
    rules = rules_of(standard)
    new = [_terms(item, rules) for item in standard.items.all()]
    return Ground(
        first=first,
        last=last,
        rules=rules,
        base=_base(standard),
        rules_then=rules_then,
        terms_then={item: terms for old in items_then.values() for item, terms in old.items()},
        becomes={item: terms for old in items_then.values() for item, terms in _becomes(old, new)},
        base_then={each.pk: _base(each) for each in then},
    )


def _becomes(old: Mapping[int, Terms], new: Sequence[Terms]) -> Iterator[tuple[int, Terms]]:
    """The items of one standard of then that have one that belongs to them in the new one."""
    items = {id(terms): item for item, terms in old.items()}
    for before, after in pairs(list(old.values()), new, _named):
        yield items[id(before)], after


def _named(terms: Terms) -> tuple[str, str]:
    return terms.rule.code, terms.rule.title


def _terms(item: Item, rules: StandardRules) -> Terms:
    rule = rules.item(item.code)
    area = rules.area_title(rule.area)
    return Terms(rule, item.by_amount, item.once_a_month, item.village_id, area)


def _base(standard: Standard) -> Base:
    return Base(standard.base_points, standard.base_points * standard.base_exchangeable)


def groups_with_months(community: Place, first: Month, last: Month) -> list[Place]:
    """The villager groups in which households live that have a line in those months, village by
    village, with the village at hand. One query."""
    lines = SheetLine.objects.filter(between(first, last), community=community)
    households = Household.objects.filter(pk__in=lines.values("household"))
    groups = Place.objects.filter(pk__in=households.values("group"))
    return list(groups.select_related("parent").order_by("parent__code", "code"))


def living(community: Place, first: Month, last: Month) -> Mapping[int, set[int]]:
    """The households that have a line in those months, by the villager group in which they live
    (primary keys). One query."""
    lines = SheetLine.objects.filter(between(first, last), community=community)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for household, group in lines.values_list("household", "household__group").distinct():
        found[group].add(household)
    return found


class Line(NamedTuple):
    """A household's month as its sheet had it: the standard and the village (primary keys)."""

    standard: int
    village: int | None


Lines = dict[int, dict[Month, Line]]
"""household → its months, the earliest first."""
Row = tuple[int, Recorded]
"""An item (primary key) and what was recorded of it."""
Rows = Mapping[int, Mapping[Month, list[Row]]]
"""household → month → what was recorded, the earliest first."""


def lines_of(group: Place, on: Ground) -> Lines:
    """The months of the households that live in `group`. One query."""
    found: Lines = defaultdict(dict)
    lines = _lines(group, on).order_by("household", "year", "month")
    for household, year, month, standard, village in lines.values_list(
        "household", "year", "month", "sheet__standard", "sheet__group__parent"
    ):
        found[household][Month(year, month)] = Line(standard, village)
    return found


def rows_of(group: Place, on: Ground) -> Rows:
    """Their settled matters, with the points they were decided at and what they counted at last.
    Two queries."""
    lines = _lines(group, on).values("pk")
    corrections = RecordCorrection.objects.filter(record__line__in=lines).order_by("pk")
    # The latest one stands.
    corrected = dict(corrections.values_list("record", "counted_after"))
    records = Record.objects.standing().filter(line__in=lines, score__isnull=False)
    found: defaultdict[int, defaultdict[Month, list[Row]]] = defaultdict(lambda: defaultdict(list))
    values: QuerySet = with_points_now(records).order_by("line__year", "line__month", "pk")
    months: dict[tuple[int, int], Month] = {}
    for household, year, month, item, *each in values.values_list(
        "line__household",
        "line__year",
        "line__month",
        "item",
        # In the order in which `Recorded` names them.
        "pk",
        "quantity",
        "amount",
        "points_now",
        "occurred_on",
        "event",
        "decided_by",
        "score__counted",
    ):
        recorded = Recorded._make(each)
        if recorded.key in corrected:
            recorded = recorded._replace(counted=corrected[recorded.key])
        when = months.get((year, month)) or months.setdefault((year, month), Month(year, month))
        found[household][when].append((item, recorded))
    return found


def _lines(group: Place, on: Ground) -> QuerySet[SheetLine]:
    lines = SheetLine.objects.filter(between(on.from_january, on.last))
    return lines.filter(household__group=group)

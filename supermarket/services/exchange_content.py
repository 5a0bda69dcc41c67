"""The frozen content of a quarter's exchange notice: plain JSON, households by salted reference.

Version 2: community (code, name), quarter, the first and last day of exchange, the period it hangs,
on what resolution full names are shown (if they are), the day its balances are of; per group the
lines in order of household code, each with items (name, unit, quantity), points and balance; and in
all what was issued by product (name, unit, quantity, points), the points and the households.

Slips that were cancelled are left out, and of a slip the vouchers that had lapsed by the day of
publication: items, points and totals count what was not given back. Version 1 counted them; what
lapses later stays told. Neither names nor who collected nor who served are told.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, IntegerField, Min, Sum
from django.db.models.functions import Cast

from households.models import Household
from points.canonical import household_ref
from points.models import Policy
from points.services.notice_places import named_group
from points.services.standings import balances
from supermarket.models import Redemption, RedemptionLine, Window

VERSION = 2


class Issued(NamedTuple):
    """Of one product: units and points, to one household or to all."""

    name: str
    unit: str
    quantity: int
    points: int


def exchange_content(
    window: Window, opens_on: date, closes_on: date, policy: Policy, day: date
) -> tuple[dict[str, Any], dict[str, Household]]:
    """The content for `window`, which is closed, and the household behind each reference; balances
    are those of `day`, which is today. Three queries, however many households."""
    issued = _by_household(window)
    households = list(
        Household.objects.filter(pk__in=issued)
        .select_related("group__parent")
        .order_by("group__parent__code", "group__code", "code")
    )
    balance = balances(list(issued))
    community = window.community
    behind: dict[str, Household] = {}
    groups = []
    for group, members in groupby(households, key=attrgetter("group")):
        lines = []
        for household in members:
            ref = household_ref(household.salt, community.code, household.code)
            behind[ref] = household
            lines.append(
                {
                    "ref": ref,
                    "items": [[*each[:3]] for each in issued[household.pk]],
                    "points": sum(each.points for each in issued[household.pk]),
                    "balance": balance.get(household.pk, 0),
                }
            )
        groups.append({**named_group(group), "lines": lines})
    content = {
        "version": VERSION,
        "kind": "exchange",
        "community": {"code": community.code, "name": community.name},
        "quarter": str(window.period),
        "exchanged": [window.opens_on.isoformat(), window.last_day.isoformat()],
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
        "unmasking_basis": policy.basis_of_names,
        "balance_on": day.isoformat(),
        "groups": groups,
        "totals": _totals(list(issued.values())),
    }
    return content, behind


def _by_household(window: Window) -> dict[int, list[Issued]]:
    """What each household got, by product number; a product sold under two names twice."""
    slips = Redemption.objects.standing().filter(window=window)
    # PostgreSQL multiplies two small numbers into a small one, which may be too small.
    each = Cast("kept", IntegerField()) * F("points_each")
    rows = (
        RedemptionLine.objects.filter(redemption__in=slips)
        .kept()
        .order_by()
        .values_list("redemption__household", "name", "unit")
        .annotate(units=Sum("kept"), spent=Sum(each), place=Min("product__number"))
        .order_by("place", "name", "unit")
    )
    found: defaultdict[int, list[Issued]] = defaultdict(list)
    for household, name, unit, quantity, points, _ in rows:
        found[household].append(Issued(name, unit, quantity, points))
    return dict(found)


def _totals(households: Sequence[Sequence[Issued]]) -> dict[str, Any]:
    """Everything issued, in the order of what was asked for most points."""
    quantities: defaultdict[tuple[str, str], int] = defaultdict(int)
    points: defaultdict[tuple[str, str], int] = defaultdict(int)
    for issued in households:
        for each in issued:
            quantities[each.name, each.unit] += each.quantity
            points[each.name, each.unit] += each.points
    every = [
        [name, unit, quantity, points[name, unit]] for (name, unit), quantity in quantities.items()
    ]
    return {
        "issued": sorted(every, key=lambda each: (-each[3], each[0], each[1])),
        "points": sum(points.values()),
        "households": len(households),
    }

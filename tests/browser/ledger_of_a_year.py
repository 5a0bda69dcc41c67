"""What a year's ranking has to come to, worked out from the ledger by a way of its own."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby

from points.models import Account, Entry, Posting
from supermarket.models import Reservation

HONOUR = ("month", "correction", "reversal")
"""Kinds of entries that bring or cost honour; the demo has no base points and nothing lapses."""
SHARES = ((5, 10), (4, 20), (3, 30))
"""Stars, and for how many of a hundred families of a village."""


@dataclass(frozen=True)
class Family:
    """By its code; `months` are posted ones of the year."""

    code: str
    name: str
    village: str
    points: int
    months: int


def families(year: int, barred: str) -> list[Family]:
    """All that have a month of `year` on the ledger, but for `barred` (a code): who has more points
    before, among equals who has more months."""
    months = Counter(
        Posting.objects.filter(line__year=year).values_list("line__household__code", flat=True)
    )
    points: Counter[str] = Counter()
    entries = Entry.objects.filter(year=year, kind__in=HONOUR)
    for code, moved in entries.values_list("account__household__code", "points"):
        points[code] += moved
    rows = Account.objects.values_list(
        "household__code", "household__head", "household__group__parent__name"
    )
    found = [
        Family(code, name, village, points[code], months[code])
        for code, name, village in rows
        if months[code] and code != barred
    ]
    return sorted(found, key=lambda each: (-each.points, -each.months, each.code))


def places(ranked: list[Family]) -> dict[str, int]:
    """Code → place; equals share one, and the places they take up are left out."""
    found: dict[str, int] = {}
    for _, equal in groupby(ranked, key=lambda each: (each.points, each.months)):
        place = len(found) + 1
        found |= dict.fromkeys([each.code for each in equal], place)
    return found


def stars(ranked: list[Family]) -> dict[str, dict[str, int]]:
    """Village → code → stars, of those that have any. Who shares the last place with stars has
    them, too; nobody has any without points."""
    villages: defaultdict[str, list[Family]] = defaultdict(list)
    for each in ranked:
        villages[each.village].append(each)
    given: dict[str, dict[str, int]] = {}
    for village, families_of_it in villages.items():
        place = places(families_of_it)
        given[village] = {}
        for each in families_of_it:
            upto = 0
            for level, share in SHARES:
                upto += share
                if each.points > 0 and place[each.code] <= len(families_of_it) * upto // 100:
                    given[village][each.code] = level
                    break
    return given


def balances() -> dict[str, int]:
    """Code → what its entries add up to."""
    found: Counter[str] = Counter()
    for code, moved in Entry.objects.values_list("account__household__code", "points"):
        found[code] += moved
    return dict(found)


def left_to_clear() -> dict[str, int]:
    """Code → points that a clearing takes, where it takes any: what is there and nobody has
    reserved. No year after the cleared one has brought points yet."""
    held: Counter[str] = Counter()
    standing = Reservation.objects.filter(ended_at__isnull=True)
    for code, points in standing.values_list("household__code", "points"):
        held[code] += points
    free = {code: points - held[code] for code, points in balances().items()}
    return {code: points for code, points in free.items() if points > 0}

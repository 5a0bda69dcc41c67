"""What the points in people's hands will cost, and what to buy for them: whole points, units, 分.

Quotients are rounded so that nobody is told too little: costs, needs and expectations up, days that
stock lasts down. No database.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

YEAR_DAYS: Final = 365
WINDOWS_A_YEAR: Final = 4
SLOW_DAYS: Final = 365
"""Goods that last longer at the present pace are slow."""


def _up(number: int, by: int) -> int:
    return -(-number // by)


@dataclass(frozen=True, slots=True)
class Hands:
    """Balances of households, in points. Those below zero are kept apart: what one household owes
    pays nothing of what another may spend."""

    points: int
    households: int
    below: int
    households_below: int


def in_hands(balances: Collection[int]) -> Hands:
    """What is there to be spent, and what is below zero (a negative number)."""
    above = [balance for balance in balances if balance > 0]
    below = [balance for balance in balances if balance < 0]
    return Hands(sum(above), len(above), sum(below), len(below))


@dataclass(frozen=True, slots=True)
class Rate:
    """So many `points` cost the office `cost_fen` 分; at least one point."""

    points: int
    cost_fen: int

    def cost_of(self, points: int) -> int:
        """In 分, rounded up."""
        return _up(points * self.cost_fen, self.points)


def rate_of(parts: Iterable[tuple[int, int]]) -> Rate | None:
    """The rate of all `parts` (points, 分) together; None where there are no points."""
    rows = list(parts)
    points = sum(each for each, _ in rows)
    return Rate(points, sum(fen for _, fen in rows)) if points else None


@dataclass(frozen=True, slots=True)
class Means:
    """What the office can pay with, in 分: goods on the shelf, and what the year's budget (None:
    there is none) leaves after this year's `purchases_fen` and `settled_fen`."""

    stock_fen: int
    budget_fen: int | None
    purchases_fen: int
    settled_fen: int

    @property
    def left_fen(self) -> int | None:
        """Of the budget; below zero when more was spent."""
        if self.budget_fen is None:
            return None
        return self.budget_fen - self.purchases_fen - self.settled_fen

    @property
    def usable_fen(self) -> int:
        """Of the budget: what can still be spent."""
        return max(0, self.left_fen or 0)

    def over(self, owed_fen: int) -> int:
        """What is left over once `owed_fen` is paid; below zero, what is lacking."""
        return self.stock_fen + self.usable_fen - owed_fen


@dataclass(frozen=True, slots=True)
class Offered:
    """A product on offer: `points` (at least 1) and `cost_fen` of one unit, and how many a
    household may take in a quarter (None: any number)."""

    points: int
    cost_fen: int
    limit: int | None = None

    def most(self, balance: int) -> int:
        """Units that a household gets for `balance` points, if it wants nothing else."""
        units = max(0, balance) // self.points
        return units if self.limit is None else min(units, self.limit)


class Bounds(NamedTuple):
    """In 分: what is spent is surely not less than `low` and not more than `high`."""

    low: int
    high: int


def bounds(balances: Iterable[int], offered: Sequence[Offered]) -> Bounds:
    """What it costs when each household takes so much that its points or limits leave nothing more
    to take, whatever it chooses.

    Highest: baskets in which the last unit may be a part of one; each point goes to what is dearest
    per point, within the limits. No basket of whole units costs more. Lowest: the same from the
    cheapest per point, for the points that are surely spent.
    """
    by_cost = sorted(offered, key=lambda each: Fraction(each.cost_fen, each.points))
    low = high = 0
    for balance, households in Counter(balances).items():
        low += households * _cost(by_cost, balance, surely_spent(balance, offered), up=True)
        high += households * _cost(by_cost[::-1], balance, max(0, balance), up=False)
    return Bounds(low, high)


def _cost(ordered: Sequence[Offered], balance: int, points: int, *, up: bool) -> int:
    """分 for `points` of a household with `balance`, spent in this order; only the last product may
    be taken in part, and a whole number of 分 lies on its safe side."""
    cost = 0
    for each in ordered:
        spent = min(points, each.most(balance) * each.points)
        fen = spent * each.cost_fen
        cost += _up(fen, each.points) if up else fen // each.points
        points -= spent
    return cost


def surely_spent(balance: int, offered: Sequence[Offered]) -> int:
    """The fewest points that are gone when a household can take nothing more.

    Either it has everything up to the limits. Or something is left that it can't pay: then less is
    left than its price, and never as much as the price of what no limit keeps from it.
    """
    within = [each for each in offered if each.most(balance)]
    if not within:
        return 0
    everything = sum(each.most(balance) * each.points for each in within)
    unlimited = [each.points for each in within if each.most(balance) == balance // each.points]
    price = min(unlimited) if unlimited else max(each.points for each in within)
    return min(everything, balance - price + 1)


def needed(points: int, mix: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Units of each product if `points` are spent in the proportions of the past.

    `mix`: product (primary key) → units taken then, points of one now. Rounded up; nothing for a
    mix of nothing.
    """
    total = sum(units * each for units, each in mix.values())
    if not total:
        return {}
    return {product: _up(max(0, points) * units, total) for product, (units, _) in mix.items()}


def lasts_days(good: int, units: int, windows: int) -> int | None:
    """Days that `good` units last when `units` go in so many windows, one a quarter; None where
    nothing went or there was no window."""
    if not units or not windows:
        return None
    return good * windows * YEAR_DAYS // (units * WINDOWS_A_YEAR)


def is_slow(good: int, units: int, windows: int) -> bool:
    """Whether goods are there and, windows having been, hardly anybody takes them."""
    if not good or not windows:
        return False
    days = lasts_days(good, units, windows)
    return days is None or days > SLOW_DAYS


def expected(units: int, windows: int, reserved: int, reach: int) -> int:
    """Units that the next window takes: the mean of those that were, at most the `reach` of all
    points, at least what is reserved."""
    mean = _up(units, windows) if windows else 0
    return max(reserved, min(mean, reach))


def reach(balances: Counter[int], offered: Offered) -> int:
    """Units of one product that all households together get if they want nothing else."""
    return sum(households * offered.most(balance) for balance, households in balances.items())


def to_order(wanted: int, good: int) -> int:
    """Units to buy, so that the `good` ones and these are what is wanted."""
    return max(0, wanted - good)

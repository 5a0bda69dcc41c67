"""What a replay came to, as the meeting looks at it: before and after, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from households.models import Household, User
from points.models import Replay
from points.periods import Month
from points.services.replay_content import (
    HOUSEHOLD,
    IN_COMMUNITY,
    IN_GROUP,
    IN_VILLAGE,
    POINTS,
    STARS,
)
from points.services.replays import Wanted
from points.stars import NAMES, star_name

EVERYBODY: Final = 95
"""Percent of the families: what so many get tells nobody apart."""
FIRST: Final = 10
"""Those that are recommended upwards."""


@dataclass(frozen=True, slots=True)
class Change:
    """A number as it was and as it would have been; points with sign, or families."""

    label: str
    before: int
    after: int

    @property
    def more(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item of the standard that was tried: matters recorded, families that it gave something,
    points before and after, and points that its caps and those of its rule and area kept back."""

    code: str
    title: str
    sign: int
    records: int
    households: int
    before: int
    after: int
    cut: int

    @property
    def more(self) -> int:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Lost:
    """Matters that the standard would not have had, and what they counted."""

    code: str
    title: str
    why: str
    records: int
    before: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """Matters that went by a code which another name stands beside now."""

    code: str
    before: str
    after: str
    records: int

    def __str__(self) -> str:
        return f"{self.code}原为“{self.before}”，这份标准为“{self.after}”"


@dataclass(frozen=True, slots=True)
class Cost:
    """What it costs in 分 when all points are exchanged; `basis` says by what that is reckoned."""

    before_fen: int
    after_fen: int
    basis: str

    @property
    def more_fen(self) -> int:
        return self.after_fen - self.before_fen


@dataclass(frozen=True, slots=True)
class Village:
    name: str
    households: int
    points: Change


@dataclass(frozen=True, slots=True)
class Star:
    name: str
    low: int
    families: Change


@dataclass(frozen=True, slots=True)
class Outcome:
    """The sums of a replay. `places` are the families whose place in the community, the village,
    the group would change; `starred` those whose stars would."""

    replay: Replay
    wanted: Wanted
    households: int
    ranked: int
    records: int
    guessed: int
    total: Change
    awards: Change
    deductions: Change
    base: Change
    cost: Cost | None
    months: list[Change]
    areas: list[Change]
    villages: list[Village]
    items: list[ItemChange]
    lost: list[Lost]
    renamed: list[Renamed]
    stars: list[Star]
    places: list[int]
    starred: int

    @property
    def kinds(self) -> list[Change]:
        """Awards, deductions, and base points where there are any."""
        with_base = self.base.before or self.base.after
        return [self.awards, self.deductions, *([self.base] if with_base else [])]

    @property
    def areas_differ(self) -> bool:
        return any(area.more for area in self.areas)

    @property
    def changed(self) -> list[ItemChange]:
        """Items that would come to more or less, the greatest difference first."""
        changed = [item for item in self.items if item.more]
        return sorted(changed, key=lambda item: (-abs(item.more), item.code))

    @property
    def used(self) -> list[ItemChange]:
        return [item for item in self.items if item.records]

    @property
    def never(self) -> list[ItemChange]:
        return [item for item in self.items if not item.records]

    @property
    def everybody(self) -> list[ItemChange]:
        """Awards that tell nobody apart."""
        most = [item for item in self.items if item.sign > 0 and item.households]
        return [item for item in most if item.households * 100 >= self.households * EVERYBODY]

    @property
    def cut(self) -> list[ItemChange]:
        """Items whose matters met a cap, the most points kept back first."""
        return sorted(
            (item for item in self.items if item.cut), key=lambda item: (-item.cut, item.code)
        )


def outcome(replay: Replay) -> Outcome:
    """No query."""
    content = replay.content
    awards, deductions, base = (
        Change(label, *content[name])
        for name, label in (
            ("awards", "加分"),
            ("deductions", "扣分"),
            ("base", "可兑换的基础分"),
        )
    )
    total = Change("合计", awards.before + deductions.before, awards.after + deductions.after)
    *places, starred = content["changed"]
    return Outcome(
        replay=replay,
        wanted=Wanted.of(replay.job.asked),
        households=content["households"],
        ranked=content["ranked"],
        records=content["records"],
        guessed=content["guessed"],
        total=total,
        awards=awards,
        deductions=deductions,
        base=base,
        cost=_cost(content["cost"], total, base),
        months=[Change(Month.parse(month).label, *pair) for month, *pair in content["months"]],
        areas=[Change(*area) for area in content["areas"]],
        villages=[
            Village(name, households, Change(name, *pair))
            for _, name, households, *pair in content["villages"]
        ],
        items=[ItemChange(*item) for item in content["items"]],
        lost=[Lost(*lost) for lost in content["lost"]],
        renamed=[Renamed(*renamed) for renamed in content["renamed"]],
        stars=[
            Star(NAMES[level], low, Change(NAMES[level], *pair))
            for level, low, *pair in content["stars"]
        ],
        places=places,
        starred=starred,
    )


def _cost(cost: Sequence[Any] | None, total: Change, base: Change) -> Cost | None:
    """Rounded up to whole 分; what is below zero costs nothing."""
    if cost is None:
        return None
    points, fen, basis = cost
    before, after = (
        -(-max(0, each) * fen // points)
        for each in (total.before + base.before, total.after + base.after)
    )
    return Cost(before, after, basis)


@dataclass(frozen=True, slots=True)
class Family:
    """A family whose places or stars would change, with its points and places."""

    household: Household
    points: Change
    community: Change
    village: Change
    group: Change
    stars_before: str
    stars_after: str

    @property
    def star_changes(self) -> bool:
        return self.stars_before != self.stars_after


SHOWN: Final = {
    "all": "全部变动的户",
    "first": f"进出前{FIRST}名的户",
    "stars": "星级变动的户",
}


def rows_shown(replay: Replay, shown: str) -> list[list[int]]:
    """The rows of `replay` that a list of SHOWN has, by place in the community afterwards."""
    rows: list[list[int]] = replay.families
    if shown == "stars":
        return [row for row in rows if row[STARS] != row[STARS + 1]]
    if shown == "first":
        return [
            row for row in rows if (row[IN_COMMUNITY] <= FIRST) != (row[IN_COMMUNITY + 1] <= FIRST)
        ]
    return rows


def in_village(rows: Sequence[Sequence[int]], user: User, code: str) -> list[Sequence[int]]:
    """Those of families that live in the village of that code. One query."""
    living = Household.objects.visible_to(user).filter(group__parent__code=code)
    keys = set(living.values_list("pk", flat=True))
    return [row for row in rows if row[HOUSEHOLD] in keys]


def families(rows: Sequence[Sequence[int]], households: Any) -> list[Family]:
    """The families of `rows`, with their names of today; those that are not among `households` (a
    QuerySet) are left out. One query."""
    found = {
        each.pk: each
        for each in households.filter(pk__in=[row[HOUSEHOLD] for row in rows]).select_related(
            "group__parent"
        )
    }

    def pair(row: Sequence[int], at: int, label: str) -> Change:
        return Change(label, row[at], row[at + 1])

    return [
        Family(
            found[row[HOUSEHOLD]],
            pair(row, POINTS, "积分"),
            pair(row, IN_COMMUNITY, "社区名次"),
            pair(row, IN_VILLAGE, "本村名次"),
            pair(row, IN_GROUP, "本组名次"),
            star_name(row[STARS]),
            star_name(row[STARS + 1]),
        )
        for row in rows
        if row[HOUSEHOLD] in found
    ]

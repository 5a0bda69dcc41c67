"""A standard as scoring reads it: items with their caps, and the caps of rules and areas.

Building one checks what scoring relies on; every ValueError is a Chinese sentence fit for the
person who is about to adopt the standard.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from points.explain import Scope
from points.spans import CAPPED, Caps, CapsBySign, Span
from points.tiers import Tiers


class UnknownItem(LookupError):
    """An item code that the standard in force does not hold."""

    def __init__(self, code: str) -> None:
        super().__init__(f"积分标准中没有评分项 {code}，请核对编号。")
        self.code = code


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item (评分项). Points and caps are whole points with the item's sign; no cap is None.

    `tiers` are its steps by quantity or amount; `once` is the span in which one matter of a
    household counts; `within_event` says that its exclusive group is one of each event and not of
    the month. A deduction may count double when it is repeated within `repeat_days`, and stop
    counting after `validity_months`. What is `case_by_case` counts once a meeting has settled it.
    `village` is the village that added the item, empty for the community's own.

    Raises ValueError for a range that is reversed or crosses zero, for a cap of the other sign (an
    item either awards or deducts), for steps that give other points than the item, and for
    doubling or validity of an award.
    """

    code: str
    rule: str
    area: str
    points_min: int
    points_max: int
    monthly_cap: int | None
    yearly_cap: int | None
    exclusive_group: str
    veto: bool
    title: str
    quarterly_cap: int | None = None
    tiers: Tiers | None = None
    once: Span | None = None
    within_event: bool = False
    repeat_days: int | None = None
    validity_months: int | None = None
    case_by_case: bool = False
    village: str = ""

    def __post_init__(self) -> None:
        for reason in self._wrong():
            raise ValueError(f"评分项 {self.code} {reason}")

    def _wrong(self) -> Iterator[str]:
        if self.points_min > self.points_max:
            yield "的分值下限高于上限，请改正。"
        if self.points_min < 0 < self.points_max:
            yield "既加分又扣分，请分成两项。"
        for cap in (self.monthly_cap, self.quarterly_cap, self.yearly_cap):
            if cap is not None and cap * self.sign < 0:
                yield "的上限应与分值同为加分或扣分，请改正。"
        if self.tiers and {min(self.tiers.points), max(self.tiers.points)} != {
            self.points_min,
            self.points_max,
        }:
            yield "的最低分、最高分与分档不一致，请照分档改正。"
        for length, what in ((self.repeat_days, "重复加倍"), (self.validity_months, "有效期")):
            if length is not None and self.sign > 0:
                yield f"是加分项，{what}只能用于扣分项，请去掉。"
            if length is not None and length < 1:
                yield f"的{what}至少为1，请改正；没有就空着。"

    @property
    def sign(self) -> int:
        """1 for an item that awards, −1 for one that deducts."""
        return -1 if self.points_min < 0 else 1

    @property
    def most(self) -> int:
        """The most points, without sign, that one matter is worth before any doubling."""
        return max(abs(self.points_min), abs(self.points_max))

    @property
    def caps(self) -> Caps:
        caps = (self.monthly_cap, self.quarterly_cap, self.yearly_cap)
        return Caps(*(None if cap is None else abs(cap) for cap in caps))


class Cap(NamedTuple):
    """A cap on the matters of an item: the most points, without sign, of the item itself, of its
    rule or of its area, in a span. `name` is as `Limit` has it."""

    scope: Scope
    span: Span
    most: int
    name: str


@dataclass(frozen=True, slots=True)
class StandardRules:
    """A standard: its items by code, the caps of its rules and areas, its areas.

    `area_titles` are the areas' names where the keys are numbers. A village may add `village_items`
    items of at most `village_points` points each.

    Raises ValueError for an item whose area or rule is not listed, a rule in two areas, a cap below
    zero, an exclusive group reaching over two rules or counted in two ways, an item of a group
    within events that has caps of its own (see `points.scoring`), and for more or greater items of
    a village than it may add.
    """

    items: Mapping[str, ItemRule]
    rule_caps: Mapping[str, CapsBySign]
    areas: tuple[str, ...]
    area_caps: Mapping[str, CapsBySign] = field(default_factory=dict)
    area_titles: Mapping[str, str] = field(default_factory=dict)
    village_items: int = 0
    village_points: int = 0
    _caps_on: dict[str, tuple[Cap, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """By item code, as far as they were asked for: every matter asks, and they never change."""

    def __post_init__(self) -> None:
        for reason in self._wrong():
            raise ValueError(reason)

    def caps_on(self, item: ItemRule) -> tuple[Cap, ...]:
        """All caps on the matters of an item of this standard; the one that lasts longest comes
        first, and of those the one that holds for most."""
        known = self._caps_on.get(item.code)
        if known is None:
            known = self._caps_on[item.code] = tuple(self._caps_of(item))
        return known

    def _caps_of(self, item: ItemRule) -> Iterator[Cap]:
        none = CapsBySign()
        places = (
            (Scope.AREA, self.area_title(item.area), self.area_caps.get(item.area, none)),
            (Scope.RULE, item.rule, self.rule_caps.get(item.rule, none)),
        )
        for span in CAPPED:
            for scope, name, both in places:
                most = both.of(item.sign).of(span)
                if most is not None:
                    yield Cap(scope, span, most, name)
            most = item.caps.of(span)
            if most is not None:
                yield Cap(Scope.ITEM, span, most, "")

    def _wrong(self) -> Iterator[str]:
        for rule, caps in self.rule_caps.items():
            yield from _below_zero(f"第{rule}条", caps)
        for area, caps in self.area_caps.items():
            yield from _below_zero(f"“{self.area_title(area)}”方面", caps)
        yield from self._misplaced()
        yield from self._wrong_groups()
        yield from self._beyond_a_village()

    def _misplaced(self) -> Iterator[str]:
        area_of_rule: dict[str, str] = {}
        for code, item in self.items.items():
            if item.area not in self.areas:
                yield f"评分项 {code} 的方面“{item.area}”不在标准中，请改正。"
            if item.rule not in self.rule_caps:
                yield f"评分项 {code} 的第{item.rule}条不在标准中，请改正。"
            if area_of_rule.setdefault(item.rule, item.area) != item.area:
                yield f"第{item.rule}条分属两个方面，请归入一个方面。"

    def _wrong_groups(self) -> Iterator[str]:
        first: dict[str, ItemRule] = {}
        for code, item in self.items.items():
            group = item.exclusive_group
            if not group:
                if item.within_event:
                    yield f"评分项 {code} 没有互斥组，不能“同一事件只计一项”，请填互斥组或改回。"
                continue
            other = first.setdefault(group, item)
            if other.rule != item.rule:
                yield f"互斥组“{group}”跨了两条，请改在同一条之内。"
            if other.within_event != item.within_event:
                yield f"互斥组“{group}”有的按月、有的按事件，请改成同一种。"
            if item.within_event and (item.once or any(item.caps.of(span) for span in CAPPED)):
                yield (
                    f"评分项 {code} 属于按事件互斥的“{group}”，不能再有自己的上限或每期一次；"
                    "要限制的，请用该条的上限。"
                )

    def _beyond_a_village(self) -> Iterator[str]:
        added = [item for item in self.items.values() if item.village]
        for village, number in Counter(item.village for item in added).items():
            if number > self.village_items:
                yield (
                    f"{village}村自定了{number}项，标准只许{self.village_items}项，"
                    "请删去多出的，或改标准的项数。"
                )
        for item in added:
            if item.most > self.village_points:
                yield (
                    f"村自定的评分项 {item.code} 为{item.most}分，标准只许{self.village_points}"
                    "分以内，请改小，或改标准的分值。"
                )

    def item(self, code: str) -> ItemRule:
        """The item of that code; raises UnknownItem."""
        try:
            return self.items[code]
        except KeyError:
            raise UnknownItem(code) from None

    def area_title(self, area: str) -> str:
        """The name of an area, as sentences have it."""
        return self.area_titles.get(area, area)


def _below_zero(what: str, caps: CapsBySign) -> Iterator[str]:
    for sign, kind in ((1, ""), (-1, "扣分")):
        for span in CAPPED:
            if (caps.of(sign).of(span) or 0) < 0:
                yield f"{what}的{kind}{span.unit}上限不能小于 0，请改正。"

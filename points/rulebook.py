"""A standard as scoring reads it: items with their caps, and the caps of the rules.

Building one checks what scoring relies on; every ValueError is a Chinese sentence fit for the
person who is about to adopt the standard.
"""

from collections.abc import Mapping
from dataclasses import dataclass


class UnknownItem(LookupError):
    """An item code that the standard in force does not hold."""

    def __init__(self, code: str) -> None:
        super().__init__(f"积分标准中没有评分项 {code}，请核对编号。")
        self.code = code


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item (评分项). Points and caps are whole points with the item's sign; no cap is None.

    Raises ValueError for a range that is reversed or crosses zero, and for a cap of the other
    sign: an item either awards or deducts.
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

    def __post_init__(self) -> None:
        if self.points_min > self.points_max:
            raise ValueError(f"评分项 {self.code} 的分值下限高于上限，请改正。")
        if self.points_min < 0 < self.points_max:
            raise ValueError(f"评分项 {self.code} 既加分又扣分，请分成两项。")
        for cap in (self.monthly_cap, self.yearly_cap):
            if cap is not None and cap * self.sign < 0:
                raise ValueError(f"评分项 {self.code} 的上限应与分值同为加分或扣分，请改正。")

    @property
    def sign(self) -> int:
        """1 for an item that awards, −1 for one that deducts."""
        return -1 if self.points_min < 0 else 1


@dataclass(frozen=True, slots=True)
class StandardRules:
    """A standard: its items by code, each rule's yearly cap of awards (or None), its areas.

    Raises ValueError for an item whose area or rule is not listed, a rule in two areas, a rule cap
    below zero, and an exclusive group reaching over two rules (see `points.scoring`).
    """

    items: Mapping[str, ItemRule]
    rule_caps: Mapping[str, int | None]
    areas: tuple[str, ...]

    def __post_init__(self) -> None:
        for rule, cap in self.rule_caps.items():
            if cap is not None and cap < 0:
                raise ValueError(f"第{rule}条的年上限不能小于 0，请改正。")
        area_of_rule: dict[str, str] = {}
        rule_of_group: dict[str, str] = {}
        for code, item in self.items.items():
            if item.area not in self.areas:
                raise ValueError(f"评分项 {code} 的方面“{item.area}”不在标准中，请改正。")
            if item.rule not in self.rule_caps:
                raise ValueError(f"评分项 {code} 的第{item.rule}条不在标准中，请改正。")
            if area_of_rule.setdefault(item.rule, item.area) != item.area:
                raise ValueError(f"第{item.rule}条分属两个方面，请归入一个方面。")
            group = item.exclusive_group
            if group and rule_of_group.setdefault(group, item.rule) != item.rule:
                raise ValueError(f"互斥组“{group}”跨了两条，请改在同一条之内。")

    def item(self, code: str) -> ItemRule:
        """The item of that code; raises UnknownItem."""
        try:
            return self.items[code]
        except KeyError:
            raise UnknownItem(code) from None

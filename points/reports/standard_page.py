"""A standard in plain words: its areas, their rules, and what each item gives or takes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from households.services.days import day_of
from points.models import Area, Item, Rule, Standard
from points.periods import chinese_date
from points.reports.standard_versions import Version
from points.services.amounts import worth


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with what it is worth and how far it counts, in words."""

    item: Item
    worth: str
    caps: list[str]

    @property
    def proposers(self) -> str:
        return self.item.proposers.replace("/", "、")

    @property
    def said(self) -> str:
        """What it is worth as people say it: “每次加 2 分”, “每4小时加 1 分”."""
        low, high = sorted((abs(self.item.points_min), abs(self.item.points_max)))
        points = f"{low}" if low == high else f"{low} 至 {high}"
        return f"每{self.item.unit}{'扣' if self.item.is_deduction else '加'} {points} 分"


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule with its cap, its items in order, and a sentence for each of its exclusive groups."""

    rule: Rule
    cap: str
    lines: list[ItemLine]
    exclusive: list[str]


@dataclass(frozen=True, slots=True)
class AreaPart:
    area: Area
    rules: list[RulePart]


def area_parts(standard: Standard) -> list[AreaPart]:
    """The whole of `standard` in the order it is read in. Three queries."""
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for item in standard.items.order_by("position"):
        items[item.rule_id].append(item)
    rules: defaultdict[int, list[RulePart]] = defaultdict(list)
    for rule in standard.rules.order_by("number"):
        rules[rule.area_id].append(_rule_part(rule, items[rule.pk]))
    return [AreaPart(area, rules[area.pk]) for area in standard.areas.order_by("number")]


def size(parts: Iterable[AreaPart]) -> str:
    """How much there is of it: “5个方面、14条、42个评分项”."""
    areas = list(parts)
    rules = [rule for area in areas for rule in area.rules]
    items = sum(len(rule.lines) for rule in rules)
    return f"{len(areas)}个方面、{len(rules)}条、{items}个评分项"


def facts(version: Version) -> list[dict[str, str]]:
    """What is known about the version as a whole, for the list of facts."""
    standard = version.standard
    told = [("起用", version.span)]
    if standard.adopted_at is not None:
        day = chinese_date(day_of(standard.adopted_at))
        told += [("通过依据", standard.adoption_basis), ("登记", f"{day}，{standard.adopted_by}")]
    return [{"label": label, "text": text} for label, text in told]


def consequence(draft: Standard, before: Standard | None) -> str:
    """What adopting `draft` does, where `before` is the adopted standard it takes over from."""
    first = draft.starts.label
    told = f"通过之后不能撤回，标准的内容也不能再改。{first}起各月的积分表按它计分"
    return told + (f"，以前各月仍按“{before}”计分。" if before else "。")


def _rule_part(rule: Rule, items: list[Item]) -> RulePart:
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.exclusive_group:
            groups[item.exclusive_group].append(item)
    cap = "" if rule.yearly_cap is None else f"本条全年加分最多 {rule.yearly_cap} 分"
    lines = [item_line(item) for item in items]
    return RulePart(rule, cap, lines, [_exclusive(name, groups[name]) for name in groups])


def item_line(item: Item) -> ItemLine:
    return ItemLine(item, worth(item), caps(item))


def caps(item: Item) -> list[str]:
    """The item's own caps: “每月最多加 2 分”."""
    verb = "扣" if item.is_deduction else "加"
    limits = (("每月", item.monthly_cap), ("每年", item.yearly_cap))
    return [f"{span}最多{verb} {abs(limit)} 分" for span, limit in limits if limit is not None]


def _exclusive(name: str, items: list[Item]) -> str:
    """What an exclusive group means for a household, as `points.scoring` counts it."""
    codes = "、".join(item.code for item in items)
    if len(items) == 1:
        return f"“{name}”（{codes}）：一户一月只计一次。"
    awards = any(not item.is_deduction for item in items)
    deducts = any(item.is_deduction for item in items)
    counted = "扣得最多的一项" if deducts and not awards else "加得最多的一项"
    if awards and deducts:
        counted += "，没有加分的才计扣得最多的一项"
    return f"“{name}”（{codes}）：一户一月只计其中{counted}。"

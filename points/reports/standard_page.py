"""A standard in plain words: its areas, their rules, and what each item gives or takes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from households.services.days import day_of
from points.fitness import holes
from points.models import Area, Item, Rule, Standard
from points.models.capped import Capped
from points.periods import chinese_date
from points.reports.standard_versions import Version
from points.services.amounts import worth
from points.spans import CAPPED, Span

EACH = {Span.MONTH: "每月", Span.QUARTER: "每季", Span.YEAR: "全年"}


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with what it is worth, how far it counts, and what else holds for it, in words."""

    item: Item
    worth: str
    caps: list[str]
    terms: list[str]

    @property
    def proposers(self) -> str:
        return self.item.proposers.replace("/", "、")

    @property
    def steps(self) -> str:
        """Its steps: “不满100元+1分，100元以上+2分”; empty without."""
        if self.item.steps is None:
            return ""
        return self.item.steps.said("元" if self.item.by_amount else self.item.unit)

    @property
    def said(self) -> str:
        """What it is worth as people say it: “每次加 2 分”, “每4小时加 1 分”."""
        if self.steps:
            return f"按{'金额' if self.item.by_amount else '数量'}：{self.steps}"
        low, high = sorted((abs(self.item.points_min), abs(self.item.points_max)))
        points = f"{low}" if low == high else f"{low} 至 {high}"
        return f"每{self.item.unit}{'扣' if self.item.is_deduction else '加'} {points} 分"


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule with its caps, its items in order, and a sentence for each of its exclusive groups."""

    rule: Rule
    cap: str
    lines: list[ItemLine]
    exclusive: list[str]


@dataclass(frozen=True, slots=True)
class AreaPart:
    area: Area
    cap: str
    rules: list[RulePart]


def area_parts(standard: Standard) -> list[AreaPart]:
    """The whole of `standard` in the order it is read in. Three queries."""
    items: defaultdict[int, list[Item]] = defaultdict(list)
    for item in standard.items.select_related("village").order_by("position"):
        items[item.rule_id].append(item)
    rules: defaultdict[int, list[RulePart]] = defaultdict(list)
    for rule in standard.rules.order_by("number"):
        rules[rule.area_id].append(rule_part(rule, items[rule.pk]))
    return [area_part(area, rules[area.pk]) for area in standard.areas.order_by("number")]


def area_part(area: Area, rules: list[RulePart]) -> AreaPart:
    return AreaPart(area, caps_said("本方面", area), rules)


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
    told += adopted_how(standard) + settings_said(standard)
    return [
        {"label": label, "text": text, "url": _page_of(standard, label)} for label, text in told
    ]


VOTES: Final = "会议表决"
ASKED: Final = "征求意见"


def adopted_how(standard: Standard) -> list[tuple[str, str]]:
    """The votes that adopted a standard and the notice that asked about it, each with its name."""
    told = []
    if standard.meeting is not None:
        held = standard.meeting
        told.append(
            (
                VOTES,
                f"{chinese_date(held.held_on)}，代表{held.total}人，到会{held.present}人，"
                f"同意{held.in_favour}票，反对{held.against}票，弃权{held.abstained}票",
            )
        )
    if standard.comment_notice is not None:
        told.append((ASKED, f"第{standard.comment_notice.number}期公示"))
    return told


def _page_of(standard: Standard, label: str) -> str:
    if label == VOTES and standard.meeting is not None:
        return reverse("meeting", args=[standard.meeting.ref])
    if label == ASKED and standard.comment_notice is not None:
        return reverse("notice", args=[standard.comment_notice.number])
    return ""


def settings_said(standard: Standard) -> list[tuple[str, str]]:
    """What holds for the whole standard, each with its name; nothing where it says nothing."""
    told = []
    if standard.base_points:
        spent = "也可兑换" if standard.base_exchangeable else "不能兑换"
        base = f"{standard.base_points} 分，年初每户都有，计入荣誉积分，{spent}"
        told.append(("每户基础分", base))
    if standard.village_items:
        most = f"每村最多 {standard.village_items} 项，一项不超过 {standard.village_points} 分"
        told.append(("村自定的评分项", most))
    return told


def remark(parts: Iterable[AreaPart]) -> str:
    """What is odd about the numbers of a draft, though nothing keeps it from being adopted: what is
    left out in counting. Empty when nothing is."""
    areas = list(parts)
    rules = [rule for area in areas for rule in area.rules]
    codes = [line.item.code for rule in rules for line in rule.lines]
    told = holes([each.area.number for each in areas], [each.rule.number for each in rules], codes)
    return "".join(told)


def consequence(draft: Standard, before: Standard | None) -> str:
    """What adopting `draft` does, where `before` is the adopted standard it takes over from."""
    first = draft.starts.label
    told = f"通过之后不能撤回，标准的内容也不能再改。{first}起各月的积分表按它计分"
    return told + (f"，以前各月仍按“{before}”计分。" if before else "。")


def rule_part(rule: Rule, items: list[Item]) -> RulePart:
    """A rule with `items` in their order."""
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.exclusive_group:
            groups[item.exclusive_group].append(item)
    lines = [item_line(item) for item in items]
    exclusive = [_exclusive(name, groups[name]) for name in groups]
    return RulePart(rule, caps_said("本条", rule), lines, exclusive)


def caps_said(what: str, capped: Capped) -> str:
    """The caps of a rule or an area: “本条全年加分最多 10 分，每月扣分最多 6 分”."""
    told = [
        f"{EACH[span]}{kind}最多 {cap} 分"
        for sign, kind in ((1, "加分"), (-1, "扣分"))
        for span in CAPPED
        if (cap := capped.caps.of(sign).of(span)) is not None
    ]
    return what + "，".join(told) if told else ""


def item_line(item: Item) -> ItemLine:
    return ItemLine(item, worth(item), caps(item), terms(item))


def caps(item: Item) -> list[str]:
    """The item's own caps: “每月最多加 2 分”."""
    verb = "扣" if item.is_deduction else "加"
    limits = (
        ("每月", item.monthly_cap),
        ("每季", item.quarterly_cap),
        ("每年", item.yearly_cap),
    )
    return [f"{span}最多{verb} {abs(limit)} 分" for span, limit in limits if limit is not None]


def terms(item: Item) -> list[str]:
    """What else holds for the item, a clause each."""
    told = []
    if item.village:
        told.append(f"{item.village}自定，只记本村农户")
    if item.once:
        told.append(f"一户每{item.unit}只计一次")
    if item.case_by_case:
        told.append("一事一议，分值由会议议定")
    if item.patrol_terms is not None:
        told.append(f"由巡查提出：{'，'.join(item.patrol_terms.said)}")
    if item.repeat_days is not None:
        told.append(f"{item.repeat_days}日内再次发生的，加倍扣分")
    if item.validity_months is not None:
        told.append(f"满 {item.validity_months} 个月后不再计入荣誉积分")
    return told


def _exclusive(name: str, items: list[Item]) -> str:
    """What an exclusive group means for a household, as `points.scoring` counts it."""
    codes = "、".join(item.code for item in items)
    each = "一户一件事" if items[0].within_event else "一户一月"
    if len(items) == 1:
        return f"“{name}”（{codes}）：{each}只计一次。"
    awards = any(not item.is_deduction for item in items)
    deducts = any(item.is_deduction for item in items)
    counted = "扣得最多的一项" if deducts and not awards else "加得最多的一项"
    if awards and deducts:
        counted += "，没有加分的才计扣得最多的一项"
    return f"“{name}”（{codes}）：{each}只计其中{counted}。"

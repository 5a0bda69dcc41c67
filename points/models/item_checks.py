"""What is wrong with an item as typed, by field, in words; the database keeps the same law."""

from typing import TYPE_CHECKING, Any, Final

from points.patrol import indicators_of
from points.spans import SPAN_OF_UNIT
from points.tiers import Tiers

if TYPE_CHECKING:
    from points.models.item import Item

CAPS: Final = ("monthly_cap", "quarterly_cap", "yearly_cap")


def wrong(item: "Item") -> dict[str, str]:
    """The sentence for each field that contradicts another; a form may have left some unset."""
    return _wrong_tiers(item) or _wrong_points(item) or _wrong_counting(item) or _wrong_patrol(item)


def _wrong_tiers(item: "Item") -> dict[str, str]:
    if not item.tiers:
        if item.tiers_by:
            return {
                "tiers": "请写分档，如 0~100:1；100~1000:2；1000~:3；不分档就不选“按什么分档”。"
            }
        return {}
    if not item.tiers_by:
        return {"tiers_by": "请选按数量还是按金额分档。"}
    try:
        steps = Tiers.parse(item.tiers)
    except ValueError as error:
        return {"tiers": str(error)}
    lowest, highest = min(steps.points), max(steps.points)
    if (item.points_min, item.points_max) != (lowest, highest):
        return {"points_min": f"照分档，最低分应为{lowest}，最高分应为{highest}，请改正。"}
    return {}


def _wrong_points(item: "Item") -> dict[str, str]:
    low: Any
    high: Any
    low, high = item.points_min, item.points_max
    if low is None or high is None:
        return {}
    if low > high:
        return {"points_max": "最高分不能低于最低分，请改正。"}
    if low <= 0 <= high:
        return {"points_min": "分值不能为0，也不能又加又扣，请分成两个评分项。"}
    return {
        field: "上限要与分值同为正数或同为负数，请改正；没有上限就空着。"
        for field in CAPS
        if (cap := getattr(item, field)) is not None and cap * low <= 0
    }


def _wrong_counting(item: "Item") -> dict[str, str]:
    found = {}
    if item.once and item.unit not in SPAN_OF_UNIT:
        found["once"] = "每期只计一次的，计分单位要填天、周、月、季或年。"
    if item.within_event and not item.exclusive_group:
        found["exclusive_group"] = "同一事件只计一项的，要填互斥组。"
    if item.within_event:
        if item.once:
            found["once"] = "同一事件只计一项的，不能再每期只计一次，请去掉一样。"
        found |= {
            field: "同一事件只计一项的，不能有自己的上限；要限制的，请用该条的上限。"
            for field in CAPS
            if getattr(item, field) is not None
        }
    if item.points_max is not None and item.points_max > 0:
        if item.repeat_days is not None:
            found["repeat_days"] = "重复加倍只用于扣分项，请去掉。"
        if item.validity_months is not None:
            found["validity_months"] = "有效期只用于扣分项，请去掉。"
    return found


def _wrong_patrol(item: "Item") -> dict[str, str]:
    """A patrol proposes an item by itself, so there must be nothing left to decide about it."""
    try:
        indicators_of(item.patrol_indicators)
    except ValueError as error:
        return {"patrol_indicators": str(error)}
    low, high = item.patrol_from, item.patrol_to
    if low is not None and high is not None and low > high:
        return {"patrol_to": "巡查均分至不能低于巡查均分自，请改正。"}
    terms = item.patrol_terms
    if terms is None:
        return {}
    if item.unit != "月":
        return {
            "unit": "由巡查提出的项目按月计，计分单位要填月；不由巡查提出的，请把巡查各栏空着。"
        }
    if item.has_range or item.tiers or item.case_by_case or item.within_event:
        field = next(
            name
            for name in ("patrol_from", "patrol_to", "patrol_indicators", "patrol_overdue")
            if getattr(item, name) not in (None, "", False)
        )
        told = "由巡查提出的项目要有固定分值，不能有幅度、分档、一事一议或按事件计，请改正。"
        return {field: told}
    return {}

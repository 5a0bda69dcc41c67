"""What is filled into the letter to every household: the standard, the settings, the shelf."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from households.models import Household, Place
from points.models import Policy, Standard
from points.periods import Month
from points.reports.shelf import Shelf
from points.reports.standard_page import AreaPart, area_parts

BY_HAND: Final = "＿＿＿＿＿＿"
"""Where something is not known, a line to write it on."""

REVIEWED: Final = "先由各家自评，再经村小组评分、议事评审委员会评议、社区“两委”审核"


def community_values(
    community: Place, policy: Policy, shelf: Shelf, day: date
) -> Mapping[str, str]:
    """The gaps that are filled alike for every household of `community`, as things stand on `day`.
    At most four queries."""
    in_force = Standard.objects.filter(community=community).in_force_on_first_day_of(Month.of(day))
    standard = in_force.first()
    parts = area_parts(standard) if standard else []
    rules = sum(len(part.rules) for part in parts)
    known = {
        "社区": community.name,
        "积分标准": standard.title if standard else "",
        "方面条数": f"{len(parts)}个方面、{rules}条" if parts else "",
        "各方面": "\n".join(_area(part) for part in parts),
        "三个例子": "；".join(_examples(parts)),
        "评定经过": _way(policy),
        "公示天数": str(policy.period_days),
        "陈述天数": str(policy.answer_days),
        "受理天数": str(policy.accept_days),
        "答复天数": str(policy.reply_days),
        "能换什么": "，".join(shelf.examples_or(policy)),
        "兑换时间": shelf.days or "每季兑换一次，日期以通知为准。",
        "兑换地点": "；".join(shelf.counters),
        "积分办电话": policy.office_phone,
        "监督电话": policy.supervision_phone,
        "街道电话": policy.township_phone,
    }
    return {name: value or BY_HAND for name, value in known.items()}


def household_values(household: Household) -> Mapping[str, str]:
    """The gaps that are each household's own; its group and village are at hand."""
    return {"村组": household.group.label, "户主": household.head, "户编号": household.code}


def _way(policy: Policy) -> str:
    if policy.notice_first:
        return f"{REVIEWED}后张榜，期满无异议的由村民代表大会审定"
    return f"{REVIEWED}、村民代表大会审定后张榜"


def _area(part: AreaPart) -> str:
    titles = "；".join(each.rule.title for each in part.rules)
    return f"{part.area.name}：{titles}。"


def _examples(parts: Sequence[AreaPart]) -> list[str]:
    """The first thing that adds points of each of the first three areas that have one."""
    found = []
    for part in parts:
        lines = (line for each in part.rules for line in each.lines)
        first = next((line for line in lines if not line.item.is_deduction), None)
        if first is not None:
            found.append(f"{first.item.title}，{first.said}")
    return found[:3]

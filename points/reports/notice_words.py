"""The sentences of a notice, the same on the wall, on the public page and in the office."""

from datetime import date
from typing import Final

from points.models import Notice, Policy
from points.periods import chinese_date

FIGURES: Final = "本年荣誉积分、可兑积分均为本期入账后的数，公示期内的兑换未计入。"

COMING = "未开始"
HANGING = "公示中"
OVER = "已期满"
POSTED = "已入账"


def standing(notice: Notice, today: date) -> str:
    """Where the notice stands: 未开始、公示中、已期满 or 已入账."""
    if notice.closed_at is not None:
        return POSTED
    if today < notice.opens_on:
        return COMING
    return HANGING if today <= notice.closes_on else OVER


def span(first: date, last: date) -> str:
    """“2026年12月3日至12月9日”; the year is said again when it is another one."""
    end = chinese_date(last)
    if first.year == last.year:
        end = f"{last.month}月{last.day}日"
    return f"{chinese_date(first)}至{end}"


def period(notice: Notice) -> str:
    """“2026年12月3日至12月9日（7天）”."""
    return f"{span(notice.opens_on, notice.closes_on)}（{notice.period_days}天）"


def objection(policy: Policy) -> str:
    """How and until when to object, and when the office answers, in working days."""
    return (
        "对公示内容有异议的，请在公示期内向村小组、社区积分办或村务监督委员会口头或书面提出，"
        f"{policy.accept_days}个工作日内受理，{policy.reply_days}个工作日内答复。"
    )


def lead(notice: Notice, policy: Policy) -> str:
    """What the notice says of how its points came about."""
    return policy.lead_of(notice_first=notice.content.get("ratification") == "after")


def previous_code(notice: Notice) -> str:
    """The check code of the notice before, in words for the first one."""
    return "无（首期）" if notice.number == 1 else notice.previous_check_code

"""The sentences that all notices have, on the wall, on the public page and in the office."""

from datetime import date

from points.models import Notice, Policy
from points.periods import chinese_date


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


def previous_code(notice: Notice) -> str:
    """The check code of the notice before, in words for the first one."""
    return "无（首期）" if notice.number == 1 else notice.previous_check_code

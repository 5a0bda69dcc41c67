"""Until when a notice hangs in one village, in words for everybody."""

from datetime import date

from points.models import Notice
from points.periods import chinese_date
from points.reports.notice_words import span


def longer(notice: Notice, village: str, last: date | None) -> str:
    """“赵庄的公示单张贴到2026年12月1日”, with `last` as `hangings.last_day` says it; empty where
    the village goes by the notice's own days."""
    if last is None:
        return f"{village}的公示单提前撤下，要重新张贴满{notice.period_days}天"
    return f"{village}的公示单张贴到{chinese_date(last)}" if last > notice.closes_on else ""


def period_there(notice: Notice, village: str, last: date | None) -> str:
    """The notice's own days, and how much longer it hangs in the village."""
    own = span(notice.opens_on, notice.closes_on)
    more = longer(notice, village, last)
    return f"{own}，{more}" if more else own

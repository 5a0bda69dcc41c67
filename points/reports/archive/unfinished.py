"""What a year still lacks: why more will come into its volumes."""

from collections.abc import Collection, Iterable
from datetime import date

from households.models import Place
from points.models import Adjustment, Sheet
from points.periods import Month


def missing_months(group: Place, sheets: Collection[Sheet], year: int, day: date) -> list[int]:
    """The months of `year`, over by `day`, for which a sheet may still be opened, as the village of
    `group` (read with it) took part from their first day on. `sheets` are the group's of the year;
    before a month that is settled none is opened any more (see `open_month`)."""
    joined = group.parent.joined_on if group.parent else None
    settled = max((sheet.month for sheet in sheets if not sheet.in_review), default=0)
    opened = {sheet.month for sheet in sheets}
    over = 12 if year < day.year else day.month - 1
    return [
        month
        for month in range(settled + 1, over + 1)
        if month not in opened and joined is not None and joined <= Month(year, month).first_day
    ]


def without_sheets(months: Iterable[int]) -> str:
    """“3月、4月没有积分表”; empty for none."""
    told = "、".join(f"{month}月" for month in months)
    return f"{told}没有积分表" if told else ""


def unfinished(year: int, day: date, adjustments: Iterable[Adjustment], *more: str) -> str:
    """All that `year` lacks on `day`, in one sentence; empty when it is closed. `adjustments` are
    those of its volume, with their decisions; `more` is what else is lacking, empty for nothing."""
    waiting = sum(not hasattr(each, "decision") for each in adjustments)
    return "；".join(
        filter(
            None,
            (
                "本年还没有结束" if year >= day.year else "",
                *more,
                f"有{waiting}笔入账后更正待复核" if waiting else "",
            ),
        )
    )

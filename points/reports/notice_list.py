"""Notices one below the other: number, month, period, where each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from points.models import Notice
from points.reports.notice_words import span, standing


@dataclass(frozen=True, slots=True)
class NoticeRow:
    notice: Notice
    span: str
    standing: str


def notice_rows(notices: Iterable[Notice], today: date) -> list[NoticeRow]:
    """A row for each of `notices`, in their order."""
    return [
        NoticeRow(each, span(each.opens_on, each.closes_on), standing(each, today))
        for each in notices
    ]

"""Notices one below the other: number, what it tells, period, where each stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from points.models import Notice
from points.reports.notice_clearing import taken_back
from points.reports.notice_kinds import reading, standing
from points.reports.notice_words import span
from points.services.hangings import hang_longer


@dataclass(frozen=True, slots=True)
class NoticeRow:
    notice: Notice
    told_of: str
    span: str
    standing: str


def notice_rows(notices: Iterable[Notice], today: date) -> list[NoticeRow]:
    """A row for each of `notices`, in their order. One query; two where one tells of a clearing."""
    notices = list(notices)
    longer, withdrawn = hang_longer(notices, today), taken_back(notices)
    return [
        NoticeRow(
            each,
            reading(each).told_of(each),
            span(each.opens_on, each.closes_on),
            standing(each, today, longer, withdrawn),
        )
        for each in notices
    ]

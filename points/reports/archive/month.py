"""月度卷: a villager group's month from its records to the accounts, section by section."""

from itertools import chain
from typing import Final

from django.db.models import QuerySet

from households.services.days import day_of
from points.models import Objection, Sheet
from points.reports.archive.aftermath import (
    corrections_section,
    objections_section,
    postings_section,
)
from points.reports.archive.book import Book, latest
from points.reports.archive.deciding import meeting_section, review_section
from points.reports.archive.deductions import deductions_section
from points.reports.archive.hanging import notice_section
from points.reports.archive.matters import photos_section, records_section, revisions_section
from points.reports.archive.month_facts import MonthFacts, month_facts
from points.reports.archive.scores import scores_section
from points.reports.sheet_words import where
from points.steps import Step

KIND: Final = "月度卷"
MATTER: Final = "家庭诚信积分评审材料"
SECTIONS: Final = (
    records_section,
    scores_section,
    revisions_section,
    review_section,
    deductions_section,
    photos_section,
    meeting_section,
    notice_section,
    objections_section,
    corrections_section,
    postings_section,
)


def with_their_notices(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """`sheets` with what `month_book` reads of them."""
    return sheets.select_related("group__parent", "community", "standard", "notice")


def month_book(sheet: Sheet) -> Book:
    """The volume of `sheet` (see `with_their_notices`).

    A constant number of queries, however many households and records it has.
    """
    month = month_facts(sheet)
    sections = [make(month) for make in SECTIONS]
    first = min(
        chain(
            (day_of(sheet.opened_at),),
            (row.record.occurred_on for row in month.every_record()),
        )
    )
    last = latest(section.dated for section in sections) or first
    return Book(
        kind=KIND,
        fonds=month.office,
        whose=f"{sheet.group.label}{sheet.period.label}",
        matter=MATTER,
        year=sheet.year,
        span=(first, max(first, last)),
        sections=sections,
        unfinished=_unfinished(month),
    )


def _unfinished(month: MonthFacts) -> str:
    sheet = month.sheet
    if sheet.in_review:
        return f"评审还在{Step(sheet.step).label}一步"
    if sheet.state != Sheet.State.POSTED:
        return where(sheet)
    if Objection.objects.open().filter(line__sheet=sheet).exists():
        return "有异议还没有答复"
    return ""

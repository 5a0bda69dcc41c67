"""成绩单 and 存折页 on paper: a household's year, and the entries of its account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Sum
from django.template.loader import render_to_string

from households.models import Household
from points.models import Entry, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.one_each import typeset_one_each
from points.printing.pdf import typeset
from points.reports.year_report import YearReport, year_reports

TOO_LONG: Final = "请把太长的村组名或方面名称改短再打印。"


def report_paper(
    households: Sequence[Household], year: int, policy: Policy, day: date, *, keep: bool = False
) -> bytes:
    """The year of each of `households` (of one community, with group and village), a page of A4
    each, as PDF; `day` is the day of printing. It is kept nowhere, or for a day with `keep`.

    Raises MissingGlyph, naming the households, before anything is set; RunsOver, naming those whose
    year doesn't fit on its page.
    """
    reports = year_reports(households, year, day)
    community = policy.community
    require_glyphs(_report_texts(reports, policy))
    context = {
        "reports": reports,
        "year": year,
        "community": community,
        "office": policy.office_name,
        "policy": policy,
        "day": chinese_date(day),
        "cleared": any(month.cleared for report in reports for month in report.months),
    }
    page = render_to_string("points/print/year.html", context)
    return typeset_one_each(page, "成绩单", TOO_LONG, keep=keep)


def _report_texts(reports: Sequence[YearReport], policy: Policy) -> Iterator[tuple[str, str]]:
    yield from _office_texts(policy)
    for report in reports:
        household = report.household
        yield f"户 {household.code}", household.code + household.head
        yield "村组名", household.group.label
        yield "方面名称", "".join(report.areas)


def _office_texts(policy: Policy) -> Iterator[tuple[str, str]]:
    yield "社区名称", policy.community.name
    yield "落款单位", policy.office
    yield "电话", policy.office_phone


@dataclass(frozen=True, slots=True)
class Passbook:
    """The entries of one account in `year`, the earliest first, in points; `carried` before it."""

    household: Household
    year: int
    carried: int
    entries: list[Entry]

    @property
    def balance(self) -> int:
        return self.entries[-1].balance_after if self.entries else self.carried


def passbook(household: Household, year: int) -> Passbook:
    """The account of one household in one year. Two queries."""
    entries = Entry.objects.filter(account__household=household)
    before = entries.filter(effective_on__year__lt=year)
    of_year = entries.filter(effective_on__year=year).select_related("by").order_by("number")
    carried = before.aggregate(points=Sum("points", default=0))["points"]
    return Passbook(household, year, carried, list(of_year))


def passbook_paper(household: Household, year: int, policy: Policy, day: date) -> bytes:
    """The pages of a passbook, A5, as PDF, kept nowhere. Raises MissingGlyph before it is set."""
    book = passbook(household, year)
    require_glyphs(_passbook_texts(book, policy))
    context = {
        "book": book,
        "household": household,
        "community": policy.community,
        "office": policy.office_name,
        "day": chinese_date(day),
    }
    return typeset([render_to_string("points/print/passbook.html", context)])


def _passbook_texts(book: Passbook, policy: Policy) -> Iterator[tuple[str, str]]:
    household = book.household
    yield from _office_texts(policy)
    yield f"户 {household.code}", household.code + household.head
    yield "村组名", household.group.label
    for entry in book.entries:
        yield f"第{entry.number}笔", entry.note + (entry.by.name if entry.by else "")

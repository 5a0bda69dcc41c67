"""归档: the volumes of months and years, as PDF and as .xlsx."""

from collections.abc import Callable
from datetime import date
from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require, saved_as
from households.models import Place
from households.tables import XLSX_TYPE
from points.models import Sheet
from points.periods import Month
from points.reports.archive.book import Book
from points.reports.archive.community import community_book
from points.reports.archive.honours import honours_book
from points.reports.archive.month import month_book, with_their_notices
from points.reports.archive.paper import book_paper
from points.reports.archive.shelf import RIGHT, archive_shelf, archive_years
from points.reports.archive.workbook import workbook
from points.reports.archive.year import year_books
from points.views.paper import pdf_or_back

AT_ONCE: Final = 1_500
"""Rows of a month that are set while one waits: sixty pages, a quarter of a minute."""


@require_safe
def archive(request: Request) -> HttpResponse:
    """The volumes of one year (`?year=2026`; otherwise of the last one with a sheet)."""
    require(request.user, RIGHT)
    user, today = request.user, timezone.localdate()
    years = archive_years(user, today)
    named = request.GET.get("year", "")
    year = next((each for each in years if str(each) == named), next(iter(years), None))
    context = {
        "years": years,
        "year": year,
        "shelves": archive_shelf(user, year, today) if year else [],
        "months": range(1, 13),
        "sees_all": user.has_perm(RIGHT, user.community),
    }
    return render(request, "points/archive.html", context)


@require_safe
def archive_month(request: Request, month: Month, group: str) -> HttpResponse | FileResponse:
    """月度卷 of a group, on paper; one that nobody would wait for is asked for as a long print."""
    book = month_book(_sheet(request, month, group))
    if book.rows <= AT_ONCE:
        return _paper(request, book)
    messages.info(request, f"这一卷有{book.rows}行，排版要几分钟：请在这里提交，排好了再打开。")
    asked = {"group": group, "year": month.year, "month": month.month}
    return redirect(reverse("print_new", args=["archive"], query=asked))


@require_safe
def archive_month_table(request: Request, month: Month, group: str) -> HttpResponse:
    """月度卷 of a group, in Excel."""
    book = month_book(_sheet(request, month, group))
    return _table([("", book)])


@require_safe
def archive_year_table(request: Request, year: int, group: str) -> HttpResponse:
    """年度卷 of a group, in Excel; on paper it is a long print."""
    visible = Place.objects.visible_to(request.user).groups()
    place = get_object_or_404(visible.select_related("parent", "community"), code=group)
    require(request.user, RIGHT, place)
    books = year_books(place, year, timezone.localdate())
    if not books:
        raise Http404
    return _table(books)


@require_safe
def archive_community(request: Request, year: int) -> HttpResponse | FileResponse:
    """年度综合卷 of the community, on paper."""
    return _paper(request, _community_book(request, year))


@require_safe
def archive_community_table(request: Request, year: int) -> HttpResponse:
    """年度综合卷 of the community, in Excel."""
    return _table([("", _community_book(request, year))])


@require_safe
def archive_honours(request: Request, year: int) -> HttpResponse | FileResponse:
    """年度荣誉卷 of the community, on paper; a long one comes with the bundle of its year."""
    book = _community_book(request, year, honours_book)
    if book.rows <= AT_ONCE:
        return _paper(request, book)
    messages.info(request, f"这一卷有{book.rows}行，排版要几分钟：它在全年归档包里，请在这里提交。")
    return redirect(reverse("print_new", args=["bundle"], query={"year": year}))


@require_safe
def archive_honours_table(request: Request, year: int) -> HttpResponse:
    """年度荣誉卷 of the community, in Excel."""
    return _table([("", _community_book(request, year, honours_book))])


def _sheet(request: Request, month: Month, group: str) -> Sheet:
    visible = with_their_notices(Sheet.objects.visible_to(request.user).of_month(month))
    sheet = get_object_or_404(visible, group__code=group)
    require(request.user, RIGHT, sheet)
    return sheet


def _community_book(
    request: Request, year: int, book: Callable[[Place, int, date], Book] = community_book
) -> Book:
    community = request.user.community
    require(request.user, RIGHT, community)
    if not Sheet.objects.visible_to(request.user).filter(community=community, year=year).exists():
        raise Http404
    return book(community, year, timezone.localdate())


def _paper(request: Request, book: Book) -> HttpResponse | FileResponse:
    """The book as PDF; for a character that no font has the page of its year, which says which."""
    today, back = timezone.localdate(), reverse("archive", query={"year": book.year})
    return pdf_or_back(
        request, lambda: book_paper(book, today), f"{book.title}（{book.kind}）.pdf", back
    )


def _table(books: list[tuple[str, Book]]) -> HttpResponse:
    of = books[0][1]
    return saved_as(f"{of.title}（{of.kind}）.xlsx", workbook(books), XLSX_TYPE)

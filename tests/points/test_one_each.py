"""A paper of one side for each household: whose runs over is told, and nothing is printed."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone
from pypdf import PdfReader

from households.models import Household
from points.models import Policy
from points.printing import one_each
from points.printing.one_each import RunsOver, typeset_one_each
from points.reports import account_papers
from points.reports.account_papers import report_paper
from points.reports.letter_paper import Printing, letter_paper
from points.reports.shelf import Shelf
from points.reports.year_report import YearReport, year_reports
from points.services import letters
from tests.factory import NOON, Office, make_household, signed_in

PART = '<section id="{}" style="break-before: page">{}</section>'
STYLE = "<style>@page { size: A4; margin: 0 } body { margin: 0; line-height: 10mm }</style>"
DAY = date(2026, 11, 20)
PRINTING = Printing(Shelf(), DAY, "https://points.example.cn")
WORDY = "\n".join(["{户主}"] * 24)
"""A letter of 24 lines to a short name, and of 48 to one of sixty characters."""


def page_of(**lines: int) -> str:
    """A part for each code, of so many lines; a side holds 29."""
    return STYLE + "".join(PART.format(code, "字<br>" * many) for code, many in lines.items())


def refused(page: str) -> RunsOver:
    with pytest.raises(RunsOver) as told:
        typeset_one_each(page, "信", "请删去一些字。", keep=False)
    return told.value


def test_parts_of_one_side_are_all_printed() -> None:
    made = typeset_one_each(page_of(A1=29, A2=1, A3=29), "信", "", keep=False)
    assert len(PdfReader(io.BytesIO(made)).pages) == 3


@pytest.mark.parametrize(
    ("lines", "over"),
    [
        ({"A1": 30, "A2": 1}, ["A1"]),
        ({"A1": 1, "A2": 1, "A3": 90}, ["A3"]),
        ({"A1": 30, "A2": 29, "A3": 60, "A4": 1}, ["A1", "A3"]),
    ],
)
def test_those_that_run_over_are_named_and_no_other(lines: dict[str, int], over: list[str]) -> None:
    told = refused(page_of(**lines))
    assert told.over == over
    named = "、".join(over)
    assert told.messages == [f"户 {named} 的信一页放不下，所以没有打印。请删去一些字。"]


def test_of_many_the_first_five_are_named() -> None:
    told = refused(page_of(**{f"A{number}": 30 for number in range(1, 8)}))
    assert "户 A1、A2、A3、A4、A5等7户 的信" in told.messages[0]


def test_whose_runs_over_is_found_without_setting_anything_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_pages: list[str] = []
    set_page = one_each.set_page
    monkeypatch.setattr(one_each, "set_page", lambda page: set_pages.append(page) or set_page(page))
    refused(page_of(A1=1, A2=30))
    assert len(set_pages) == 1


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def households(office: Office) -> list[Household]:
    heads = {"0101001": "张三禾", "0101002": "买买提·" * 15, "0101003": "李四麦"}
    return [make_household(office.group, head, code) for code, head in heads.items()]


@pytest.mark.django_db
def test_the_letter_that_runs_over_is_named_in_a_group(
    office: Office, households: list[Household]
) -> None:
    letter = letters.write(office.community, "信", WORDY, 0, office.clerk, NOON)
    policy = Policy(community=office.community)
    assert letter_paper(letter, [households[0], households[2]], policy, PRINTING)
    with pytest.raises(RunsOver, match="户 0101002 的信一页放不下，.*请删去信里的一些字") as told:
        letter_paper(letter, households, policy, PRINTING)
    assert told.value.over == ["0101002"]


@pytest.mark.django_db
def test_the_page_of_the_letter_says_whose_runs_over(
    office: Office, households: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    letters.write(office.community, "信", WORDY, 0, office.clerk, NOON)
    answer = signed_in(office.clerk).get(f"/groups/{office.group.code}/letters.pdf", follow=True)
    assert "户 0101002 的信一页放不下" in answer.content.decode()


@pytest.mark.django_db
def test_a_year_that_runs_over_is_named_on_paper_and_on_every_page_that_prints_it(
    office: Office, households: list[Household], monkeypatch: pytest.MonkeyPatch
) -> None:
    def long_second(of: list[Household], year: int, day: date) -> list[YearReport]:
        reports = year_reports(of, year, day)
        return [
            replace(each, months=each.months * 5) if each.household.code == "0101002" else each
            for each in reports
        ]

    monkeypatch.setattr(timezone, "now", lambda: NOON)
    monkeypatch.setattr(account_papers, "year_reports", long_second)
    with pytest.raises(RunsOver, match="户 0101002 的成绩单一页放不下"):
        report_paper(households, 2026, Policy(community=office.community), DAY)
    for address in (f"/groups/{office.group.code}/reports.pdf", "/households/0101002/report.pdf"):
        answer = signed_in(office.clerk).get(address, follow=True)
        assert "户 0101002 的成绩单一页放不下" in answer.content.decode(), address

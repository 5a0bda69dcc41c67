"""成绩单: a household's year in numbers worked out by hand, and on paper."""

import io
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from households.models import Household
from points.models import Entry, Policy
from points.printing.fonts import MissingGlyph
from points.reports.account_papers import passbook, passbook_paper, report_paper
from points.reports.year_report import YearReport, year_reports
from points.services import ledger, posting
from tests.factory import NOON, Office, make_household
from tests.points.notice_months import AFTER, OCTOBER, open_with, published

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 27)
SEPTEMBER = OCTOBER.previous()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def move(household: Household, points: int, kind: str, at: datetime = NOON) -> Entry:
    movement = ledger.Movement(household.pk, points, kind, at.year, "事由")
    return ledger.write(household.community_id, [movement], at.date(), None, at)[0]


def report(household: Household, year: int = 2026, day: date = DAY) -> YearReport:
    (found,) = year_reports([household], year, day)
    return found


def policy(office: Office) -> Policy:
    return Policy(community=office.community, office="积分制办公室")


def pages_of(pdf: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_the_year_is_told_month_by_month_with_its_account(office: Office, zhang: Household) -> None:
    """September 3 + 5, October −5, both entered in November; 2 spent, 1 given back, 4 put right."""
    published(office, SEPTEMBER, {zhang: ["4.1", "1.1"]})
    published(office, OCTOBER, {zhang: ["1.3"]})
    posting.close_notices(office.community, AFTER, office.clerk)
    move(zhang, -2, Entry.Kind.EXCHANGE, AFTER)
    move(zhang, 4, Entry.Kind.CORRECTION, AFTER)
    found = report(zhang)
    assert found.areas == ["家园", "环境", "家庭", "文明", "民主"]
    september, october, november = found.months[8:]
    assert (september.by_area, september.total) == ([5, 3, 0, 0, 0], 8)
    assert (october.by_area, october.total) == ([-5, 0, 0, 0, 0], -5)
    assert (september.standing, september.balance) == ("已入账", 0)
    assert (november.by_area, november.total, november.standing) == (None, None, "")
    assert (november.entered, november.corrected, november.exchanged) == (3, 4, -2)
    assert (november.balance, found.balance, found.honour) == (5, 5, 7)
    assert (found.by_area, found.total) == ([0, 3, 0, 0, 0], 3)
    assert (found.entered, found.corrected, found.exchanged) == (3, 4, -2)


def test_a_month_under_review_has_no_points_yet(office: Office, zhang: Household) -> None:
    open_with(office, OCTOBER, {zhang: ["4.1"]})
    october = report(zhang).months[9]
    assert (october.by_area, october.total, october.standing) == (None, None, "评审中")


def test_what_the_years_before_left_is_carried_over(office: Office, zhang: Household) -> None:
    move(zhang, 9, Entry.Kind.MONTH, datetime(2025, 12, 31, 4, tzinfo=NOON.tzinfo))
    move(zhang, 4, Entry.Kind.MONTH)
    assert (report(zhang).carried, report(zhang).balance, report(zhang).honour) == (9, 13, 4)
    before = report(zhang, 2025)
    assert (before.carried, before.balance, len(before.months)) == (0, 9, 12)
    assert [month.balance for month in before.months] == [0] * 11 + [9]


def test_what_is_cleared_of_a_year_after_its_end_is_told_below_its_table(
    office: Office, zhang: Household
) -> None:
    at = datetime(2027, 1, 31, 4, tzinfo=NOON.tzinfo)
    move(zhang, 9, Entry.Kind.MONTH)
    taken = ledger.Movement(zhang.pk, -7, Entry.Kind.CLEARING, 2026, "2026年末清零")
    ledger.write(zhang.community_id, [taken], at.date(), None, at)
    found = report(zhang, day=at.date())
    assert (found.balance, found.cleared, found.cleared_later) == (9, 0, -7)
    following = report(zhang, 2027, at.date())
    assert (following.carried, following.cleared, following.cleared_later) == (9, -7, 0)
    (page,) = pages_of(report_paper([zhang], 2026, policy(office), at.date()))
    assert "本年度结束以后，又清零可兑积分−7分，不在上表之内" in page
    assert "清零余额" not in page
    (page,) = pages_of(report_paper([zhang], 2027, policy(office), at.date()))
    assert "本年度结束以后" not in page
    assert "清零余额" in page


def test_this_year_ends_with_this_month_and_an_empty_year_is_whole(
    office: Office, zhang: Household
) -> None:
    assert [month.month for month in report(zhang, day=date(2026, 3, 1)).months] == [1, 2, 3]
    coming = report(zhang, 2030)
    assert (len(coming.months), coming.balance, coming.total) == (12, 0, 0)


def test_a_group_takes_as_many_queries_as_one_household(office: Office, zhang: Household) -> None:
    def queries(households: list[Household]) -> int:
        with CaptureQueriesContext(connection) as found:
            report_paper(households, 2026, policy(office), DAY)
        return len(found)

    others = [make_household(office.group) for _ in range(3)]
    published(office, SEPTEMBER, {each: ["4.1"] for each in [zhang, *others]})
    posting.close_notices(office.community, AFTER, office.clerk)
    everybody = [zhang, *others]
    assert queries([zhang]) == queries(everybody) <= 6


def test_each_household_has_one_page(office: Office, zhang: Household) -> None:
    others = [make_household(office.group, f"李{number}麦") for number in range(3)]
    others[0].head = "买买提·" * 15
    pages = pages_of(report_paper([zhang, *others], 2026, policy(office), DAY))
    assert len(pages) == 4
    assert "户编号0101001户主张三禾" in pages[0]
    assert "买买提·" * 15 in pages[1]
    for page in pages:
        assert "东岭社区家庭诚信积分成绩单2026年" in page
        assert "积分制办公室（盖章）2026年11月27日" in page


def test_a_name_without_a_glyph_is_told_before_anything_is_set(
    office: Office, zhang: Household
) -> None:
    zhang.head = "张\ue000"
    for paper in (
        lambda: report_paper([zhang], 2026, policy(office), DAY),
        lambda: passbook_paper(zhang, 2026, policy(office), DAY),
    ):
        with pytest.raises(MissingGlyph, match="户 0101001"):
            paper()


def test_the_passbook_lists_what_went_in_and_out(office: Office, zhang: Household) -> None:
    move(zhang, 9, Entry.Kind.MONTH, datetime(2025, 12, 31, 4, tzinfo=NOON.tzinfo))
    published(office, SEPTEMBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, AFTER, office.clerk)
    move(zhang, -2, Entry.Kind.EXCHANGE, AFTER)
    book = passbook(zhang, 2026)
    assert (book.carried, book.balance) == (9, 10)
    (page,) = pages_of(passbook_paper(zhang, 2026, policy(office), DAY))
    for words in (
        "日期事由加/减余额经办",
        "2026年1月1日上年结转9",
        "2026年11月27日2026年9月积分+312积分办",
        "事由−210到期自动入账",
        "余额10分",
    ):
        assert words in page, words
    assert passbook(zhang, 2025).balance == 9


def test_a_long_passbook_repeats_its_heading(office: Office, zhang: Household) -> None:
    for _ in range(60):
        move(zhang, 1, Entry.Kind.MONTH)
    pages = pages_of(passbook_paper(zhang, 2026, policy(office), DAY))
    assert len(pages) > 1
    assert all("日期事由加/减余额经办" in page for page in pages)
    assert "事由" in pages[-1].replace("日期事由", "")


def test_the_foot_of_a_passbook_has_room_for_the_longest_name(office: Office) -> None:
    household = make_household(office.group, "买买提·" * 15, "ZHAOZHUANG-000000001")
    for _ in range(30):
        move(household, 1, Entry.Kind.MONTH)
    first, *others = pages_of(passbook_paper(household, 2026, policy(office), DAY))
    assert others
    assert "买买提·" * 15 in first
    for page in (first, *others):
        assert "2026年户编号ZHAOZHUANG-000000001第" in page
        assert page.count("买买提") == (15 if page == first else 0)


@pytest.mark.parametrize("name", ["东岭社区", "东岭" * 15, "东岭" * 20])
def test_a_long_community_s_name_leaves_a_year_on_one_page(office: Office, name: str) -> None:
    office.community.name, office.group.name = name, "组" * 40
    household = make_household(office.group, "买买提·" * 15, "ZHAOZHUANG-000000001")
    (page,) = pages_of(report_paper([household], 2026, policy(office), date(2026, 12, 31)))
    assert f"{name}家庭诚信积分成绩单" in page
    for words in ("户编号ZHAOZHUANG-000000001", "买买提·" * 15, "组" * 40, "12月"):
        assert words in page


def test_an_empty_passbook_says_so(office: Office, zhang: Household) -> None:
    (page,) = pages_of(passbook_paper(zhang, 2026, policy(office), DAY))
    assert "这一年还没有入账" in page

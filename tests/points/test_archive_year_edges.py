"""Year volumes printed late, while the year runs, of groups with one name, of two standards."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household, Place
from households.roles import Role
from households.services import households
from points.models import Policy, Rule
from points.periods import Month
from points.reports.archive.community import community_book
from points.reports.archive.workbook import workbook
from points.reports.archive.year import year_book
from points.services import adjustments, hangings, policies, posting, review, sheets
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    appoint,
    good_assembly,
    make_group,
    make_household,
    make_standard,
    make_village,
    pass_until,
    seen,
)
from tests.photos import photo
from tests.points.archived import OVER, Archived, printed, section, table
from tests.points.disputing import Dispute
from tests.points.notice_months import OCTOBER, open_with, published

pytestmark = pytest.mark.django_db

HEADS = "户主是打印时登记的户主。"
DECEMBER = Month(2026, 12)
LATER = date(2028, 3, 1)


def new_year(day: int, month: int = 1) -> datetime:
    """Noon of a day of 2027, in the office's time."""
    return datetime(2027, month, day, 4, tzinfo=UTC)


def adjusted(
    town: Office, household: Household, at: datetime = NOON, year: int = 2026, *, done: bool = True
) -> None:
    made = adjustments.propose(household, 2, year, "漏记", "纪要", town.clerk, at)
    if done:
        adjustments.decide(made, approved=True, comment="", by=town.auditor, at=at)


def heads(group: Place, day: date, caption: str = "全年得分汇总", year: int = 2026) -> set[str]:
    return {row["户主"] for row in printed(table(year_book(group, year, day), caption))}


class Moving(Office):
    """November's sheet has Zhang alone; who came, went and was adjusted after it has no line."""

    def __init__(self) -> None:
        super().__init__()
        self.other = make_group(self.village, "第2组")
        self.zhang = self.here("张有表")
        sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)

    def here(self, head: str) -> Household:
        return make_household(self.group, head)

    def there(self, head: str) -> Household:
        return make_household(self.other, head)

    def move(self, household: Household, to: Place, at: datetime = NOON) -> None:
        households.move(household, to, "迁居", self.clerk, at)
        household.refresh_from_db()


def test_a_year_printed_later_has_the_households_of_its_time() -> None:
    town = Moving()
    town.move(town.there("李迁入"), town.group)
    town.move(town.here("王迁走"), town.other)
    households.mark_left(town.here("赵离开"), NOON.date(), town.clerk, NOON)
    gone = town.here("钱更正")
    adjusted(town, gone)
    town.move(gone, town.other, new_year(5))
    back = town.there("孙他组")
    adjusted(town, back)
    town.move(back, town.group, new_year(5))
    town.move(town.there("周后来"), town.group, new_year(6))
    households.mark_left(town.here("吴后走"), new_year(7).date(), town.clerk, new_year(7))
    town.here("郑没事")
    then = {"张有表", "李迁入", "王迁走", "赵离开", "钱更正"}
    assert heads(town.group, LATER) == then
    assert heads(town.group, LATER, "迁入迁出") == {"李迁入", "王迁走", "赵离开"}
    assert heads(town.group, LATER, "入账后更正") == {"钱更正"}


def test_while_the_year_runs_those_living_here_belong_to_it() -> None:
    town = Moving()
    town.here("郑没事")
    assert heads(town.group, NOON.date()) == {"张有表", "郑没事"}


def test_an_adjustment_stands_in_the_year_it_was_proposed_in_and_the_one_it_changes() -> None:
    town = Moving()
    adjusted(town, town.zhang, new_year(5))
    for year in (2026, 2027):
        assert heads(town.group, LATER, "入账后更正", year) == {"张有表"}
    assert heads(town.group, LATER, "入账后更正", 2028) == set()
    assert year_book(town.group, 2026, LATER).span[1] == date(2027, 1, 5)


def test_an_adjustment_names_the_notice_that_told_of_it() -> None:
    town = Archived()
    published(town, DECEMBER, {town.zhang: ["4.1"]}, new_year(5))
    book = year_book(town.group, 2026, LATER)
    (row,) = printed(table(book, "入账后更正"))
    assert row["公示"] == "第2期"
    assert section(book, "入账后更正").remark == HEADS
    assert section(book, "全年得分汇总").remark.endswith(HEADS)
    assert section(town.book, "各步得分").remark.endswith(HEADS)


def test_a_year_that_runs_or_lacks_months_is_not_finished() -> None:
    town = Office()
    type(town.village).objects.filter(pk=town.village.pk).update(joined_on=date(2026, 9, 1))
    town.group.parent.refresh_from_db()
    zhang = make_household(town.group)
    (sheet,) = sheets.open_month(town.community, OCTOBER, town.clerk, NOON)
    adjusted(town, zhang, done=False)

    def told(day: date) -> tuple[str, str]:
        community = community_book(town.community, 2026, day)
        return year_book(town.group, 2026, day).unfinished, community.unfinished

    waits = "有1笔入账后更正待复核"
    assert told(NOON.date()) == (
        f"本年还没有结束；9月没有积分表；{waits}",
        f"本年还没有结束；有1张积分表还没有开；有1张积分表还没有入账；{waits}",
    )
    assert told(date(2027, 1, 1)) == (
        f"9月、11月、12月没有积分表；{waits}",
        f"有3张积分表还没有开；有1张积分表还没有入账；{waits}",
    )
    (volume,) = printed(table(community_book(town.community, 2026, LATER), "各组年度卷"))
    assert volume["没有办结"] == "10月（自评）；9月、11月、12月没有积分表"
    # Before a settled month none is opened any more.
    pass_until(town, sheet, None)
    assert told(LATER)[0] == f"11月、12月没有积分表；{waits}"


def test_a_year_of_which_nothing_is_left_is_finished_and_an_objection_is_left() -> None:
    town = Office()
    published(town, DECEMBER, {make_household(town.group): ["4.1"]}, new_year(5))
    posting.close_notices(town.community, new_year(13), town.clerk)
    assert year_book(town.group, 2026, LATER).unfinished == ""
    assert community_book(town.community, 2026, LATER).unfinished == ""
    other = Dispute("邻社区")
    other.object()
    told = community_book(other.community, 2026, LATER).unfinished
    assert told.endswith("有1张积分表还没有入账；有1件异议还没有答复")


def test_a_meeting_stands_in_the_year_of_the_sheets_it_ratified() -> None:
    """On 5 February 2027, December's and January's together."""
    town, at = Office(), new_year(5, 2)
    make_household(town.group)
    both = []
    for month in (DECEMBER, Month(2027, 1)):
        (sheet,) = sheets.open_month(town.community, month, town.clerk, at)
        both.append(pass_until(town, sheet, Step.ASSEMBLY, at))
    met = good_assembly(at.date())
    ready = [seen(sheet) for sheet in both]
    review.pass_sheets(ready, Step.ASSEMBLY, town.recorder, at, assembly=met)
    for year in (2026, 2027):
        book = community_book(town.community, year, LATER)
        (row,) = printed(table(book, "审定会议"))
        assert (row["会议日期"], row["审定的表"]) == ("2027年2月5日", "1")
    book = community_book(town.community, 2026, LATER)
    assert book.span[1] == at.date()
    assert printed(table(community_book(town.community, 2028, LATER), "审定会议")) == []


def test_two_standards_of_a_year_are_told_apart_and_are_whole() -> None:
    town = Office()
    rules = Rule.objects.filter(standard=town.standard)
    assert rules.get(number=11).yearly_cap == 20
    rows = tuple(replace(row, proposers="组长、本人") for row in ROWS)
    make_standard(town.community, Month(2026, 7), rows)
    book = community_book(town.community, 2026, LATER)
    row = printed(table(book, "评分项（2026年7月起）"))[-2]
    assert (row["本条上限"], row["每年上限"], row["可申报人"]) == (
        "本条全年加分最多 20 分",
        "20",
        "组长、本人",
    )
    assert "可申报人" not in printed(table(book, "评分项（2026年1月起）"))[-2]
    tabs = openpyxl.load_workbook(io.BytesIO(workbook([("", book)]))).sheetnames
    assert tabs[1:5] == [
        "1.积分标准（2026年1月起）",
        "2.评分项（2026年1月起）",
        "3.积分标准（2026年7月起）",
        "4.评分项（2026年7月起）",
    ]


def test_what_a_rule_book_says_beyond_fixed_points_is_archived_with_it() -> None:
    town = Office()
    capped = replace(ROWS[0], area_caps={"quarterly_cap": 12}, settings={"base_points": 100})
    found_purse = replace(
        ROWS[0],
        code="1.9",
        title="拾金不昧",
        unit="次",
        points_min=1,
        points_max=2,
        tiers="0~100:1；100~:2",
        tiers_by="amount",
        quarterly_cap=6,
        yearly_cap=None,
        case_by_case=True,
    )
    make_standard(town.community, Month(2026, 7), (capped, found_purse))
    book = community_book(town.community, 2026, LATER)
    told = {row["项目"]: row["内容"] for row in printed(table(book, "积分标准（2026年7月起）"))}
    assert told["每户基础分"].startswith("100 分")
    assert told["家园建设的上限"] == "本方面每季加分最多 12 分"
    row = printed(table(book, "评分项（2026年7月起）"))[1]
    assert (row["分值"], row["每季上限"]) == ("不满100元+1分，100元以上+2分", "6")
    assert row["其他规定"] == "一事一议，分值由会议议定"


def test_two_groups_of_one_name_keep_their_own_rows() -> None:
    town = Office()
    make_group(make_village(town.community, "王家"), "湾1组")
    make_group(make_village(town.community, "王家湾"), "1组")
    open_with(town, NOVEMBER, {})
    book = community_book(town.community, 2026, LATER)
    for caption in ("月度积分表", "各组年度卷"):
        names = [row["村民小组"] for row in printed(table(book, caption))]
        assert names.count("王家湾1组") == 2


class Busy(Archived):
    """With `number` more households that moved in and were adjusted, of each of `number` months a
    notice that was hung, voided, hung again and taken down."""

    def __init__(self, number: int) -> None:
        super().__init__()
        policies.save(Policy(community=self.community, committee_quorum=1))
        other = make_group(self.village, "第2组")
        appoint(self.scorer, Role.SCORER, other)
        for _ in range(number):
            home = make_household(other)
            households.move(home, self.group, "迁居", self.clerk, OVER)
            home.refresh_from_db()
            adjusted(self, home, OVER)
            households.mark_left(make_household(self.group), OVER.date(), self.clerk, OVER)
        for month in range(1, number + 1):
            self._hung_in(Month(2027, month))

    def _hung_in(self, month: Month) -> None:
        at = datetime(2027, 6, 1, 4, tzinfo=UTC)
        day = at.date()
        notice = published(self, month, {self.zhang: ["4.1"]}, at)
        by = self.clerk
        wrong = hangings.hang(notice, self.village, day, "马张贴", [photo(1)], by, at)
        hangings.void(wrong, "写错了", by, at)
        hangings.hang(notice, self.village, day, "马张贴", [photo(2)], by, at)
        hangings.take_down(notice, self.village, day, "马撤下", "被雨打湿", by, at)


def test_more_of_everything_costs_no_more_queries() -> None:
    def queries(number: int) -> list[int]:
        town = Busy(number)
        groups = type(town.group).objects.select_related("parent", "community")
        group, counted = groups.get(pk=town.group.pk), []
        for year in (2026, 2027):
            with CaptureQueriesContext(connection) as asked:
                year_book(group, year, LATER)
            counted.append(len(asked))
            with CaptureQueriesContext(connection) as asked:
                community_book(town.community, year, LATER)
            counted.append(len(asked))
        return counted

    assert queries(1) == queries(3)

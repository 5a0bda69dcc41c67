"""年度卷 and 年度综合卷: sums, moves, adjustments; standards, meetings, the chain, all sheets."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.prints import KINDS
from households.refusals import Refused
from households.services import households
from points.models import PrintJob
from points.periods import Month
from points.reports.archive.community import community_book
from points.reports.archive.paper import book_paper
from points.reports.archive.standards import in_force
from points.reports.archive.year import year_book
from points.services import adjustments, sheets
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_community,
    make_group,
    make_household,
    make_standard,
)
from tests.points.archived import OVER, Archived, pages, printed, section, table
from tests.points.notice_months import AFTER, OCTOBER, published
from tests.points.test_archive_paper import contents

pytestmark = pytest.mark.django_db

DAY = OVER.date()
DECEMBER = date(2026, 12, 31)


@pytest.fixture
def town() -> Archived:
    return Archived()


def test_a_year_s_sums_are_by_month_and_as_posted(town: Archived) -> None:
    zhang, li = printed(table(year_book(town.group, 2026, DAY), "全年得分汇总"))
    assert zhang == {
        "序号": "1",
        "户编号": town.zhang.code,
        "户主": "张三禾",
        "11月": "15",
        "全年得分": "15",
        "荣誉积分": "15",
        "现余额": "15",
    }
    assert (li["11月"], li["荣誉积分"], li["现余额"]) == ("−2", "0", "0")


def test_a_year_that_is_over_has_its_end_s_balance(town: Archived) -> None:
    columns = table(year_book(town.group, 2026, date(2027, 1, 2)), "全年得分汇总").columns
    assert "年末余额" in [column.heading for column in columns]


def test_who_moved_is_told_with_the_months_elsewhere() -> None:
    town = Office()
    zhang, li = make_household(town.group, "张三禾"), make_household(town.group, "李四麦")
    other = make_group(town.village, "第2组")
    make_household(other)
    sheets.open_month(town.community, OCTOBER, town.clerk, NOON)
    households.move(zhang, other, "分户迁居", town.clerk, NOON)
    sheets.open_month(town.community, NOVEMBER, town.clerk, NOON)
    households.mark_left(li, NOON.date(), town.clerk, NOON)
    book = year_book(town.group, 2026, DECEMBER)
    rows = {row["户主"]: row for row in printed(table(book, "全年得分汇总"))}
    assert rows["张三禾"]["备注"] == "11月在赵庄第2组"
    assert rows["李四麦"]["备注"] == "2026年11月20日迁出"
    moved, gone = printed(table(book, "迁入迁出"))
    assert (moved["户主"], moved["情况"]) == ("张三禾", "由赵庄第1组迁到赵庄第2组")
    assert (moved["原因"], moved["经办"]) == ("分户迁居", "积分办")
    assert (gone["户主"], gone["情况"], gone["日期"]) == ("李四麦", "迁出社区", "2026年11月20日")


def test_adjustments_have_both_people_and_what_they_rest_on(town: Archived) -> None:
    (row,) = printed(table(year_book(town.group, 2026, DAY), "入账后更正"))
    assert row == {
        "户编号": town.li.code,
        "户主": "李四麦",
        "加减分": "+2",
        "荣誉年度": "2026",
        "更正原因": "漏记护路一次",
        "依据": "两委会纪要",
        "扫描件": "1",
        "提出人": "积分办（东岭社区 积分办）",
        "提出时间": "2026年11月27日 13:00",
        "复核": "同意",
        "复核意见": "属实",
        "复核人": "两委审核人（东岭社区 两委审核人）",
        "复核时间": "2026年11月27日 13:00",
        "入账": "第2笔",
    }
    adjustments.propose(town.zhang, -1, 2026, "误记", "核实表", town.clerk, OVER)
    waiting = printed(table(community_book(town.community, 2026, DAY), "入账后更正"))
    assert {row["复核"] for row in waiting} == {"同意", "待复核"}


def test_the_community_s_year_has_standards_meetings_and_the_chain(town: Archived) -> None:
    book = community_book(town.community, 2026, DAY)
    assert [each.title for each in book.sections] == [
        "施行的积分标准",
        "审定会议",
        "公示",
        "张贴记录",
        "入账后更正",
        "月度积分表",
        "各组年度卷",
    ]
    items = printed(table(book, "评分项（2026年1月起）"))
    assert (items[0]["评分项"], items[0]["分值"], items[0]["每年上限"]) == (
        "1.1 不私搭乱建",
        "+5分/年",
        "5",
    )
    (met,) = printed(table(book, "审定会议"))
    assert (met["到会"], met["审定的表"], met["纪要扫描件"]) == ("24", "1", "1")
    (notice,) = printed(table(book, "公示"))
    assert (notice["期号"], notice["内容"]) == ("1", "2026年11月积分")
    assert (notice["本期校验码"], notice["SHA-256摘要"]) == (
        town.notice.check_code,
        town.notice.digest,
    )
    (hung,) = printed(table(book, "张贴记录"))
    assert (hung["期号"], hung["自然村"], hung["张贴人"]) == ("1", "赵庄", "马张贴")
    assert printed(table(book, "月度积分表")) == [{"村民小组": "赵庄第1组", "11月": "已入账"}]
    (volume,) = printed(table(book, "各组年度卷"))
    assert (volume["积分表"], volume["已入账"]) == ("1", "1")
    assert book.unfinished == "本年还没有结束"


def test_a_community_s_year_tells_of_no_other_community(town: Archived) -> None:
    empty = community_book(make_community("邻社区"), 2026, DAY)
    assert all(each.is_empty for each in empty.sections)


def test_the_standards_of_a_year_are_those_in_force_in_it() -> None:
    office = Office()
    make_standard(office.community, Month(2026, 7))
    make_standard(office.community, Month(2027, 1))
    starts = [each.starts for each in in_force(office.community, 2026)]
    assert starts == [Month(2026, 1), Month(2026, 7)]
    assert [each.starts for each in in_force(office.community, 2027)] == [Month(2027, 1)]
    assert in_force(office.community, 2025) == []


def test_sheets_not_posted_make_the_year_unfinished() -> None:
    office = Office()
    make_household(office.group)
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    book = community_book(office.community, 2026, DAY)
    assert book.unfinished == "本年还没有结束；有10张积分表还没有开；有1张积分表还没有入账"
    (volume,) = printed(table(book, "各组年度卷"))
    assert volume["没有办结"] == (
        "11月（自评）；1月、2月、3月、4月、5月、6月、7月、8月、9月、10月没有积分表"
    )


def job_of(town: Office, year: int = 2026, month: str = "all") -> PrintJob:
    place = type(town.group).objects.select_related("parent", "community").get(pk=town.group.pk)
    asked = {"group": place.code, "year": str(year), "month": month}
    return PrintJob(community=town.community, place=place, asked=asked, asked_at=OVER)


def test_a_year_on_paper_is_its_sums_and_its_months_with_one_run_of_numbers() -> None:
    town = Office()
    zhang = make_household(town.group, "张三禾")
    published(town, OCTOBER, {zhang: ["4.1"]})
    published(town, NOVEMBER, {zhang: ["4.1", "7.2"]}, AFTER)
    made = KINDS["archive"].build(job_of(town))
    assert made.name == "赵庄第1组2026年家庭诚信积分材料（年度卷）"
    assert [piece.label for piece in made.pieces] == ["全年汇总", "2026年10月", "2026年11月"]
    parts = [piece.make() for piece in made.pieces]
    whole = made.bind(parts)
    texts, named = pages(whole), contents(whole)
    assert f"页数{len(texts)}页" in texts[0]
    assert "件数25件" in texts[0]
    assert texts[-2].endswith(f"第{len(texts) - 1}页共{len(texts)}页")
    assert "2026年11月未办结：公示中" in texts[named["事项记录"] - 1]
    assert "赵庄第1组2026年11月家庭诚信积分评审材料：公示中" in texts[0]


def test_a_year_without_a_sheet_is_refused_with_what_to_do() -> None:
    office = Office()
    kind = KINDS["archive"]
    with pytest.raises(Refused, match="还没有积分表"):
        kind.build(job_of(office, 2025))
    asked = {"year": "2026", "month": "all"}
    with pytest.raises(Refused, match="第1组2026年还没有积分表"):
        kind.order(office.clerk, asked | {"group": office.group.code})
    with pytest.raises(Refused, match="请刷新页面重选"):
        kind.order(office.clerk, asked | {"group": "没有"})
    assert kind.offer(office.clerk, DAY) == []


def test_only_groups_with_sheets_of_one_s_own_scope_are_offered(town: Archived) -> None:
    make_group(town.village, "第2组")
    group, year, month = KINDS["archive"].offer(town.clerk, DAY)
    assert list(group.choices) == [(town.group.code, "赵庄第1组")]
    assert list(year.choices) == [("2026", "2026年")]
    assert len(month.choices) == 13
    assert KINDS["archive"].offer(town.scorer, DAY) == []


def test_one_month_is_printed_by_itself_too(town: Archived) -> None:
    kind = KINDS["archive"]
    asked = {"group": town.group.code, "year": "2026"}
    assert kind.order(town.clerk, asked | {"month": "11"}) == (
        town.group,
        "赵庄第1组2026年11月归档卷",
    )
    with pytest.raises(Refused, match="赵庄第1组2026年10月还没有积分表"):
        kind.order(town.clerk, asked | {"month": "10"})
    made = kind.build(job_of(town, month="11"))
    (piece,) = made.pieces
    assert made.name == "赵庄第1组2026年11月家庭诚信积分评审材料（月度卷）"
    assert pages(made.bind([piece.make()])) == pages(book_paper(town.book, DAY))


def test_more_households_and_sheets_cost_no_more_queries() -> None:
    def queries(households_: int, groups: int) -> tuple[int, int]:
        office = Office()
        for number in range(groups):
            group = office.group if not number else make_group(office.village, f"组{number}")
            for _ in range(households_):
                make_household(group)
        sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        group = (
            type(office.group).objects.select_related("parent", "community").get(pk=office.group.pk)
        )
        with CaptureQueriesContext(connection) as year:
            year_book(group, 2026, DAY)
        with CaptureQueriesContext(connection) as whole:
            community_book(office.community, 2026, DAY)
        return len(year), len(whole)

    assert queries(1, 1) == queries(5, 4)


def test_no_section_without_rows_is_left_out(town: Archived) -> None:
    assert section(year_book(town.group, 2026, DAY), "迁入迁出").nothing == "本年无"

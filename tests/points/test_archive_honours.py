"""年度荣誉卷: every section with its facts, no purpose of a certificate, no blind score, on the
page and in both files alike."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from points.models import Sheet
from points.periods import Month
from points.reports.archive.book import Book
from points.reports.archive.honours import honours_book
from points.reports.archive.paper import book_paper
from points.services import clearings
from points.views import archive
from tests.factory import make_community, make_household, signed_in
from tests.points.archived import pages, printed, section, table
from tests.points.clearing_year import ON_THE_DAY, Year
from tests.points.honour_year import YEAR
from tests.points.honoured import LATER, MATTER, PURPOSE, Honoured
from tests.points.patrolling import FRIDAY_NOON, Patrolled
from tests.points.volunteering import Helpers

pytestmark = pytest.mark.django_db
TITLES = ("年度排名", "星级家庭", "向上推荐", "一票否决", "年末清零", "积分证明登记", "抽签复评")
DAY = LATER.date()
NEXT = YEAR + 1


@pytest.fixture
def town() -> Honoured:
    return Honoured()


def volume(town: Honoured, year: int = YEAR, day: date = DAY) -> Book:
    return honours_book(town.community, year, day)


def test_the_ranking_stands_as_it_was_settled_with_what_was_corrected(town: Honoured) -> None:
    book = volume(town)
    rows = printed(table(book, "定下的名次"))
    assert [(row.get("名次"), row["户主"], row["荣誉积分"]) for row in rows] == [
        ("1", "张三禾", "50"),
        ("2", "李四井", "40"),
        ("3", "赵七里", "30"),
        ("4", "钱八斗", "17"),
        (None, "孙九思", "10"),
    ]
    assert (rows[3]["村名次"], rows[3]["组名次"]) == ("4", "1")
    assert [row.get("更正以后") for row in rows] == [
        None,
        None,
        "第4名，30分，无",
        "第2名，40分，三星",
        None,
    ]
    assert rows[4]["备注"] == "不参评"
    settled = {row["项目"]: row["内容"] for row in printed(table(book, "定名次"))}
    assert settled["表决"] == "代表总数30，到会24，同意20，反对1，弃权3"
    assert settled["校验码"] == town.ranking.check_code
    (corrected,) = printed(table(book, "排名更正"))
    assert (corrected["更正号"], corrected["原荣誉积分"], corrected["更正后"]) == ("1", "17", "40")
    assert (corrected["原因"], corrected["依据"]) == ("漏记护路", "核实表")


def test_star_families_are_listed_with_all_corrections(town: Honoured) -> None:
    rows = printed(table(volume(town), "星级家庭"))
    found = [(row["户主"], row["荣誉积分"], row["星级"]) for row in rows]
    assert found == [
        ("张三禾", "50", "四星"),
        ("李四井", "40", "三星"),
        ("钱八斗", "40", "三星"),
    ]
    assert [row["序号"] for row in rows] == ["1", "2", "3"]


def test_who_was_recommended_stands_with_every_level(town: Honoured) -> None:
    book = volume(town)
    (row,) = printed(table(book, "推荐的家庭"))
    assert (row["户主"], row["名次"], row["称号"]) == ("张三禾", "1", "区级文明家庭")
    assert row["到了哪一级"] == "区通过，区级文明家庭，等市"
    steps = [(row["层级"], row["结果"]) for row in printed(table(book, "推荐经过"))]
    assert steps == [("社区", "通过"), ("街道", "通过"), ("区", "通过")]


def test_a_veto_stands_with_document_day_telling_objection_and_outcome(town: Honoured) -> None:
    part = section(volume(town), "一票否决")
    (row,) = printed(part.tables[0])
    assert (row["户主"], row["事由"]) == ("孙九思", MATTER)
    assert row["依据的文件"] == "处罚决定书（青公〔2026〕5号）"
    assert (row["文件日期"], row["止"]) == ("2026年11月6日", "2027年10月31日")
    assert row["告知"] == "2027年1月2日当面告知，周主任"
    assert row["现状"] == "有效"
    (said,) = printed(part.tables[1])
    assert (said["异议内容"], said["结论"], said["答复"]) == (
        "不是我开的车",
        "不成立",
        "监控可以证明",
    )
    assert "不得张贴" in part.remark


def test_a_veto_of_two_years_stands_in_both_and_in_no_other(town: Honoured) -> None:
    found = {
        year: len(table(volume(town, year), "一票否决").rows) for year in range(YEAR - 1, NEXT + 2)
    }
    assert found == {YEAR - 1: 0, YEAR: 1, NEXT: 1, NEXT + 1: 0}


def test_the_register_of_certificates_says_to_whom_and_not_what_for(town: Honoured) -> None:
    assert not table(volume(town), "积分证明登记").rows
    # It is of the year in which it was agreed to.
    book = volume(town, NEXT)
    (row,) = printed(table(book, "积分证明登记"))
    assert (row["户主"], row["接收单位"], row["申请方式"]) == ("李四井", "东岭农商银行", "纸质申请")
    assert (row["开具日期"], row["有效期至"]) == ("2027年1月10日", "2027年2月8日")
    assert row["现状"] == "已过期"
    (valid,) = printed(table(volume(town, NEXT, date(NEXT, 2, 8)), "积分证明登记"))
    assert valid["现状"] == "有效"
    written = "".join(pages(book_paper(book, DAY)))
    for word in (PURPOSE, "李小井", town.certificate.code):
        assert word not in written


def test_after_three_years_the_register_of_certificates_is_not_printed_any_more(
    town: Honoured,
) -> None:
    part = section(volume(town, NEXT, date(NEXT + 3, 12, 31)), "积分证明登记")
    assert not part.is_empty
    part = section(volume(town, NEXT, date(NEXT + 4, 1, 1)), "积分证明登记")
    assert (part.is_empty, part.nothing) == (True, "登记簿保存3年，已过保存期，不再列出")


def test_a_drawing_stands_with_both_scores_and_hides_the_first_until_there_is_a_second(
    town: Honoured,
) -> None:
    book = volume(town)
    (lot,) = printed(table(book, "复评抽签"))
    assert (lot["抽签校验码"], lot["抽取户数"], lot["公示户数"]) == (town.lots.seed, "2", "5")
    first, second = printed(table(book, "复评得分"))
    given = {"张三禾": 50, "李四井": 40, "赵七里": 30, "钱八斗": 17, "孙九思": 10}[first["户主"]]
    assert (first["小组评分"], first["公示得分"], first["复评得分"]) == (
        f"+{given}",
        f"+{given}",
        "+23",
    )
    assert first["相差"] == f"{23 - given:+d}".replace("-", "−")
    assert first["说明"] == "院里不整齐"
    assert second["说明"] == "还没有复评"
    assert not {"小组评分", "公示得分", "复评得分", "相差"} & set(second)


def test_it_says_what_the_year_still_waits_for(town: Honoured) -> None:
    assert volume(town).unfinished == "抽中复评的有1户还没有复评"
    assert volume(town, NEXT).unfinished == "本年还没有结束；本年还没有定名次"
    assert section(volume(town, NEXT), "年度排名").nothing == "本年还没有定名次"


def test_a_clearing_stands_with_its_announcement_and_what_each_household_lost() -> None:
    town = Year()
    clearing = town.clear(town.announce())
    book = honours_book(town.community, YEAR, ON_THE_DAY.date())
    (announced,) = printed(table(book, "清零公告"))
    assert announced["清零日期"] == "2026年12月31日"
    (done,) = printed(table(book, "清零"))
    assert (done["户数"], done["清零积分"]) == ("2", "17")
    lost = [(row["户主"], row["加减"], row["余额"]) for row in printed(table(book, "清零明细"))]
    assert sorted(lost) == [("张三禾", "−12", "0"), ("李四方", "−5", "0")]
    clearings.reverse(clearing, "日期弄错", town.auditor, ON_THE_DAY)
    book = honours_book(town.community, YEAR, ON_THE_DAY.date())
    (back,) = printed(table(book, "清零"))
    assert back["撤销"].endswith("：日期弄错")
    assert {row["撤销"] for row in printed(table(book, "清零明细"))} == {"已撤销"}
    assert "有1份清零公告还没有办理" in book.unfinished
    carried = section(honours_book(town.community, NEXT, DAY), "年末清零")
    assert carried.nothing == "没有清零，余额结转"


def test_activities_and_patrols_are_told_in_short() -> None:
    helpers = Helpers()
    activity = helpers.start(helpers.call())
    helpers.came(activity, helpers.zhang, "08:00", "12:00")
    helpers.close(activity)
    held = activity.held_on
    book = honours_book(helpers.community, held.year, held)
    (row,) = printed(table(book, "志愿活动"))
    assert (row["活动"], row["状态"], row["到场人数"]) == (activity.title, "已结束", "1")
    assert row["见证人"] == "周见证、吴旁观"
    walked = Patrolled()
    walked.planned()
    book = honours_book(walked.community, YEAR, FRIDAY_NOON.date())
    assert printed(table(book, "周巡查")) == [
        {
            "村民小组": "赵庄第1组",
            "安排次数": "1",
            "已结束": "0",
            "查到问题": "0",
            "限期整改": "0",
        }
    ]


def test_another_community_s_volume_tells_nothing_of_it(town: Honoured) -> None:
    empty = honours_book(make_community("邻社区"), YEAR, DAY)
    assert all(each.is_empty for each in empty.sections)


def test_it_is_a_volume_like_the_others_and_excel_has_the_same_rows(town: Honoured) -> None:
    client = signed_in(town.clerk)
    paper = client.get(reverse("archive_honours", args=[YEAR]))
    made = b"".join(paper.streaming_content)  # type: ignore[attr-defined]
    texts = pages(made)
    assert "东岭社区2026年家庭诚信积分荣誉材料" in texts[0]
    assert "（年度荣誉卷）" in texts[0]
    assert "卷内备考表" in texts[-1]
    assert "卷内目录" in texts[1]
    for number, title in enumerate(TITLES, 1):
        assert title in texts[1]
        assert any(f"{number}{title}" in text for text in texts[2:-1])
    excel = client.get(reverse("archive_honours_table", args=[YEAR]))
    sheets = openpyxl.load_workbook(io.BytesIO(excel.content))
    ranked = next(sheet for sheet in sheets if sheet.title.endswith("定下的名次"))
    rows = list(ranked.iter_rows(min_row=3, values_only=True))
    assert [row[2] for row in rows] == ["张三禾", "李四井", "赵七里", "钱八斗", "孙九思"]


def test_three_people_of_whom_one_keeps_the_archive(town: Honoured) -> None:
    for name in ("archive_honours", "archive_honours_table"):
        address = reverse(name, args=[YEAR])
        assert signed_in(town.supervisor).get(address).status_code == 200
        assert signed_in(town.scorer).get(address).status_code == 403
        assert signed_in(town.clerk).get(reverse(name, args=[2019])).status_code == 404
    page = signed_in(town.clerk).get(f"/archive/?year={YEAR}").text
    assert reverse("archive_honours", args=[YEAR]) in page
    assert f"{reverse('print_new', args=['bundle'])}?year={YEAR}" in page


def test_a_volume_nobody_would_wait_for_comes_with_the_bundle(
    town: Honoured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 3)
    answer = signed_in(town.clerk).get(reverse("archive_honours", args=[YEAR]), follow=True)
    assert answer.redirect_chain == [(f"{reverse('print_new', args=['bundle'])}?year={YEAR}", 302)]
    assert "排版要几分钟：它在全年归档包里" in answer.text


def test_more_households_cost_no_more_queries(town: Honoured) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            volume(town)
        return len(asked)

    few = queries()
    other = Honoured("西河社区")
    for number in range(6):
        make_household(other.group, f"户{number}")
    assert Sheet.objects.filter(community=other.community, month=Month(YEAR, 12).month).exists()
    town = other
    assert queries() == few

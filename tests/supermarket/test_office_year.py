"""年度工作情况: villages, areas, rules, exchange and budget of a year, worked by hand."""

import io
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from households.models import Place
from households.services import households
from points.reports.office_year import AreaRow, PointsYear, VillageRow, YearRow
from points.reports.office_year import points_year as of_year
from supermarket.models import MarketPolicy
from supermarket.reports.office_year import KindRow, office_year, office_years
from supermarket.reports.office_year_words import figures, pictures, told
from supermarket.services import market_policies
from tests.factory import NOON, NOVEMBER, make_household, make_village, signed_in
from tests.points.notice_months import OCTOBER, settle
from tests.points.papers import squeezed
from tests.supermarket.quarters_told import Autumn
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = NOON.date()


def points_year(community: Place, year: int, until: date | None = None) -> PointsYear:
    return of_year(community, year, until or date(year, 12, 31))


class Year(Autumn):
    """In October 张 has 3 points for his yard and 1 for a meeting, 李 2 for hers; in November 张 1
    for a meeting, 李 loses 5. 孙庄 has not joined, 周庄 did in 2024; rice, oil and a haircut go."""

    def __init__(self) -> None:
        super().__init__()
        self.late = make_village(self.community, "孙庄", joined_on=None)
        self.early = make_village(self.community, "周庄", joined_on=date(2024, 5, 1))
        settle(self, OCTOBER, {self.zhang: ["4.1", "13.1"], self.li: ["4.2"]})
        settle(self, NOVEMBER, {self.zhang: ["13.1"], self.li: ["1.3"]})
        self.takes(self.zhang, rice=1, haircut=1)
        self.takes(self.li, oil=2)
        self.cancel(self.takes(self.li, rice=1))


@pytest.fixture
def town() -> Year:
    return Year()


def test_villages_with_who_lives_there_who_was_scored_and_who_is_active(town: Year) -> None:
    points = points_year(town.community, 2026)
    rows = {row.name: row for row in points.villages}
    joined = date(2026, 1, 1)
    # The market's own household was scored with nothing, both months.
    assert rows["赵庄"] == VillageRow("赵庄", joined, 2, scored=2, active=1, scored_before=0)
    # 李 had points in one month of two.
    assert rows["钱庄"] == VillageRow("钱庄", joined, 1, scored=1, active=1, scored_before=0)
    assert rows["孙庄"] == VillageRow("孙庄", None, 0, scored=0, active=0, scored_before=0)
    assert points.years == [YearRow(2024, 1, 0, 0), YearRow(2025, 1, 0, 0), YearRow(2026, 3, 3, 2)]


def test_the_years_before_stand_beside_the_year(town: Year) -> None:
    points = points_year(town.community, 2027, date(2027, 3, 1))
    assert points.years[-2:] == [YearRow(2026, 3, 3, 2), YearRow(2027, 3, 0, 0)]
    assert {row.name: row.scored_before for row in points.villages} == {
        "赵庄": 2,
        "钱庄": 1,
        "孙庄": 0,
        "周庄": 0,
    }
    five_later = points_year(town.community, 2031)
    assert [row.year for row in five_later.years] == [2027, 2028, 2029, 2030, 2031]
    assert {row.scored for row in five_later.years} == {0}


def test_a_village_that_joins_later_in_the_year_has_not_joined_yet(town: Year) -> None:
    make_village(town.community, "吴庄", joined_on=date(2026, 12, 1))
    assert [row.name for row in points_year(town.community, 2026, DAY).joined] == [
        row.name for row in points_year(town.community, 2026).joined if row.name != "吴庄"
    ]
    assert points_year(town.community, 2026, DAY).years[-1].villages == 3
    assert points_year(town.community, 2026).years[-1].villages == 4


def test_a_household_that_moved_counts_in_the_village_it_was_scored_in_last(town: Year) -> None:
    december = NOVEMBER.next()
    households.move(town.li, town.group, "投亲", town.clerk, NOON)
    settle(town, december, {town.li: ["4.2"]}, at=datetime(2026, 12, 20, 4, tzinfo=UTC))
    rows = {row.name: row for row in points_year(town.community, 2026).villages}
    assert (rows["赵庄"].scored, rows["钱庄"].scored) == (3, 0)
    # 李 now has points in two months of three.
    assert rows["赵庄"].active == 2


def test_points_by_area_as_they_were_given_and_taken(town: Year) -> None:
    areas = {row.name: row for row in points_year(town.community, 2026).areas}
    assert areas["环境建设"] == AreaRow("环境建设", given=5, taken=0)
    assert areas["民主建设"] == AreaRow("民主建设", given=2, taken=0)
    assert areas["家园建设"] == AreaRow("家园建设", given=0, taken=5)
    assert areas["文明建设"] == AreaRow("文明建设", given=0, taken=0)


def test_rules_that_bite_and_rules_that_sleep(town: Year) -> None:
    points = points_year(town.community, 2026)
    found = [(row.code, row.records, row.households, row.points) for row in points.items]
    assert found == [("13.1", 2, 1, 2), ("1.3", 1, 1, -5), ("4.1", 1, 1, 3), ("4.2", 1, 1, 2)]
    assert [row.code for row in points.asleep] == ["1.1", "7.2", "11.2", "11.3"]
    assert [(rule.name.split()[0], rule.records) for rule in points.rules] == [
        ("第1条", 1),
        ("第4条", 2),
        ("第7条", 0),
        ("第11条", 0),
        ("第13条", 2),
    ]
    assert [rule.name.split()[0] for rule in points.sleeping] == ["第7条", "第11条"]


def test_exchange_by_kind_without_what_was_cancelled(town: Year) -> None:
    found = office_year(town.community, 2026, DAY)
    by_kind = {row.category: (row.units, row.points) for row in found.kinds}
    assert sum(units for units, _ in by_kind.values()) == 4
    assert sum(points for _, points in by_kind.values()) == 20 + 8 + 2 * 15
    assert found.spent == 58
    assert found.kinds == sorted(found.kinds, key=lambda row: (-row.points, row.category))
    assert all(isinstance(row, KindRow) for row in found.kinds)


def test_the_year_in_sentences(town: Year) -> None:
    market_policies.save(
        MarketPolicy(community=town.community, budget_fen=1_000_00), town.clerk, NOON
    )
    words = told(office_year(town.community, 2026, DAY))
    assert words["villages"] == [
        "到2026年11月20日，4个自然村中3个参加，共3户（全社区3户）；全年记过分的3户，"
        "其中活跃的（一半以上的月份得了分）2户。",
        "2024年至2026年：参加的自然村1 → 1 → 3个，记过分的0 → 0 → 3户，活跃的0 → 0 → 2户。",
    ]
    assert "得分最多的是环境建设（5分）；扣分合计5分。" in words["areas"][0]
    assert words["rules"][0] == "评分项用到4个，全年没有用过的4个。"
    assert words["rules"][2].startswith("整条都没有用过的：第7条 ")
    assert words["exchange"][0].startswith("开了1个兑换期，兑出4件（次），用去58分")
    assert words["budget"][0].startswith("年度预算1000.00元，进货")
    found = figures(office_year(town.community, 2026, DAY))
    assert [number for number, _ in found[:2] + found[3:4]] == ["3 / 4", "3", "58"]
    over = told(office_year(town.community, 2026, date(2027, 1, 9)))
    assert over["villages"][0].startswith("到2026年底，")
    # The setting may have changed since.
    assert over["budget"][0].startswith("年度预算（按现在的设置）1000.00元，")


def test_a_year_without_anything_says_so(town: Year) -> None:
    found = office_year(town.community, 2025, DAY)
    words = told(found)
    assert words["areas"] == ["全年还没有评定的积分。"]
    assert words["exchange"] == ["全年没有兑换。"]
    assert "没有定年度预算" in words["budget"][0]
    assert pictures(found)["rules"] == []


def test_pictures_share_one_scale(town: Year) -> None:
    bars = pictures(office_year(town.community, 2026, DAY))
    assert [(bar.label, bar.part, bar.whole) for bar in bars["joined"]] == [
        ("2024年", 1, 3),
        ("2025年", 1, 3),
        ("2026年", 3, 3),
    ]
    assert {bar.label: (bar.part, bar.whole) for bar in bars["villages"]} == {
        "赵庄": (1, 2),
        "钱庄": (1, 1),
        "周庄": (0, 1),
    }
    assert [(bar.part, bar.rest) for bar in bars["joined"]] == [(1, 2), (1, 2), (3, 0)]
    assert {bar.label.split()[0]: bar.part for bar in bars["rules"]}["第7条"] == 0
    # Goods and merchants to the scale of the budget, where there is one.
    assert {bar.whole for bar in bars["budget"]} <= {max(bar.part for bar in bars["budget"])}


def test_clerk_auditor_and_supervisor_see_it_others_do_not(town: Year) -> None:
    for user in (town.clerk, town.auditor, town.supervisor):
        assert "4个自然村中3个参加" in signed_in(user).get(reverse("office_year")).text
    assert signed_in(town.scorer).get(reverse("office_year")).status_code == 403
    assert signed_in(town.storekeeper).get(reverse("office_year_print")).status_code == 403


def test_another_community_has_its_own_year(town: Year) -> None:
    other = Serving("西河社区")
    assert office_years(other.community) == []
    assert "还没有可以看的" in signed_in(other.clerk).get(reverse("office_year")).text
    answer = signed_in(other.clerk).get(reverse("office_year_print"), follow=True)
    assert "没有可打印的" in answer.text


def test_the_paper_has_every_chapter(town: Year) -> None:
    answer = signed_in(town.clerk).get(reverse("office_year_print"), {"year": "2026"})
    text = "".join(squeezed(PdfReader(io.BytesIO(answer.getvalue()))))
    for words in (
        "东岭社区2026年度家庭诚信积分工作情况",
        "一、村和户",
        "二、各方面的积分",
        "三、用得多的和没用过的条款",
        "四、兑换",
        "五、经费",
        "1.1不私搭乱建",
        "全年还没有结束，本表到2026年11月20日为止",
    ):
        assert words in text, words


def test_the_page_asks_as_often_for_many_households_as_for_few(town: Year) -> None:
    client = signed_in(town.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("office_year"))
        return len(asked)

    few = queries()
    for number in range(20):
        make_household(town.group, f"户{number}")
    assert queries() == few

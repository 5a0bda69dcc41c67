"""兑换登记表: what a quarter's window gave out, on paper to be signed and in Excel."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.roles import Role
from points.models import Policy
from points.periods import Quarter
from points.services import policies
from supermarket.reports.book_paper import Making
from supermarket.reports.register import (
    Register,
    RegisterLine,
    RegisterSlip,
    register,
    register_paper,
)
from supermarket.services.exchange import Collected
from tests.factory import NOON, make_household, make_officer
from tests.supermarket.books import (
    AUTUMN,
    WINTER,
    asked,
    make_village,
    page,
    pages_of,
    paper,
    sizes,
    table,
)
from tests.supermarket.factory import give_points, make_shop, stocked
from tests.supermarket.serving import Serving
from tests.supermarket.test_two_quarters import Village

pytestmark = pytest.mark.django_db

A4_LANDSCAPE = {(842, 595)}
LONG = ("阿不都热合曼·买买提·" * 6)[:60]


@pytest.fixture
def village() -> Village:
    return make_village()


@pytest.fixture
def town() -> Serving:
    return Serving()


def address(town: Serving, kind: str) -> str:
    return f"/market/quarters/2026-4/register/{town.shop.place.code}.{kind}"


def test_the_paper_holds_every_slip_of_the_window(village: Village) -> None:
    pdf = asked(village.keeper, f"{AUTUMN}register/W1.pdf")
    assert sizes(pdf) == A4_LANDSCAPE
    (text,) = pages_of(pdf)
    for part in (
        "东岭社区兑换登记表",
        "爱心超市·2026年第3季度",
        "户编号户主物品数量扣分余额领取人签字经办日期",
        # Zhang's first slip: two bags for 40, two haircuts for 16, 34 left.
        "0101张三禾大米2袋40",
        "理发2次16",
        "34超市管理员2026年9月25日",
        "撤销：多点了一次",
        "撤销：桶漏油",
        # 56 + 27 + 8 + 6; the slips of 8 and of 15 points were taken back.
        "合计：有效4张，撤销2张（不计）97",
        "大米2袋（40分）；理发3次（24分）；菜籽油1桶（15分）；鸡蛋3盒（18分）。",
        "东岭社区（盖章）",
        "第1页共1页",
    ):
        assert part in text, part


def test_the_quarter_of_a_slip_is_that_of_its_window(village: Village) -> None:
    text = paper(village.clerk, f"{WINTER}register/W1.pdf")
    # 66 + 32 + 10.
    assert "合计：有效3张，撤销0张（不计）108" in text
    assert "9月25日" not in text


def test_one_day_of_a_window(village: Village) -> None:
    text = paper(village.clerk, f"{AUTUMN}register/W1.pdf?on=2026-09-26")
    assert "2026年第3季度·2026年9月26日" in text
    assert "合计：有效1张，撤销1张（不计）8" in text
    assert "大米" not in text
    asked(village.clerk, f"{AUTUMN}register/W1.pdf?on=昨天", 404)


def test_the_table_has_a_row_a_line_and_no_points_for_what_was_cancelled(village: Village) -> None:
    title, rows = table(asked(village.clerk, f"{AUTUMN}register/W1.xlsx"))
    assert title == "爱心超市2026年第3季度兑换登记表"
    seen = [(row["编号"], row["物品"], row["数量"], row["扣分"], row["余额"]) for row in rows]
    assert seen == [
        ("0101-2", "大米", 2, 40, 34),
        ("0101-2", "理发", 2, 16, 34),
        ("0101-3", "理发", 1, None, 26),
        ("0102-2", "菜籽油", 1, 15, 18),
        ("0102-2", "鸡蛋", 2, 12, 18),
        ("0103-2", "理发", 1, 8, 22),
        ("0102-3", "菜籽油", 1, None, 3),
        ("0101-5", "鸡蛋", 1, 6, 28),
        ("合计", None, None, 97, None),
    ]
    assert rows[2]["备注"] == "已撤销，8分不计：多点了一次"
    assert (rows[0]["领取人"], rows[0]["户主"], rows[0]["日期"].date()) == (
        "户主本人",
        "张三禾",
        date(2026, 9, 25),
    )


def test_what_people_typed_is_never_a_formula(town: Serving) -> None:
    household = make_household(town.group, "=1+1")
    give_points(household, 50)
    town.exchange(rice=1, household=household, collector=Collected("other", "=2+2", "邻居"))
    _, rows = table(asked(town.clerk, address(town, "xlsx")))
    assert (rows[0]["户主"], rows[0]["领取人"]) == ("=1+1", "他人代领 =2+2（邻居）")


def test_each_counter_has_its_own(town: Serving) -> None:
    second = make_shop(town.community, "第二柜台", by=town.clerk)
    stocked(second, town.rice, 5, by=town.clerk)
    keeper = make_officer(Role.STOREKEEPER, second.place)
    town.exchange(rice=1)
    town.exchange(rice=2, outlet=second, by=keeper)
    assert "大米1袋20" in paper(town.clerk, address(town, "pdf"))
    other = f"/market/quarters/2026-4/register/{second.place.code}"
    assert "大米2袋40" in paper(keeper, f"{other}.pdf")
    for kind in ("pdf", "xlsx"):
        asked(keeper, address(town, kind), 404)


def test_who_came_for_the_head_stands_where_is_signed(town: Serving) -> None:
    town.exchange(rice=1, collector=Collected("other", "王五", "邻居"))
    assert "他人代领王五（邻居）" in paper(town.clerk, address(town, "pdf"))


def test_the_office_seals_with_the_name_it_has_set(town: Serving) -> None:
    policies.save(Policy(community=town.community, office="东岭社区居民委员会"))
    assert "东岭社区居民委员会（盖章）" in paper(town.clerk, address(town, "pdf"))


def test_a_character_without_a_glyph_is_told_and_nothing_printed(town: Serving) -> None:
    household = make_household(town.group, "张\U00013000")
    give_points(household, 50)
    town.exchange(rice=1, household=household)
    told = page(town.clerk, address(town, "pdf"), 422)
    assert f"户 {household.code} “\U00013000”（U+13000）" in told
    assert "2026年第4季度账册" in told


def test_the_queries_do_not_grow_with_the_slips(town: Serving) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            town.exchange(rice=1, haircut=1, household=town.neighbour(60))
        with CaptureQueriesContext(connection) as asked_:
            register(town.shop, Quarter(2026, 4))
        counts.append(len(asked_))
    assert counts == [3, 3]


def slips(number: int, head: str = "张三禾", lines: int = 2) -> list[RegisterSlip]:
    goods = [RegisterLine(each, "大米", "袋", quantity=1, points_each=20) for each in range(lines)]
    return [
        RegisterSlip(f"01-{each}", "01", head, goods, 40, 60, "", "王保管", NOON.date(), "")
        for each in range(number)
    ]


@pytest.mark.parametrize("head", ["张三禾", LONG])
def test_the_sums_and_the_seal_are_never_alone_on_a_page(town: Serving, head: str) -> None:
    for number in (1, 9, 10, 11, 12, 13) if head != LONG else (1, 3, 4, 5):
        book = Register(town.shop, Quarter(2026, 4), None, slips(number, head))
        last = pages_of(register_paper(book, Making(town.clerk, NOON)))[-1]
        assert last.startswith("户编号户主") or number < 12
        for part in ("大米1袋20", f"合计：有效{number}张", "（盖章）"):
            assert part in last, number

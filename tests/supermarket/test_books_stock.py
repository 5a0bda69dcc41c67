"""库存表, 入库单 and 盘点表: the goods of a quarter on paper, and in Excel."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.periods import Quarter
from supermarket.models import Receipt, StockCount
from supermarket.money import yuan
from supermarket.reports.book_paper import Making
from supermarket.reports.count_paper import CountRow, CountSheet, count_paper
from supermarket.reports.goods_in import GoodsIn, GoodsLine, goods_in_paper, thanks_paper
from supermarket.reports.stock_sheet import StockLine, StockSheet, stock_sheet, stock_sheet_paper
from supermarket.services import stock
from supermarket.services.stock import Item
from tests.factory import NOON
from tests.supermarket import quarters_paper as worked
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
from tests.supermarket.factory import TODAY, Market, make_goods, stocked
from tests.supermarket.test_two_quarters import Village

pytestmark = pytest.mark.django_db

LONG = ("阿不都热合曼·买买提·" * 6)[:60]
A4_UPRIGHT, A4_LANDSCAPE = {(595, 842)}, {(842, 595)}


@pytest.fixture
def village() -> Village:
    return make_village()


@pytest.fixture
def market() -> Market:
    return Market()


# 库存表


@pytest.mark.parametrize("quarter", [3, 4])
def test_the_sheet_is_that_of_the_worked_example(village: Village, quarter: int) -> None:
    sheet = stock_sheet(village.shop, Quarter(2026, quarter))
    found = {
        line.name: worked.Sheet(
            line.opening,
            line.purchase,
            line.donation,
            line.exchange,
            line.cancellation,
            line.count,
            line.write_off,
            line.closing,
        )
        for line in sheet.lines
    }
    assert found == worked.STOCK[quarter]
    money = {"采购": sheet.sums["purchase_fen"], "捐赠": sheet.sums["donation_fen"]}
    received = {kind: yuan(fen) for kind, fen in money.items() if fen}
    assert received == worked.RECEIVED_YUAN[quarter]


def test_what_is_left_is_worth_what_it_came_in_at(village: Village) -> None:
    # 8 bags at 32.00, 5 barrels at 28.00, 9 boxes at 15.00.
    autumn = stock_sheet(village.shop, Quarter(2026, 3))
    assert [line.closing_fen for line in autumn.lines] == [25600, 14000, 13500]
    # 3 bags at 32.00 and 5 at 34.00, 4 barrels; no box is left.
    winter = stock_sheet(village.shop, Quarter(2026, 4))
    assert [line.closing_fen for line in winter.lines] == [26600, 11200, 0]
    assert winter.sums["closing_fen"] == 37800


def test_goods_that_neither_stood_there_nor_moved_are_left_out(village: Village) -> None:
    assert stock_sheet(village.shop, Quarter(2026, 2)).lines == []
    spring = stock_sheet(village.shop, Quarter(2027, 2))
    # The eggs are gone.
    assert [(line.name, line.opening, line.closing) for line in spring.lines] == [
        ("大米", 8, 8),
        ("菜籽油", 4, 4),
    ]


def test_gifts_without_a_value_are_told_and_not_summed(market: Market) -> None:
    given = [Item(market.rice, 3, None, None)]
    stock.receive(market.shop, "donation", "李老板", given, TODAY, market.clerk, NOON)
    sheet = stock_sheet(market.shop, Quarter(2026, 4))
    rice = next(line for line in sheet.lines if line.name == "大米")
    assert (rice.closing, rice.closing_fen, rice.unpriced) == (23, 60000, 3)
    address = f"/market/quarters/2026-4/stock/{market.shop.place.code}"
    assert "23*600.00" in paper(market.clerk, f"{address}.pdf")
    assert "没有计价的，不在金额内：大米 3袋" in page(market.clerk, f"{address}/")


def test_worth_beyond_a_column_of_whole_numbers(market: Market) -> None:
    # 900,000 × 30,000.00 元.
    dear = [Item(market.rice, 900_000, None, 3_000_000)]
    stock.receive(market.shop, "purchase", "县粮油公司", dear, TODAY, market.clerk, NOON)
    sheet = stock_sheet(market.shop, Quarter(2026, 4))
    assert sheet.sums["purchase_fen"] == 2_700_000_000_000 + 60000 + 60000


def test_the_paper_and_the_page_and_the_table_tell_the_same(village: Village) -> None:
    pdf = asked(village.keeper, f"{WINTER}stock/W1.pdf")
    assert sizes(pdf) == A4_LANDSCAPE
    (text,) = pages_of(pdf)
    for part in ("东岭社区爱心超市库存表", "1大米袋8+5170.00−4−18266.00", "合计170.000.00378.00"):
        assert part in text, part
    shown = page(village.keeper, f"{WINTER}stock/W1/")
    for part in (">266.00<", ">−9<", ">+5<", ">378.00<"):
        assert part in shown
    title, rows = table(asked(village.keeper, f"{WINTER}stock/W1.xlsx"))
    assert title == "爱心超市2026年第4季度库存表"
    rice, _, eggs, sums = rows
    assert (rice["期初数量"], rice["采购数量"], rice["采购金额(元)"]) == (8, 5, 170)
    assert (rice["盘点差异"], rice["期末数量"], rice["期末金额(元)"]) == (-1, 8, 266)
    assert (eggs["报损"], eggs["期末数量"]) == (-9, 0)
    assert (sums["物品"], sums["期末金额(元)"]) == ("合计", 378)


def test_one_query_for_any_number_of_goods(market: Market) -> None:
    counts = []
    for _ in range(2):
        for number in range(3):
            stocked(market.shop, make_goods(market.community, f"面条{number}", by=market.clerk), 9)
        with CaptureQueriesContext(connection) as seen:
            assert len(stock_sheet(market.shop, Quarter(2026, 4)).lines) > 3
        counts.append(len(seen))
    assert counts == [1, 1]


@pytest.mark.parametrize("number", [19, 20, 21, 22, 23])
def test_the_sums_of_the_stock_sheet_are_never_alone(market: Market, number: int) -> None:
    line = StockLine(1, "大米", "袋", 8, 5, 17000, 0, 0, -4, 0, 0, 0, 9, 29000, 0)
    sheet = StockSheet(market.shop, Quarter(2026, 4), [line] * number)
    last = pages_of(stock_sheet_paper(sheet, Making(market.clerk, NOON)))[-1]
    for part in ("大米袋8", "合计", "（盖章）"):
        assert part in last


def test_what_was_typed_in_after_the_quarter_is_told(village: Village) -> None:
    address = f"{AUTUMN}stock/W1"
    assert "补登" not in page(village.keeper, f"{address}/") + paper(
        village.keeper, f"{address}.pdf"
    )
    late = [Item(village.rice, 2, None, 3000)]
    at, day = datetime(2026, 10, 1, tzinfo=NOON.tzinfo), date(2026, 9, 30)
    stock.receive(village.shop, "purchase", "县粮油公司", late, day, village.clerk, at)
    told = "另有1笔是本季度结束以后补登的"
    assert told in page(village.keeper, f"{address}/")
    assert told in paper(village.keeper, f"{address}.pdf")
    assert stock_sheet(village.shop, Quarter(2026, 4)).late == 0


# 入库单


def test_a_receipt_names_who_gave_and_what_it_is_worth(village: Village) -> None:
    bought, given = Receipt.objects.order_by("pk")[:2]
    pdf = asked(village.keeper, f"/market/stock/W1/receipts/{bought.ref}.pdf")
    assert sizes(pdf) == A4_UPRIGHT
    (text,) = pages_of(pdf)
    for part in ("爱心超市·2026年9月21日", "来源：采购供货商：县粮油公司", "1大米10袋32.00320.00",
                 "2菜籽油6桶28.00168.00", "合计488.00", "经手：超市管理员", "监督："):  # fmt: skip
        assert part in text, part
    text = paper(village.clerk, f"/market/stock/W1/receipts/{given.ref}.pdf")
    for part in ("来源：捐赠捐赠人：李老板", "1鸡蛋12盒15.00180.002026年10月20日", "合计180.00"):
        assert part in text, part


def gift(market: Market, rice_fen: int | None) -> Receipt:
    """Rice, each bag worth so much, and oil that nobody priced."""
    items = [Item(market.rice, 3, None, rice_fen), Item(market.oil, 3, None, None)]
    stock.receive(market.shop, "donation", "李老板", items, TODAY, market.clerk, NOON)
    return Receipt.objects.latest("pk")


def test_what_was_given_without_a_value_is_unpriced_and_not_worth_nothing(market: Market) -> None:
    given = gift(market, None)
    text = paper(market.clerk, f"{shelf(market)}receipts/{given.ref}.pdf")
    assert "1大米3袋未计价未计价" in text
    assert "合计未计价" in text
    assert "2 种，未计价" in page(market.clerk, "/market/quarters/2026-4/")
    values = "/market/quarters/2026-4/donors.pdf?paper=A4&values=on"
    assert "合计未计价" in paper(market.clerk, values)
    given = gift(market, 3000)
    assert "合计90.00" in paper(market.clerk, f"{shelf(market)}receipts/{given.ref}.pdf")
    assert "合计90.00" in paper(market.clerk, values)


def shelf(market: Market) -> str:
    return f"/market/stock/{market.shop.place.code}/"


def test_thanks_for_one_gift_on_one_sheet(market: Market) -> None:
    given = gift(market, None)
    address = f"{shelf(market)}receipts/{given.ref}/thanks.pdf"
    assert address in page(market.clerk, "/market/quarters/2026-4/")
    pdf = asked(market.storekeeper, address)
    assert sizes(pdf) == A4_LANDSCAPE
    (text,) = pages_of(pdf)
    for part in ("感谢状", "致李老板：", "东岭社区爱心超市捐赠大米3袋、菜籽油3桶。", "（盖章）"):
        assert part in text, part
    bought = Receipt.objects.filter(kind="purchase").earliest("pk")
    asked(market.clerk, f"{shelf(market)}receipts/{bought.ref}/thanks.pdf", 404)


def test_the_table_has_all_that_came_in_in_the_quarter(village: Village) -> None:
    title, rows = table(asked(village.clerk, f"{AUTUMN}goods-in/W1.xlsx"))
    assert title == "爱心超市2026年第3季度入库登记"
    seen = [(row["来源"], row["供货商或捐赠人"], row["物品"], row["金额(元)"]) for row in rows]
    assert seen == [
        ("采购", "县粮油公司", "大米", 320),
        ("采购", "县粮油公司", "菜籽油", 168),
        ("捐赠", "李老板", "鸡蛋", 180),
        ("合计", None, None, 668),
    ]
    assert rows[2]["保质期至"].date() == date(2026, 10, 20)


# 盘点表


def test_a_count_on_paper_and_in_the_table(village: Village) -> None:
    count = StockCount.objects.get()
    pdf = asked(village.keeper, f"/market/stock/W1/counts/{count.ref}.pdf")
    assert sizes(pdf) == A4_UPRIGHT
    (text,) = pages_of(pdf)
    for part in ("爱心超市·2026年12月1日", "1大米袋87−1少一袋", "2菜籽油桶440",
                 "共2种，1种有差异。", "盘点人：王保管", "监盘人：赵监督"):  # fmt: skip
        assert part in text, part
    title, rows = table(asked(village.clerk, f"/market/stock/W1/counts/{count.ref}.xlsx"))
    assert title == "爱心超市2026年12月1日盘点表"
    assert [(row["物品"], row["系统数"], row["实盘数"], row["差异"]) for row in rows] == [
        ("大米", 8, 7, -1),
        ("菜籽油", 4, 4, 0),
    ]


def test_a_blank_sheet_has_the_goods_and_no_answers(village: Village) -> None:
    text = paper(village.keeper, "/market/stock/W1/counts/blank.pdf")
    # Eggs are on offer though none is left.
    for part in ("1大米袋8", "2菜籽油桶4", "3鸡蛋盒0", "有差异的请写明原因"):
        assert part in text, part
    assert "王保管" not in text


def test_papers_of_another_counter_are_not_found(village: Village, market: Market) -> None:
    receipt, count = Receipt.objects.order_by("pk")[0], StockCount.objects.get()
    names = (f"receipts/{receipt.ref}.pdf", f"counts/{count.ref}.pdf", f"counts/{count.ref}.xlsx")
    for name in names:
        for person in (market.clerk, market.storekeeper):
            asked(person, f"/market/stock/W1/{name}", 404)
        # Nor under the code of a counter it is not of.
        asked(village.clerk, f"/market/stock/W9/{name}", 404)


@pytest.mark.parametrize("number", [1, 28, 29, 30, 31, 32, 33])
def test_long_names_and_many_rows_keep_their_signatures(market: Market, number: int) -> None:
    making = Making(market.clerk, NOON)
    receipt = Receipt(
        community=market.community, outlet=market.shop, kind="donation", source=LONG,
        received_on=TODAY, witness=LONG, by=market.clerk,
    )  # fmt: skip
    line = GoodsLine("大米", "袋", 1, 3000, None)
    last = pages_of(goods_in_paper(GoodsIn(receipt, [line] * number), making))[-1]
    if number > 12:
        goods = GoodsLine("大" * 40, "袋" * 10, 99_999, None, None)
        (text,) = pages_of(thanks_paper(GoodsIn(receipt, [goods] * number), making))
        assert f"等{number}种物品" in text
    for part in ("大米1袋", f"合计{number * 30}.00", f"监督：{LONG}", "（盖章）"):
        assert part in last, part
    rows = [CountRow(market.rice, 8, 7, "少一袋")] * number
    count = StockCount(counted_on=TODAY, counted_by=LONG, witness=LONG)
    last = pages_of(count_paper(CountSheet(market.shop, count, rows), making))[-1]
    for part in ("87−1少一袋", f"盘点人：{LONG}", "（盖章）"):
        assert part in last, part

"""The storekeeper's pages: the shelf, goods in, counting, writing off."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from supermarket.models import Receipt, StockCountLine, StockMovement
from supermarket.services import stock
from tests.factory import NOON, signed_in
from tests.supermarket.asking import send, text, told
from tests.supermarket.factory import TODAY, Market, make_goods, make_shop, stocked
from tests.supermarket.shelves import lots_of, rice, slip

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = timedelta(days=1)


@pytest.fixture
def market() -> Market:
    return Market()


def address(market: Market, act: str = "") -> str:
    return f"/market/stock/{market.shop.place.code}/{act}"


def test_the_page_shows_the_shelf_with_lots_and_warnings(market: Market) -> None:
    milk = make_goods(market.community, "牛奶", by=market.clerk, low_stock=9)
    stocked(market.shop, milk, 2, TODAY)
    stocked(market.shop, milk, 3, TODAY + 40 * DAY)
    stock.hold(market.shop, milk, 1, TODAY)
    shown = text(market.storekeeper, address(market))
    assert "保质期至2026年11月20日" in shown
    assert f"write-off/?lot={milk.number}:2026-11-20" in shown
    assert f"?lot={milk.number}:2026-12-30" not in shown
    for word in ("临期", "库存不足"):
        assert word in shown
    assert "入库" in shown
    assert f'href="{address(market, "receive/")}"' not in text(market.supervisor, address(market))


def test_the_page_shows_a_day_in_the_past(market: Market) -> None:
    later = NOON + DAY
    slip(market, later, rice=3)
    assert '<td class="is-number" data-label="库存">17</td>' in text(market.clerk, address(market))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: later)
        shown = text(market.clerk, address(market, "?on=2026-11-20"))
        assert "2026年11月20日结束时" in shown
        assert '<td class="is-number" data-label="库存">20</td>' in shown
        assert "这一天还没有库存" in text(market.clerk, address(market, "?on=2026-11-19"))
        assert "日期不对" in text(market.clerk, address(market, "?on=昨天"))
        coming = text(market.clerk, address(market, "?on=2026-11-26"))
        assert "这一天还没有到，请选今天或以前的日期。" in coming
        assert "2026年11月26日" not in coming


def test_movements_say_where_they_come_from(market: Market) -> None:
    redemption = slip(market, rice=2)
    stock.give_back(redemption, market.storekeeper, NOON)
    stock.write_off(market.shop, market.oil, None, 1, "破损", market.storekeeper, NOON)
    shown = text(market.supervisor, address(market, "movements/"))
    for word in ("县粮油公司", f"兑换单 {redemption.slip_number}", "破损", "兑换撤销", "共 5 笔"):
        assert word in shown


RECEIPT = {"kind": "purchase", "source": "县粮油公司", "received_on": "2026-11-20", "paper": "17"}


def line(
    place: int, product: Any, quantity: Any, cost: str = "", until: str = ""
) -> dict[str, Any]:
    return {
        f"item-{place}-product": product,
        f"item-{place}-quantity": quantity,
        f"item-{place}-unit_cost_fen": cost,
        f"item-{place}-best_before": until,
    }


def test_goods_come_in_by_number_name_and_pinyin_once(market: Market) -> None:
    page = address(market, "receive/")
    sent = (
        RECEIPT
        | line(0, market.rice.number, "５", "31.5", "2027-01-01")
        | line(2, "czy", "4", "28")
        | line(7, "大米", "1", "30")
    )
    client = signed_in(market.storekeeper)
    token = client.get(page).context["form"]["form_token"].value()
    for _ in range(2):
        assert "已入库3种商品。" in told(send(market.storekeeper, page, sent, token))
    assert lots_of(market, market.rice) == [(date(2027, 1, 1), 5), (None, 20), (None, 1)]
    receipt = Receipt.objects.get(paper="17")
    costs = receipt.movements.order_by("pk").values_list("lot__unit_cost_fen", flat=True)
    assert list(costs) == [3150, 2800, 3000]


def test_a_receipt_with_mistakes_writes_nothing_and_points_at_each(market: Market) -> None:
    make_goods(market.community, "小米", by=market.clerk)
    before = Receipt.objects.count()
    for lines, sentence in (
        (line(0, "", "5"), "第1行商品：请填是什么商品。"),
        (line(1, "大米", ""), "第2行数量：请填数量。"),
        (line(0, "飞机", "5", "1"), "没有找到在架的商品“飞机”"),
        (line(0, "米", "5", "1"), "“米”不止一种"),
        (line(0, "大米", "1.5", "1"), "不是整数"),
        (line(0, "大米", "0", "1"), "数量应在 1 至"),
        (line(0, "大米", "-1", "1"), "数量应在 1 至"),
        (line(0, "大米", "1", "x"), "不是金额"),
        (line(0, "大米", "1"), "是采购的，请填单价"),
        (line(0, "大米", "1", "1", "2026-11-19"), "入库时已经过期"),
        (line(0, "理发", "1", "1"), "没有找到在架的商品"),
        ({}, "至少填一种"),
        (line(0, "大米", "1", "1") | {"source": ""}, "请写明供货商或捐赠人"),
        (line(0, "大米", "1", "1") | {"received_on": "2026-11-21"}, "还没有到"),
    ):
        response = send(market.storekeeper, address(market, "receive/"), RECEIPT | lines)
        assert response.status_code == 422, sentence
        assert sentence in response.content.decode()
    assert Receipt.objects.count() == before


def count(market: Market, **more: Any) -> dict[str, Any]:
    """A count in which everything is as the system says, sent as the page showed it."""
    sent: dict[str, Any] = {"counted_by": "王保管", "witness": "赵监督"}
    for product in (market.rice, market.oil):
        sent |= {f"found_{product.number}": "20", f"seen_{product.number}": "20"}
    return sent | more


def test_a_count_is_registered_once_with_its_differences(market: Market) -> None:
    page, number = address(market, "count/"), market.rice.number
    sent = count(market, **{f"found_{number}": "18", f"reason_{number}": "鼠害"})
    token = signed_in(market.storekeeper).get(page).context["form"]["form_token"].value()
    for _ in range(2):
        response = send(market.storekeeper, page, sent, token)
        assert "已盘点2种商品，1种有差异。" in told(response)
    assert rice(market).quantity == 18
    assert StockCountLine.objects.count() == 2


def test_a_line_left_empty_is_not_counted(market: Market) -> None:
    response = send(
        market.storekeeper,
        address(market, "count/"),
        count(market, **{f"found_{market.oil.number}": ""}),
    )
    assert "已盘点1种商品，0种有差异。" in told(response)


def test_a_count_tells_what_went_out_since_the_page_was_opened(market: Market) -> None:
    slip(market, rice=1)
    page, number = address(market, "count/"), market.rice.number
    response = send(market.storekeeper, page, count(market))
    assert "系统数由 20 变为 19，与实盘数 20 不符" in response.content.decode()
    # Shown again with the number as it is now, which the next sending carries.
    assert response.context["form"][f"seen_{number}"].value() == "19"
    assert "19 袋" in response.content.decode()
    changed = count(market, **{f"found_{number}": "17", f"reason_{number}": "鼠害"})
    shown = told(send(market.storekeeper, page, changed))
    assert "系统数由20变为19，差异按19算为-2，请复核实物。" in shown


def test_a_count_that_is_wrong_is_told_and_writes_nothing(market: Market) -> None:
    number = market.rice.number
    for wrong, sentence in (
        ({f"found_{number}": "18"}, "差 -2，请写明原因"),
        ({f"found_{number}": "十八"}, "不是整数"),
        ({f"found_{number}": "-1"}, "实盘数应在 0 至"),
        ({"witness": ""}, "请写明监盘人"),
        ({"witness": "王保管"}, "不能是盘点人自己"),
    ):
        response = send(market.storekeeper, address(market, "count/"), count(market, **wrong))
        assert response.status_code == 422, sentence
        assert sentence in response.content.decode()
    assert not StockCountLine.objects.exists()


def test_a_lot_is_written_off_by_its_link(market: Market) -> None:
    milk = make_goods(market.community, "牛奶", by=market.clerk)
    stocked(market.shop, milk, 2, TODAY)
    lot = f"{milk.number}:2026-11-20"
    page = address(market, "write-off/")
    assert f'<option value="{lot}" selected>' in text(market.storekeeper, f"{page}?lot={lot}")
    sent = {"lot": lot, "quantity": "2", "reason": "过期"}
    token = signed_in(market.storekeeper).get(page).context["form"]["form_token"].value()
    for _ in range(2):
        # The second sending names a lot that is gone, and gets the first one's answer.
        response = send(market.storekeeper, page, sent, token)
        assert f"{milk.number} 牛奶已报损2袋。" in told(response)
    assert "这个批次已经没有了" in told(send(market.storekeeper, page, sent))
    for wrong, sentence in (
        ({"quantity": "21"}, "大米只有 20 袋，不够 21"),
        ({"quantity": "0"}, "至少为 1"),
        ({"reason": ""}, "请写明报损的原因"),
        ({"lot": ""}, "请选择批次"),
    ):
        other = {"lot": f"{market.rice.number}:", "quantity": "1", "reason": "受潮"}
        assert sentence in told(send(market.storekeeper, page, other | wrong))
    assert StockMovement.objects.filter(kind="write_off").count() == 1


def test_empty_shelves_say_what_to_do(market: Market) -> None:
    second = make_shop(market.community, "第二柜台", by=market.clerk).place.code
    assert "登记入库之后就在这里" in text(market.clerk, f"/market/stock/{second}/")
    assert "商品入库之后会列在这里" in text(market.supervisor, f"/market/stock/{second}/")
    assert "库存是空的" in text(market.clerk, f"/market/stock/{second}/write-off/")
    assert "还没有出入库" in text(market.clerk, f"/market/stock/{second}/movements/")


def test_the_pages_cost_the_same_for_few_and_many(market: Market) -> None:
    addresses = [
        address(market, act)
        for act in ("", "?on=2026-11-19", "movements/", "count/", "write-off/", "receive/")
    ]

    def cost() -> list[int]:
        client, found = signed_in(market.storekeeper), []
        for each in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(each).status_code == 200
            found.append(len(queries))
        return found

    few = cost()
    for number in range(12):
        goods = make_goods(market.community, f"小米{number}", by=market.clerk)
        for ahead in (0, 40):
            stocked(market.shop, goods, 3, TODAY + ahead * DAY)
    slip(market, rice=2)
    assert cost() == few
    assert max(few) <= 10

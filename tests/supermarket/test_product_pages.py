"""The pages of the catalogue: list, search, export, one product and everything done to it."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from supermarket.models import Price, Product
from supermarket.services import catalogue
from tests.factory import NOON, signed_in
from tests.supermarket.asking import send, text, told
from tests.supermarket.factory import TODAY, Market, make_goods

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

LIST = "/market/products/"


@pytest.fixture
def market() -> Market:
    return Market()


def page_of(product: Product, act: str = "") -> str:
    return f"{LIST}{product.number}/{act}"


def test_the_list_shows_what_is_on_offer_at_todays_prices(market: Market) -> None:
    catalogue.price(market.rice, 25, 3200, TODAY + timedelta(days=1), market.clerk, NOON)
    catalogue.retire(market.oil, market.clerk, NOON)
    shown = text(market.storekeeper, LIST)
    assert "共 2 种" in shown
    assert "大米" in shown
    assert '<td class="is-number" data-label="积分">20</td>' in shown
    assert "便民理发店" in shown
    assert "菜籽油" not in shown
    assert "登记新品" not in shown
    assert "登记新品" in text(market.clerk, LIST)
    assert "菜籽油" in text(market.clerk, f"{LIST}?standing=retired")
    assert "共 3 种" in text(market.clerk, f"{LIST}?standing=all")


def test_the_list_is_narrowed_by_words_kind_and_category(market: Market) -> None:
    for query, names in (
        ("q=dm", ["大米"]),
        (f"q={market.oil.number}", ["菜籽油"]),
        ("kind=service", ["理发"]),
        ("category=粮油", ["大米", "菜籽油"]),
        ("q=没有", []),
    ):
        shown = text(market.clerk, f"{LIST}?{query}")
        for name in ("大米", "菜籽油", "理发"):
            assert (f">{name}</a>" in shown) == (name in names), (query, name)
    assert "没有符合条件的商品" in text(market.clerk, f"{LIST}?q=没有")
    assert "没有这个类别" in text(market.clerk, f"{LIST}?category=x")


def test_the_field_that_looks_products_up_finds_goods_on_offer(market: Market) -> None:
    client = signed_in(market.storekeeper)
    found = client.get(f"{LIST}search/", {"q": "dm", "kind": "goods"}).json()["results"]
    number = market.rice.number
    assert found == [{"value": str(number), "label": f"{number} 大米", "hint": "20分／袋"}]
    assert not client.get(f"{LIST}search/", {"q": "lifa", "kind": "goods"}).json()["results"]
    assert client.get(f"{LIST}search/", {"q": "lifa"}).json()["results"]
    assert not client.get(f"{LIST}search/").json()["results"]


def test_the_export_holds_what_the_list_shows(market: Market) -> None:
    response = signed_in(market.clerk).get(f"{LIST}export/?category=粮油")
    sheet = openpyxl.load_workbook(BytesIO(response.content)).active
    names = [row[1].value for row in sheet.iter_rows(min_row=3)]
    assert names == ["大米", "菜籽油"]
    assert "20261120.xlsx" in response["Content-Disposition"]


NEW: dict[str, Any] = {
    "number": "５０",
    "kind": "goods",
    "name": "面粉",
    "category": "粮油",
    "unit": "袋",
    "points": "12",
    "cost_fen": "25.50",
    "from_on": "2026-11-20",
}


def test_a_new_product_is_registered_once(market: Market) -> None:
    client = signed_in(market.clerk)
    token = client.get(f"{LIST}new/").context["form"]["form_token"].value()
    for _ in range(2):
        response = send(market.clerk, f"{LIST}new/", NEW, token)
        assert (response.status_code, response["Location"]) == (302, f"{LIST}50/")
    price = Price.objects.get(product__number=50)
    assert (price.points, price.cost_fen) == (12, 2550)


def test_a_new_service_has_its_merchant(market: Market) -> None:
    service = NEW | {"kind": "service", "merchant": market.merchant.place.code}
    send(market.clerk, f"{LIST}new/", service)
    assert Product.objects.get(number=50).merchant == market.merchant


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"number": "0"}, "number", "编号应在 1 至 9999 之间"),
        ({"number": "一"}, "number", "不是整数"),
        ({"points": "-1"}, "points", "积分应在 1 至 9999 之间"),
        ({"points": "1.5"}, "points", "不是整数"),
        ({"cost_fen": "1.234"}, "cost_fen", "最多两位小数"),
        ({"cost_fen": ""}, "cost_fen", "请填写成本"),
        ({"kind": "service"}, "merchant", "服务须选商家"),
        ({"name": ""}, "name", "请填写名称"),
        ({"from_on": "昨天"}, "from_on", "日期不对"),
        ({"low_stock": "0"}, "low_stock", "库存提醒应在 1 至"),
    ],
)
def test_a_new_product_is_refused_at_the_field_that_is_wrong(
    market: Market, wrong: dict[str, str], field: str, sentence: str
) -> None:
    response = send(market.clerk, f"{LIST}new/", NEW | wrong)
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors[field])
    assert not Product.objects.filter(number=50).exists()


def test_the_page_tells_prices_stock_and_limits(market: Market) -> None:
    catalogue.price(market.oil, 18, 2900, TODAY + timedelta(days=5), market.clerk, NOON)
    shown = text(market.storekeeper, page_of(market.oil))
    assert "未起用" in shown
    assert "28.00" in shown
    assert "29.00" in shown
    assert "2桶" in shown
    assert f'<a href="/market/stock/{market.shop.place.code}/">20桶</a>' in shown
    assert "改价格" not in shown
    assert "改价格" in text(market.clerk, page_of(market.oil))
    assert "便民理发店" in text(market.clerk, page_of(market.haircut))


def test_particulars_are_changed(market: Market) -> None:
    page = page_of(market.oil, "change/")
    form = signed_in(market.clerk).get(page).context["form"]
    assert form.initial["limit_per_quarter"] == 2
    changed = {"name": "山茶油", "category": "粮油", "unit": "桶", "limit_per_quarter": ""}
    assert f"{market.oil.number} 菜籽油：已修改。" in told(send(market.clerk, page, changed))
    market.oil.refresh_from_db()
    assert (market.oil.name, market.oil.limit_per_quarter) == ("山茶油", None)
    response = send(market.clerk, page, changed | {"unit": "斤"})
    assert "已有以“桶”计的出入库" in str(response.context["form"].errors["unit"])


def test_a_price_is_given_from_a_day_on(market: Market) -> None:
    page = page_of(market.rice, "price/")
    assert 'value="32.00"' in text(market.clerk, page)
    price = {"points": "22", "cost_fen": "32", "from_on": "2026-12-01"}
    assert "2026年12月1日起按22分。" in told(send(market.clerk, page, price))
    late = send(market.clerk, page, price | {"from_on": "2026-11-19"})
    assert "已经过去的日子" in str(late.context["form"].errors["from_on"])
    assert Price.objects.filter(product=market.rice).count() == 2


def picture(name: str = "米.png") -> SimpleUploadedFile:
    sent = BytesIO()
    Image.new("RGB", (30, 40), (200, 180, 90)).save(sent, "PNG")
    return SimpleUploadedFile(name, sent.getvalue())


def test_a_picture_is_made_anew_and_shown(market: Market) -> None:
    page = page_of(market.rice, "picture/")
    assert signed_in(market.clerk).get(page_of(market.rice, "picture.jpg")).status_code == 404
    assert "图片已换好" in told(send(market.clerk, page, {"picture": picture()}))
    shown = signed_in(market.storekeeper).get(page_of(market.rice, "picture.jpg"))
    assert shown["Content-Type"] == "image/jpeg"
    assert Image.open(BytesIO(b"".join(shown.streaming_content))).size == (30, 40)
    wrong = SimpleUploadedFile("a.jpg", b"%PDF-1.7")
    response = send(market.clerk, page, {"picture": wrong})
    assert "这是 PDF 文件" in str(response.context["form"].errors["picture"])
    assert "请选择图片" in str(send(market.clerk, page, {}).context["form"].errors["picture"])


def test_a_product_is_retired_and_offered_again_after_asking(market: Market) -> None:
    assert "要下架吗？" in text(market.clerk, page_of(market.rice, "retire/"))
    assert "已下架，不能再兑换" in told(send(market.clerk, page_of(market.rice, "retire/"), {}))
    assert "已被他人处理" in told(send(market.clerk, page_of(market.rice, "retire/"), {}))
    shown = text(market.clerk, page_of(market.rice))
    assert "重新上架" in shown
    assert "已重新上架" in told(send(market.clerk, page_of(market.rice, "offer/"), {}))
    assert Product.objects.get(pk=market.rice.pk).retired_at is None


def upload(market: Market, content: str, **more: str) -> Any:
    data = {"file": SimpleUploadedFile("目录.csv", content.encode()), "from_on": "2026-11-20"}
    return send(market.clerk, f"{LIST}import/", data | more)


TABLE = "编号,名称,类别,单位,积分,成本(元)\n60,面粉,粮油,袋,12,25.5\n"


def test_the_import_page_checks_imports_and_tells(market: Market) -> None:
    checked = upload(market, TABLE, check="1").content.decode()
    assert "没有写入。导入时会新增 1 种" in checked
    assert "60 面粉" in checked
    assert not Product.objects.filter(number=60).exists()
    assert "导入完毕：新增 1 种，变更 0 处，调价 0 种，没有变化 0 种。" in told(
        upload(market, TABLE)
    )
    assert "没有变化 1 种" in told(upload(market, TABLE))


def test_the_import_page_lists_the_mistakes(market: Market) -> None:
    response = upload(market, TABLE + "60,挂面,粮油,把,-5,x\n")
    assert response.status_code == 422
    shown = response.content.decode()
    assert "表格有 3 处要改正，没有导入。" in shown
    assert "编号 60 在第2行和第3行重复了" in shown
    assert "没有找到表头" in upload(market, "甲,乙\n1,2\n").content.decode()
    assert "请选择要导入的" in told(send(market.clerk, f"{LIST}import/", {}))


def test_lists_cost_the_same_for_few_and_many(market: Market) -> None:
    addresses = (
        LIST,
        f"{LIST}?q=mi",
        f"{LIST}search/?q=mi",
        f"{LIST}export/",
        page_of(market.rice),
    )

    def cost() -> list[int]:
        client, found = signed_in(market.clerk), []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    few = cost()
    for number in range(30):
        make_goods(market.community, f"小米{number}", by=market.clerk)
        catalogue.price(
            market.rice, 30 + number, 1, TODAY + timedelta(days=number), market.clerk, NOON
        )
    assert cost() == few
    assert max(few) <= 10

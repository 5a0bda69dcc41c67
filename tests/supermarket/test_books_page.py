"""The page of a quarter's books, who sees which of them, and the thanks list of donors."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from households.roles import Role
from points.models import Policy
from points.periods import Quarter
from points.services import policies
from supermarket.models import Product
from supermarket.reports.book_paper import Making
from supermarket.reports.donors import Donor, ThanksList, donors_paper, thanks_list
from supermarket.services import stock, vouchers
from supermarket.services.stock import Found, Item
from tests.factory import NOON, make_officer, signed_in
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
from tests.supermarket.factory import TODAY, make_merchant, make_service, make_shop, stocked
from tests.supermarket.serving import Serving
from tests.supermarket.test_two_quarters import Village

pytestmark = pytest.mark.django_db

NOW = "/market/quarters/2026-4/"
LONG = ("阿不都热合曼·买买提·" * 6)[:60]


@pytest.fixture
def village() -> Village:
    return make_village()


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Serving:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return Serving()


def test_the_page_tells_what_each_book_holds(village: Village) -> None:
    text = page(village.clerk, AUTUMN)
    for part in (
        "2026年第3季度账册",
        "有效 4 张，扣 97 分；撤销 2 张",
        # 27 September: Zhang's eggs.
        "有效 1 张，扣 6 分",
        "2 单，668.00 元",
        "9月21日采购，县粮油公司，2 种，488.00 元",
        "9月22日捐赠，李老板，1 种，180.00 元",
        "本季度有 1 个单位和个人捐赠。",
        "10.00",
        "待付款",
    ):
        assert part in text, part
    text = page(village.clerk, WINTER)
    for part in ("12月1日，2 种，1 种有差异", "本季度没有捐赠。", "32.00"):
        assert part in text, part


def test_every_link_of_the_page_opens(village: Village) -> None:
    client = signed_in(village.clerk)
    for address in (AUTUMN, WINTER):
        found = client.get(address).content.decode().split('href="')[1:]
        links = {each.split('"')[0].replace("&amp;", "&") for each in found}
        ours = {link for link in links if "/quarters/" in link or "/stock/" in link}
        assert len(ours) > 8
        for link in [*ours, f"{address}donors.pdf?paper=A4&values=on"]:
            assert client.get(link).status_code == 200, link


def test_the_home_leads_to_the_books_and_they_to_each_other(town: Serving) -> None:
    assert f'href="{NOW}"' in page(town.clerk, "/market/")
    text = page(town.clerk, NOW)
    assert 'href="/market/quarters/2026-3/"' in text
    assert "2027-1" not in text
    assert 'href="/market/quarters/2026-1/"' in page(town.clerk, "/market/quarters/2025-4/")
    asked(town.clerk, "/market/quarters/2026-5/", 404)
    # Where the calendar of the program begins and ends.
    assert "1999" not in page(town.clerk, "/market/quarters/2000-1/")
    assert "2101" not in page(town.clerk, "/market/quarters/2100-4/")


def test_a_storekeeper_sees_the_books_of_his_counter_alone(town: Serving) -> None:
    second = make_shop(town.community, "第二柜台", by=town.clerk)
    gift = [Item(town.rice, 1, None, 3000)]
    stock.receive(second, "donation", "李老板", gift, TODAY, town.clerk, NOON)
    text = page(town.storekeeper, NOW)
    assert "空白盘点表" in text
    for hidden in ("第二柜台", "李老板", "捐赠感谢榜", "商家结算"):
        assert hidden not in text
    for name in ("donors.pdf?paper=A4", "donors.xlsx"):
        asked(town.storekeeper, NOW + name, 403)


def test_supervisors_and_auditors_see_all_and_keep_nothing(town: Serving) -> None:
    for person in (town.supervisor, town.auditor):
        text = page(person, NOW)
        assert "商家结算" in text
        assert "空白盘点表" not in text
        asked(person, f"/market/stock/{town.shop.place.code}/counts/blank.pdf", 403)


@pytest.mark.parametrize("name", ["scorer", "barber", "administrator"])
def test_whoever_has_no_business_with_the_supermarket_sees_no_book(
    town: Serving, name: str
) -> None:
    person = getattr(town, name)
    for address in (NOW, f"{NOW}donors.xlsx", f"{NOW}donors.pdf?paper=A4"):
        asked(person, address, 403)
    books = ("register/{}.pdf", "register/{}.xlsx", "stock/{}/", "stock/{}.pdf", "stock/{}.xlsx",
             "goods-in/{}.xlsx")  # fmt: skip
    for book in books:
        status = 403 if name == "administrator" else 404
        asked(person, NOW + book.format(town.shop.place.code), status)


def test_the_queries_do_not_grow_with_the_books(town: Serving) -> None:
    counts = []
    client = signed_in(town.clerk)
    for place in range(3):
        shop = make_shop(town.community, f"第{place}柜台", by=town.clerk)
        barber = make_merchant(town.community, f"第{place}理发店", by=town.clerk)
        make_service(barber, f"理发{place}", by=town.clerk)
        stocked(shop, town.rice, 9, by=town.clerk)
        gift = [Item(town.rice, 1, None, 3000)]
        stock.receive(shop, "donation", f"李老板{place}", gift, TODAY, town.clerk, NOON)
        stock.count(shop, [Found(town.rice, 10)], "王保管", "赵监督", town.clerk, NOON)
        service = Product.objects.get(merchant=barber)
        slip = town.exchange(town.pick(service, 1), household=town.neighbour(60))
        cutter = make_officer(Role.MERCHANT, barber.place)
        vouchers.use(town.voucher(slip).code, barber, cutter, NOON)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(NOW).status_code == 200
        counts.append(len(seen))
    assert counts[1] == counts[2] <= 25


# 捐赠感谢榜


@pytest.mark.parametrize(("sheet", "size"), [("A3", (1191, 842)), ("A4", (595, 842))])
def test_the_thanks_list_hangs_with_or_without_values(
    village: Village, sheet: str, size: tuple[int, int]
) -> None:
    address = f"{AUTUMN}donors.pdf?paper={sheet}"
    pdf = asked(village.clerk, address)
    assert sizes(pdf) == {size}
    (text,) = pages_of(pdf)
    for part in ("东岭社区爱心超市捐赠感谢榜", "2026年第3季度", "李老板鸡蛋12盒9月22日"):
        assert part in text, part
    assert "180.00" not in text
    assert "县粮油公司" not in text
    assert "李老板鸡蛋12盒180.009月22日" in paper(village.clerk, f"{address}&values=on")
    asked(village.clerk, f"{AUTUMN}donors.pdf?paper=A5", 404)


def test_where_the_thanks_list_is_sealed_is_not_torn(village: Village) -> None:
    community = village.shop.community
    policies.save(Policy(community=community, office="东岭街道东岭社区居民委员会"))
    (sheet,) = PdfReader(BytesIO(asked(village.clerk, f"{AUTUMN}donors.pdf?paper=A4"))).pages
    lines = ["".join(line.split()) for line in sheet.extract_text().splitlines()]
    assert "东岭街道东岭社区居民委员会（盖章）年月日" in lines


def test_the_table_of_donors(village: Village) -> None:
    title, rows = table(asked(village.clerk, f"{AUTUMN}donors.xlsx"))
    assert title == "东岭社区2026年第3季度捐赠感谢榜"
    assert [(row["捐赠人"], row["物品"], row["数量"], row["金额(元)"]) for row in rows] == [
        ("李老板", "鸡蛋", 12, 180),
        ("合计", None, None, 180),
    ]
    assert rows[0]["日期"].date() == date(2026, 9, 22)


def test_a_community_thanks_its_own_donors(village: Village) -> None:
    other = Serving("西湖社区")
    assert "李老板" not in paper(other.clerk, f"{AUTUMN}donors.pdf?paper=A4")


@pytest.mark.parametrize("sheets", ["A3", "A4"])
@pytest.mark.parametrize("number", [9, 10, 12, 14, 16])
def test_the_seal_of_the_thanks_list_is_never_alone(
    village: Village, sheets: str, number: int
) -> None:
    (donor,) = thanks_list(village.office.community, Quarter(2026, 3)).donors
    book = ThanksList(
        village.office.community, Quarter(2026, 3), [Donor(LONG, donor.gifts)] * number
    )
    last = pages_of(donors_paper(book, sheets, Making(village.clerk, NOON), with_values=True))[-1]
    for part in ("鸡蛋12盒180.00", f"合计{number * 180}.00", "（盖章）"):
        assert part in last, part

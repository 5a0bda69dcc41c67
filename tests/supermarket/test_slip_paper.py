"""Slips and vouchers on paper, read back from their PDF; and who printed what how often."""

import io
from urllib.parse import quote

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from households.models import Household, User
from households.qr import qr_svg
from households.refusals import Refused
from supermarket.models import Redemption, SlipPrint, Voucher
from supermarket.reports import slip_paper
from supermarket.services import slip_prints, vouchers
from supermarket.services.exchange import Collected
from tests.factory import NOON, make_household, signed_in
from tests.supermarket.counting import words
from tests.supermarket.factory import (
    give_points,
    make_goods,
    make_merchant,
    make_service,
    stocked,
)
from tests.supermarket.serving import Serving
from tests.wall import lines_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SLIP, VOUCHERS = "slip", "vouchers"
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def town() -> Serving:
    return Serving()


def print_(
    by: User | Client, slip: Redemption, sheet: str = SLIP, paper: str = "A6"
) -> HttpResponse:
    client = signed_in(by) if isinstance(by, User) else by
    return client.post(f"/market/slips/{slip.ref}/print/", {"sheet": sheet, "paper": paper})


def printed(by: User | Client, slip: Redemption, sheet: str = SLIP, paper: str = "A6") -> bytes:
    answer = print_(by, slip, sheet, paper)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return b"".join(answer.streaming_content)


def text(pdf: bytes) -> str:
    return "\n".join(lines_of(pdf))


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of the pages in millimetres."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return [
        (round(float(box.width) / POINTS_PER_MM), round(float(box.height) / POINTS_PER_MM))
        for box in boxes
    ]


# What stands on a slip


@pytest.mark.parametrize("paper", ["A6", "80mm"])
def test_a_slip_carries_everything_the_villager_signs(town: Serving, paper: str) -> None:
    collector = Collected("other", "王五", "邻居")
    slip = town.exchange(rice=2, haircut=1, collector=collector)
    lines = lines_of(printed(town.storekeeper, slip, paper=paper))
    squeezed = ["".join(line.split()) for line in lines]
    for line in (
        "兑换单",
        "东岭社区爱心超市",
        f"编号{slip.slip_number}",
        f"户编号{town.household.code}",
        "户主张三禾",
        "领取人及关系他人代领王五（邻居）",
        "物品数量分值",
        "大米2袋40",
        "理发1次8",
        "领取人签字：",
    ):
        assert line in squeezed
    whole = "".join(squeezed)
    for part in ("合计48分", "余额52分", "经办超市管理员", "2026年11月20日12:00"):
        assert part in whole
    assert "重印" not in whole


def test_the_balance_on_paper_is_that_of_the_slip(town: Serving) -> None:
    slip = town.exchange(rice=1)
    give_points(town.household, 500)
    assert "余额 80分" in text(printed(town.storekeeper, slip))


def test_sizes(town: Serving) -> None:
    slip = town.exchange(rice=1)
    assert sizes(printed(town.storekeeper, slip, paper="A6")) == [(105, 148)]
    ((width, short),) = sizes(printed(town.storekeeper, slip, paper="80mm"))
    assert width == 80
    give_points(town.household, 500)
    goods = []
    for number in range(14):
        long = make_goods(town.community, f"很长名字的多用途商品之{number}", 1, by=town.clerk)
        stocked(town.shop, long, 9, by=town.clerk)
        goods.append(town.pick(long, 1))
    many = town.exchange(*goods)
    # A roll is as long as its slip; reprints have a line more.
    printed(town.storekeeper, many, paper="80mm")
    ((width, long_one),) = sizes(printed(town.storekeeper, many, paper="80mm"))
    assert (width, long_one > short + 14 * 5) == (80, True)
    assert "领取人签字" in text(printed(town.storekeeper, many, paper="A6"))


# 重印


def test_all_but_the_first_say_that_they_are_reprints(town: Serving) -> None:
    slip = town.exchange(rice=1, haircut=1)
    address = f"/market/slips/{slip.ref}/"
    assert "已兑换，还没有打印。" in words(signed_in(town.clerk).get(address))
    assert "重印" not in text(printed(town.storekeeper, slip))
    again = text(printed(town.clerk, slip, paper="80mm"))
    assert "重印" in again
    assert "第2次打印" in again
    # The vouchers are counted by themselves.
    assert "重印" not in text(printed(town.storekeeper, slip, VOUCHERS))
    assert "重印" in text(printed(town.storekeeper, slip, VOUCHERS, "80mm"))
    made = SlipPrint.objects.order_by("pk").values_list("sheet", "number", "paper", "by")
    assert list(made) == [
        (SLIP, 1, "A6", town.storekeeper.pk),
        (SLIP, 2, "80mm", town.clerk.pk),
        (VOUCHERS, 1, "A6", town.storekeeper.pk),
        (VOUCHERS, 2, "80mm", town.storekeeper.pk),
    ]
    page = words(signed_in(town.clerk).get(address))
    assert "已兑换，还没有打印。" not in page
    assert "兑换单重印，80毫米小票，积分办，2026年11月20日 12:00" in page


def test_a_print_is_a_fact(town: Serving) -> None:
    slip = town.exchange(rice=1)
    first = slip_prints.note(slip, SLIP, "A6", town.storekeeper, NOON)
    for act in (
        lambda: SlipPrint.objects.filter(pk=first.pk).delete(),
        lambda: SlipPrint.objects.update(number=2),
        lambda: SlipPrint.objects.create(
            community=town.community, redemption=slip, sheet=SLIP, number=1, paper="A6",
            by=town.clerk, at=NOON,
        ),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_cancelled_slip_says_so_and_its_vouchers_are_not_printed(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    town.cancel(slip)
    assert "已撤销" in text(printed(town.clerk, slip))
    answer = print_(town.clerk, slip, VOUCHERS)
    assert answer.status_code == 422
    assert "这张兑换单没有还能用的服务券，不必打印。" in words(answer)
    assert not SlipPrint.objects.filter(sheet=VOUCHERS).exists()


# Vouchers


def test_a_voucher_carries_everything_the_merchant_needs(
    town: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[str] = []

    def drawn(address: str) -> str:
        held.append(address)
        return qr_svg(address)

    monkeypatch.setattr(slip_paper, "qr_svg", drawn)
    slip = town.exchange(haircut=2, rice=1)
    pdf = printed(town.storekeeper, slip, VOUCHERS)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    found = list(Voucher.objects.order_by("pk"))
    assert len(pages) == len(found) == 2
    for number, (page, voucher) in enumerate(zip(pages, found, strict=True), start=1):
        squeezed = "".join(page.split())
        for part in (
            "服务券",
            "理发",
            f"编号{slip.slip_number}-{number}",
            "商家便民理发店",
            f"户编号{town.household.code}",
            "有效期至2027年2月17日",
            voucher.printed_code,
            "不兑现、不找零",
            "副券（商家留存）",
            f"校验码{voucher.printed_code}",
        ):
            assert part in squeezed
        # Of the household the merchant gets its code alone.
        assert town.household.head not in squeezed
    assert held == [f"http://testserver/voucher/{voucher.code}/" for voucher in found]
    assert sizes(pdf) == [(105, 148)] * 2
    assert [width for width, _ in sizes(printed(town.clerk, slip, VOUCHERS, "80mm"))] == [80, 80]


def test_each_voucher_has_one_page_however_long_its_names(town: Serving) -> None:
    merchant = make_merchant(town.community, "很长名字的便民家电维修服务部" * 2, by=town.clerk)
    service = make_service(merchant, "空调、洗衣机、电冰箱上门检修" * 2, 9, by=town.clerk)
    household = make_household(town.group, "张三禾", "01234567890123456789")
    give_points(household, 50)
    slip = town.exchange(town.pick(service, 1), household=household)
    for paper in ("A6", "80mm"):
        for _ in range(2):
            assert len(sizes(printed(town.storekeeper, slip, VOUCHERS, paper))) == 1


def test_used_vouchers_are_not_printed_again(town: Serving) -> None:
    slip = town.exchange(haircut=2)
    first, second = Voucher.objects.order_by("pk")
    vouchers.use(first.code, town.merchant, town.barber, NOON)
    told = text(printed(town.storekeeper, slip, VOUCHERS))
    assert second.printed_code in told
    assert first.printed_code not in told
    assert f"{slip.slip_number}-2" in told


def test_a_slip_of_goods_has_no_vouchers_to_print(town: Serving) -> None:
    slip = town.exchange(rice=1)
    assert 'value="vouchers"' not in words(
        signed_in(town.storekeeper).get(f"/market/slips/{slip.ref}/")
    )
    assert print_(town.storekeeper, slip, VOUCHERS).status_code == 422


# Who


def test_who_may_print(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    stranger = Serving("西湖社区").storekeeper
    for person, status in (
        (town.storekeeper, 200),
        (town.clerk, 200),
        (town.supervisor, 403),
        (town.auditor, 403),
        (town.barber, 404),
        (stranger, 404),
    ):
        assert print_(person, slip).status_code == status
    with pytest.raises(Refused):
        slip_prints.note(slip, SLIP, "A6", town.supervisor, NOON)
    assert signed_in(town.storekeeper).get(f"/market/slips/{slip.ref}/print/").status_code == 405
    assert print_(town.clerk, slip, "x").status_code == 400
    assert print_(town.clerk, slip, paper="A0").status_code == 400


def test_the_counters_own_paper_comes_first(town: Serving) -> None:
    slip = town.exchange(rice=1)
    client = signed_in(town.storekeeper)

    def first() -> str:
        return client.get(f"/market/slips/{slip.ref}/").context["papers"][0]

    assert first() == "A6"
    printed(client, slip, paper="80mm")
    assert first() == "80mm"


def test_a_character_no_font_has_is_told_before_anything_is_noted(town: Serving) -> None:
    household = make_household(town.group, "张禾")
    give_points(household, 50)
    slip = town.exchange(rice=1, household=household)
    Household.objects.filter(pk=household.pk).update(head="张\U0002fa1d\U000e0041")
    answer = print_(town.storekeeper, slip)
    assert answer.status_code == 422
    assert "字库里没有以下的字" in words(answer)
    assert not SlipPrint.objects.exists()


def test_the_file_is_named_after_its_slip(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    for sheet, name in ((SLIP, "兑换单"), (VOUCHERS, "服务券")):
        told = print_(town.clerk, slip, sheet)["Content-Disposition"]
        assert told == f"inline; filename*=utf-8''{quote(f'{name}{slip.slip_number}.pdf')}"

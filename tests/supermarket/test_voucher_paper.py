"""Service vouchers with the longest words there may be: whole, on one side, beside their code."""

import io

import pytest
from pypdf import PdfReader
from weasyprint.formatting_structure.boxes import ReplacedBox

from households.models import Household, Place
from points.printing.pdf import set_page
from supermarket.models import Product, Redemption, SlipPrint, Voucher
from supermarket.reports import slip_paper
from tests.factory import NOON
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

SITE = "https://points.example.cn"
SERVICE = "上门维修电视机、洗衣机、电冰箱、太阳能热水器（含换一般零件）一次" + "修" * 8
MERCHANT = "石桥镇中心街老槐树底下便民家电维修服务部（第二门市部）营业点"
COMMUNITY = "新疆维吾尔自治区和田地区皮山县固玛镇亚博依第二社区居民委员会"
CODE = "ZHAOZHUANG-000000001"


@pytest.fixture
def slip() -> Redemption:
    """Of a household, a service, a merchant and a community with long names."""
    town = Serving()
    Place.objects.filter(pk=town.community.pk).update(name=COMMUNITY)
    Place.objects.filter(pk=town.merchant.place_id).update(name=MERCHANT)
    Household.objects.filter(pk=town.household.pk).update(code=CODE)
    Product.objects.filter(pk=town.haircut.pk).update(name=SERVICE)
    town.haircut.refresh_from_db()
    return Redemption.objects.get(pk=town.exchange(haircut=2).pk)


def print_of(slip: Redemption, paper: str) -> SlipPrint:
    return SlipPrint(redemption=slip, sheet="vouchers", number=2, paper=paper, at=NOON)


@pytest.mark.parametrize("paper", ["A6", "80mm"])
def test_the_longest_words_stay_on_the_side_of_their_voucher(slip: Redemption, paper: str) -> None:
    made = slip_paper.voucher_paper(slip, print_of(slip, paper), SITE)
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) == 2
    for page, voucher in zip(pages, Voucher.objects.order_by("pk"), strict=True):
        assert page.count(SERVICE) == 2
        for words in (f"{COMMUNITY}爱心超市", MERCHANT, "重印", "持券人签字"):
            assert words in page, words
        assert page.count(voucher.printed_code) == 2


@pytest.mark.parametrize("paper", ["A6", "80mm"])
def test_the_code_to_scan_is_whole_however_long_the_words_beside_it(
    slip: Redemption, paper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents: list[str] = []
    monkeypatch.setattr(slip_paper, "typeset", lambda pages: documents.extend(pages) or b"")
    slip_paper.voucher_paper(slip, print_of(slip, paper), SITE)
    (document,) = documents
    codes = [
        (box.position_x + box.width, page.width, box.width)
        for page in set_page(document).pages
        for box in page._page_box.descendants()
        if isinstance(box, ReplacedBox)
    ]
    assert len(codes) == 2
    for right, width, side in codes:
        assert right <= width - 10
        assert side == pytest.approx(30 * 96 / 25.4, abs=1)

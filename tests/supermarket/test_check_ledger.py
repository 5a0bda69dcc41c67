"""check_ledger: every community's books, and of the first difference a sentence and exit 1."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from points.models import Account, Notice
from points.services import posting
from supermarket.models import Stock
from tests.factory import Office
from tests.points.disputing import Dispute
from tests.points.ledgers import spoil
from tests.points.notice_months import AFTER
from tests.supermarket.factory import make_goods, make_shop, stocked

pytestmark = pytest.mark.django_db


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("check_ledger", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def town() -> Dispute:
    """November is posted."""
    town = Dispute()
    posting.close_notices(town.community, AFTER)
    return town


def test_a_community_whose_books_are_right_is_told_so(town: Dispute) -> None:
    Office("西岭社区")
    right = "账目、公示链、库存和兑换单都对得上。"
    assert told() == f"东岭社区：{right}\n西岭社区：{right}\n"
    assert told("--community", town.community.code) == f"东岭社区：{right}\n"
    with pytest.raises(CommandError, match="没有编号为“无”的社区"):
        told("--community", "无")


def test_the_first_difference_of_the_ledger_is_told_with_its_community(town: Dispute) -> None:
    spoil(Account.objects.filter(household=town.li), balance=99)
    with pytest.raises(CommandError) as refused:
        told()
    due = f"东岭社区：户{town.li.code}的账户余额是99分，各笔账目相加是3分。"
    assert str(refused.value) == due


def test_a_notice_that_was_changed_is_named(town: Dispute) -> None:
    content = {**town.notice.content, "standard": "别的标准"}
    spoil(Notice.objects.filter(pk=town.notice.pk), content=content)
    with pytest.raises(CommandError, match="东岭社区：公示链从第1期起对不上：内容和校验码对不上"):
        told()


def test_a_difference_in_the_shop_is_told_too(town: Dispute) -> None:
    shop = make_shop(town.community)
    stock = stocked(shop, make_goods(town.community), 5)
    spoil(Stock.objects.filter(pk=stock.pk), quantity=6)
    with pytest.raises(CommandError, match="东岭社区：爱心超市的大米库存是6，各笔出入库相加是5"):
        told()

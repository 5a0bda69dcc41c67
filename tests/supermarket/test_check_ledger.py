"""check_ledger: everything added up again, and the first difference in a sentence."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Model
from django.test.utils import CaptureQueriesContext

from households import guards
from points.models import Account, Entry, Notice, Posting, SheetLine
from points.reports.ledger_check import ledger_differences
from points.services import ledger, posting
from supermarket.models import Lot, Redemption, RedemptionLine, Stock, StockMovement
from supermarket.reports.stock_check import market_differences
from tests.factory import NOON, Office, make_household
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER
from tests.supermarket.factory import stocked
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("check_ledger", *arguments, stdout=out)
    return out.getvalue()


def spoil(rows: Any, **values: Any) -> None:
    """Changes rows as somebody with the database's own password could."""
    guards.remove(connection)
    assert rows.update(**values) == 1


@pytest.fixture
def town() -> Dispute:
    """November is posted; Zhang's line was corrected from 10 to 12 before and to 15 after it."""
    town = Dispute()
    town.uphold(town.object(), 12)
    late = town.object(objector=town.li)
    posting.close_notices(town.community, AFTER)
    town.uphold(late, 15, AFTER)
    posting.close_notices(town.community, AFTER + DAY)
    return town


def test_a_community_whose_books_are_right_is_told_so(town: Dispute) -> None:
    Office("西岭社区")
    right = "账目、公示链、库存和兑换单都对得上。"
    assert told() == f"东岭社区：{right}\n西岭社区：{right}\n"
    assert told("--community", town.community.code) == f"东岭社区：{right}\n"
    with pytest.raises(CommandError, match="没有编号为“无”的社区"):
        told("--community", "无")


def test_a_correction_after_posting_is_counted_with_its_reversal(town: Dispute) -> None:
    posted = Posting.objects.get(line=town.line())
    town.uphold(town.object(objector=town.li, at=AFTER + DAY), 8, AFTER + DAY)
    kinds = Entry.objects.filter(account__household=town.zhang).order_by("number")
    assert "reversal" in kinds.values_list("kind", flat=True)
    assert posted.entry.points != 8
    assert list(ledger_differences(town.community)) == []


@pytest.mark.parametrize(
    ("model", "values", "due"),
    [
        (Account, {"balance": 99}, "的账户余额是99分，各笔账目相加是3分。"),
        (Account, {"last_number": 2}, "的账户记着有2笔账目，实有1笔。"),
        (Entry, {"points": 4}, "的第1笔账目写着余额3分，逐笔相加是4分。"),
        (Entry, {"balance_after": -3}, "的第1笔账目写着余额−3分，逐笔相加是3分。"),
        (Entry, {"number": 2}, "的第1笔账目不见了，后面接的是第2笔。"),
    ],
)
def test_an_account_that_does_not_add_up_is_named(
    town: Dispute, model: type[Model], values: dict[str, Any], due: str
) -> None:
    lookup = "household" if model is Account else "account__household"
    spoil(model._default_manager.filter(**{lookup: town.li}), **values)
    with pytest.raises(CommandError) as refused:
        told()
    assert str(refused.value) == f"东岭社区：户{town.li.code}{due}"


def test_an_account_without_entries_has_no_balance(town: Dispute) -> None:
    newcomer = make_household(town.group)
    Account.objects.create(community=town.community, household=newcomer)
    assert list(ledger_differences(town.community)) == []
    spoil(Account.objects.filter(household=newcomer), balance=5)
    (found,) = ledger_differences(town.community)
    assert found == f"户{newcomer.code}的账户余额是5分，却没有一笔账目。"


def test_an_entry_that_is_not_what_was_settled_is_found_though_the_account_adds_up(
    town: Dispute,
) -> None:
    guards.remove(connection)
    Entry.objects.filter(account__household=town.li).update(points=30, balance_after=30)
    Account.objects.filter(household=town.li).update(balance=30)
    (found,) = ledger_differences(town.community)
    assert found == f"户{town.li.code}2026年11月审定3分，入账的是30分。"


def test_an_entry_in_another_account_or_of_another_notice_is_found(town: Dispute) -> None:
    guards.remove(connection)
    mine, theirs = (Posting.objects.get(line=town.line(each)) for each in (town.zhang, town.li))
    other = Notice.objects.get(pk=town.notice.pk)
    other.pk, other.number, other.digest, other.month = None, 2, "a" * 64, 12
    other.previous_digest = town.notice.digest
    other.save()
    Posting.objects.filter(pk=theirs.pk).update(notice=other)
    found = list(ledger_differences(town.community))
    assert f"户{town.li.code}2026年11月审定3分，入的账户或公示不对。" in found
    assert mine.notice == town.notice


def test_a_line_without_an_entry_and_an_entry_without_a_line_are_found(town: Dispute) -> None:
    guards.remove(connection)
    Posting.objects.filter(line=town.line(town.li)).delete()
    code = town.li.code
    assert list(ledger_differences(town.community)) == [
        f"户{code}2026年11月的积分表已入账，这一户却没有账目。",
        f"户{code}的第1笔账目是月度积分，却没有对应的积分表。",
    ]


def test_a_notice_that_was_changed_is_named(town: Dispute) -> None:
    content = {**town.notice.content, "standard": "别的标准"}
    spoil(Notice.objects.filter(pk=town.notice.pk), content=content)
    with pytest.raises(CommandError, match="东岭社区：公示链从第1期起对不上：内容和校验码对不上"):
        told()


# The supermarket


@pytest.fixture
def shop() -> Serving:
    """Two slips, one of them taken back; rice of two lots."""
    shop = Serving()
    stocked(shop.shop, shop.rice, 5, by=shop.clerk)
    shop.exchange(rice=2, haircut=1)
    shop.cancel(shop.exchange(rice=1), at=NOON + DAY)
    return shop


def test_a_shop_whose_books_are_right_has_no_difference(shop: Serving) -> None:
    assert list(market_differences(shop.community)) == []


@pytest.mark.parametrize(
    ("rows", "values", "due"),
    [
        (Stock.objects, {"quantity": 30}, ["库存是30，各笔出入库相加是23", "各批次相加是23"]),
        (Stock.objects, {"last_number": 9}, ["记着有9笔出入库，实有5笔"]),
        (
            StockMovement.objects.filter(number=2),
            {"balance_after": 26},
            ["第2笔出入库写着结存26，逐笔相加是25"],
        ),
        (
            StockMovement.objects.filter(number=5),
            {"number": 6},
            ["第5笔出入库不见了，后面接的是第6笔"],
        ),
        (
            StockMovement.objects.filter(number=2),
            {"quantity": 6},
            ["第2笔出入库写着结存25，逐笔相加是26", "余量是5，出入库相加是6"],
        ),
        (Lot.objects.filter(quantity=5), {"quantity": 4}, ["各批次相加是22", "余量是4"]),
    ],
)
def test_a_stock_that_does_not_add_up_is_named(
    shop: Serving, rows: Any, values: dict[str, Any], due: list[str]
) -> None:
    of_rice = {"product": shop.rice} if rows.model is Stock else {"stock__product": shop.rice}
    spoil(rows.filter(**of_rice), **values)
    found = list(market_differences(shop.community))
    assert len(found) == len(due)
    for sentence, words in zip(found, due, strict=True):
        assert sentence.startswith("爱心超市的大米")
        assert words in sentence


def test_a_stock_without_movements_is_empty(shop: Serving) -> None:
    flour = Stock.objects.get(product=shop.oil)
    guards.remove(connection)
    StockMovement.objects.filter(stock=flour).delete()
    found = list(market_differences(shop.community))
    assert found[0] == "爱心超市的菜籽油库存是20，却没有一笔出入库。"


@pytest.mark.parametrize(
    ("rows", "values", "due"),
    [
        (Redemption.objects.filter(cancellation=None), {"points": 40}, "写着40分，明细相加是48分"),
        (RedemptionLine.objects.filter(name="理发"), {"points_each": 9}, "明细相加是49分"),
        (
            Entry.objects.filter(kind="exchange", redemption__cancellation=None),
            {"points": F("points") + 1},
            "写着48分，明细相加是48分，账上扣了47分",
        ),
        (Entry.objects.filter(kind="refund"), {"points": 21}, "撤销时应退20分，账上退了21分"),
    ],
)
def test_a_slip_that_does_not_agree_with_its_entries_is_named(
    shop: Serving, rows: Any, values: dict[str, Any], due: str
) -> None:
    spoil(rows, **values)
    (found,) = market_differences(shop.community)
    assert due in found


def test_an_exchange_without_a_slip_is_found(shop: Serving) -> None:
    move = ledger.Movement(shop.household.pk, -1, Entry.Kind.EXCHANGE, 2026, "兑换")
    (entry,) = ledger.write(shop.community.pk, [move], NOON.date(), None, NOON)
    (found,) = market_differences(shop.community)
    code = shop.household.code
    assert found == f"户{code}的第{entry.number}笔账目是兑换，却没有对应的兑换单。"


def test_it_asks_the_same_number_of_questions_however_much_there_is(town: Dispute) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert list(ledger_differences(town.community)) == []
        return len(queries)

    few = cost()
    for _ in range(10):
        household = make_household(town.group)
        move = ledger.Movement(household.pk, 1, Entry.Kind.CORRECTION, 2026, "更正")
        ledger.write(town.community.pk, [move], NOON.date(), None, NOON)
    assert cost() == few
    assert SheetLine.objects.exists()

"""The supermarket's forms filled in, so that only a missing right can stop them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from households.roles import Role
from points.periods import Quarter
from tests.access.filled import CLERK, Filled
from tests.access.market_town import WEEK
from tests.access.table import Lies
from tests.access.towns import Town
from tests.photos import drawn, saved

KEEPER = frozenset({Role.STOREKEEPER})
MERCHANT = frozenset({Role.MERCHANT})
GOODS = {"name": "面粉", "category": "粮油", "unit": "袋"}
TABLE = "编号,名称,类别,单位,积分,成本(元)\n9,面粉,粮油,袋,12,25.5\n"


def of_office(sent: Any, **more: Any) -> Filled:
    """What the office does for the whole community."""
    return Filled(sent, CLERK, lies=Lies.COMMUNITY, **more)


def at_shop(sent: Any, by: frozenset[Role], **more: Any) -> Filled:
    return Filled(sent, by, lies=Lies.SHOP, **more)


def at_merchant(sent: Any, **more: Any) -> Filled:
    return Filled(sent, MERCHANT, lies=Lies.MERCHANT, **more)


def of_settlement(sent: Any, **more: Any) -> Filled:
    """What the office does with a merchant."""
    return Filled(sent, CLERK, lies=Lies.MERCHANT, **more)


def _new(_: Town) -> dict[str, Any]:
    price = {"points": 12, "cost_fen": 25, "from_on": timezone.localdate()}
    return GOODS | price | {"number": 9, "kind": "goods"}


def _imported(_: Town) -> dict[str, Any]:
    file = SimpleUploadedFile("目录.csv", TABLE.encode())
    return {"file": file, "from_on": timezone.localdate()}


def _price(_: Town) -> dict[str, Any]:
    return {"points": 25, "cost_fen": 32, "from_on": timezone.localdate()}


def _receipt(town: Town) -> dict[str, Any]:
    line = {"item-0-product": town.market.goods.number, "item-0-quantity": 1}
    return line | {"kind": "donation", "source": "李老板", "received_on": timezone.localdate()}


def _count(town: Town) -> dict[str, Any]:
    number = town.market.goods.number
    line = {f"found_{number}": 9, f"reason_{number}": "鼠害"}
    return line | {"counted_by": "王保管", "witness": "赵监督"}


def _spoilt(town: Town) -> dict[str, Any]:
    return {"lot": f"{town.market.goods.number}:", "quantity": 1, "reason": "受潮"}


def _next_window(_: Town) -> dict[str, Any]:
    coming = Quarter.of(Quarter.of(timezone.localdate()).months[-1].next().first_day)
    day = coming.first_day + 2 * WEEK
    period = f"{coming.year}-{coming.quarter}"
    return {"quarter": period, "opens_on": day, "closes_on": day}


def _days(town: Town) -> dict[str, Any]:
    window = town.market.window
    stay = {"opens_on": window.opens_on, "reserve_from": window.reserve_from}
    return stay | {"closes_on": window.opens_on}


def _basket(town: Town) -> dict[str, Any]:
    number = town.market.goods.number
    return {f"quantity-{number}": 1, f"seen-{number}": 20, "total": 20, "step": "confirm"}


MARKET_FILLED: dict[str, Filled] = {
    "product_new": of_office(_new),
    "product_import": of_office(_imported),
    "product_change": of_office(lambda _: GOODS),
    "product_price": of_office(_price),
    "product_picture_new": of_office(
        lambda _: {"picture": SimpleUploadedFile("1.jpg", saved(drawn()))}
    ),
    "product_retire": of_office(lambda _: {}),
    "product_offer": of_office(lambda _: {}),
    "stock_receive": at_shop(_receipt, CLERK | KEEPER),
    "stock_count": at_shop(_count, CLERK | KEEPER),
    "stock_write_off": at_shop(_spoilt, CLERK | KEEPER),
    "window_open": of_office(_next_window),
    "window_days": of_office(_days),
    "window_close": of_office(lambda _: {}),
    # The window is open, which is found out after the right to publish.
    "window_notice": of_office(
        lambda _: {"opens_on": timezone.localdate()}, done=422, changes=False
    ),
    "outlet_new": of_office(lambda _: {"kind": "shop", "code": "S9", "name": "第九柜台"}),
    "outlet_change": at_shop(lambda _: {"name": "爱心小屋"}, CLERK),
    "market_settings": of_office(lambda _: {"voucher_days": 60, "expiry_warning_days": 14}),
    # Leads to the household.
    "counter": at_shop(lambda town: {"q": town.household.code}, KEEPER, changes=False),
    "counter_household": at_shop(_basket, KEEPER),
    "reservation_withdraw": at_shop(lambda _: {}, KEEPER),
    "slip_print": at_shop(lambda _: {"sheet": "slip", "paper": "A6"}, CLERK | KEEPER, done=200),
    "slip_cancel": at_shop(lambda _: {"reason": "拿错了"}, CLERK),
    # Leads to the voucher.
    "voucher_home": at_merchant(lambda town: {"code": town.market.voucher.code}, changes=False),
    "voucher": at_merchant(lambda _: {}),
    # The quarter is settled, which is found out after the right to settle.
    "settlement_make": of_settlement(lambda _: {}, done=422, changes=False),
    "settlement_pay": of_settlement(
        lambda _: {"paid_on": timezone.localdate(), "paper": "转账2026-001"}
    ),
}

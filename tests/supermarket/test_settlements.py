"""Settlements: what a merchant is owed for a quarter, once, and that he got it."""

from datetime import date, datetime, timedelta

import pytest

from households.refusals import AlreadyHandled, Refused
from points.periods import Quarter
from supermarket.models import Outlet, Settlement, SettlementLine
from supermarket.services import catalogue, settlements, vouchers
from tests.factory import NOON
from tests.supermarket.factory import AUTUMN, TODAY, make_merchant, make_service
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
LAST_SECOND = datetime.fromisoformat("2026-12-31 23:59:59.999999+08:00")
NEW_YEAR = datetime.fromisoformat("2027-01-01 00:00+08:00")
WINTER = Quarter(2027, 1)
SPRING = datetime.fromisoformat("2027-04-01 09:00+08:00")


@pytest.fixture
def town() -> Serving:
    return Serving()


def used(town: Serving, at: datetime = NOON) -> None:
    """A haircut taken on 20 November, and had at `at`."""
    vouchers.use(town.voucher().code, town.merchant, town.barber, at)


def settle(
    town: Serving,
    quarter: Quarter = AUTUMN,
    at: datetime = NEW_YEAR,
    merchant: Outlet | None = None,
) -> Settlement:
    return settlements.settle(merchant or town.merchant, quarter, town.clerk, at)


def test_the_office_owes_each_voucher_used_in_the_quarter(town: Serving) -> None:
    for at in (NOON, NOON + DAY, LAST_SECOND):
        used(town, at)
    town.voucher()
    made = settle(town)
    made.refresh_from_db()
    assert (made.merchant, made.year, made.quarter) == (town.merchant, 2026, 4)
    assert (made.amount_fen, made.made_by, made.made_at) == (3000, town.clerk, NEW_YEAR)
    assert list(made.lines.values_list("cost_fen", flat=True)) == [1000, 1000, 1000]
    assert (made.paid_on, made.paid_by, made.paid_paper) == (None, None, "")


def test_a_voucher_is_owed_at_the_cost_of_its_slip(town: Serving) -> None:
    before = town.voucher()
    catalogue.price(town.haircut, 8, 1500, TODAY, town.clerk, NOON)
    after = town.voucher()
    for voucher in (before, after):
        vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    assert settle(town).amount_fen == 2500


def test_each_quarter_has_its_own_vouchers(town: Serving) -> None:
    used(town, LAST_SECOND)
    used(town, NEW_YEAR)
    used(town, NEW_YEAR)
    assert settle(town).amount_fen == 1000
    assert settle(town, WINTER, SPRING).amount_fen == 2000


def test_what_an_earlier_quarter_left_is_owed_with_the_next(town: Serving) -> None:
    used(town, LAST_SECOND)
    used(town, NEW_YEAR)
    assert settle(town, WINTER, SPRING).amount_fen == 2000
    with pytest.raises(Refused, match="没有核销过的服务券，不用结算"):
        settle(town, AUTUMN, SPRING)


def test_each_merchant_is_settled_alone(town: Serving) -> None:
    clinic = make_merchant(town.community, "东岭卫生室", by=town.clerk)
    make_service(clinic, "体检", 30, 5000, by=town.clerk)
    used(town)
    with pytest.raises(Refused, match="东岭卫生室到2026年第4季度末没有核销过的服务券"):
        settle(town, merchant=clinic)
    assert settle(town).amount_fen == 1000


def test_a_quarter_is_settled_once(town: Serving) -> None:
    used(town)
    settle(town)
    with pytest.raises(AlreadyHandled, match="便民理发店2026年第4季度已经结算过"):
        settle(town)
    assert (Settlement.objects.count(), SettlementLine.objects.count()) == (1, 1)


def test_a_quarter_that_lasts_is_not_settled(town: Serving) -> None:
    used(town)
    with pytest.raises(Refused) as refused:
        settle(town, at=LAST_SECOND)
    assert refused.value.message_dict == {
        "quarter": ["2026年第4季度到2026年12月31日才结束，请在这之后结算。"]
    }


def test_who_may_settle(town: Serving) -> None:
    used(town)
    for by in (town.storekeeper, town.barber, town.auditor):
        with pytest.raises(Refused, match="任职"):
            settlements.settle(town.merchant, AUTUMN, by, NEW_YEAR)


def test_a_payment_is_noted_once_with_its_paper(town: Serving) -> None:
    used(town)
    made = settle(town)
    day = NEW_YEAR.date() + DAY
    settlements.mark_paid(made, day, " 转账2027-001 ", town.clerk, NEW_YEAR + 2 * DAY)
    made.refresh_from_db()
    assert (made.paid_on, made.paid_by, made.paid_paper) == (day, town.clerk, "转账2027-001")
    with pytest.raises(AlreadyHandled, match="已经登记过付款"):
        settlements.mark_paid(made, day, "转账2027-002", town.clerk, NEW_YEAR + 2 * DAY)
    made.refresh_from_db()
    assert made.paid_paper == "转账2027-001"


@pytest.mark.parametrize(
    ("paid_on", "paper", "field"),
    [
        (date(2027, 1, 3), "转账", "paid_on"),
        (date(2026, 12, 31), "转账", "paid_on"),
        (date(2027, 1, 2), " ", "paper"),
        (date(2027, 1, 2), "号" * 61, "paper"),
    ],
)
def test_a_payment_has_a_day_that_has_come_and_a_paper(
    town: Serving, paid_on: date, paper: str, field: str
) -> None:
    used(town)
    made = settle(town)
    with pytest.raises(Refused) as refused:
        settlements.mark_paid(made, paid_on, paper, town.clerk, NEW_YEAR + DAY)
    assert list(refused.value.message_dict) == [field]


def test_who_may_note_a_payment(town: Serving) -> None:
    used(town)
    made = settle(town)
    for by in (town.barber, town.storekeeper):
        with pytest.raises(Refused, match="任职"):
            settlements.mark_paid(made, NEW_YEAR.date(), "转账", by, NEW_YEAR)

"""Two quarters of one village, walked through the services and held against the paper."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

import pytest
from django.db.models import Sum

from households.models import Household
from households.refusals import Refused
from households.roles import Role
from points.models import Entry
from points.periods import Quarter
from points.services import ledger
from supermarket.models import (
    Outlet,
    Product,
    Receipt,
    Redemption,
    Reservation,
    Settlement,
    Stock,
    StockMovement,
    Voucher,
)
from supermarket.money import yuan
from supermarket.reports.stock_report import stock_on
from supermarket.services import (
    cancelling,
    catalogue,
    outlets,
    reservations,
    settlements,
    stock,
    vouchers,
    windows,
)
from supermarket.services.catalogue import NewProduct, Particulars
from supermarket.services.exchange import Collected, exchange
from supermarket.services.lapsing import lapse_over
from supermarket.services.offers import NotOffered, Pick
from supermarket.services.stock import Found, Item
from tests.factory import Office, make_household, make_officer
from tests.supermarket import quarters_paper as paper
from tests.supermarket.quarters_paper import LI, SUN, ZHANG

pytestmark = pytest.mark.django_db

DONOR = "李老板"


def hour(day: str) -> datetime:
    """Ten o'clock on “09-25” of 2026, or of a day with its year."""
    return datetime.fromisoformat(f"{day if len(day) > 5 else f'2026-{day}'} 10:00+08:00")


class Village:
    """The office, its counter and its barber, and three households; each act takes its day."""

    def __init__(self) -> None:
        self.office = Office()
        community, clerk, start = self.office.community, self.office.clerk, hour("09-01")
        self.clerk = clerk
        self.shop = outlets.create(community, "W1", "爱心超市", Outlet.Kind.SHOP, clerk, start)
        self.barber = outlets.create(community, "W2", "理发店", Outlet.Kind.MERCHANT, clerk, start)
        self.keeper = make_officer(Role.STOREKEEPER, self.shop.place)
        self.cutter = make_officer(Role.MERCHANT, self.barber.place)
        self.households = {
            head: make_household(self.office.group, head, f"010{number}")
            for number, head in enumerate(paper.HEADS, 1)
        }
        self.rice = self.offer(1, "大米", "袋", 20, 3200, limit_per_quarter=3)
        self.oil = self.offer(2, "菜籽油", "桶", 15, 2800)
        self.eggs = self.offer(3, "鸡蛋", "盒", 6, 1500)
        self.haircut = self.offer(4, "理发", "次", 8, 1000, merchant=self.barber)

    def offer(
        self, number: int, name: str, unit: str, points: int, cost_fen: int, **more: Any
    ) -> Product:
        kind = Product.Kind.SERVICE if "merchant" in more else Product.Kind.GOODS
        what = Particulars(name, "日常", unit, **more)
        new = NewProduct(number, kind, what, points, cost_fen)
        start = hour("09-01")
        return catalogue.create_product(self.office.community, new, start.date(), self.clerk, start)

    def points(self, day: str, head: str, points: int, kind: str = Entry.Kind.MONTH) -> None:
        note = Entry.Kind(kind).label if kind != Entry.Kind.MONTH else "月度积分"
        household, at = self.households[head], hour(day)
        move = ledger.Movement(household.pk, points, kind, 2026, note)
        ledger.write(household.community_id, [move], at.date(), None, at)

    def receive(self, day: str, kind: str, source: str, *items: Item) -> None:
        at = hour(day)
        stock.receive(self.shop, kind, source, items, at.date(), self.keeper, at)

    def exchange(self, day: str, head: str, *wanted: tuple[Product, int]) -> Redemption:
        priced = Product.objects.priced_on(hour(day).date())
        picks = [
            Pick(product, number, priced.get(pk=product.pk).points) for product, number in wanted
        ]
        who = self.households[head]
        return exchange(self.shop, who, picks, Collected(), self.keeper, hour(day))

    def cut(self, day: str, slip: Redemption) -> None:
        """The barber serves for the next unused voucher of a slip."""
        voucher = Voucher.objects.filter(line__redemption=slip, used_at__isnull=True).first()
        vouchers.use(voucher.printed_code, self.barber, self.cutter, hour(day))

    def settle(self, day: str, quarter: int) -> Settlement:
        when = Quarter(2026, quarter)
        return settlements.settle(self.barber, when, self.clerk, hour(day))


def third_quarter(village: Village) -> list[Redemption]:
    """Returns the slips whose haircuts are still to be had: Zhang's and Sun's."""
    window = windows.open_window(
        village.office.community, Quarter(2026, 3), date(2026, 9, 25), date(2026, 9, 27),
        date(2026, 9, 21), village.clerk, hour("09-10"),
    )  # fmt: skip
    for head, points in ((ZHANG, 90), (LI, 45), (SUN, 30)):
        village.points("09-20", head, points)
    bought = [Item(village.rice, 10, None, 3200), Item(village.oil, 6, None, 2800)]
    village.receive("09-21", Receipt.Kind.PURCHASE, "县粮油公司", *bought)
    given = Item(village.eggs, 12, date(2026, 10, 20), 1500)
    village.receive("09-22", Receipt.Kind.DONATION, DONOR, given)
    for head, product, quantity in ((ZHANG, village.rice, 2), (SUN, village.eggs, 1)):
        who = village.households[head]
        reservations.reserve(
            window, village.shop, who, product, quantity, village.keeper, hour("09-23")
        )
    zhang = village.exchange("09-25", ZHANG, (village.rice, 2), (village.haircut, 2))
    doubled = village.exchange("09-25", ZHANG, (village.haircut, 1))
    cancelling.cancel(doubled, "多点了一次", village.clerk, hour("09-25"))
    village.exchange("09-25", LI, (village.oil, 1), (village.eggs, 2))
    with pytest.raises(NotOffered, match="还差6分：合计30分，可用24分，另有6分已被预约占用"):
        village.exchange("09-26", SUN, (village.oil, 2))
    sun = village.exchange("09-26", SUN, (village.haircut, 1))
    leaking = village.exchange("09-26", LI, (village.oil, 1))
    cancelling.cancel(leaking, "桶漏油", village.clerk, hour("09-27"))
    village.exchange("09-27", ZHANG, (village.eggs, 1))
    assert windows.close_window(window, None, hour("09-28")) == 1
    village.cut("09-30", zhang)
    with pytest.raises(Refused, match="已经撤销"):
        village.cut("09-30", doubled)
    return [zhang, sun]


def fourth_quarter(village: Village, zhang: Redemption, sun: Redemption) -> Redemption:
    """Returns the slip whose haircut is had in January."""
    village.settle("10-01", 3)
    village.cut("10-05", zhang)
    village.cut("10-08", sun)
    keeper, shop = village.keeper, village.shop
    best = date(2026, 10, 20)
    stock.write_off(shop, village.eggs, best, 9, "过期", keeper, hour("10-21"))
    stock.write_off(shop, village.oil, None, 1, "桶漏油", keeper, hour("10-21"))
    short = [Found(village.rice, 7, reason="少一袋"), Found(village.oil, 4)]
    stock.count(shop, short, "王保管", "赵监督", keeper, hour("12-01"))
    for product, points, cost in ((village.rice, 22, 3400), (village.haircut, 10, 1200)):
        first = hour("12-01")
        catalogue.price(product, points, cost, first.date(), village.clerk, first)
    bought = Item(village.rice, 5, None, 3400)
    village.receive("12-10", Receipt.Kind.PURCHASE, "县粮油公司", bought)
    for head, points in ((ZHANG, 40), (LI, 25), (SUN, 20)):
        village.points("12-20", head, points)
    village.points("12-22", SUN, -30, Entry.Kind.CORRECTION)
    windows.open_window(
        village.office.community, Quarter(2026, 4), date(2026, 12, 25), date(2026, 12, 28),
        None, village.clerk, hour("12-20"),
    )  # fmt: skip
    with pytest.raises(NotOffered, match="大米：本季度还可兑3袋"):
        village.exchange("12-25", ZHANG, (village.rice, 4))
    village.exchange("12-25", ZHANG, (village.rice, 3))
    li = village.exchange("12-26", LI, (village.rice, 1), (village.haircut, 1))
    with pytest.raises(NotOffered, match="还差4分：合计15分，可用11分"):
        village.exchange("12-26", LI, (village.oil, 1))
    last = village.exchange("12-28", SUN, (village.haircut, 1))
    village.cut("12-30", li)
    return last


@pytest.fixture
def village() -> Village:
    """At the end of the two quarters, both settled."""
    village = Village()
    zhang, sun = third_quarter(village)
    last = fourth_quarter(village, zhang, sun)
    paid = village.settle("2027-01-02", 4)
    settlements.mark_paid(paid, date(2027, 1, 5), "转账2027-001", village.clerk, hour("2027-01-05"))
    assert Voucher.objects.usable_on(date(2027, 1, 4)).count() == paper.STILL_GOOD
    village.cut("2027-01-04", last)
    return village


def account(household: Household) -> list[paper.Row]:
    rows = Entry.objects.filter(account__household=household).order_by("number")
    columns = ("effective_on", "points", "balance_after", "note")
    return [paper.Row(*row) for row in rows.values_list(*columns)]


def sheet(village: Village, quarter: int) -> dict[str, paper.Sheet]:
    """The quarter's stock sheet, from the movements alone."""
    days = Quarter(2026, quarter)
    before, after = (
        stock_on(village.shop, day) for day in (Quarter(2026, quarter - 1).last_day, days.last_day)
    )
    moved: defaultdict[str, dict[str, int]] = defaultdict(dict)
    within = StockMovement.objects.filter(moved_on__range=(days.first_day, days.last_day))
    for name, kind, units in (
        within.order_by().values_list("stock__product__name", "kind").annotate(Sum("quantity"))
    ):
        moved[name][kind] = units
    kinds = paper.Sheet._fields[1:-1]
    return {
        product.name: paper.Sheet._make(
            [
                before.get(product.pk, 0),
                *(moved[product.name].get(kind, 0) for kind in kinds),
                after.get(product.pk, 0),
            ]
        )
        for product in (village.rice, village.oil, village.eggs)
    }


def test_the_accounts_are_those_of_the_paper(village: Village) -> None:
    for head, household in village.households.items():
        assert account(household) == paper.ACCOUNTS[head]
        mine = Entry.objects.honour(2026).filter(account__household=household)
        assert mine.aggregate(sum=Sum("points"))["sum"] == paper.HONOUR[head]


def test_the_stock_sheets_are_those_of_the_paper(village: Village) -> None:
    assert {quarter: sheet(village, quarter) for quarter in (3, 4)} == paper.STOCK
    lots = village.rice.stock.get().lots.order_by("pk")
    assert list(lots.values_list("quantity", flat=True)) == paper.LOTS_OF_RICE
    assert not Stock.objects.filter(held__gt=0).exists()


def test_what_came_in_is_worth_what_the_paper_says(village: Village) -> None:
    worth: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for move in StockMovement.objects.filter(receipt__isnull=False).select_related("receipt"):
        receipt = move.receipt
        quarter = Quarter.of(receipt.received_on).quarter
        worth[quarter][receipt.get_kind_display()] += move.quantity * (move.lot.unit_cost_fen or 0)
    said = {
        quarter: {kind: yuan(fen) for kind, fen in kinds.items()}
        for quarter, kinds in worth.items()
    }
    assert said == paper.RECEIVED_YUAN
    assert Receipt.objects.get(kind=Receipt.Kind.DONATION).source == DONOR


def test_the_barber_is_owed_what_the_paper_says(village: Village) -> None:
    for quarter, owed in paper.OWED_YUAN.items():
        made = Settlement.objects.get(merchant=village.barber, year=2026, quarter=quarter)
        assert [yuan(line.cost_fen) for line in made.lines.order_by("pk")] == owed
        assert yuan(made.amount_fen) == paper.SETTLED_YUAN[quarter]
    assert Settlement.objects.get(quarter=4).paid_paper == "转账2027-001"


def test_what_was_reserved_was_fetched_or_released(village: Village) -> None:
    ends = Reservation.objects.order_by("pk").values_list("household__head", "ended_how")
    assert list(ends) == [(ZHANG, "claimed"), (SUN, "released")]


def test_every_haircut_was_had_or_cancelled_so_none_brings_points_back_later(
    village: Village,
) -> None:
    assert lapse_over(hour("2027-06-01")) == []
    assert not Voucher.objects.filter(lapsed_at__isnull=False).exists()

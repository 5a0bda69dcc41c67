"""The supermarket of each town: outlets, goods, one row of every kind, every name marked."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from households.models import Household, Place
from households.roles import Role
from points.periods import Quarter
from supermarket.models import (
    Cancellation,
    MarketPolicy,
    Outlet,
    Price,
    Product,
    Receipt,
    Redemption,
    Reservation,
    Settlement,
    SlipPrint,
    StockMovement,
    Voucher,
    Window,
)
from supermarket.services import (
    cancelling,
    catalogue,
    market_policies,
    outlets,
    reservations,
    settlements,
    slip_prints,
    stock,
    vouchers,
    windows,
)
from supermarket.services.exchange import Collected, exchange
from supermarket.services.exchange_notices import publish_quarter
from supermarket.services.offers import Pick
from supermarket.services.stock import Found, Item
from tests.photos import photo
from tests.supermarket.factory import (
    give_points,
    make_goods,
    make_service,
    make_window,
    stocked,
)

if TYPE_CHECKING:
    from tests.access.towns import Town

WEEK = timedelta(days=7)


class TownMarket:
    """Two counters and two merchants, each with its person; what happened is the first ones'.

    A window is open from the day the tests run on for a week, and something was reserved for it;
    the quarter before it is settled, waits for its payment, and its exchange is published.
    """

    def __init__(self, town: "Town") -> None:
        self.town, self.community, self.clerk = town, town.community, town.clerk
        self.now = timezone.now()
        self.shop, self.other_shop = (self._outlet("S", each) for each in (1, 2))
        self.merchant, self.other_merchant = (self._outlet("M", each) for each in (1, 2))
        self.storekeeper, self.other_storekeeper = (
            town.officer(Role.STOREKEEPER, each.place) for each in (self.shop, self.other_shop)
        )
        self.barber, self.other_barber = (
            town.officer(Role.MERCHANT, each.place) for each in (self.merchant, self.other_merchant)
        )
        self._write_catalogue()
        for household in town.households[:2]:
            give_points(household, 100, self.now - 2 * WEEK)
        self._settle_the_quarter_before()
        self._fill_the_shelf()
        self._begin_the_window()
        policy = MarketPolicy(community=self.community)
        market_policies.save(policy, self.clerk, self.now)

    def _outlet(self, letter: str, number: int) -> Outlet:
        kind = {"S": Outlet.Kind.SHOP, "M": Outlet.Kind.MERCHANT}[letter]
        code = f"{self.town.codes}{letter}{number}"
        name = f"{self.town.mark}{kind.label}{number}"
        return outlets.create(self.community, code, name, kind, self.clerk, self.now)

    def _write_catalogue(self) -> None:
        mark, by = self.town.mark, self.clerk
        self.goods = make_goods(self.community, f"{mark}大米", by=by, number=1)
        self.retired = make_goods(self.community, f"{mark}面条", by=by, number=2)
        self.oil = make_goods(self.community, f"{mark}菜籽油", by=by, number=4)
        self.service = make_service(self.merchant, f"{mark}理发", by=by, number=3)
        catalogue.set_picture(self.goods, photo(), by, self.now)
        catalogue.retire(self.retired, by, self.now)

    def _settle_the_quarter_before(self) -> None:
        """One voucher was used in it."""
        today = timezone.localdate(self.now)
        before = Quarter.of(Quarter.of(today).months[0].previous().first_day)
        day = before.last_day
        noon = timezone.make_aware(datetime.combine(day, time(12)))
        window = make_window(self.community, day, day, quarter=before, by=self.clerk, at=noon)
        slip = self._exchange(self.town.households[1], self.service, noon)
        self.used = Voucher.objects.get(line__redemption=slip)
        vouchers.use(self.used.code, self.merchant, self.barber, noon)
        windows.close_window(window, self.clerk, noon)
        self.settlement = settlements.settle(self.merchant, before, self.clerk, self.now)
        publish_quarter(self.community, before, today, self.clerk, self.now)

    def _fill_the_shelf(self) -> None:
        by, mark = self.storekeeper, self.town.mark
        at = self.now - 2 * WEEK
        for shop in (self.shop, self.other_shop):
            for goods in (self.goods, self.oil):
                stocked(shop, goods, 20, by=self.clerk, at=at)
        found = [Found(self.goods, 19, reason=f"{mark}鼠害")]
        people = f"{mark}保管", f"{mark}监督"
        self.count = stock.count(self.shop, found, *people, by, at).count
        self.receipt = Receipt.objects.filter(outlet=self.shop).earliest("pk")
        given, day = [Item(self.oil, 1, None, None)], timezone.localdate(at)
        stock.receive(self.shop, Receipt.Kind.DONATION, f"{mark}李老板", given, day, by, at)

    def _begin_the_window(self) -> None:
        today = timezone.localdate(self.now)
        earlier = self.now - WEEK
        self.window = make_window(
            self.community,
            today,
            today + WEEK,
            timezone.localdate(earlier),
            Quarter.of(today),
            self.clerk,
            earlier,
        )
        home, keeper = self.town.household, self.storekeeper
        self.reservation = reservations.reserve(
            self.window, self.shop, home, self.oil, 1, keeper, earlier
        )
        cancelled = self._exchange(self.town.households[1], self.goods, self.now)
        cancelling.cancel(cancelled, f"{self.town.mark}拿错", self.clerk, self.now)
        self.slip = self._exchange(home, self.service, self.now)
        self.voucher = Voucher.objects.get(line__redemption=self.slip)
        sheet, paper = SlipPrint.Sheet.SLIP, SlipPrint.Paper.A6
        slip_prints.note(self.slip, sheet, paper, keeper, self.now)

    def _exchange(self, household: Household, product: Product, at: datetime) -> Redemption:
        points = Product.objects.priced_on(at.date()).get(pk=product.pk).points
        basket, keeper = [Pick(product, 1, points)], self.storekeeper
        return exchange(self.shop, household, basket, Collected(), keeper, at)


def market_state(community: Place) -> list[object]:
    """What the forms of the supermarket change in a community."""
    ours = {"community": community}
    facts = (Cancellation, Price, Redemption, SlipPrint, StockMovement, Voucher)
    found = {
        MarketPolicy: ("voucher_days",),
        Outlet: ("place__name",),
        Product: ("name", "picture", "retired_at"),
        Reservation: ("ended_at",),
        Settlement: ("paid_on",),
        Voucher: ("used_at",),
        Window: ("closes_on", "closed_at"),
    }
    return [
        *(model.objects.filter(**ours).count() for model in facts),
        *(
            list(model.objects.filter(**ours).order_by("pk").values_list("pk", *fields))
            for model, fields in found.items()
        ),
    ]

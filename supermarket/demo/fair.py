"""The demo's exchange days: those of a quarter that is over, and those of today."""

from datetime import date, datetime, timedelta
from typing import Final

from django.utils import timezone

from households.models import Card
from households.services.days import moment_of
from points.periods import Month, Quarter
from supermarket.demo.customers import reserve, serve
from supermarket.demo.goods import EGGS, GOODS
from supermarket.demo.market import Market, Stall, be_given, raise_price, stock_up
from supermarket.models import Lot, Settlement, Stock, Voucher
from supermarket.services import cancelling, settlements, stock, vouchers, windows
from supermarket.services.stock import Found

OPENS, CLOSES = 11, 20
"""Days of the month of a past fair: after the points of the month before it were posted."""
SLIPS: Final = 300
SLIPS_SO_FAR: Final = 40
"""Of a past fair, and of today's, at the most."""
FRESH: Final = 45
"""Goods that keep no longer than so many days are written off after a fair."""


def past_fair(months: list[Month], today: date) -> tuple[Quarter, Month] | None:
    """The quarter before today's and the month in which its fair was; None where no points of
    `months`, which are finished, had been posted in time.

    Mostly the quarter's last month, so that the quarter could be settled; else the one after it.
    """
    quarter = Month.of(Quarter.of(today).first_day).previous().quarter
    last = quarter.months[-1]
    for month in (last, last.next()):
        over = month.first_day.replace(day=CLOSES) < opening(today)
        if over and month.previous() in months:
            return quarter, month
    return None


def opening(today: date) -> date:
    """The first of the exchange days that run on `today`."""
    return max(Quarter.of(today).first_day, today - timedelta(days=2))


def hold_fair(market: Market, quarter: Quarter, month: Month, now: datetime) -> None:
    """The exchange days of `quarter` in `month`: slips, vouchers and their use, a cancellation,
    the count after it. Nothing happens later than `now`."""
    clerk = market.world.clerk
    opens, closes = (month.first_day.replace(day=day) for day in (OPENS, CLOSES))
    eve = opens - timedelta(days=3)
    stock_up(market, eve)
    community = market.world.community
    window = windows.open_window(community, quarter, opens, closes, None, clerk, moment_of(eve, 10))
    days = [opens + timedelta(days=number) for number in range(3)]
    made = serve(market, days, SLIPS, now)
    _use_vouchers(market, now)
    taken_back = next(slip for slip in made if not slip.lines.filter(vouchers__gt=0).exists())
    cancelling.cancel(taken_back, "家里人已经领过一份，退回", clerk, moment_of(closes, 10))
    over = moment_of(closes + timedelta(days=1), 10)
    windows.close_window(window, clerk, over)
    for stall in market.stalls:
        _put_in_order(market, stall, over)


def open_fair(market: Market, card: Card, now: datetime) -> None:
    """The exchange days that run on the day of `now`: what was reserved before them, also by
    `card`, and who has come so far."""
    clerk, today = market.world.clerk, timezone.localdate(now)
    quarter, opens = Quarter.of(today), opening(today)
    closes = min(today + timedelta(days=9), windows.last_day_for(quarter))
    told = opens - timedelta(days=7)
    stock_up(market, told)
    be_given(market, told, soon=today + timedelta(days=12))
    raise_price(market, told)
    community = market.world.community
    window = windows.open_window(
        community, quarter, opens, closes, told, clerk, moment_of(told, 10)
    )
    reserve(market, window, card, moment_of(told + timedelta(days=1), 10))
    serve(market, [max(opens, today - timedelta(days=1))], SLIPS_SO_FAR, now)


def settle(market: Market, quarter: Quarter, now: datetime) -> None:
    """What the merchants get for the vouchers used in `quarter`, which is over; one waits for his
    money."""
    clerk = market.world.clerk
    at = min(moment_of(quarter.last_day + timedelta(days=5), 10), now)
    made: list[Settlement] = []
    for merchant, _ in market.merchants.values():
        used = Voucher.objects.filter(merchant=merchant, used_at__date__lte=quarter.last_day)
        if used.exists():
            made.append(settlements.settle(merchant, quarter, clerk, at))
    for number, settlement in enumerate(made[1:], start=1):
        paper = f"转账{at:%m%d}-{number:02d}"
        settlements.mark_paid(settlement, timezone.localdate(at), paper, clerk, at)


def _use_vouchers(market: Market, now: datetime) -> None:
    """Two of three vouchers are used within two weeks, some of the others much later."""
    people = {merchant.pk: (merchant, user) for merchant, user in market.merchants.values()}
    for voucher in Voucher.objects.select_related("line__redemption").order_by("pk"):
        days = market.chance.choice((1, 2, 5, 8, 13, 17, 30, 45, 500))
        at = voucher.line.redemption.at + timedelta(days=days)
        if at < now and timezone.localdate(at) <= voucher.expires_on:
            merchant, user = people[voucher.merchant_id]
            vouchers.use(voucher.code, merchant, user, at)


def _put_in_order(market: Market, stall: Stall, at: datetime) -> None:
    """The count after a fair, one piece short; what does not keep is written off, but for eggs that
    were overlooked."""
    standing = list(Stock.objects.filter(outlet=stall.outlet).select_related("product"))
    found = [
        Found(each.product, each.quantity - (number == 0), None, "包装破损" if number == 0 else "")
        for number, each in enumerate(standing)
    ]
    world, keeper = market.world, stall.keeper
    stock.count(stall.outlet, found, keeper.name, world.auditor.name, keeper, at)
    fresh = {each.number for each in GOODS if each.days and each.days <= FRESH} - {EGGS}
    for lot in Lot.objects.filter(stock__outlet=stall.outlet, quantity__gt=0):
        product = lot.stock.product
        if product.number in fresh:
            reason = "不耐存放，已变质"
            stock.write_off(
                stall.outlet, product, lot.best_before, lot.quantity, reason, keeper, at
            )

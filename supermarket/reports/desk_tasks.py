"""What waits at the supermarket for those who keep it: windows, shelves, notices, settlements."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.urls import reverse

from households.models import Appointment, User
from points.periods import Quarter, chinese_date
from points.reports.tasks import MOST_NAMES, Task, holds
from supermarket.models import Outlet, Redemption, Settlement, Voucher, Window
from supermarket.reports.stock_report import StockRow, stock_rows
from supermarket.services.market_policies import policy_of
from supermarket.services.settlements import unsettled

AHEAD: Final = timedelta(days=3)
"""How long before its first and its last day a window is told of."""


def keeping_tasks(user: User, day: date) -> list[Task]:
    """What `user` has to look after on `day`. At most ten queries; for those without a part in it
    none but that of their offices."""
    offices = user.offices(day)
    return [
        *_of_windows(user, offices, day),
        *_of_shelves(user, offices, day),
        *_of_settlements(user, offices, day),
        *_of_vouchers(user, offices, day),
    ]


def _of_windows(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Windows that begin or end soon or are to be closed; closed ones whose notice is to come."""
    opens, publishes = (
        holds(offices, right) for right in ("supermarket.open_window", "points.publish_notice")
    )
    if not (opens or publishes):
        return []
    slips = Redemption.objects.standing().filter(window=OuterRef("pk"))
    unpublished: Any = Window.objects.visible_to(user, day).filter(notice__isnull=True)
    windows = unpublished.annotate(served=Exists(slips)).order_by("opens_on")
    tasks = []
    for window in windows:
        if window.closed_at is None:
            task = _of_window(window, day) if opens else None
        else:
            task = _to_publish(window) if publishes and window.served else None
        if task is not None:
            tasks.append(task)
    return tasks


def _of_window(window: Window, day: date) -> Task | None:
    """What is to be done about a window that is not closed."""
    named, url = str(window), reverse("window_list")
    first, last = chinese_date(window.opens_on), chinese_date(window.closes_on)
    if window.closes_on < day:
        url = reverse("window_close", args=[window.year, window.quarter])
        text = f"{last}已经到期。结束之后，没有领的预约退回，才能公示。"
        return Task(f"{named}待结束", text, url, "去结束")
    if window.opens_on <= day:
        text = f"最后一天是{last}，要延长请在这之前改日期。"
        soon = window.closes_on <= day + AHEAD
        return Task(f"{named}快要结束", text, url, "看兑换期") if soon else None
    text = f"{first}开始，{last}结束。请先备货，安排好柜台。"
    soon = window.opens_on <= day + AHEAD
    return Task(f"{named}快要开始", text, url, "看兑换期") if soon else None


def _to_publish(window: Window) -> Task:
    url = reverse("window_notice", args=[window.year, window.quarter])
    return Task(f"{window.period.label}兑换待公示", f"{window}已经结束。", url, "去公示")


def _of_shelves(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Counters with goods that are low, expire soon or have expired: a task for each counter."""
    if not holds(offices, "supermarket.keep_stock"):
        return []
    visible = Outlet.objects.visible_to(user, day).shops().select_related("place")
    shops = [shop for shop in visible if holds(offices, "supermarket.keep_stock", shop.place)]
    rows = stock_rows(shops, day, policy_of(user.community).expiry_warning_days)
    tasks = []
    for shop in shops:
        warned = [row for row in rows if row.stock.outlet_id == shop.pk and row.warnings]
        if warned:
            url = reverse("stock", args=[shop.place.code])
            tasks.append(Task(f"{shop}有{len(warned)}种商品要处理", _warned(warned), url, "看库存"))
    return tasks


def _warned(rows: Sequence[StockRow]) -> str:
    told = "；".join(
        f"{row.stock.product.name}{'、'.join(row.warnings)}" for row in rows[:MOST_NAMES]
    )
    return f"{told}等" if len(rows) > MOST_NAMES else told


def _of_settlements(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Merchants to settle with for the quarter before that of `day`, and settlements to pay."""
    if not holds(offices, "supermarket.settle"):
        return []
    quarter = Quarter.of(Quarter.of(day).first_day - timedelta(days=1))
    owing = unsettled(quarter).filter(merchant__in=Outlet.objects.visible_to(user, day))
    merchants = set(owing.order_by().values_list("merchant", flat=True))
    unpaid = Settlement.objects.visible_to(user, day).filter(paid_on__isnull=True)
    tasks = []
    if merchants:
        url = reverse("quarter_books", args=[quarter.year, quarter.quarter])
        text = f"{quarter.label}末以前核销的服务券，还没有开结算单。"
        tasks.append(Task(f"{len(merchants)}家商家待结算", text, url, "去结算"))
    for settlement in unpaid.select_related("merchant__place").order_by("year", "quarter", "pk"):
        code = settlement.merchant.place.code
        url = reverse("settlement", args=[settlement.year, settlement.quarter, code])
        text = "付款之后登记付款日期和凭据。"
        tasks.append(Task(f"{settlement}待付款", text, url, "去登记"))
    return tasks


def _of_vouchers(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Vouchers that nobody used in time, whose points have not gone back yet: the night does that,
    so they stay here only where it does not come."""
    if not holds(offices, "supermarket.cancel_redemption"):
        return []
    count = Voucher.objects.visible_to(user, day).over_on(day).count()
    text = "积分每天夜里自动退回。隔天还列在这里的，请联系管理员检查自动办理。"
    url = reverse("slip_list")
    return [Task(f"{count}张服务券过期未用", text, url, "看兑换单")] if count else []

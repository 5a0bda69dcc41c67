"""What waits at the counters and the merchants, for the desks of those behind them."""

from datetime import date

from django.urls import reverse

from households.models import User
from points.periods import chinese_date
from points.reports.tasks import Task, holds
from supermarket.models import Outlet
from supermarket.reports.counter_page import Season, season

SERVE, USE = "supermarket.serve_counter", "supermarket.use_voucher"


def market_tasks(user: User, day: date) -> list[Task]:
    """The counters that `user` serves, with what may be done there on `day`, and where he takes
    vouchers. At most six queries; for others none but that of their offices."""
    tasks, offices = [], user.offices(day)
    if holds(offices, SERVE):
        shops = Outlet.objects.visible_to(user, day).shops().select_related("place", "community")
        text = _told(season(user.community, day))
        tasks += [
            Task(str(shop), text, reverse("counter", args=[shop.place.code]), "去柜台")
            for shop in shops
            if holds(offices, SERVE, shop.place)
        ]
    if holds(offices, USE):
        text = "村民来用服务券时，扫券上的二维码或输入券号。"
        tasks.append(Task("核销服务券", text, reverse("voucher_home"), "去核销"))
    return tasks


def _told(now: Season) -> str:
    if now.reserving:
        return f"{now.told}现在可以为这一期办理预约。"
    if now.window is None:
        return now.told
    return f"{now.window}到{chinese_date(now.window.closes_on)}为止，扫卡或输户编号就可以兑换。"

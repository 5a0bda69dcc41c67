"""Addresses of exchange day: below market/ the counters and the slips, and vouchers."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from supermarket.views import counter, slip, voucher

HOUSEHOLD = "market/counter/<code:outlet>/<code:code>/"
SLIP = "market/slips/<code:ref>/"

urlpatterns = [
    path("market/counter/", counter.counters, name="counters"),
    path("market/counter/<code:outlet>/", counter.counter, name="counter"),
    path(HOUSEHOLD, counter.counter_household, name="counter_household"),
    path(
        f"{HOUSEHOLD}withdraw/<code:ref>/",
        counter.reservation_withdraw,
        name="reservation_withdraw",
    ),
    path("market/slips/", slip.slip_list, name="slip_list"),
    path(SLIP, slip.slip, name="slip"),
    path(f"{SLIP}print/", slip.slip_print, name="slip_print"),
    path(f"{SLIP}cancel/", slip.slip_cancel, name="slip_cancel"),
    path("voucher/", voucher.voucher_home, name="voucher_home"),
    path("voucher/<code:code>/", voucher.voucher, name="voucher"),
]

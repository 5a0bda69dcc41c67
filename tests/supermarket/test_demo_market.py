"""The demo's supermarket: made by the services, whatever day it is, so that it can be tried."""

from collections import Counter
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F, Sum
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from households.models import User
from points.demo.world import PASSWORD
from points.models import Account
from supermarket.models import (
    Cancellation,
    Outlet,
    Price,
    Product,
    Receipt,
    Redemption,
    Reservation,
    Settlement,
    Stock,
    Voucher,
    Window,
)
from supermarket.reports.stock_report import EXPIRED, EXPIRING, LOW, stock_rows
from tests.clock import Clock, running

pytestmark = pytest.mark.django_db

TODAY = "2026-11-25 09:30"


def demo(hour: str = TODAY, **options: int) -> str:
    out = StringIO()
    with running(Clock(hour)):
        call_command("demo", **{"households": 138, "months": 3} | options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the demo of TODAY says, once for all tests of this module."""
    with django_db_blocker.unblock(), override_settings(DEBUG=True), transaction.atomic():
        yield demo()
        transaction.set_rollback(True)


def test_the_counters_and_the_merchants_may_sign_in(told: str) -> None:
    assert Counter(Outlet.objects.values_list("kind", flat=True)) == {"shop": 2, "merchant": 4}
    for login in ("chaoshi", "lifa"):
        assert login in told
        assert User.objects.get(username=login).check_password(PASSWORD)


@pytest.mark.usefixtures("told")
def test_the_shelf_has_the_articles_rice_for_20_points_and_what_merchants_do() -> None:
    products = Product.objects.priced_on(timezone.localdate())
    assert [each.points for each in products.filter(name__startswith="大米")] == [20]
    assert Counter(products.values_list("category", flat=True)) == {
        "粮油": 7, "蔬果": 3, "日用品": 7, "文具": 3, "便民服务": 7,
    }  # fmt: skip
    assert Counter(Receipt.objects.values_list("kind", flat=True))["donation"] == 1


@pytest.mark.usefixtures("told")
def test_a_past_quarter_was_exchanged_and_settled_and_today_somebody_may_come() -> None:
    with running(Clock(TODAY)):
        today = timezone.localdate()
        (running_now,) = Window.objects.open_on(today)
        past = Window.objects.get(closed_at__isnull=False)
    assert (str(past.period), str(running_now.period)) == ("2026-Q3", "2026-Q4")
    assert past.redemptions.count() > 20
    assert Cancellation.objects.count() == 1
    vouchers = Voucher.objects.all()
    assert vouchers.filter(used_at__isnull=False).exists()
    assert vouchers.filter(used_at__isnull=True).exists()
    settled = Settlement.objects.annotate(sum=Sum("lines__cost_fen"))
    assert settled.filter(quarter=3, amount_fen=F("sum")).count() == settled.count() > 0
    assert settled.filter(paid_on__isnull=True).count() == 1
    standing = Reservation.objects.filter(window=running_now, ended_at__isnull=True)
    assert standing.filter(by_card__isnull=False).count() == 1


@pytest.mark.usefixtures("told")
def test_the_shelf_gives_the_storekeeper_something_to_look_after() -> None:
    with running(Clock(TODAY)):
        shops = list(Outlet.objects.shops())
        rows = stock_rows(shops, timezone.localdate(), 30)
    assert {warning for row in rows for warning in row.warnings} == {EXPIRED, EXPIRING, LOW}


@pytest.mark.usefixtures("told")
def test_stock_and_balances_are_the_sums_of_their_movements() -> None:
    moved = Stock.objects.annotate(sum=Sum("movements__quantity"))
    assert moved.filter(quantity=F("sum")).count() == moved.count() > 30
    entered = Account.objects.annotate(sum=Sum("entries__points"))
    assert entered.filter(balance=F("sum")).count() == entered.count()
    for account in Account.objects.prefetch_related("entries"):
        days = [entry.effective_on for entry in account.entries.order_by("number")]
        assert days == sorted(days)


@pytest.mark.usefixtures("told")
def test_a_second_demo_exchanges_nothing(settings: Settings) -> None:
    settings.DEBUG = True
    before = Redemption.objects.count(), Price.objects.count(), Reservation.objects.count()
    assert "chaoshi" in demo()
    assert before == (
        Redemption.objects.count(), Price.objects.count(), Reservation.objects.count(),
    )  # fmt: skip

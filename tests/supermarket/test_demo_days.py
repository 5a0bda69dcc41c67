"""The demo's supermarket on other days than today: a counter is open, and nothing is to come."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from supermarket.models import Redemption, Settlement, Voucher, Window
from tests.clock import Clock, running

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("hour", "months", "past"),
    [
        ("2026-10-01 00:30", 1, "2026-Q3"),
        ("2026-10-21 12:00", 1, None),
        ("2026-10-23 12:00", 1, "2026-Q3"),
        ("2026-12-11 12:00", 3, "2026-Q3"),
        ("2027-01-31 23:30", 2, "2026-Q4"),
    ],
)
def test_whatever_the_day_the_counter_is_open_and_the_past_is_past(
    settings: Settings, hour: str, months: int, past: str | None
) -> None:
    settings.DEBUG = True
    with running(Clock(hour)):
        call_command("demo", households=92, months=months, verbosity=0)
        assert Window.objects.open_on(timezone.localdate()).count() == 1
        now = timezone.now()
    closed = [str(each.period) for each in Window.objects.filter(closed_at__isnull=False)]
    assert closed == ([past] if past else [])
    assert not Redemption.objects.filter(at__gt=now).exists()
    assert not Voucher.objects.filter(used_at__gt=now).exists()
    assert not Settlement.objects.filter(made_at__gt=now).exists()

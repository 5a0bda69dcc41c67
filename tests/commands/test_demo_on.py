"""The demo as it stood on a day: `manage.py demo --on 2026-01-20`."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from households.models import Place
from households.services.days import moment_of
from points.models import Notice, Sheet
from tests.clock import Clock, running

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _to_try(settings: Settings) -> None:
    settings.DEBUG = True


def demo(on: str) -> None:
    with running(Clock("2026-11-25 09:30")):
        call_command("demo", "--households=46", "--months=1", f"--on={on}", verbosity=0)


def test_a_past_day_early_in_a_month_leaves_the_month_before_at_its_steps() -> None:
    demo("2026-01-10")
    december = Sheet.objects.filter(year=2025, month=12)
    assert set(december.values_list("state", flat=True)) == {"review"}
    assert not Sheet.objects.filter(year=2026).exists()


def test_today_is_the_same_as_no_day() -> None:
    demo("2026-11-25")
    assert Notice.objects.latest("number").published_at == moment_of(date(2026, 11, 25), 9, 30)


@pytest.mark.parametrize(
    ("on", "told"),
    [("2026-11-26", "2026年11月26日还没有到"), ("2000-12-31", "最早是2001年1月1日")],
)
def test_a_day_to_come_or_too_early_makes_nothing_and_says_why(on: str, told: str) -> None:
    with pytest.raises(CommandError, match=told):
        demo(on)
    assert not Place.objects.exists()


def test_what_is_no_day_is_told_so() -> None:
    with pytest.raises(CommandError, match="不是日期"):
        demo("2026年1月20日")

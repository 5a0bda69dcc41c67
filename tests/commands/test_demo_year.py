"""The demo's year: what it shows of it, and the demo as it stood on a past day."""

from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import DateTimeField, Max
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from households.models import Place
from households.services.days import day_of
from points.lots import draw
from points.models import (
    Adjustment,
    AnnualRanking,
    CertificateRequest,
    HonourPolicy,
    Notice,
    NoticeHousehold,
    Reinspection,
    SecondScore,
    Sheet,
    Veto,
)
from points.services.ranking_checks import hindrances
from tests.clock import Clock, running

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 20)


@pytest.fixture(scope="module")
def in_january(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the demo of a past January says, once for all tests of this module."""
    out = StringIO()
    with django_db_blocker.unblock(), override_settings(DEBUG=True), transaction.atomic():
        with running(Clock("2026-11-25 09:30")):
            call_command("demo", "--households=92", "--months=2", f"--on={ON}", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def latest_moments() -> Iterator[tuple[str, datetime]]:
    """Each table's field of a moment, with the latest one in it."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, DateTimeField):
                latest = model._default_manager.aggregate(last=Max(field.name))["last"]
                if latest is not None:
                    yield f"{model._meta.label}.{field.name}", latest


@pytest.mark.usefixtures("in_january")
def test_nothing_of_a_past_day_s_demo_happened_after_it() -> None:
    # The moments of migrations and sessions are the machine's own.
    others = ("ContentType", "Session", "Migration")
    moments = dict(latest_moments())
    late = {name: at for name, at in moments.items() if day_of(at) > ON}
    assert len(moments) > 30
    assert not {name for name in late if not any(other in name for other in others)}


@pytest.mark.usefixtures("in_january")
def test_in_january_only_corrections_that_wait_keep_the_year_before_from_being_settled() -> None:
    community = Place.objects.get(kind="community")
    sheets = Sheet.objects.filter(year=2025)
    assert set(sheets.values_list("month", "state")) == {(11, "posted"), (12, "posted")}
    assert Sheet.objects.filter(year=2026, month=1, state="review").exists()
    waiting = Adjustment.objects.filter(decision__isnull=True)
    codes = set(waiting.values_list("household__code", flat=True))
    told = hindrances(community, 2025, ON)
    assert {each.partition("的")[0] for each in told} == {f"户{code}" for code in codes}
    assert all("入账后更正还没有复核" in each for each in told)
    assert waiting.count() == 2
    assert not AnnualRanking.objects.exists()


@pytest.mark.usefixtures("in_january")
def test_one_family_is_barred_for_the_year_and_was_told() -> None:
    (veto,) = Veto.objects.barring(2025)
    assert not Veto.objects.barring(2026).exists()
    assert veto.document
    assert veto.object_until is not None
    assert veto.object_until < ON


@pytest.mark.usefixtures("in_january")
def test_one_certificate_waits_and_another_was_given() -> None:
    (waiting,) = CertificateRequest.objects.waiting()
    assert (waiting.household.code, waiting.how, waiting.year) == ("0101001", "card", 2025)
    given = CertificateRequest.objects.get(certificate__isnull=False)
    assert given.certificate.issued_on == ON
    assert given.certificate.honour > 0


@pytest.mark.usefixtures("in_january")
def test_lots_were_drawn_and_some_doors_were_knocked_at_again() -> None:
    (drawing,) = Reinspection.objects.all()
    december = Notice.objects.get(year=2025, month=12)
    assert (drawing.notice, drawing.seed) == (december, drawing.seed_of.check_code)
    told = NoticeHousehold.objects.filter(notice=december, household__lines__sheet__notice=december)
    codes = set(told.values_list("code", flat=True))
    drawn = drawing.households.order_by("place").values_list("line__household__code", flat=True)
    assert list(drawn) == draw(drawing.seed, codes, drawing.number)
    assert 0 < SecondScore.objects.count() < drawing.number


@pytest.mark.usefixtures("in_january")
def test_how_honours_are_settled_is_set() -> None:
    assert HonourPolicy.objects.get().tie_break == "months"

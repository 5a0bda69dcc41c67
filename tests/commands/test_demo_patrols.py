"""The demo's patrols: walked and confirmed, with one problem left, and proposals to take."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from points.models import PatrolCheck, PatrolFinding, PatrolRound, Record, Sheet
from points.patrol import week_of
from points.proposals import Source
from points.services.proposals import proposals_of
from points.steps import Step

pytestmark = pytest.mark.django_db


def test_the_demo_s_patrols_have_walked_two_groups_and_propose_the_month(
    settings: Settings,
) -> None:
    settings.DEBUG = True
    call_command("demo", households=138, months=1)
    now = timezone.now()
    rounds = PatrolRound.objects.all()
    groups = set(rounds.values_list("group", flat=True))
    assert len(groups) == 2
    assert rounds.closed().count() > 2
    assert rounds.filter(walked_on__isnull=False, closed_at__isnull=True).count() == 1
    planned = rounds.filter(walked_on__isnull=True)
    assert planned.count() == 2
    assert not planned.filter(week__lt=week_of(timezone.localdate(now))).exists()
    problems = PatrolFinding.objects.problems()
    fixed = PatrolCheck.objects.filter(fixed=True).values("finding")
    assert problems.filter(photos__isnull=True).count() == 0
    assert problems.exclude(pk__in=fixed).exists()
    # What the finished month proposed was taken; the running one waits for its scorers.
    assert Record.objects.filter(origin=Record.Origin.PATROL).exists()
    waiting = Sheet.objects.filter(group__in=groups, step=Step.GROUP, state=Sheet.State.REVIEW)
    offered = [each for sheet in waiting for each in proposals_of(sheet, now)]
    assert {each.item_code for each in offered if each.source is Source.PATROL} >= {"4.1"}

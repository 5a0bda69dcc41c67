"""The only writer of what a community decides for the honours of a year."""

from datetime import datetime
from typing import Final

from django.db import transaction

from households.models import Place, User
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import HonourPolicy
from points.stars import Stars

RIGHT: Final = "points.change_honourpolicy"


@transaction.atomic
def save(policy: HonourPolicy, by: User, at: datetime) -> HonourPolicy:
    """Writes the settings. A ranking that is frozen keeps those it was frozen by. Raises
    ValidationError (Chinese) for shares of more than a hundred percent, or more stars for fewer
    points; Refused without an office to do so."""
    offices_for(by, RIGHT, [policy.community], day_of(at))
    policy.full_clean()
    policy.save()
    return policy


def honour_policy_of(community: Place) -> HonourPolicy:
    """The community's own settings, or the shipped ones while it has not set any. One query."""
    policy = HonourPolicy.objects.filter(community=community).first() or HonourPolicy()
    policy.community = community
    return policy


def thresholds_of(community: Place) -> dict[int, int]:
    """Stars → points from which a family has them, where the community gives stars by points."""
    stars = honour_policy_of(community).rule.stars
    return dict(stars.levels) if isinstance(stars, Stars) else {}

"""The only writer of what a community decides for its supermarket."""

from datetime import datetime

from django.db import transaction

from households.models import Place, User
from households.services.appointments import offices_for
from households.services.days import day_of
from supermarket.models import MarketPolicy


@transaction.atomic
def save(policy: MarketPolicy, by: User, at: datetime) -> MarketPolicy:
    """Writes the settings. Raises ValidationError (Chinese) for vouchers that last less than a
    week or more than a year, Refused without an office to do so."""
    offices_for(by, "supermarket.change_marketpolicy", [policy.community], day_of(at))
    policy.full_clean()
    policy.save()
    return policy


def policy_of(community: Place) -> MarketPolicy:
    """The community's own settings, or the shipped ones while it has not set any."""
    found = MarketPolicy.objects.filter(community=community).first()
    return found or MarketPolicy(community=community)

"""The only writer of a community's own settings."""

from django.db import transaction

from households.models import Place
from points.models import Policy


@transaction.atomic
def save(policy: Policy) -> Policy:
    """Writes the settings. Raises ValidationError (Chinese) for a period under five days, or full
    names without the resolution that allows them."""
    policy.full_clean()
    policy.save()
    return policy


def policy_of(community: Place) -> Policy:
    """The community's own settings, or the shipped ones while it has not set any."""
    policy = Policy.objects.filter(community=community).first() or Policy()
    # The caller has it at hand: nobody asks for it once more.
    policy.community = community
    return policy

"""The only writer of places."""

from datetime import date

from django.db import transaction

from households.models import Place
from households.roles import PlaceKind


@transaction.atomic
def create_community(code: str, name: str) -> Place:
    """A community: the tenant everything else hangs on. Raises ValidationError (Chinese)."""
    return _create(Place(kind=PlaceKind.COMMUNITY, code=code, name=name))


@transaction.atomic
def create_village(community: Place, code: str, name: str, joined_on: date | None = None) -> Place:
    """A natural village of `community`, with the day it joined the scheme if it has."""
    return _create(
        Place(
            kind=PlaceKind.VILLAGE,
            code=code,
            name=name,
            parent=community,
            community=community,
            joined_on=joined_on,
        )
    )


@transaction.atomic
def create_group(village: Place, code: str, name: str) -> Place:
    """A villager group of `village`."""
    return _create(
        Place(
            kind=PlaceKind.GROUP, code=code, name=name, parent=village, community=village.community
        )
    )


def _create(place: Place) -> Place:
    place.full_clean()
    place.save(force_insert=True)
    return place

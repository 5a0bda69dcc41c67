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
    return create_below(community, PlaceKind.VILLAGE, code, name, joined_on)


@transaction.atomic
def create_group(village: Place, code: str, name: str) -> Place:
    """A villager group of `village`."""
    return create_below(village, PlaceKind.GROUP, code, name)


@transaction.atomic
def create_outlet(community: Place, code: str, name: str) -> Place:
    """A counter of the supermarket or a merchant's shop, in `community`."""
    return create_below(community, PlaceKind.OUTLET, code, name)


@transaction.atomic
def create_below(
    parent: Place, kind: str, code: str, name: str, joined_on: date | None = None
) -> Place:
    """A place of `kind` under `parent`. Raises ValidationError where it can't lie."""
    return _create(
        Place(
            kind=kind,
            code=code,
            name=name,
            parent=parent,
            community=parent.home(),
            joined_on=joined_on,
        )
    )


@transaction.atomic
def change(place: Place, name: str, joined_on: date | None) -> Place:
    """Renames a place, or sets the day its village joined. Raises ValidationError (Chinese)."""
    current = Place.objects.select_for_update().get(pk=place.pk)
    current.name, current.joined_on = name, joined_on
    current.full_clean()
    current.save(update_fields=["name", "joined_on"])
    return current


def _create(place: Place) -> Place:
    place.full_clean()
    place.save(force_insert=True)
    return place

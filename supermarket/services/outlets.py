"""The only writer of outlets: the supermarket's counters and the merchants."""

from datetime import datetime

from django.db import transaction

from households.models import Place, User
from households.services import places
from households.services.appointments import offices_for
from households.services.days import day_of
from supermarket.models import Outlet

CHANGE = "supermarket.change_outlet"


@transaction.atomic
def create(
    community: Place,
    code: str,
    name: str,
    kind: str,
    by: User,
    at: datetime,
    phone: str = "",
    hours: str = "",
) -> Outlet:
    """An outlet of `community` and the place people are appointed at.

    Raises ValidationError (Chinese) for a code or name in use or malformed, Refused without an
    office to do so.
    """
    offices_for(by, CHANGE, [community], day_of(at))
    place = places.create_outlet(community, code, name)
    outlet = Outlet(community=community, place=place, kind=kind, phone=phone, hours=hours)
    outlet.full_clean()
    outlet.save(force_insert=True)
    return outlet


@transaction.atomic
def change(outlet: Outlet, name: str, phone: str, hours: str, by: User, at: datetime) -> Outlet:
    """Renames an outlet, or changes its telephone and hours; its code and kind stay for good.

    Raises ValidationError (Chinese) for a name in use, Refused without an office to do so.
    """
    offices_for(by, CHANGE, [outlet.place], day_of(at))
    current = Outlet.objects.select_for_update(of=("self",)).select_related("place")
    changed = current.get(pk=outlet.pk)
    changed.place = places.change(changed.place, name, joined_on=None)
    changed.phone, changed.hours = phone, hours
    changed.full_clean()
    changed.save(update_fields=["phone", "hours"])
    return changed

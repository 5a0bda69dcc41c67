"""What a person sees: the rows whose place an open appointment of his covers, nothing else.

An appointment at a community covers it and every place in it, one at a village covers the village
and its groups, one at a group or outlet covers that alone. A model says where its rows lie by
`place_lookup`; what a whole community shares (its standard, its notices) says `shared_lookup`.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

if TYPE_CHECKING:
    from households.models import Place, User
    from households.models.appointment import AppointmentQuerySet

M = TypeVar("M", bound=Model)


class ScopedQuerySet(QuerySet[M]):
    def visible_to(self, user: "User", on: date | None = None) -> Self:
        """The rows `user` sees by his appointments open on the day `on` (default: today)."""
        from households.models import Place  # noqa: PLC0415  (models build on this)

        held = held_by(user, on)
        shared = getattr(self.model, "shared_lookup", None)
        if shared is not None:
            return self.filter(**{f"{shared}__in": held.values("community")})
        places = Place.objects.covered_by(held.values("place")).values("pk")
        lookup = self.model.place_lookup  # type: ignore[attr-defined]
        return self.filter(**{f"{lookup}__in": places})


def held_by(user: "User", on: date | None = None) -> "AppointmentQuerySet":
    """The appointments of `user` open on the day `on` (default: today), as `visible_to` has it."""
    from households.models import Appointment  # noqa: PLC0415  (models build on this)

    return Appointment.objects.open_on(on or timezone.localdate()).filter(user_id=user.pk)


def place_of(row: Any) -> "Place":
    """The place `row` lies at, found by its model's `shared_lookup` or `place_lookup`."""
    lookup = getattr(row, "shared_lookup", None) or row.place_lookup
    if lookup == "pk":
        return row
    for step in lookup.split("__"):
        row = getattr(row, step)
    return row

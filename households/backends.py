"""Rights: an open appointment × what the setting GRANTS gives its role, where the thing lies."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from households.scope import place_of

if TYPE_CHECKING:
    from households.models import Appointment, Place, User


def covers(appointment: "Appointment", place: "Place") -> bool:
    """Whether `place` is the appointment's place or lies below it."""
    return covers_place(appointment.place_id, place)


def covers_place(upper: int, place: "Place") -> bool:
    """Whether `place` is the one with the primary key `upper`, or lies below it."""
    return upper in (place.pk, place.parent_id, place.community_id)


def reaches(appointment: "Appointment", row: Any) -> bool:
    """Whether the office extends to `row`, as `visible_to` has it: to what lies at its place, and
    to what its whole community shares."""
    if hasattr(row, "shared_lookup"):
        return appointment.community_id == place_of(row).pk
    return covers(appointment, place_of(row))


class AppointmentBackend(ModelBackend):
    """Signs in by name and password; grants by appointment, never by a flag on the account."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_authenticated or not user_obj.is_active:
            return set()
        return {
            right
            for office in user_obj.offices()
            if obj is None or reaches(office, obj)
            for right in settings.GRANTS[office.role]
        }

    def has_perm(self, user_obj: "User", perm: str, obj: Any = None) -> bool:  # type: ignore[override]
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: "User", app_label: str) -> bool:  # type: ignore[override]
        return any(
            right.startswith(f"{app_label}.") for right in self.get_all_permissions(user_obj)
        )

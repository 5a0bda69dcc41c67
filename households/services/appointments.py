"""The only writer of appointments, and the question which office lets a person do a thing."""

from collections.abc import Collection, Iterable
from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import DateField

from households.backends import covers
from households.compiled import Compiled, param
from households.models import Appointment, Place, User
from households.refusals import AlreadyHandled, Refused

_OPEN = Compiled(
    lambda _: (
        Appointment.objects.open_on(param("day", DateField()))
        .filter(user=param("user"))
        .order_by("pk")
    )
)


@transaction.atomic
def appoint(
    user: User,
    role: str,
    place: Place,
    starts_on: date,
    ends_on: date | None = None,
    basis: str = "",
) -> Appointment:
    """Gives `user` an office at `place` from `starts_on` to `ends_on` (last day; None: open).

    Raises ValidationError with Chinese sentences for a role not held at such a place, a person of
    another community, days in the wrong order, or an office registered already.
    """
    office = Appointment(
        community=place.home(),
        user=user,
        role=role,
        place=place,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
    )
    office.full_clean()
    office.save(force_insert=True)
    return office


@transaction.atomic
def end(office: Appointment, on: date) -> Appointment:
    """Ends an open office with `on` as its last day.

    Raises Refused for a day before its start, AlreadyHandled when it was ended meanwhile.
    """
    if on < office.starts_on:
        raise Refused({"ends_on": "结束日期不能早于开始日期，请改正。"})
    ended = Appointment.objects.filter(pk=office.pk, ends_on__isnull=True).update(ends_on=on)
    if not ended:
        raise AlreadyHandled
    office.ends_on = on
    return office


def offices_for(
    user: User, right: str | Collection[str], places: Iterable[Place], day: date
) -> dict[int, Appointment]:
    """For each place (by primary key) an appointment of `user`, open on `day`, that grants `right`.

    Several rights are such as one office must grant together. Read fresh from the database, for use
    inside the transaction that acts on it. Raises Refused when one of the places has none.
    """
    rights = {right} if isinstance(right, str) else set(right)
    held = [
        office
        for office in _OPEN.objects(day=day, user=user.pk)
        if rights <= settings.GRANTS[office.role]
    ]
    found: dict[int, Appointment] = {}
    for place in places:
        office = next((each for each in held if covers(each, place)), None)
        if office is None:
            raise Refused(f"您现在没有办理{place.label}此事的任职，请联系社区管理员。")
        found[place.pk] = office
    return found

"""Asking at an address as somebody: the people, the answer they should get, and asking itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from households.models import User
from households.roles import Role
from tests.access.activity_table import ACTIVITY_TABLE
from tests.access.admin_table import ADMIN_TABLE
from tests.access.archive_table import ARCHIVE_TABLE
from tests.access.honours_table import HONOURS_TABLE
from tests.access.market_table import MARKET_TABLE
from tests.access.patrol_table import PATROL_TABLE
from tests.access.prints_table import PRINTS_TABLE
from tests.access.standard_table import STANDARD_TABLE
from tests.access.table import TABLE, Kind, Lies, Row
from tests.access.towns import Town
from tests.access.what_if_table import WHAT_IF_TABLE
from tests.access.year_end_table import YEAR_END_TABLE

ROWS: dict[str, Row] = TABLE | ADMIN_TABLE | MARKET_TABLE | ARCHIVE_TABLE | PRINTS_TABLE
ROWS |= PATROL_TABLE | ACTIVITY_TABLE | WHAT_IF_TABLE | STANDARD_TABLE
ROWS |= YEAR_END_TABLE | HONOURS_TABLE
SIGN_IN = ("/login/?next=", "/admin/login/?next=")
ELSEWHERE = frozenset({Lies.EVERYWHERE})
HERE = ELSEWHERE | {Lies.COMMUNITY}
HIS_COMMUNITY = frozenset(Lies) - {Lies.CLERK}
"""What those see whose office is the whole community's."""
AT_HIS_PLACE = {
    Role.CLERK: frozenset(Lies),
    Role.SCORER: HERE | {Lies.GROUP},
    Role.STOREKEEPER: HERE | {Lies.SHOP},
    Role.MERCHANT: HERE | {Lies.MERCHANT},
}
"""What those see whose office is not the whole community's, at the place of our things; the clerk
also what he asked for himself."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of `town` with the office `role`, and the office `besides` for the next group.

    `scope`: where the things at our addresses lie that he sees.
    """

    name: str
    town: Town | None = None
    role: Role | None = None
    scope: frozenset[Lies] = frozenset()
    besides: Role | None = None
    session: str = ""

    def sees(self, row: Row) -> bool:
        """Whether the thing that an address of ours names is in his scope, or one of his own."""
        return row.lies is Lies.NOWHERE or row.lies in self.scope

    def may(self, row: Row, roles: frozenset[Role]) -> bool:
        """Whether one of `roles` is his where the thing at the address lies."""
        return self.role in roles or (row.lies is not Lies.GROUP and self.besides in roles)


def signed_in(name: str, user: User, town: Town, role: Role | None, **more: Any) -> Person:
    """A person with a session, which is not begun anew for every request."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Person(name, town, role, session=session, **more)


def officers_of(town: Town) -> list[Person]:
    """Everybody with an office in `town`, which is ours then."""
    return [
        signed_in(role.value, user, town, role, scope=AT_HIS_PLACE.get(role, HIS_COMMUNITY))
        for role, user in town.officers.items()
    ]


def people_of(here: Town, there: Town) -> list[Person]:
    """Everybody of `here`, some of `there`, and a stranger."""
    elsewhere = (Role.ADMINISTRATOR, *AT_HIS_PLACE)
    next_ones = {
        "the next group's scorer": (here.scorers[1], Role.SCORER),
        "the other counter's storekeeper": (here.market.other_storekeeper, Role.STOREKEEPER),
        "another merchant": (here.market.other_barber, Role.MERCHANT),
    }
    return [
        Person("a stranger"),
        *officers_of(here),
        *(
            signed_in(name, user, here, role, scope=HERE)
            for name, (user, role) in next_ones.items()
        ),
        signed_in(
            "supervisor who scores the next group",
            here.scoring_supervisor,
            here,
            Role.SUPERVISOR,
            scope=HIS_COMMUNITY,
            besides=Role.SCORER,
        ),
        signed_in("clerk until yesterday", here.former, here, None),
        *(
            signed_in(f"{role} elsewhere", there.officers[role], there, role, scope=ELSEWHERE)
            for role in elsewhere
        ),
    ]


def answer(row: Row, person: Person, method: str) -> set[int]:
    """The status of a page asked for, or of a form sent empty, at an address of ours."""
    through, by = (row.shown, row.may) if method == "GET" else (row.blank, row.senders)
    if method not in row.kind.value and (row.open or person.session):
        return {405}
    if row.open:
        return {through}
    if not person.session:
        return {302}
    if not person.sees(row):
        # The admin asks for some rights before it looks.
        return {403, 404} if row.kind is Kind.ADMIN else {404}
    return {through if row.anybody or person.may(row, by) else 403}


def address_of(key: str, row: Row, town: Town) -> str:
    named = row.named(town)
    try:
        path = reverse(key, kwargs=named)
    except NoReverseMatch:
        # The admin has two kinds without a name.
        gap = re.compile(r"<path:(\w+)>|\(\?P<(\w+)>\.\*\)\$")
        path = "/" + gap.sub(lambda found: str(named[found[1] or found[2]]), key)
    return f"{path}?{row.query}" if row.query else path


@contextmanager
def nothing_written() -> Iterator[None]:
    """Fails on a statement that changes anything but sessions."""

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        writes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        assert not writes or "django_session" in sql, sql
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is undone, so that everybody finds the same."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(person: Person, method: str, address: str) -> HttpResponse:
    """The response to a look, which must write nothing, or to an empty form.

    A form comes from a browser with its token at least.
    """
    if method == "POST":
        return client_of(person).post(address, {"csrfmiddlewaretoken": "x"})
    with nothing_written():
        return client_of(person).get(address)


def client_of(person: Person) -> Client:
    client = Client()
    if person.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = person.session
    return client

"""Asking at an address as somebody: the people, the answer they should get, and asking itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from households.models import User
from households.roles import Role
from tests.access.admin_table import ADMIN_TABLE
from tests.access.table import TABLE, Kind, Lies, Row
from tests.access.towns import Town

ROWS: dict[str, Row] = TABLE | ADMIN_TABLE
SIGN_IN = ("/login/?next=", "/admin/login/?next=")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of `town` with the office `role`.

    `here`: our community is his; `near`: so is the group that the things at our addresses lie in.
    """

    name: str
    user: User | None
    town: Town | None = None
    role: Role | None = None
    here: bool = False
    near: bool = False

    def sees(self, row: Row) -> bool:
        """Whether the thing that an address of ours names is in his scope, or one of his own."""
        return {
            Lies.NOWHERE: True,
            Lies.EVERYWHERE: self.role is not None,
            Lies.COMMUNITY: self.here,
            Lies.GROUP: self.near,
        }[row.lies]


def people_of(here: Town, *elsewhere: tuple[Town, Role]) -> list[Person]:
    """Everybody of `here`, some with their office elsewhere, and a stranger."""
    return [
        Person("a stranger", None),
        *(
            Person(role.value, user, here, role, here=True, near=True)
            for role, user in here.officers.items()
        ),
        Person("scorer of the next group", here.scorers[1], here, Role.SCORER, here=True),
        Person("clerk until yesterday", here.former, here),
        *(
            Person(f"{role} of {town.mark}", town.officers[role], town, role)
            for town, role in elsewhere
        ),
    ]


def answer(row: Row, person: Person, method: str) -> set[int]:
    """The status of a page asked for, or of a form sent empty, at an address of ours."""
    through, by = (row.shown, row.may) if method == "GET" else (row.blank, row.senders)
    if method not in row.kind.value and (row.open or person.user is not None):
        return {405}
    if row.open:
        return {through}
    if person.user is None:
        return {302}
    if not person.sees(row):
        # The admin asks for some rights before it looks.
        return {403, 404} if row.kind is Kind.ADMIN else {404}
    return {through if row.anybody or person.role in by else 403}


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
    client = signed_in(person)
    if method == "POST":
        return client.post(address, {"csrfmiddlewaretoken": "x"})
    with nothing_written():
        return client.get(address)


def signed_in(person: Person) -> Client:
    client = Client()
    if person.user is not None:
        client.force_login(person.user)
    return client

"""Two acts at once on one database, in an order that never varies.

The leader stops between its look and its write. The follower starts then, and either waits at a
lock until the leader is through, or, where the locks were taken away, carries out its whole act.
Then the leader goes on, with what it saw before.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from django.db import IntegrityError, OperationalError, connection, connections
from django.db.models import Model

PATIENCE = 30
"""Seconds until a race that does not end is a failure."""
SURELY_WAITING = 0.1
"""Seconds for which a BEGIN IMMEDIATE of SQLite takes only when somebody else writes."""

Act = Callable[[], Any]
Place = Callable[[str], bool]
"""Whether a statement of SQL is the one to stop before."""


def writing(model: type[Model]) -> Place:
    """Before the first row of `model` is added or changed."""
    table = f'"{model._meta.db_table}"'
    return lambda sql: sql.startswith((f"INSERT INTO {table}", f"UPDATE {table}"))


def reading(model: type[Model]) -> Place:
    """Before the first query whose rows are those of `model`."""
    table = f'"{model._meta.db_table}"'
    return lambda sql: sql.startswith("SELECT") and f" FROM {table}" in sql


@dataclass(frozen=True, slots=True)
class Outcome:
    """What each act returned or raised, and whether the follower had to wait for the leader."""

    leader: Any
    follower: Any
    waited: bool


def race(leader: Act, follower: Act, before: Place) -> Outcome:
    """Runs `follower` while `leader` stands where it is about to send a statement that is `before`.

    Raises AssertionError when the leader never comes there, or when something hangs for 30 s.
    """
    first, second = _Runner(leader, before), _Runner(follower)
    first.start()
    try:
        _await(lambda: first.stands.is_set() or not first.is_alive(), "the leader does not stop")
        assert first.stands.is_set(), f"the leader was through at once: {first.result!r}"
        second.start()
        _await(lambda: second.waits() or not second.is_alive(), "the follower does not end")
        waited = second.is_alive()
    finally:
        first.goes_on.set()
    for runner in (first, second):
        runner.join(PATIENCE)
        assert not runner.is_alive(), "an act hangs"
    return Outcome(first.result, second.result, waited)


def second_net(outcome: Outcome, constraint: str) -> bool:
    """Whether the leader was stopped by the database alone, with an error nobody should be shown.

    That is `constraint` on PostgreSQL, and on SQLite a write upon a look that is out of date.
    """
    if connection.vendor == "postgresql":
        return isinstance(outcome.leader, IntegrityError) and constraint in str(outcome.leader)
    return stopped_by_sqlite(outcome)


def stopped_by_sqlite(outcome: Outcome) -> bool:
    """Whether this is SQLite, which lets nobody write upon a look that is out of date.

    Without IMMEDIATE nothing is broken there; the person gets “database is locked” instead of an
    answer, and no patience helps.
    """
    if connection.vendor != "sqlite":
        return False
    assert isinstance(outcome.leader, OperationalError), outcome
    assert "locked" in str(outcome.leader)
    return True


class _Runner(Thread):
    """One act in a thread with a connection of its own, closed in the end."""

    def __init__(self, act: Act, before: Place | None = None) -> None:
        super().__init__(daemon=True)
        self.act, self.before = act, before
        self.result: Any = None
        self.stands, self.goes_on = Event(), Event()
        self.backend = 0
        self.begins: float | None = None

    def run(self) -> None:
        try:
            connection.ensure_connection()
            if connection.vendor == "postgresql":
                self.backend = connection.connection.info.backend_pid
            with connection.execute_wrapper(self._watch):
                self.result = self.act()
        except Exception as error:  # noqa: BLE001  (what an act raises is its result)
            self.result = error
        finally:
            connections.close_all()

    def _watch(self, execute: Any, sql: str, *rest: Any) -> Any:
        if self.before is not None and self.before(sql):
            self.before = None
            self.stands.set()
            assert self.goes_on.wait(PATIENCE)
        if sql.startswith("BEGIN IMMEDIATE"):
            self.begins = time.monotonic()
        try:
            return execute(sql, *rest)
        finally:
            self.begins = None

    def waits(self) -> bool:
        """Whether somebody else's lock holds this act up."""
        if connection.vendor == "sqlite":
            since = self.begins
            return since is not None and time.monotonic() - since > SURELY_WAITING
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            return bool(cursor.fetchone()[0])


def _await(happens: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.005)

"""Triggers that keep facts facts, on SQLite and PostgreSQL, whatever reaches the table.

A model says `guard = AppendOnly(...)` or `guard = FrozenBy(...)`. The triggers are made after every
migrate and looked for at every start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.models import Model

PREFIX = "guard_"
MESSAGE = "append-only: rows of {table} are facts and cannot be changed"


@dataclass(frozen=True)
class AppendOnly:
    """Rows are only added; the fields in `settable` are set once, while those in `ends` (the first
    of them, unless it says otherwise) are empty. Those in `voids` are set once, before the others
    or after; when the first of them is set, nothing else is any more."""

    settable: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrozenBy:
    """Rows change until a column is set: their own (`own`), or `column` of their `parent`."""

    own: str = ""
    parent: str = ""
    column: str = ""


@dataclass(frozen=True)
class Trigger:
    """One trigger: its `event` (INSERT, UPDATE, UPDATE OF …, DELETE) and the test for it."""

    table: str
    suffix: str
    event: str
    when: str = ""

    @property
    def name(self) -> str:
        return f"{PREFIX}{self.table}_{self.suffix}"


def guarded_models() -> list[type[Model]]:
    """All models that carry a guard, in a fixed order."""
    return [model for model in apps.get_models() if hasattr(model, "guard")]


def _field(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


def _column(model: type[Model], name: str) -> str:
    return str(_field(model, name).column)


def _replaces(model: type[Model]) -> str:
    """SQL: whether the new row has the primary or a unique key of one that is already there."""
    meta = model._meta
    keys: list[list[str]] = [[str(f.column)] for f in meta.local_concrete_fields if f.unique]
    keys += [
        [_column(model, name) for name in constraint.fields]
        for constraint in meta.total_unique_constraints
    ]
    tests = [" AND ".join(f'"{c}" = NEW."{c}"' for c in key) for key in keys]
    return (
        f'EXISTS (SELECT 1 FROM "{meta.db_table}" WHERE '
        + " OR ".join(f"({test})" for test in tests)
        + ")"
    )


def _append_only(model: type[Model], guard: AppendOnly, vendor: str) -> list[Trigger]:
    table = model._meta.db_table
    settable = {_column(model, name) for name in guard.settable}
    voids = [_column(model, name) for name in guard.voids]
    changing = settable.union(voids)
    fixed = [f.column for f in model._meta.local_concrete_fields if f.column not in changing]
    triggers = [
        Trigger(table, "delete", "DELETE"),
        Trigger(table, "update", "UPDATE OF " + ", ".join(f'"{c}"' for c in fixed)),
    ]
    if settable:
        ends = [_column(model, name) for name in guard.ends or guard.settable[:1]]
        triggers.append(_once(table, "reset", sorted(settable), ends + voids[:1]))
    if voids:
        triggers.append(_once(table, "void", voids, voids[:1]))
    if vendor == "sqlite":
        # INSERT OR REPLACE deletes the old row without firing its delete trigger.
        triggers.append(Trigger(table, "replace", "INSERT", _replaces(model)))
    return triggers


def _once(table: str, suffix: str, columns: Sequence[str], ends: Sequence[str]) -> Trigger:
    """Keeps `columns` as they are from when one of `ends` is set."""
    event = "UPDATE OF " + ", ".join(f'"{c}"' for c in columns)
    return Trigger(table, suffix, event, " OR ".join(f'OLD."{c}" IS NOT NULL' for c in ends))


def _frozen_by(model: type[Model], guard: FrozenBy) -> list[Trigger]:
    table = model._meta.db_table
    if guard.own:
        frozen = f'OLD."{_column(model, guard.own)}" IS NOT NULL'
        return [
            Trigger(table, "update", "UPDATE", frozen),
            Trigger(table, "delete", "DELETE", frozen),
        ]
    field = _field(model, guard.parent)
    parent = field.related_model._meta.db_table
    test = (
        f'EXISTS (SELECT 1 FROM "{parent}" WHERE id = {{row}}."{field.column}" '
        f'AND "{_column(field.related_model, guard.column)}" IS NOT NULL)'
    )
    old, new = test.format(row="OLD"), test.format(row="NEW")
    return [
        Trigger(table, "insert", "INSERT", new),
        Trigger(table, "update", "UPDATE", f"{old} OR {new}"),
        Trigger(table, "delete", "DELETE", old),
    ]


def triggers_of(model: type[Model], vendor: str) -> list[Trigger]:
    """The row triggers a guarded model needs on the database `vendor`."""
    guard = model.guard  # type: ignore[attr-defined]
    if isinstance(guard, AppendOnly):
        return _append_only(model, guard, vendor)
    return _frozen_by(model, guard)


def _sqlite(trigger: Trigger) -> list[str]:
    when = f"WHEN {trigger.when} " if trigger.when else ""
    message = MESSAGE.format(table=trigger.table)
    return [
        f'CREATE TRIGGER "{trigger.name}" BEFORE {trigger.event} ON "{trigger.table}" {when}'
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ]


def _postgresql(trigger: Trigger) -> list[str]:
    # A trigger's WHEN takes no subquery there, so the test goes into the function.
    kept = "RETURN OLD;" if trigger.event == "DELETE" else "RETURN NEW;"
    refuse = _raise(trigger.table)
    body = f"IF {trigger.when} THEN {refuse} END IF; {kept}" if trigger.when else refuse
    return _postgresql_guard(trigger.name, trigger.table, trigger.event, "ROW", body)


def _postgresql_truncate(table: str) -> list[str]:
    name = f"{PREFIX}{table}_truncate"
    return _postgresql_guard(name, table, "TRUNCATE", "STATEMENT", _raise(table))


def _raise(table: str) -> str:
    message = MESSAGE.format(table=table)
    return f"RAISE EXCEPTION '%', $m${message}$m$ USING ERRCODE = '23000';"


def _postgresql_guard(name: str, table: str, event: str, each: str, body: str) -> list[str]:
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$f$ BEGIN {body} END $f$",
        f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}" '
        f'FOR EACH {each} EXECUTE FUNCTION "{name}"()',
        f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"',
    ]


def expected(vendor: str, tables: set[str]) -> set[str]:
    """The names of all triggers that have to stand on `tables`."""
    names = set()
    for model in guarded_models():
        if model._meta.db_table not in tables:
            continue
        names |= {trigger.name for trigger in triggers_of(model, vendor)}
        if vendor == "postgresql":
            names.add(f"{PREFIX}{model._meta.db_table}_truncate")
    return names


def installed(connection: Any) -> dict[str, str]:
    """The guards that stand in the database: trigger name → table name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                "WHERE NOT tgisinternal AND tgenabled = 'A' AND tgname LIKE %s",
                [f"{PREFIX}%"],
            )
        return dict(cursor.fetchall())


def remove(connection: Any) -> None:
    """Takes every guard away: for a flush of a test database, and before they are made anew."""
    with connection.cursor() as cursor:
        for name, table in installed(connection).items():
            on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER "{name}"{on}')


def install(connection: Any) -> None:
    """Makes the guards of every table that exists, in place of those that stand."""
    remove(connection)
    tables = set(connection.introspection.table_names())
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for model in guarded_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            statements = [sql for t in triggers_of(model, connection.vendor) for sql in make(t)]
            if connection.vendor == "postgresql":
                statements += _postgresql_truncate(table)
            for statement in statements:
                cursor.execute(statement)


def remove_before_migrate(using: str, plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """`pre_migrate` receiver. SQLite makes a changed table anew, and cannot while a guard of
    another table looks at it. Where a migration fails the guards are missing, and nothing starts
    without them (see `require`)."""
    if plan:
        remove(connections[using])


def install_after_migrate(using: str, **kwargs: Any) -> None:
    """`post_migrate` receiver."""
    install(connections[using])


def require(connection: Any) -> None:
    """Raises ImproperlyConfigured when a table of facts stands without one of its guards."""
    tables = set(connection.introspection.table_names())
    missing = expected(connection.vendor, tables) - set(installed(connection))
    if missing:
        raise ImproperlyConfigured(
            f"Guards are missing: {', '.join(sorted(missing))}. Run `manage.py migrate`."
        )

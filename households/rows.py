"""Few rows stored at once where it has to be quick: `bulk_create` and `bulk_update` without their
planning, which takes longer than the database does. See `households.compiled` for when."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from households.compiled import preparing_cursor

M = TypeVar("M", bound=Model)

_BATCH = 500
"""Rows whose values stay below what either database takes in one statement."""


def insert_rows(model: type[M], rows: Sequence[M]) -> None:
    """Stores new rows and gives them their primary keys; one round trip for up to 500."""
    for start in range(0, len(rows), _BATCH):
        _insert(model, rows[start : start + _BATCH])


def _insert(model: type[M], rows: Sequence[M]) -> None:
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row_places = f"({', '.join(['%s'] * len(fields))})"
    sql = (
        f'INSERT INTO "{meta.db_table}" ({columns}) '
        f'VALUES {", ".join([row_places] * len(rows))} RETURNING "{meta.pk.column}"'
    )
    connection = connections[DEFAULT_DB_ALIAS]
    bound = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row in rows
        for field in fields
    ]
    with preparing_cursor(connection) as cursor:
        cursor.execute(sql, bound)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update_rows(model: type[M], names: Sequence[str], rows: Collection[M]) -> None:
    """Writes the fields `names` of rows that are locked, all in one round trip."""
    if not rows:
        return
    meta = model._meta
    fields: list[Any] = [meta.get_field(name) for name in names]
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    sql = f'UPDATE "{meta.db_table}" SET {changed} WHERE "{meta.pk.column}" = %s'
    connection = connections[DEFAULT_DB_ALIAS]
    bound = [
        [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for field in (*fields, meta.pk)
        ]
        for row in rows
    ]
    with preparing_cursor(connection) as cursor:
        cursor.executemany(sql, bound)

"""Few rows stored at once where it has to be quick: `bulk_create` and `bulk_update` without their
planning, which takes longer than the database does. See `households.compiled` for when."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from households.preparing import carry_out

M = TypeVar("M", bound=Model)

_BATCH = 500
"""Rows whose values stay below what either database takes in one statement."""


def insert_rows(model: type[M], rows: Sequence[M]) -> None:
    """Stores new rows and gives them their primary keys; one round trip for up to 500."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _stored(model)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection)
            for row in batch
            for field in fields
        ]
        keys = carry_out(_insert(model, len(batch)), values).fetchall()
        for row, (key,) in zip(batch, keys, strict=True):
            row.pk = key
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@lru_cache(maxsize=100)
def _insert(model: type[Model], number: int) -> str:
    columns = [f'"{field.column}"' for field in _stored(model)]
    places = f"({', '.join(['%s'] * len(columns))})"
    return (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) '
        f'VALUES {", ".join([places] * number)} RETURNING "{model._meta.pk.column}"'
    )


def _stored(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


def update_rows(model: type[M], names: Sequence[str], rows: Collection[M]) -> None:
    """Writes the fields `names` of rows that are locked; one round trip for up to 500."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [model._meta.pk, *map(model._meta.get_field, names)]
    left = iter(rows)
    while batch := list(islice(left, _BATCH)):
        values = [
            field.get_db_prep_save(getattr(row, field.attname), connection)
            for row in batch
            for field in fields
        ]
        carry_out(_update(model, tuple(names), len(batch), connection.vendor), values)


@lru_cache(maxsize=100)
def _update(model: type[Model], names: tuple[str, ...], number: int, vendor: str) -> str:
    meta = model._meta
    fields: list[Any] = [meta.pk, *map(meta.get_field, names)]
    # Either database calls the columns of VALUES so; PostgreSQL wants to be told their types.
    casts = vendor == "postgresql"
    types = [f"::{field.db_type(connections[DEFAULT_DB_ALIAS])}" * casts for field in fields]
    places = f"({', '.join(f'%s{kind}' for kind in types)})"
    changed = ", ".join(
        f'"{field.column}" = new.column{place}' for place, field in enumerate(fields[1:], start=2)
    )
    return (
        f'UPDATE "{meta.db_table}" SET {changed} '
        f"FROM (VALUES {', '.join([places] * number)}) AS new "
        f'WHERE "{meta.db_table}"."{meta.pk.column}" = new.column1'
    )

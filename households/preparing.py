"""Statements that come again and again: PostgreSQL plans them once, psycopg works them out once.

See `prepare_threshold` in the settings, and `households.compiled` for where it is worth it.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base

_MOST_KEPT = 100
"""Cursors of one connection: as many as psycopg keeps prepared statements."""

# Django makes these where it is told to bind everything on the server.
_ServerBinding: Any = base.ServerBindingCursor


class _PreparingCursor(_ServerBinding):
    """A cursor whose values go beside the statement, so that the statement stays the same."""

    def _convert_query(self, query: Any, params: Any = None) -> Any:
        # Of a statement that is prepared psycopg keeps no text, and Django would log None.
        self._query = super()._convert_query(query, params)
        return self._query


def carry_out(sql: str, values: Sequence[Any]) -> Any:
    """Sends a statement on the default connection; returns its cursor, whose rows are to be fetched
    before the same statement is sent again."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        cursor = connection._prepare_cursor(_kept_for(sql, connection))
    else:
        cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor


def _kept_for(sql: str, connection: Any) -> Any:
    """The cursor that sent `sql` before: it knows what types go in and come out."""
    connection.ensure_connection()
    kept: dict[str, Any] = connection.__dict__.setdefault("preparing", {})
    cursor = kept.get(sql)
    if cursor is None or cursor.connection is not connection.connection:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        cursor = kept[sql] = _PreparingCursor(connection.connection)
    return cursor

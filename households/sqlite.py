"""SQLite as it is today, not as Django 5.2 takes it to be: more than 999 parameters a query."""

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

# The default since SQLite 3.32. Debian allows more, but then a statement can outgrow its length.
ENOUGH = 32_766


def raise_parameter_limit(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Receiver of `connection_created`: a bulk insert of 55 records is no longer cut in two."""
    if connection.vendor == "sqlite":
        allowed = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = min(allowed, ENOUGH)

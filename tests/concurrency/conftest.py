"""What takes the locks away, for the twin of every race."""

import pytest
from django.db import connection
from django.db.models import QuerySet


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No row is locked (PostgreSQL), no transaction begins as a writer (SQLite)."""
    if connection.vendor == "sqlite":
        options = connection.settings_dict["OPTIONS"]
        monkeypatch.setitem(options, "transaction_mode", "DEFERRED")
    else:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)

"""What the tests of the supermarket's pages share."""

import pytest
from django.utils import timezone

from tests.factory import NOON


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is NOON wherever somebody looks at the clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)

"""Settings from the environment: a wrong value stops the start."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


@pytest.mark.parametrize(("typed", "number"), [("", 0), ("0", 0), (" 2 ", 2)])
def test_a_number_is_read(monkeypatch: pytest.MonkeyPatch, typed: str, number: int) -> None:
    monkeypatch.setenv("PROXIES", typed)
    assert env.count("PROXIES") == number


@pytest.mark.parametrize("typed", ["-1", "1.5", "one", "１", "²"])
def test_what_is_no_number_stops_the_start(monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setenv("PROXIES", typed)
    with pytest.raises(ImproperlyConfigured, match="PROXIES must be a whole number"):
        env.count("PROXIES")

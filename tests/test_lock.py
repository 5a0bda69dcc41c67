"""The lock files say what pyproject.toml asks for, with hashes and without addresses."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
TOOLS = PROJECT["dependency-groups"]["dev"]


def pins(lock: str) -> dict[str, str]:
    """Package → version in the lock file; fails on a package without a hash."""
    # A requirement goes on over its hashes' lines, each but the last ending in a backslash.
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.lstrip().startswith("#"):
            assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), f"no hash: {line[:60]}"
            name, version = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==(\S+)", line).groups()
            found[canonicalize_name(name)] = version
    return found


@pytest.mark.parametrize(
    ("lock", "asked"),
    [("requirements.lock", RUNTIME), ("requirements-dev.lock", RUNTIME + TOOLS)],
)
def test_each_lock_pins_what_the_project_asks_for(lock: str, asked: list[str]) -> None:
    pinned = pins(lock)
    for requirement in map(Requirement, asked):
        version = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement}: run make lock"


def test_a_server_gets_the_versions_that_were_tested() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_address(lock: str) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links", (ROOT / lock).read_text())

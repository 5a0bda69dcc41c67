"""Prints the Debian packages that this machine lacks for the named purposes, on one line.

Purposes: venv (making a .venv), pdf (printing sheets), browser (the browser tests). A library is
looked for by loading it, not by asking dpkg: it may have come another way.
"""

import ctypes
import importlib.util
import shutil
import sys
from collections.abc import Iterator


def loads(library: str) -> bool:
    """Whether the dynamic linker finds `library` and everything it needs."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing(purpose: str) -> Iterator[str]:
    """The packages to install for `purpose`."""
    match purpose:
        case "venv":  # Debian splits it off from Python
            if importlib.util.find_spec("ensurepip") is None:
                yield "python3-venv"
        case "pdf":  # what WeasyPrint loads by name
            for library, package in (
                ("libpango-1.0.so.0", "libpango-1.0-0"),
                ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
                ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
            ):
                if not loads(library):
                    yield package
        case "browser":  # Playwright's driver needs libatomic
            if not shutil.which("chromium"):
                yield "chromium"
            if not loads("libatomic.so.1"):
                yield "libatomic1"
        case _:
            sys.exit(f"{purpose}: no such purpose (venv, pdf, browser)")


if __name__ == "__main__":
    print(*(package for purpose in sys.argv[1:] for package in missing(purpose)))

"""Papers kept by their content: in files, shared by processes, for a day."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from pytest_django import Settings

from points.printing import kept
from points.printing.kept import forget_old_papers
from points.printing.pdf import PrintingFailed, render

PAGE = "<p>一页纸</p>"
BAD = "<p>排不成的一页</p>"


@pytest.fixture(autouse=True)
def _in_files(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The cache of a server; the one of the tests is in memory."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    papers = {"BACKEND": backend, "LOCATION": str(tmp_path / "papers")}
    settings.CACHES = {**settings.CACHES, "papers": papers}
    yield
    caches["papers"].clear()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The first page of every paper that was really set."""
    given: list[str] = []

    def typeset(pages: list[str]) -> bytes:
        given.append(pages[0])
        if pages[0] == BAD:
            raise PrintingFailed
        return pages[0].encode()

    monkeypatch.setattr("points.printing.pdf.typeset", typeset)
    return given


def test_the_same_page_is_set_once(made: list[str]) -> None:
    assert render([PAGE]) == render([PAGE]) == PAGE.encode()
    assert made == [PAGE]
    render([PAGE, PAGE])
    render([PAGE + " "])
    assert len(made) == 3


def test_two_pages_are_not_taken_for_one_that_holds_both(made: list[str]) -> None:
    render(["<p>一", "二</p>"])
    render(["<p>一二</p>"])
    assert len(made) == 2


def test_what_is_refused_is_not_kept(made: list[str]) -> None:
    for _ in range(2):
        with pytest.raises(PrintingFailed):
            render([BAD])
    assert len(made) == 2


@pytest.mark.parametrize("changed", ["style", "font", "typesetter"])
def test_a_paper_that_would_look_different_is_set_anew(
    made: list[str],
    changed: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    css, fonts = tmp_path / "static" / "css", tmp_path / "static" / "fonts"
    css.mkdir(parents=True)
    fonts.mkdir()
    (css / "paper-letter.css").write_text("p { color: black }")
    (css / "desk.css").write_text("")
    settings.BASE_DIR = tmp_path
    render([PAGE])
    (css / "desk.css").write_text("p { color: red }")
    render([PAGE])
    assert len(made) == 1
    if changed == "style":
        (css / "paper-letter.css").write_text("p { color: blue }")
    elif changed == "font":
        (fonts / "Another.ttf").write_bytes(b"")
    else:
        monkeypatch.setattr(kept, "VERSION", "71.0")
    render([PAGE])
    assert len(made) == 2


def test_after_a_day_a_paper_is_set_anew_and_its_file_is_gone(
    made: list[str], tmp_path: Path
) -> None:
    render([PAGE])
    (file,) = (tmp_path / "papers").glob("*.djcache")
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    forget_old_papers(at + timedelta(hours=23))
    assert file.exists()
    forget_old_papers(at + timedelta(hours=25))
    assert not file.exists()
    render([PAGE])
    assert len(made) == 2


def test_a_paper_that_the_server_drops_meanwhile_is_no_fault(
    made: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render([PAGE])
    (file,) = (tmp_path / "papers").glob("*.djcache")
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    really = Path.glob

    def dropped_once_found(folder: Path, pattern: str) -> Iterator[Path]:
        for found in list(really(folder, pattern)):
            found.unlink()
            yield found

    with monkeypatch.context() as racing:
        racing.setattr(Path, "glob", dropped_once_found)
        forget_old_papers(at + timedelta(hours=25))


def test_nobody_else_on_the_machine_reads_what_is_kept(made: list[str], tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        render([PAGE])
    finally:
        os.umask(before)
    assert (tmp_path / "papers").stat().st_mode & 0o077 == 0

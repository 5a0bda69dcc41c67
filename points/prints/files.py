"""Where the pieces of a long print lie until they are bound, and the paper until it is swept.

Below MEDIA_ROOT, which no web server serves. On some are the PINs of cards, so nobody but the
program's own account may read them.
"""

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from points.models import PrintJob


def prints_folder() -> Path:
    """The folder of all long prints, made where there is none."""
    folder = Path(settings.MEDIA_ROOT) / "prints"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def folder_of(job: PrintJob) -> Path:
    return prints_folder() / job.ref


def piece_file(job: PrintJob, key: str) -> Path:
    """Where the piece with that key lies once it is made: found again in another order, too."""
    return folder_of(job) / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.pdf"


def paper_file(job: PrintJob) -> Path:
    """Where the whole paper lies once it is bound."""
    return folder_of(job) / "whole.pdf"


def write(path: Path, content: bytes) -> None:
    """The file at `path`, whole and on the disk when this returns, or not at all. Raises OSError
    and leaves nothing when the disk takes no more."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700)
        _settle(path.parent.parent)
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        beside.unlink()
        raise
    put(beside, path)


def put(waiting: Path, path: Path) -> None:
    """Lets the file at `waiting` take its place at `path`, which stays so if the power fails."""
    waiting.replace(path)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Returns when the names in `folder` are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def beside(path: Path, mark: str) -> Path:
    """Where the file waits for an act to be through, after which it takes its place at `path`;
    `mark` tells later whether it was."""
    return path.with_name(f".{path.stem}.{mark}")


def waiting_for(path: Path) -> Iterator[tuple[str, Path]]:
    """The files that wait to take the place at `path`, with their marks."""
    for found in path.parent.glob(f".{path.stem}.*"):
        yield found.name.rpartition(".")[2], found


def parts_kept(job: PrintJob) -> list[bytes]:
    """The pieces that were made, in the order of their making."""
    made = sorted(_pieces(job), key=lambda path: path.stat().st_mtime_ns)
    return [path.read_bytes() for path in made]


def has_parts(job: PrintJob) -> bool:
    """Whether some of its pieces were made that are not empty."""
    return any(path.stat().st_size for path in _pieces(job))


def _pieces(job: PrintJob) -> list[Path]:
    # The name of what is being written begins with a dot, which no * stands for.
    return [path for path in folder_of(job).glob("[!.]*.pdf") if path != paper_file(job)]


def remove(job_ref: str) -> None:
    """Deletes what is kept of a job, if anything is."""
    shutil.rmtree(prints_folder() / job_ref, ignore_errors=True)


def refs_kept() -> Iterator[str]:
    """The jobs of which something is kept."""
    yield from (path.name for path in prints_folder().iterdir() if path.is_dir())

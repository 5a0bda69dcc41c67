"""How much table the office reads: far more than it has, far less than would hurt the server."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes of the file and of what it unpacks to; rows, columns, cells and broken cells of one
    sheet."""

    file_bytes: int = 10 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    parts: int = 1_000
    rows: int = 50_000
    columns: int = 200
    cells: int = 2_000_000
    broken_cells: int = 1_000


DEFAULT_LIMITS = Limits()

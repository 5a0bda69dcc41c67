"""What is wrong with a table, or with one cell of it, in the words of the office."""

from dataclasses import dataclass


class TableError(ValueError):
    """The file cannot be read as a table at all; the message says why and what to do."""


@dataclass(frozen=True)
class RowError:
    """What is wrong in one cell: the row as Excel counts it, the column's letter and heading.

    `column_letter` is empty when the table has no such column, `row` is 0 for the whole table.
    """

    row: int
    column_letter: str
    heading: str
    reason: str

    def __str__(self) -> str:
        row = f"第{self.row}行" if self.row else ""
        column = f" {self.column_letter}列" if self.column_letter else ""
        return f"{row}{column}({self.heading})：{self.reason}".strip()

"""A sheet as it was found: cells by row and column, before anybody knows what they mean."""

from dataclasses import dataclass, field

from xlsxwriter.utility import xl_col_to_name

from households.tables.cells import Cell


def column_letters(column: int) -> str:
    """The letters Excel shows above a column; the first column is 0."""
    return str(xl_col_to_name(column))


@dataclass
class Grid:
    """One sheet. `rows[0][0]` is cell A1; rows may differ in length.

    `filled` names the cells that repeat the value of the merged cell above them, as (row, column).
    """

    sheet: str
    rows: list[list[Cell]]
    filled: set[tuple[int, int]] = field(default_factory=set)

    def cell(self, row: int, column: int) -> Cell:
        """The value at a place; None outside the sheet."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else None

    def put(self, row: int, column: int, value: Cell) -> None:
        """Writes a value, making the sheet as large as it needs to be."""
        self.rows.extend([] for _ in range(row + 1 - len(self.rows)))
        cells = self.rows[row]
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = value

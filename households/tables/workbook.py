"""An .xlsx file as grids, one for each sheet that can be seen."""

import io

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from households.tables.archive import check_workbook
from households.tables.cells import Cell, is_blank
from households.tables.errors import TableError
from households.tables.grid import Grid
from households.tables.limits import Limits
from households.tables.worksheet import DAMAGED


def read_workbook(content: bytes, limits: Limits) -> list[Grid]:
    """The visible sheets in their order, merged cells filled downwards.

    Raises TableError for a file that is damaged or beyond the limits.
    """
    checked = check_workbook(content, limits)
    grids = []
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked.content)) as workbook:
            for sheet in workbook.sheets_metadata:
                if (sheet.typ, sheet.visible) != (
                    SheetTypeEnum.WorkSheet,
                    SheetVisibleEnum.Visible,
                ):
                    continue
                read = workbook.get_sheet_by_name(sheet.name)
                grid = Grid(sheet.name, laid_out(read))
                for (row, column), cell in checked.broken.get(sheet.name, {}).items():
                    grid.put(row, column, cell)
                fill_down(grid, read.merged_cell_ranges or [])
                grids.append(grid)
    except CalamineError as error:
        raise TableError(DAMAGED) from error
    return grids


def laid_out(sheet: CalamineSheet) -> list[list[Cell]]:
    """The cells from A1 on. The reader starts at the first used column, but at the first row."""
    if sheet.start is None:
        return []
    before: list[Cell] = [None] * sheet.start[1]
    return [
        [*before, *(None if cell == "" else cell for cell in cells)] for cells in sheet.iter_rows()
    ]


def fill_down(grid: Grid, merged: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Repeats the value of cells merged downwards in every row they cover.

    Sideways nothing is filled: what is merged over “户主” and “电话” is no telephone number.
    """
    # Merged cells never overlap in an honest file, so all together fill no more than there is.
    room = len(grid.rows) * max(map(len, grid.rows), default=0)
    for (top, column), (bottom, _) in merged:
        if top >= len(grid.rows) or is_blank(grid.cell(top, column)):
            continue
        last = min(bottom, len(grid.rows) - 1)
        room -= last - top
        if room < 0:
            raise TableError(DAMAGED)
        for row in range(top + 1, last + 1):
            if is_blank(grid.cell(row, column)):
                grid.put(row, column, grid.cell(top, column))
                grid.filled.add((row, column))

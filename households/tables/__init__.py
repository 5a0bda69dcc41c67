"""Office tables: reading .xlsx and .csv as they are kept, writing them safe to open."""

from households.tables.cells import Cell, as_code, as_date, as_text, as_whole_number, is_blank
from households.tables.errors import RowError, TableError
from households.tables.headings import Heading
from households.tables.limits import DEFAULT_LIMITS, Limits
from households.tables.reading import Row, Table, read_table
from households.tables.writing import XLSX_TYPE, Column, Sheet, write_csv, write_sheets, write_xlsx

__all__ = [
    "DEFAULT_LIMITS",
    "XLSX_TYPE",
    "Cell",
    "Column",
    "Heading",
    "Limits",
    "Row",
    "RowError",
    "Sheet",
    "Table",
    "TableError",
    "as_code",
    "as_date",
    "as_text",
    "as_whole_number",
    "is_blank",
    "read_table",
    "write_csv",
    "write_sheets",
    "write_xlsx",
]

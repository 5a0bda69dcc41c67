"""The files a roster comes in and goes out as, for django-import-export."""

import tablib
from import_export.formats.base_formats import Format

from households.services.roster_cells import CODE, HEADINGS, HOUSE_NUMBER, PEOPLE, PHONE
from households.tables import XLSX_TYPE, Column, Table, read_table, write_csv, write_xlsx
from households.tables.writing import Kind

TITLE = "农户名册"


class RosterDataset(tablib.Dataset):
    """The raw cells of the columns a roster has, and the table they come from."""

    table: Table


def roster_dataset(content: bytes, filename: str) -> RosterDataset:
    """The rows of an .xlsx or .csv file. Raises TableError (Chinese) for anything else."""
    table = read_table(content, filename, HEADINGS)
    headings = list(table.columns)
    dataset = RosterDataset(headers=headings)
    dataset.table = table
    for row in table.rows:
        dataset.append([row.values[heading] for heading in headings])
    return dataset


class RosterFile(Format):
    """Any file `read_table` understands; which of them it is, its content tells."""

    def __init__(self, encoding: str | None = None) -> None:
        """`encoding` is what django-import-export hands to every format; a file tells its own."""

    def get_title(self) -> str:
        return "Excel（.xlsx）或 .csv"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> RosterDataset:
        # Only a text has to be told by its name, and the only text a roster comes in is .csv.
        return roster_dataset(in_stream, "名册.csv")


class RosterXlsx(Format):
    def get_title(self) -> str:
        return "Excel（.xlsx）"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return XLSX_TYPE

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset) -> bytes:
        return write_xlsx(TITLE, _columns(dataset), dataset)


class RosterCsv(Format):
    def get_title(self) -> str:
        return ".csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset) -> bytes:
        return write_csv(_columns(dataset), dataset)


EXPORT_FORMATS = {each().get_extension(): each for each in (RosterXlsx, RosterCsv)}


def _columns(dataset: tablib.Dataset) -> list[Column]:
    kinds: dict[str, Kind] = {CODE: "code", PEOPLE: "number", PHONE: "code", HOUSE_NUMBER: "code"}
    return [Column(heading, kinds.get(heading, "text")) for heading in dataset.headers]

"""The access table of the volumes for the archive."""

from typing import Any

from tests.access.table import NOVEMBER, C, Lies, Row, U, V, of_sheet, page
from tests.access.towns import Town

KEEPERS = (C, U, V)


def _year(_: Town) -> dict[str, Any]:
    return {"year": NOVEMBER.year}


def _group(town: Town) -> dict[str, Any]:
    return {"year": NOVEMBER.year, "group": town.group.code}


ARCHIVE_TABLE: dict[str, Row] = {
    "archive": page(*KEEPERS, query="year=2026"),
    "archive_month": of_sheet(page(*KEEPERS)),
    "archive_month_table": of_sheet(page(*KEEPERS)),
    "archive_year_table": page(*KEEPERS, lies=Lies.GROUP, named=_group),
    # A year is no thing of a community: each has its own volume of it.
    "archive_community": page(*KEEPERS, named=_year),
    "archive_community_table": page(*KEEPERS, named=_year),
    "archive_honours": page(*KEEPERS, named=_year),
    "archive_honours_table": page(*KEEPERS, named=_year),
}

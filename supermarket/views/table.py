"""What every view that answers with a table for Excel shares."""

from django.http import HttpResponse

from households.http import saved_as
from households.tables import XLSX_TYPE


def table_answer(made: bytes, name: str) -> HttpResponse:
    """The .xlsx file `made`, which the browser saves as `name`.xlsx."""
    return saved_as(f"{name}.xlsx", made, XLSX_TYPE)

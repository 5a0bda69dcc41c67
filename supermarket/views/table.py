"""What every view that answers with a table for Excel shares."""

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def table_answer(made: bytes, name: str) -> HttpResponse:
    """The .xlsx file `made`, which the browser saves as `name`.xlsx."""
    saved = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx")
    return HttpResponse(made, content_type=XLSX, headers={"Content-Disposition": saved})

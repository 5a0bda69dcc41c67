"""积分标准: a version as a poster, as a handout, as a table for Excel."""

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from households.http import Request, saved_as
from households.tables.writing import XLSX_TYPE
from points.periods import Month
from points.printing.fonts import MissingGlyph
from points.reports.standard_paper import SHEETS, standard_paper
from points.reports.standard_table import standard_table
from points.reports.standard_versions import Version
from points.services.policies import policy_of
from points.views.paper import pdf_answer
from points.views.standard import find, version_page


@require_safe
def standard_table_of(request: Request, month: Month, place: int = 0) -> HttpResponse:
    """The version as an .xlsx file with the columns it can be loaded from."""
    _, version = find(request, month, place)
    name = f"{version.standard.title}（{version.standard.starts}）.xlsx"
    return saved_as(name, standard_table(version.standard), XLSX_TYPE)


@require_safe
def standard_print(request: Request, month: Month, place: int = 0) -> HttpResponse | FileResponse:
    """The version as PDF: `?sheet=poster` for the wall, `?sheet=handout` to give away."""
    found, version = find(request, month, place)
    sheet = SHEETS.get(request.GET.get("sheet", "poster"))
    if sheet is None:
        raise Http404
    try:
        made = standard_paper(version, sheet, policy_of(version.standard.community))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return version_page(request, found, version, problems, 422)
    return pdf_answer(made, f"{_named(version)}{sheet.label}.pdf")


def _named(version: Version) -> str:
    return version.standard.title + ("（草案）" if version.is_draft else "")

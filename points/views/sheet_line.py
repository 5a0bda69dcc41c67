"""One household's line of a sheet, with everything that happened to it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.models import SheetLine
from points.periods import Month
from points.reports.line_page import line_page
from points.views.sheet import visible_sheet


@require_safe
def sheet_line(request: Request, month: Month, group: str, code: str) -> HttpResponse:
    """The month of the household of that code, in the group where it was scored."""
    sheet = visible_sheet(request, month, group)
    require(request.user, "points.view_record", sheet)
    lines = SheetLine.objects.filter(sheet=sheet).select_related("household__group__parent")
    line = get_object_or_404(lines, household__code=code)
    line.sheet = sheet
    context = {
        "sheet": sheet,
        "household": line.household,
        "page": line_page(line, request.user),
        "may_see_objections": request.user.has_perm("points.view_objection", sheet),
    }
    return render(request, "points/sheet_line.html", context)

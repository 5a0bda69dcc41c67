"""印不出的字: the households whose name would be printed with a blank."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.reports.unprintable import unprintable


@require_safe
def unprintable_names(request: Request) -> HttpResponse:
    """The list to look at before printing, and where a refused print leads."""
    require(request.user, "households.view_household")
    context = {
        "rows": unprintable(request.user),
        "may_change": request.user.has_perm("households.change_household"),
    }
    return render(request, "points/unprintable.html", context)

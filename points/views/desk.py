"""The desk: what waits for the person signed in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request
from points.reports.desk import desk


@require_safe
def desk_page(request: Request) -> HttpResponse:
    today = timezone.localdate()
    context = {"desk": desk(request.user, today), "today": today}
    return render(request, "points/desk.html", context)

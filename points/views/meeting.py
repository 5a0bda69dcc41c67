"""审定会议: its page, and the scanned pages of its minutes."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from households.http import Request, require
from points.models import Meeting, MeetingScan
from points.reports.meeting_page import meeting_page
from points.views.evidence import evidence_response


@require_safe
def meeting(request: Request, ref: str) -> HttpResponse:
    """The meeting's numbers, what it ratified of what the person sees, its minutes."""
    visible = Meeting.objects.visible_to(request.user).select_related("recorded_by")
    found = get_object_or_404(visible, ref=ref)
    require(request.user, "points.view_sheet", found)
    return render(request, "points/meeting.html", {"page": meeting_page(found, request.user)})


@require_safe
def meeting_scan(request: Request, ref: str, scan: str) -> FileResponse:
    """One page of the minutes, for whoever may see the meeting."""
    visible = MeetingScan.objects.visible_to(request.user)
    found = get_object_or_404(visible, meeting__ref=ref, ref=scan)
    require(request.user, "points.view_sheet", found)
    return evidence_response(found, "会议纪要")

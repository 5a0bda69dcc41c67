"""Addresses of 三评两审: the month's sheets, one sheet, the acts of its steps."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month”)
from points.views import (
    meeting,
    proposals,
    ratify,
    review,
    sheet,
    sheet_line,
    sheet_list,
    sheet_many,
)

urlpatterns = [
    path("sheets/", sheet_list.sheet_list, name="sheet_list"),
    path("sheets/open/", sheet_list.sheet_open, name="sheet_open"),
    path("sheets/pass/", sheet_many.sheet_pass_many, name="sheet_pass_many"),
    path("sheets/ratify/", ratify.sheet_ratify, name="sheet_ratify"),
    path("sheets/<month:month>/<code:group>/", sheet.sheet, name="sheet"),
    path("sheets/<month:month>/<code:group>/pass/", review.sheet_pass, name="sheet_pass"),
    path("sheets/<month:month>/<code:group>/vote/", review.sheet_vote, name="sheet_vote"),
    path("sheets/<month:month>/<code:group>/return/", review.sheet_return, name="sheet_return"),
    path(
        "sheets/<month:month>/<code:group>/proposals/",
        proposals.sheet_proposals,
        name="sheet_proposals",
    ),
    path(
        "sheets/<month:month>/<code:group>/proposals/strike/",
        proposals.sheet_proposals_strike,
        name="sheet_proposals_strike",
    ),
    path("records/<code:ref>/revise/", review.record_revise, name="record_revise"),
    path("meetings/<code:ref>/", meeting.meeting, name="meeting"),
    path("meetings/<code:ref>/<code:scan>/", meeting.meeting_scan, name="meeting_scan"),
    # After the sheet's own acts, whose words it would take for household codes.
    path(
        "sheets/<month:month>/<code:group>/<code:code>/", sheet_line.sheet_line, name="sheet_line"
    ),
]

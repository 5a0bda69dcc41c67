"""Addresses of 三评两审: the month's sheets, one sheet, the acts of its steps."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month”)
from points.views import review, sheet, sheet_list, sheet_many

urlpatterns = [
    path("sheets/", sheet_list.sheet_list, name="sheet_list"),
    path("sheets/open/", sheet_list.sheet_open, name="sheet_open"),
    path("sheets/pass/", sheet_many.sheet_pass_many, name="sheet_pass_many"),
    path("sheets/ratify/", sheet_many.sheet_ratify, name="sheet_ratify"),
    path("sheets/<month:month>/<code:group>/", sheet.sheet, name="sheet"),
    path("sheets/<month:month>/<code:group>/pass/", review.sheet_pass, name="sheet_pass"),
    path("sheets/<month:month>/<code:group>/return/", review.sheet_return, name="sheet_return"),
    path("records/<code:ref>/revise/", review.record_revise, name="record_revise"),
]

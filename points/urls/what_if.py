"""Addresses of 推算: settled months under another standard."""

from django.urls import include, path

from points.urls import converters  # noqa: F401  (registers the month and “code”)
from points.views import what_if

RESULT = [
    path("", what_if.what_if, name="what_if"),
    path("progress/", what_if.what_if_progress, name="what_if_progress"),
    path("stop/", what_if.what_if_stop, name="what_if_stop"),
    path("again/", what_if.what_if_again, name="what_if_again"),
    path("families/", what_if.what_if_families, name="what_if_families"),
    path("paper.pdf", what_if.what_if_print, name="what_if_print"),
]

urlpatterns = [
    path("standard/<month:month>/what-if/", what_if.what_if_new, name="what_if_standard"),
    path(
        "standard/drafts/<month:month>/<int:place>/what-if/",
        what_if.what_if_new,
        name="what_if_draft",
    ),
    path("standard/what-if/<code:ref>/", include(RESULT)),
]

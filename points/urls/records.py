"""Addresses of recording: one matter, its evidence and its 告知, the grid, the list, the import."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month”)
from points.views import evidence, grid, record, record_import, serving

urlpatterns = [
    path("records/", record.record_list, name="record_list"),
    path("records/new/", record.record_new, name="record_new"),
    path("records/import/", record_import.record_import, name="record_import"),
    path("records/<code:ref>/", record.record_page, name="record_page"),
    path("records/<code:ref>/void/", record.record_void, name="record_void"),
    path("records/<code:ref>/evidence/", evidence.record_evidence, name="record_evidence"),
    path("records/<code:ref>/serve/", serving.record_serve, name="record_serve"),
    path("records/<code:ref>/answer/", serving.record_answer, name="record_answer"),
    path("records/<code:ref>/serving.pdf", serving.serving_print, name="serving_print"),
    path("evidence/<code:ref>/", evidence.evidence_file, name="evidence_file"),
    path("items/search/", record.item_search, name="item_search"),
    path("sheets/<month:month>/<code:group>/grid/", grid.record_grid, name="record_grid"),
    path(
        "sheets/<month:month>/<code:group>/claims/",
        grid.record_grid,
        {"claims": True},
        name="record_claims",
    ),
]

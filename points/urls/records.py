"""Addresses of recording: one matter, the grid, the list, the import."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month”)
from points.views import grid, record, record_import

urlpatterns = [
    path("records/", record.record_list, name="record_list"),
    path("records/new/", record.record_new, name="record_new"),
    path("records/import/", record_import.record_import, name="record_import"),
    path("records/<code:ref>/", record.record_page, name="record_page"),
    path("records/<code:ref>/void/", record.record_void, name="record_void"),
    path("items/search/", record.item_search, name="item_search"),
    path("sheets/<month:month>/<code:group>/grid/", grid.record_grid, name="record_grid"),
]

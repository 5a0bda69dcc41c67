"""Addresses of the volumes for the archive."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month”)
from points.views import archive

urlpatterns = [
    path("archive/", archive.archive, name="archive"),
    path("archive/<int:year>/", archive.archive_community, name="archive_community"),
    path(
        "archive/<int:year>/table/", archive.archive_community_table, name="archive_community_table"
    ),
    path("archive/honours/<int:year>/", archive.archive_honours, name="archive_honours"),
    path(
        "archive/honours/<int:year>/table/",
        archive.archive_honours_table,
        name="archive_honours_table",
    ),
    path(
        "archive/<int:year>/<code:group>/table/",
        archive.archive_year_table,
        name="archive_year_table",
    ),
    path("archive/<month:month>/<code:group>/", archive.archive_month, name="archive_month"),
    path(
        "archive/<month:month>/<code:group>/table/",
        archive.archive_month_table,
        name="archive_month_table",
    ),
]

"""The address at which a year is cleared, but for the points that reservations hold: how many those
are, whoever includes it passes in."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import clearing

urlpatterns = [
    path("year-end/<code:ref>/clear/", clearing.clearing_clear, name="clearing_clear"),
]

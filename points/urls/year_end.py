"""Addresses of the year's end."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import clearing

urlpatterns = [
    path("year-end/", clearing.year_end, name="year_end"),
    path("year-end/new/", clearing.clearing_new, name="clearing_new"),
    path("year-end/<code:ref>/withdraw/", clearing.clearing_withdraw, name="clearing_withdraw"),
    path("year-end/<code:ref>/reverse/", clearing.clearing_reverse, name="clearing_reverse"),
]

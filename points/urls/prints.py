"""Addresses of the long prints."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import prints

urlpatterns = [
    path("prints/", prints.print_list, name="prints"),
    path("prints/new/<code:kind>/", prints.print_new, name="print_new"),
    path("prints/<code:ref>/", prints.print_job, name="print_job"),
    path("prints/<code:ref>/progress/", prints.print_progress, name="print_progress"),
    path("prints/<code:ref>/stop/", prints.print_stop, name="print_stop"),
    path("prints/<code:ref>/again/", prints.print_again, name="print_again"),
    path("prints/<code:ref>/paper.pdf", prints.print_paper, name="print_paper"),
]

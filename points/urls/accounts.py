"""Addresses of a household, of its account, and of that on paper; and of those whose names no paper
can hold."""

from django.urls import path, re_path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import account, account_papers, unprintable

# What a household code may hold (households.services.particulars), and nothing else.
HOUSEHOLD = r"^households/(?P<code>[\w-]{1,20})/"

urlpatterns = [
    re_path(rf"{HOUSEHOLD}$", account.household_page, name="household_page"),
    re_path(rf"{HOUSEHOLD}report\.pdf$", account_papers.household_report, name="household_report"),
    re_path(
        rf"{HOUSEHOLD}passbook\.pdf$", account_papers.household_passbook, name="household_passbook"
    ),
    path("unprintable/", unprintable.unprintable_names, name="unprintable_names"),
    path("groups/<code:group>/reports.pdf", account_papers.group_reports, name="group_reports"),
]

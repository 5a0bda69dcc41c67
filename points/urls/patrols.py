"""Addresses of 周巡查: the rounds, one round, its paper sheet, its problems."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import patrol, patrol_entry, patrol_plan, patrol_problem

urlpatterns = [
    path("patrols/", patrol.patrol_list, name="patrol_list"),
    path("patrols/plan/", patrol_plan.patrol_plan, name="patrol_plan"),
    path("patrols/problems/", patrol_problem.patrol_problems, name="patrol_problems"),
    path("patrols/problems/print/", patrol_problem.problems_print, name="problems_print"),
    path("patrols/problems/<code:ref>/", patrol_problem.patrol_finding, name="patrol_finding"),
    path("patrols/problems/<code:ref>/check/", patrol_problem.patrol_check, name="patrol_check"),
    path("patrols/problems/<code:ref>/void/", patrol_problem.finding_void, name="finding_void"),
    path("patrols/photos/<code:ref>/", patrol_problem.patrol_photo, name="patrol_photo"),
    path("patrols/checks/<code:ref>/", patrol_problem.check_photo, name="check_photo"),
    path("patrols/<code:ref>/", patrol.patrol, name="patrol"),
    path("patrols/<code:ref>/entry/", patrol_entry.patrol_entry, name="patrol_entry"),
    path("patrols/<code:ref>/add/", patrol_entry.patrol_add, name="patrol_add"),
    path("patrols/<code:ref>/confirm/", patrol.patrol_confirm, name="patrol_confirm"),
    path("patrols/<code:ref>/call-off/", patrol.patrol_call_off, name="patrol_call_off"),
    path("patrols/<code:ref>/print/", patrol.patrol_print, name="patrol_print"),
]

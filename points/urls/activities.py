"""Addresses of volunteers' work: activities with their people and papers, teams and members."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import activity, activity_papers, activity_people, team

urlpatterns = [
    path("activities/", activity.activity_list, name="activity_list"),
    path("activities/new/", activity.activity_new, name="activity_new"),
    path("activities/<code:ref>/", activity.activity, name="activity"),
    path("activities/<code:ref>/change/", activity.activity_change, name="activity_change"),
    path("activities/<code:ref>/start/", activity.activity_start, name="activity_start"),
    path("activities/<code:ref>/close/", activity.activity_close, name="activity_close"),
    path("activities/<code:ref>/cancel/", activity.activity_cancel, name="activity_cancel"),
    path(
        "activities/<code:ref>/sign-up/", activity_people.activity_sign_up, name="activity_sign_up"
    ),
    path(
        "activities/<code:ref>/sign-in/", activity_people.activity_sign_in, name="activity_sign_in"
    ),
    path("activities/<code:ref>/paper/", activity_people.activity_ticks, name="activity_ticks"),
    path("activities/<code:ref>/sheet.pdf", activity_papers.activity_sheet, name="activity_sheet"),
    path(
        "activities/<code:ref>/thanks.pdf", activity_papers.activity_thanks, name="activity_thanks"
    ),
    path(
        "sign-ups/<code:ref>/withdraw/", activity_people.sign_up_withdraw, name="sign_up_withdraw"
    ),
    path("attendances/<code:ref>/void/", activity_people.attendance_void, name="attendance_void"),
    path("teams/", team.team_list, name="team_list"),
    path("teams/new/", team.team_new, name="team_new"),
    path("teams/<code:ref>/", team.team, name="team"),
    path("teams/<code:ref>/change/", team.team_change, name="team_change"),
    path("teams/<code:ref>/end/", team.team_end, name="team_end"),
    path("teams/<code:ref>/join/", team.team_join, name="team_join"),
    path("members/<code:ref>/leave/", team.member_leave, name="member_leave"),
]

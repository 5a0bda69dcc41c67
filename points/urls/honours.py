"""Addresses of the year's honours: the ranking, vetoes, stars, recommendations."""

from django.urls import path, re_path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import ranking, recommendation, stars, veto, veto_papers

urlpatterns = [
    path("year/", ranking.year_home, name="year_home"),
    path("year/settings/", ranking.honour_settings, name="honour_settings"),
    path("year/<int:year>/ranking/", ranking.ranking, name="ranking"),
    path("year/<int:year>/ranking.xlsx", ranking.ranking_excel, name="ranking_excel"),
    path("year/<int:year>/freeze/", ranking.ranking_freeze, name="ranking_freeze"),
    path("year/<int:year>/correct/", ranking.ranking_correct, name="ranking_correct"),
    path("year/<int:year>/stars/", stars.stars, name="stars"),
    path(
        "year/<int:year>/recommendations/",
        recommendation.recommendation_list,
        name="recommendation_list",
    ),
    path(
        "year/<int:year>/recommendations.xlsx",
        recommendation.recommendation_excel,
        name="recommendation_excel",
    ),
    path(
        "year/<int:year>/recommendations.pdf",
        recommendation.recommendation_forms,
        name="recommendation_forms",
    ),
    path("year/recommendations/<code:ref>/", recommendation.recommendation, name="recommendation"),
    path(
        "year/recommendations/<code:ref>/form.pdf",
        recommendation.recommendation_form,
        name="recommendation_form",
    ),
    re_path(
        r"^year/households/(?P<code>[\w-]{1,20})/$",
        recommendation.household_honours,
        name="household_honours",
    ),
    path("year/vetoes/", veto.veto_list, name="veto_list"),
    path("year/vetoes/new/", veto.veto_new, name="veto_new"),
    path("year/vetoes/<code:ref>/", veto.veto, name="veto"),
    path("year/vetoes/<code:ref>/notice.pdf", veto_papers.veto_notice, name="veto_notice"),
    path(
        "year/vetoes/<code:ref>/replies/<int:number>.pdf",
        veto_papers.veto_answer,
        name="veto_answer",
    ),
    path("year/vetoes/<code:ref>/tell/", veto.veto_tell, name="veto_tell"),
    path("year/vetoes/<code:ref>/object/", veto.veto_object, name="veto_object"),
    path("year/vetoes/<code:ref>/reply/", veto.veto_reply, name="veto_reply"),
    path("year/vetoes/<code:ref>/lift/", veto.veto_lift, name="veto_lift"),
    path("year/vetoes/<code:ref>/void/", veto.veto_void, name="veto_void"),
]

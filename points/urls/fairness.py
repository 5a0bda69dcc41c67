"""Addresses of 评分情况 and 复评."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import fairness

urlpatterns = [
    path("fairness/", fairness.fair_hand_page, name="fair_hand"),
    path("fairness/print.pdf", fairness.fair_hand_print, name="fair_hand_print"),
    path("reinspections/", fairness.reinspection_list, name="reinspection_list"),
    path("reinspections/new/", fairness.reinspection_new, name="reinspection_new"),
    path("reinspections/of/<code:ref>/", fairness.reinspection, name="reinspection"),
    path(
        "reinspections/of/<code:ref>/print.pdf",
        fairness.reinspection_print,
        name="reinspection_print",
    ),
    path(
        "reinspections/of/<code:ref>/<int:place>/",
        fairness.reinspection_score,
        name="reinspection_score",
    ),
]

"""Addresses of the household's pages behind its card; the first one is in `config.urls`, its door
in `households.card_urls`."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “month” and “code”)
from points.views import (
    account_papers,
    card_activities,
    card_claims,
    card_months,
    card_objections,
    card_records,
    card_vetoes,
)

urlpatterns = [
    path("card/standard/", card_months.card_standard, name="card_standard"),
    path("card/report.pdf", account_papers.card_report, name="card_report"),
    path("card/months/<month:month>/", card_months.card_month, name="card_month"),
    path("card/activities/", card_activities.card_activities, name="card_activities"),
    path("card/activities/<code:ref>/", card_activities.card_activity, name="card_activity"),
    path("card/claim/", card_claims.card_claim, name="card_claim"),
    path("card/records/<code:ref>/", card_records.card_record, name="card_record"),
    path(
        "card/records/<code:ref>/withdraw/",
        card_claims.card_claim_withdraw,
        name="card_claim_withdraw",
    ),
    path("card/records/<code:ref>/answer/", card_records.card_answer, name="card_answer"),
    path("card/evidence/<code:ref>/", card_records.card_evidence, name="card_evidence"),
    path("card/objections/new/", card_objections.card_object, name="card_object"),
    path("card/vetoes/<code:ref>/", card_vetoes.card_veto, name="card_veto"),
    path("card/objections/<code:ref>/", card_objections.card_objection, name="card_objection"),
]

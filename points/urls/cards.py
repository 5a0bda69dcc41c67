"""Addresses at which cards are issued."""

from django.urls import path, re_path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import card_one, cards

urlpatterns = [
    re_path(r"^households/(?P<code>[\w-]{1,20})/card/$", card_one.card_issue, name="card_issue"),
    path("cards/<code:group>/", cards.cards_issue, name="cards_issue"),
]

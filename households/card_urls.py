"""Addresses of cards: the household's door, and the office that withdraws them."""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from households import card_office, card_views


class CardTokenConverter(StringConverter):
    """128 bits in URL-safe letters, and no shorter word that is an address of its own."""

    regex = "[A-Za-z0-9_-]{22}"


register_converter(CardTokenConverter, "card_token")

urlpatterns = [
    re_path(
        r"^households/(?P<code>[\w-]{1,20})/card/withdraw/$",
        card_office.card_withdraw,
        name="card_withdraw",
    ),
    path("card/pin/", card_views.card_unlock, name="card_unlock"),
    path("card/leave/", card_views.card_leave, name="card_leave"),
    path("card/<card_token:token>/", card_views.card_enter, name="card_enter"),
]

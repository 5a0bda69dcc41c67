"""Addresses of the supermarket behind a household's card."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from supermarket.views import card

urlpatterns = [
    path("card/market/", card.card_market, name="card_market"),
    path("card/market/<int:number>/", card.card_reserve, name="card_reserve"),
    path(
        "card/market/reservations/<code:ref>/withdraw/",
        card.card_reservation_withdraw,
        name="card_reservation_withdraw",
    ),
]

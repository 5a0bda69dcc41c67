"""The supermarket's page of the public board, whose other pages are in `points.urls.board`."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from supermarket.views import board

urlpatterns = [
    path("board/<code:code>/market/", board.board_market, name="board_market"),
]

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import cards

urlpatterns = [
    path("cards/<code:group>/", cards.cards_issue, name="cards_issue"),
]

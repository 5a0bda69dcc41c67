"""Addresses of the letter to every household."""

from django.urls import path, re_path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import letter

urlpatterns = [
    path("letter/", letter.letter, name="letter"),
    re_path(
        r"^households/(?P<code>[\w-]{1,20})/letter\.pdf$",
        letter.letter_household,
        name="letter_household",
    ),
    path("groups/<code:group>/letters.pdf", letter.letter_group, name="letter_group"),
]

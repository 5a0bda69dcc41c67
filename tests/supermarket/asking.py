"""Asking for a page and sending its form, as a browser does."""

from typing import Any

from django.http import HttpResponse

from households.models import User
from tests.factory import signed_in


def text(user: User, address: str, status: int = 200) -> str:
    """What the page at `address` says to `user`, without the blanks of its source."""
    response = signed_in(user).get(address)
    assert response.status_code == status, response.content.decode()
    return " ".join(response.content.decode().split())


def send(user: User, address: str, data: dict[str, Any], token: str = "") -> HttpResponse:
    """Fills in the form at `address` and sends it with the page's token, or with `token`."""
    client = signed_in(user)
    form = client.get(address).context["form"]
    return client.post(address, {"form_token": token or form["form_token"].value()} | data)


def told(response: HttpResponse) -> str:
    """The messages on the page that an act leads to, or what the form says again."""
    assert response.status_code in (302, 422), response.status_code
    page = response.client.get(response["Location"]) if response.status_code == 302 else response
    return " ".join(page.content.decode().split())

"""Cards as the office gets them: from a form, on paper, and whether their secrets open them."""

import re
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from households.models import User
from tests.factory import signed_in
from tests.wall import lines_of


def sent(user: User, address: str, **typed: Any) -> HttpResponse:
    return signed_in(user).post(address, {"form_token": uuid4(), "size": "CR80", **typed})


def pdf_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


def pins_of(pdf: bytes) -> list[str]:
    text = "".join("".join(lines_of(pdf)).split())
    return re.findall(r"密码(\d{6})", text)


def opens(token: str, pin: str) -> bool:
    phone = Client()
    phone.get(f"/card/{token}/")
    return bool(phone.post("/card/pin/", {"pin": pin}).status_code == 302)

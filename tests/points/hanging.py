"""Hanging photos on records through the pages."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from households.models import User
from points.models import Record
from tests.factory import signed_in
from tests.photos import drawn, saved


def file(seed: int = 1, name: str = "IMG_1.jpg", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or saved(drawn(seed=seed)))


def form_of(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def attach(client: Client, record: Record, *photos: SimpleUploadedFile) -> Any:
    address = f"/records/{record.ref}/evidence/"
    return client.post(address, form_of(client, address) | {"photos": photos})


def page(person: User, record: Record) -> str:
    answer = signed_in(person).get(f"/records/{record.ref}/")
    assert answer.status_code == 200
    return answer.content.decode()

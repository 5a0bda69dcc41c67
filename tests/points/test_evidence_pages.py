"""Photos on the pages: hanging them, looking at them, being told where else the same one hangs."""

import html

import pytest
from django.test import Client

from households.roles import Role
from points.models import Evidence, Record
from points.photos import MOST_BYTES
from points.services import evidence
from tests.factory import (
    NOON,
    signed_in,
)
from tests.photos import drawn, photo, saved
from tests.points.hanging import attach, file, form_of, page
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NEW = "/records/new/"


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    return month.record("1.3", note="屋后搭棚")


def test_photos_are_hung_and_shown_with_who_brought_them(month: Recording, record: Record) -> None:
    client = signed_in(month.scorer)
    answer = attach(client, record, file(1), file(2))
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{record.ref}/")
    text = client.get(answer["Location"]).content.decode()
    assert "已附佐证照片2张。" in text
    for hung in Evidence.objects.all():
        assert f'<img src="/evidence/{hung.ref}/" width="64" height="48"' in text
    assert text.count(f"{month.scorer.name}，2026年11月20日 12:00") == 2


def test_only_who_may_hang_photos_is_asked_for_them(month: Recording, record: Record) -> None:
    address = f"/records/{record.ref}/evidence/"
    outside = Recording("西湖社区").clerk
    people = {month.clerk: 200, month.supervisor: 403, outside: 404}
    for person, status in people.items():
        client = signed_in(person)
        assert client.get(address).status_code == status
        if status != 200:
            assert client.post(address, {"photos": [file()]}).status_code == status
        if status != 404:
            assert (address in page(person, record)) == (status == 200)
    assert Client().get(address)["Location"].startswith("/login/")
    assert not Evidence.objects.exists()


def test_nobody_is_even_offered_to_hang_photos_on_his_own_households_records(
    month: Recording, record: Record
) -> None:
    neighbour = month.neighbour(Role.CLERK, month.zhang)
    address = f"/records/{record.ref}/evidence/"
    for answer in (
        signed_in(neighbour).get(address),
        signed_in(neighbour).post(address, {"photos": [file()]}),
    ):
        assert answer.status_code == 403
        assert "不能给自己家的记录附佐证" in answer.content.decode()
    assert address not in page(neighbour, record)


def test_each_file_that_is_no_photo_is_refused_by_its_name_and_none_is_kept(
    month: Recording, record: Record
) -> None:
    wrong = [
        file(name="门前.jpg", content=b"<html><body>"),
        file(),
        file(name="通知.png", content=b"%PDF-1.7"),
        file(name="大.jpg", content=saved(drawn()).ljust(MOST_BYTES + 1, b"\0")),
    ]
    answer = attach(signed_in(month.clerk), record, *wrong)
    assert answer.status_code == 422
    told = answer.context["form"].errors["photos"]
    assert [sentence.split("，")[0] for sentence in told] == [
        "“门前.jpg”：这是网页",
        "“通知.png”：这是 PDF 文件",
        "“大.jpg”：照片超过 10 MB",
    ]
    assert html.escape(told[0]) in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(
    month: Recording, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> bytes:
        raise AssertionError("read")

    monkeypatch.setattr("points.forms.photos.prepare", read)
    answer = attach(signed_in(month.clerk), record, file(content=b"\xff" * (MOST_BYTES + 1)))
    assert answer.status_code == 422


def test_none_and_seven_are_refused_with_what_to_do(month: Recording, record: Record) -> None:
    client = signed_in(month.clerk)
    (sentence,) = attach(client, record).context["form"].errors["photos"]
    assert sentence == "请选择照片。"
    (sentence,) = attach(client, record, *map(file, range(7))).context["form"].errors["photos"]
    assert sentence == "一次最多6张照片，您选了7张，请少选几张。"
    evidence.attach(record, [photo(each) for each in range(4)], month.clerk, NOON)
    (sentence,) = attach(client, record, *map(file, range(3))).context["form"].errors["photos"]
    assert "还能附2张" in sentence
    attach(client, record, *map(file, range(2)))
    address = f"/records/{record.ref}/evidence/"
    assert address not in page(month.clerk, record)
    assert "不能再附照片" in client.get(address).content.decode()


def test_photos_sent_twice_are_hung_once(month: Recording, record: Record) -> None:
    client = signed_in(month.clerk)
    address = f"/records/{record.ref}/evidence/"
    form = form_of(client, address)
    for _ in range(2):
        assert client.post(address, form | {"photos": [file()]}).status_code == 302
    assert Evidence.objects.count() == 1


def test_a_matter_is_recorded_with_its_photos_in_one_go(month: Recording) -> None:
    client = signed_in(month.clerk)
    typed = {"household": month.zhang.code, "item": "7.2", "photos": [file(1), file(2)]}
    assert client.post(NEW, form_of(client, NEW) | typed).status_code == 302
    assert Record.objects.get().evidence.count() == 2


def test_a_matter_with_a_bad_photo_is_not_recorded_and_what_was_typed_stays(
    month: Recording,
) -> None:
    client = signed_in(month.clerk)
    typed = {"household": month.zhang.code, "item": "7.2", "note": "帮收谷"}
    bad = {"photos": [file(name="假.jpg", content=b"<svg>")]}
    answer = client.post(NEW, form_of(client, NEW) | typed | bad)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "“假.jpg”：这是 SVG 矢量图" in text
    for value in typed.values():
        assert f'value="{value}"' in text
    assert not Record.objects.exists()


def test_a_recorded_deduction_leads_to_what_is_still_to_be_done(month: Recording) -> None:
    client = signed_in(month.clerk)
    typed = {"household": month.zhang.code, "item": "1.3"}
    answer = client.post(NEW, form_of(client, NEW) | typed)
    text = client.get(answer["Location"]).content.decode()
    link = f'<a href="/records/{Record.objects.get().ref}/">去办理</a>'
    assert f"扣分须附佐证、告知本户，{link}" in text

"""Photos as they are handed out and shown: to whom, where else they hang, at what cost."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.roles import Role
from households.services import cards
from points.models import Record
from points.services import evidence, records, sheets
from points.steps import Step
from tests.factory import (
    NOON,
    make_group,
    make_household,
    make_officer,
    make_told,
    pass_until,
    signed_in,
)
from tests.photos import drawn, photo, saved
from tests.points.hanging import attach, file, page
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NEW = "/records/new/"


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    return month.record("1.3", note="屋后搭棚")


def read(response: HttpResponse) -> bytes:
    return b"".join(response)


def test_a_photo_is_handed_out_as_a_file_without_a_name_and_kept_nowhere(
    month: Recording, record: Record
) -> None:
    (hung,) = evidence.attach(record, [photo()], month.clerk, NOON)
    answer = signed_in(month.supervisor).get(f"/evidence/{hung.ref}/")
    assert read(answer) == photo().jpeg
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    kind, _, name = answer["Content-Disposition"].partition("; ")
    assert kind == "attachment"
    assert name == f"filename*=utf-8''%E4%BD%90%E8%AF%81-{hung.ref}.jpg"
    # No part of the address tells another one's.
    assert re.fullmatch(r"[\w-]{12}", hung.ref)


def test_a_photo_is_seen_by_who_may_see_its_record_alone(month: Recording, record: Record) -> None:
    (hung,) = evidence.attach(record, [photo()], month.clerk, NOON)
    next_door = make_officer(Role.SCORER, make_group(month.village, "第2组"))
    delegate = make_officer(Role.DELEGATE, month.community)
    people = {
        month.supervisor: 200,
        month.scorer: 200,
        delegate: 403,
        next_door: 404,
        Recording("西湖社区").clerk: 404,
    }
    address = f"/evidence/{hung.ref}/"
    for person, status in people.items():
        assert signed_in(person).get(address).status_code == status, person
    assert Client().get(address)["Location"].startswith("/login/")


def test_a_photo_whose_file_is_gone_says_so(month: Recording, record: Record) -> None:
    (hung,) = evidence.attach(record, [photo()], month.clerk, NOON)
    hung.file.storage.delete(hung.file.name)
    answer = signed_in(month.clerk).get(f"/evidence/{hung.ref}/")
    assert answer.status_code == 404


def test_the_same_photo_on_another_record_is_told_on_both(month: Recording, record: Record) -> None:
    other = month.record("7.2", household=month.li)
    evidence.attach(record, [photo()], month.clerk, NOON)
    assert "同一张照片" not in page(month.clerk, record)
    evidence.attach(other, [photo(2), photo()], month.clerk, NOON)
    for one, twin in ((record, other), (other, record)):
        text = page(month.clerk, one)
        assert text.count("同一张照片也附在：") == 1
        assert f'<a href="/records/{twin.ref}/">{twin.line.household} {twin.item}' in text
    records.void_records([other.pk], "记错了", month.clerk, NOON)
    assert "11月3日，已作废" in page(month.clerk, record)


def test_the_same_picture_in_another_size_is_the_same_photo(
    month: Recording, record: Record
) -> None:
    other = month.record("7.2", household=month.li)
    client = signed_in(month.clerk)
    attach(client, record, file(content=saved(drawn(800, 600, seed=5))))
    attach(client, other, file(content=saved(drawn(1600, 1200, seed=5), quality=60)))
    assert "同一张照片也附在" in page(month.clerk, record)


def test_pictures_without_contrast_are_not_taken_for_each_other(
    month: Recording, record: Record
) -> None:
    other = month.record("7.2", household=month.li)
    client = signed_in(month.clerk)
    walls = [saved(drawn().convert("L").point([shade] * 256)) for shade in (200, 205, 210)]
    attach(client, record, file(content=walls[0]), file(content=walls[1]))
    attach(client, other, file(content=walls[2]))
    assert "同一张照片" not in page(month.clerk, record)
    attach(client, other, file(content=walls[1]))
    assert page(month.clerk, record).count("同一张照片") == 1


def test_a_twin_out_of_sight_is_not_told_of(month: Recording, record: Record) -> None:
    elsewhere = Recording("西湖社区")
    abroad = elsewhere.record("1.3")
    second = make_household(make_group(month.village, "第2组"), "周五谷")
    sheets.open_month(month.community, month.sheet.period, month.clerk, NOON)
    next_door = month.record("7.2", household=second)
    evidence.attach(record, [photo()], month.clerk, NOON)
    evidence.attach(next_door, [photo()], month.clerk, NOON)
    evidence.attach(abroad, [photo()], elsewhere.clerk, NOON)
    assert "同一张照片" not in page(month.scorer, record)
    text = page(month.clerk, record)
    assert "周五谷" in text
    assert abroad.ref not in text


def test_the_page_of_a_record_costs_the_same_for_any_number_of_photos(
    month: Recording, record: Record
) -> None:
    client = signed_in(month.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/records/{record.ref}/")
        return len(queries)

    evidence.attach(record, [photo(1)], month.clerk, NOON)
    one = cost()
    evidence.attach(record, [photo(each) for each in range(2, 6)], month.clerk, NOON)
    for each in range(2, 6):
        other = month.record("7.2", household=month.li)
        evidence.attach(other, [photo(each)], month.clerk, NOON)
    assert cost() == one


def test_the_sheet_shows_how_many_photos_hang_on_each_record(
    month: Recording, record: Record
) -> None:
    evidence.attach(record, [photo(1), photo(2)], month.clerk, NOON)
    month.record("7.2", household=month.li)
    address = f"/sheets/2026-11/{month.group.code}/"
    text = signed_in(month.committee).get(address).content.decode()
    assert re.findall(r"佐证\d+张", text) == ["佐证2张"]


def test_the_sheet_costs_the_same_for_any_number_of_photos_and_answers(month: Recording) -> None:
    client = signed_in(month.committee)
    address = f"/sheets/2026-11/{month.group.code}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    make_told(month.record("1.3"), month.clerk)
    one = cost()
    for _ in range(5):
        make_told(month.record("1.3", household=month.li), month.clerk)
    assert cost() == one


def test_a_photo_brought_by_card_names_the_household_and_no_person(month: Recording) -> None:
    claim = month.record("7.2", origin=Record.Origin.SELF)
    card = cards.issue(month.zhang, month.clerk, NOON).card
    evidence.attach(claim, [photo()], card, NOON)
    pass_until(month, month.sheet, Step.GROUP)
    assert "本户（积分卡），2026年11月20日 12:00" in page(month.scorer, claim)

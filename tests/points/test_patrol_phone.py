"""What a walker's phone is given, and what becomes of what it sends."""

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from households.models import Submission
from households.services import appointments, households
from points.models import PatrolFinding, PatrolFindingPhoto
from points.photos import MOST_BYTES
from points.services import patrol_plans
from tests.factory import NOON, Office, signed_in
from tests.points.phone_walk import FRIDAY, PhoneWalk, photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def walk() -> PhoneWalk:
    return PhoneWalk()


@pytest.fixture
def phone(walk: PhoneWalk) -> Client:
    return signed_in(walk.walker)


def test_a_finding_is_kept_as_it_was_written_down_at_the_door(
    walk: PhoneWalk, phone: Client
) -> None:
    answer = walk.send(phone, photos=photo())
    assert (answer.status_code, answer.json()["said"]) == (200, "已记下。")
    assert answer.json()["late"] is False
    found = PatrolFinding.objects.get()
    assert (found.household, found.indicator, found.taken) == (walk.zhang, 6, 2)
    assert (found.note, found.told_on_the_spot, found.fix_by) == (
        "桶没有盖",
        True,
        date(2026, 11, 27),
    )
    assert (found.by, found.at, found.late) == (walk.walker, NOON, False)
    assert found.noted_at == datetime.fromisoformat("2026-11-20T03:30:00Z")
    walk.round.refresh_from_db()
    assert walk.round.walked_on == FRIDAY
    hung = PatrolFindingPhoto.objects.get()
    assert (hung.finding, hung.by) == (found, walk.walker)


def test_a_photo_is_made_anew_without_what_the_phone_wrote_into_it(
    walk: PhoneWalk, phone: Client
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "在张三禾家门前"
    taken = BytesIO()
    Image.effect_noise((300, 200), 90).save(taken, "JPEG", exif=exif)
    assert walk.send(phone, photos=photo(taken.getvalue())).status_code == 200
    with PatrolFindingPhoto.objects.get().file.open("rb") as kept:
        assert not Image.open(kept).getexif()


def test_a_finding_sent_twice_is_kept_once_and_answered_alike(
    walk: PhoneWalk, phone: Client
) -> None:
    token = str(uuid4())
    first = walk.send(phone, form_token=token, photos=photo())
    again = walk.send(phone, form_token=token, photos=photo())
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["said"] == again.json()["said"]
    assert (PatrolFinding.objects.count(), PatrolFindingPhoto.objects.count()) == (1, 1)


def test_a_retry_is_answered_before_anything_is_tested(walk: PhoneWalk, phone: Client) -> None:
    token = str(uuid4())
    walk.send(phone, form_token=token)
    households.move(walk.zhang, walk.other_group, "分户", walk.clerk, NOON)
    walk.close()
    again = walk.send(phone, form_token=token, taken="9", noted_at="?")
    assert (again.status_code, again.json()["said"]) == (200, "已记下。")
    assert PatrolFinding.objects.count() == 1


def test_a_refused_finding_may_be_put_right_and_sent_under_its_token(
    walk: PhoneWalk, phone: Client
) -> None:
    token = str(uuid4())
    assert walk.send(phone, form_token=token, fix_by="2026-11-01").status_code == 422
    assert walk.send(phone, form_token=token).status_code == 200
    assert PatrolFinding.objects.count() == 1


def test_the_token_of_another_person_is_refused(walk: PhoneWalk, phone: Client) -> None:
    token = str(uuid4())
    walk.send(signed_in(walk.second), form_token=token)
    answer = walk.send(phone, form_token=token)
    assert answer.status_code == 422
    assert answer.json()["said"]
    assert PatrolFinding.objects.count() == 1


def test_what_another_walker_wrote_down_waits_until_he_signs_in(
    walk: PhoneWalk, phone: Client
) -> None:
    answer = walk.send(phone, walker=walk.second.username)
    assert answer.status_code == 409
    assert "请他本人登录后上传" in answer.json()["said"]
    assert not PatrolFinding.objects.exists()
    assert not Submission.objects.exists()
    assert walk.send(phone, walker=walk.walker.username).status_code == 200


def test_who_sees_the_round_but_does_not_walk_it_is_refused(walk: PhoneWalk) -> None:
    scorer = signed_in(walk.scorer)
    assert scorer.get(walk.page).status_code == 403
    answer = walk.send(scorer)
    assert (answer.status_code, "联系积分办" in answer.json()["said"]) == (403, True)
    assert not PatrolFinding.objects.exists()


def test_who_does_not_see_the_round_finds_nothing(walk: PhoneWalk) -> None:
    stranger = signed_in(Office("西岭社区").clerk)
    assert stranger.get(walk.page).status_code == 404
    assert walk.send(stranger).status_code == 404
    assert signed_in(walk.walker).get("/patrols/nothing/walk/").status_code == 404


def test_the_office_may_enter_by_its_phone_too(walk: PhoneWalk) -> None:
    clerk = signed_in(walk.clerk)
    assert clerk.get(walk.page).status_code == 200
    assert walk.send(clerk).status_code == 200


def test_a_walker_whose_office_has_ended_may_no_more(walk: PhoneWalk, phone: Client) -> None:
    appointments.end(walk.walker.appointments.get(), date(2026, 11, 19))
    assert phone.get(walk.page).status_code == 404
    assert walk.send(phone).status_code == 404


def test_what_was_kept_is_answered_even_after_the_office_has_ended(
    walk: PhoneWalk, phone: Client
) -> None:
    token = str(uuid4())
    walk.send(phone, form_token=token)
    appointments.end(walk.walker.appointments.get(), date(2026, 11, 19))
    again = walk.send(phone, form_token=token)
    assert (again.status_code, again.json()["said"]) == (200, "已记下。")
    assert PatrolFinding.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"taken": "6"}, "满分5分"),
        ({"taken": "0"}, "满分5分"),
        ({"taken": "两"}, "“两”"),
        ({"taken": None}, "没有写扣几分"),
        ({"indicator": "11"}, "指标应在1至10之间"),
        ({"indicator": "0"}, "指标应在1至10之间"),
        ({"indicator": None}, "没有写是哪一项"),
        ({"household": "9999"}, "没有编号9999的农户"),
        ({"household": None}, "没有写是哪一户"),
        ({"note": "脏" * 101}, "最多写100个字"),
        ({"fix_by": "明天"}, "日期不对"),
        ({"fix_by": "2026-11-19"}, "整改期限不能更早"),
        ({"noted_at": "刚才"}, "手机的时间读不出来"),
        ({"noted_at": None}, "没有写是什么时候记的"),
        ({"form_token": "1"}, "请刷新后重填"),
        ({"form_token": None}, "请刷新后重填"),
        ({"photos": b"<html>"}, "不是照片"),
        ({"photos": b"\xff\xd8\xff\xe0" + bytes(100)}, "打不开"),
        ({"photos": b"\xff\xd8\xff" + bytes(MOST_BYTES)}, "超过 10 MB"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    walk: PhoneWalk, phone: Client, changed: dict[str, Any], said: str
) -> None:
    if "photos" in changed:
        changed = {"photos": photo(changed["photos"])}
    answer = walk.send(phone, **changed)
    assert answer.status_code == 422
    assert said in answer.json()["said"]
    assert not PatrolFinding.objects.exists()
    assert not Submission.objects.exists()
    walk.round.refresh_from_db()
    assert walk.round.walked_on is None


def test_a_household_of_another_group_is_refused(walk: PhoneWalk, phone: Client) -> None:
    answer = walk.send(phone, household=walk.other_household.code)
    assert answer.status_code == 422
    assert f"第1组现在没有编号{walk.other_household.code}的农户" in answer.json()["said"]


def test_nobody_enters_a_finding_at_his_own_door(walk: PhoneWalk, phone: Client) -> None:
    walk.walker.household = walk.zhang
    walk.walker.save(update_fields=["household"])
    answer = walk.send(phone)
    assert (answer.status_code, "自己家" in answer.json()["said"]) == (422, True)
    page = phone.get(walk.page).content.decode()
    assert page.count('data-own="yes"') == 1


def test_a_phone_that_comes_back_after_the_round_was_closed_is_told_when_it_counts(
    walk: PhoneWalk, phone: Client
) -> None:
    walk.close()
    answer = walk.send(phone)
    assert (answer.status_code, answer.json()["late"]) == (200, True)
    assert answer.json()["said"] == "本轮已结束，已收下，计入2026年11月。"
    assert PatrolFinding.objects.get().late


def test_a_round_called_off_takes_nothing(walk: PhoneWalk, phone: Client) -> None:
    patrol_plans.call_off(walk.round, "下雨", walk.clerk, NOON)
    answer = walk.send(phone)
    assert (answer.status_code, "已经取消" in answer.json()["said"]) == (422, True)


@pytest.mark.parametrize(
    ("phone_says", "kept"),
    [
        ("2026-11-20T11:00:00+08:00", "2026-11-20T03:00:00Z"),
        ("1970-01-01T00:00:00Z", "2000-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "2000-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59-12:00", NOON.isoformat()),
        ("2026-11-21T00:00:00Z", NOON.isoformat()),
    ],
)
def test_a_wrong_clock_is_no_reason_to_refuse(
    walk: PhoneWalk, phone: Client, phone_says: str, kept: str
) -> None:
    assert walk.send(phone, noted_at=phone_says).status_code == 200
    assert PatrolFinding.objects.get().noted_at == datetime.fromisoformat(kept)

"""The pages of 张贴记录: noting, the history on the notice's page, the photos, and what the board
does not say."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.roles import Role
from points.models import HangingPhoto, HangingReceipt
from tests.factory import Office, make_officer, signed_in
from tests.photos import drawn, saved
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture(autouse=True)
def _the_day_after(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    set_clock(monkeypatch, noon(23))


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def hanging(**more: Any) -> dict[str, Any]:
    return {"form_token": uuid4(), "hung_on": "2026-11-20", "hung_by": "孙张贴", **more}


def taking(**more: Any) -> dict[str, Any]:
    typed = {"taken_on": "2026-11-23", "taken_by": "李撤下", "taken_reason": WHY}
    return {"form_token": uuid4(), **typed, **more}


def hang_address(wall: Wall) -> str:
    return reverse("notice_hang", args=[1, wall.zhaozhuang.code])


def down_address(wall: Wall) -> str:
    return reverse("notice_take_down", args=[1, wall.zhaozhuang.code])


def page_of(client: Client) -> str:
    return client.get(reverse("notice", args=[1])).text


def test_a_paper_goes_up_and_down_and_the_notice_s_page_tells_of_it(wall: Wall) -> None:
    clerk = signed_in(wall.office.clerk)
    assert "没有张贴记录，按公示期计算。" in page_of(clerk)
    assert f'href="{hang_address(wall)}">登记张贴</a>' in page_of(clerk)
    photo = SimpleUploadedFile("1.jpg", saved(drawn()))
    answer = clerk.post(hang_address(wall), hanging(photos=photo), follow=True)
    assert "已登记张贴：赵庄，第1期。" in answer.text
    for told in (
        "2026年11月20日张贴：孙张贴",
        f'href="{reverse("hanging_photo", args=[HangingPhoto.objects.get().ref])}">照片1</a>',
        f"（{wall.office.clerk.name}登记）",
        "正在张贴，到2026年11月26日为止。",
        f'href="{down_address(wall)}">登记撤下</a>',
    ):
        assert told in answer.text, told
    page = clerk.post(down_address(wall), taking(), follow=True).text
    for told in (
        f"2026年11月23日提前撤下：李撤下，{WHY}",
        "2026年11月23日提前撤下，要重新张贴满7天，才算期满。",
        f'href="{hang_address(wall)}">登记重新张贴</a>',
        "有村延期公示",
    ):
        assert told in page, told
    assert "有村延期公示" in clerk.get(reverse("notice_list")).text


def test_the_board_says_that_it_hangs_longer_and_not_who_hung_it(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(22), WHY)
    code = wall.office.community.code
    page = Client().get(reverse("board_notice", args=[code, 1])).text
    assert "有村延期公示" in page
    for secret in ("孙张贴", WHY, "张贴记录", "登记）"):
        assert secret not in page, secret


def test_the_photo_is_made_anew_and_handed_out_as_a_file(wall: Wall) -> None:
    sent = saved(drawn())
    clerk = signed_in(wall.office.clerk)
    clerk.post(hang_address(wall), hanging(photos=SimpleUploadedFile("王五家.jpg", sent)))
    photo = HangingPhoto.objects.get()
    address = reverse("hanging_photo", args=[photo.ref])
    answer = signed_in(wall.office.committee).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) != sent
    assert photo.file.name == f"hangingphoto/{wall.office.community.pk}/{photo.ref}.jpg"
    assert signed_in(Office("西岭社区").clerk).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_it_is_noted_by_those_who_may_in_their_village(wall: Wall) -> None:
    in_the_other = make_officer(Role.SUPERVISOR, wall.qianzhuang)
    for person in (wall.office.auditor, wall.office.scorer, in_the_other):
        client = signed_in(person)
        assert client.get(hang_address(wall)).status_code == 403
        assert client.post(hang_address(wall), hanging()).status_code == 403
    outside = signed_in(Office("西岭社区").clerk)
    assert outside.post(hang_address(wall), hanging()).status_code == 404
    assert not HangingReceipt.objects.exists()
    own = reverse("notice_hang", args=[1, wall.qianzhuang.code])
    assert own in page_of(signed_in(in_the_other))
    assert hang_address(wall) not in page_of(signed_in(in_the_other))
    assert signed_in(in_the_other).post(own, hanging()).status_code == 302
    assert HangingReceipt.objects.get().village == wall.qianzhuang


def test_a_village_that_is_not_in_the_notice_has_no_page(wall: Wall) -> None:
    client = signed_in(wall.office.clerk)
    assert client.get(reverse("notice_hang", args=[1, "无"])).status_code == 404
    group = wall.zhang.group.code
    assert client.get(reverse("notice_hang", args=[1, group])).status_code == 404


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(wall: Wall) -> None:
    client = signed_in(wall.office.clerk)
    answer = client.post(hang_address(wall), hanging(hung_on="2026-11-24"))
    assert answer.status_code == 422
    assert "张贴日期还没有到，请改正。" in answer.text
    assert 'value="孙张贴"' in answer.text
    client.post(hang_address(wall), hanging())
    answer = client.post(down_address(wall), taking(taken_reason=""))
    assert answer.status_code == 422
    assert "应张贴到2026年11月26日，提前撤下请写明原因。" in answer.text


def test_a_form_sent_twice_is_one_receipt(wall: Wall) -> None:
    client, form = signed_in(wall.office.clerk), hanging()
    for _ in range(2):
        assert "已登记张贴" in client.post(hang_address(wall), form, follow=True).text
    assert HangingReceipt.objects.count() == 1
    told = client.post(hang_address(wall), hanging(), follow=True).text
    assert "已经登记了张贴，现在还挂着，本次未作改动。" in told


def test_the_page_costs_the_same_however_often_it_was_hung(wall: Wall) -> None:
    def cost() -> int:
        client = signed_in(wall.office.clerk)
        with CaptureQueriesContext(connection) as queries:
            page_of(client)
        return len(queries)

    wall.hang(wall.zhaozhuang, on(20))
    once = cost()
    wall.take_down(wall.zhaozhuang, on(21), WHY)
    wall.hang(wall.zhaozhuang, on(21))
    wall.take_down(wall.zhaozhuang, on(22), WHY)
    wall.hang(wall.zhaozhuang, on(22))
    wall.hang(wall.qianzhuang, on(20))
    assert cost() == once

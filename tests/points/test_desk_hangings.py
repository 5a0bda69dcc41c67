"""The papers to hang again, and those nobody has noted, on the desks of those who note them."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.reports.desk import desk
from points.reports.tasks import Task
from tests.factory import Office, appoint, make_household, make_officer, signed_in
from tests.points.notice_months import OCTOBER, add_group, published
from tests.points.wall_town import Wall, noon, on

pytestmark = pytest.mark.django_db

WHY = "刮风吹坏"
AGAIN, MISSING = "第1期公示要重新张贴", "第1期公示有村没有登记张贴"


@pytest.fixture
def wall() -> Wall:
    return Wall()


def waiting(user: User, day: date) -> dict[str, Task]:
    """What is to be done about papers, by its title."""
    user = User.objects.get(pk=user.pk)
    return {task.title: task for task in desk(user, day).tasks if task.act == "去登记"}


def to_hang(wall: Wall, village_code: str) -> str:
    return reverse("notice_hang", args=[wall.notice.number, village_code])


class TestHungAgain:
    def test_it_waits_from_the_day_it_came_down_until_it_is_up_again(self, wall: Wall) -> None:
        clerk = wall.office.clerk
        wall.hang(wall.qianzhuang, on(20))
        wall.hang(wall.zhaozhuang, on(20))
        assert waiting(clerk, on(22)) == {}
        wall.take_down(wall.zhaozhuang, on(23), WHY)
        task = waiting(clerk, on(23))[AGAIN]
        assert task.text == "赵庄提前撤下，要重新张贴满7天才算期满。"
        assert task.url == to_hang(wall, wall.zhaozhuang.code)
        wall.close(noon(27))
        assert AGAIN in waiting(clerk, on(9, 12))
        wall.hang(wall.zhaozhuang, on(25), noon(27))
        assert waiting(clerk, on(27)) == {}

    def test_down_on_its_last_day_and_closed_it_does_not_wait(self, wall: Wall) -> None:
        clerk = wall.office.clerk
        for village in (wall.zhaozhuang, wall.qianzhuang):
            wall.hang(village, on(20))
            wall.take_down(village, on(26))
        for day in (on(26), on(27)):
            assert waiting(clerk, day) == {}

    def test_what_is_void_does_not_make_it_wait(self, wall: Wall) -> None:
        wrong = wall.hang(wall.zhaozhuang, on(20))
        wall.take_down(wall.zhaozhuang, on(23), WHY)
        wall.void(wrong, noon(24))
        assert waiting(wall.office.clerk, on(24)) == {}

    def test_several_villages_are_one_task_that_leads_to_the_notice(self, wall: Wall) -> None:
        for village in (wall.zhaozhuang, wall.qianzhuang):
            wall.hang(village, on(20))
            wall.take_down(village, on(23), WHY)
        task = waiting(wall.office.clerk, on(23))[AGAIN]
        assert task.text.startswith("钱庄、赵庄提前撤下") or task.text.startswith("赵庄、钱庄提前")
        assert task.url == f"{reverse('notice', args=[1])}#hangings"

    def test_more_than_four_villages_are_counted(self) -> None:
        office = Office()
        make_household(office.group)
        homes = [add_group(office, f"{name}庄", "第1组")[0] for name in "钱孙李周"]
        wall = Wall.__new__(Wall)
        wall.office, wall.notice = office, published(office, OCTOBER, {})
        for village in (office.village, *(home.group.parent for home in homes)):
            assert village is not None
            wall.hang(village, on(20))
            wall.take_down(village, on(20), WHY)
        assert "等5个村提前撤下" in waiting(office.clerk, on(20))[AGAIN].text


class TestNotNoted:
    def test_only_where_another_village_of_the_same_notice_is_noted(self, wall: Wall) -> None:
        clerk = wall.office.clerk
        assert waiting(clerk, on(21)) == {}
        wall.hang(wall.zhaozhuang, on(20))
        task = waiting(clerk, on(21))[MISSING]
        assert task.text == "钱庄还没有张贴记录，别的村已经登记。"
        assert task.url == to_hang(wall, wall.qianzhuang.code)
        wall.hang(wall.qianzhuang, on(21))
        assert waiting(clerk, on(21)) == {}

    def test_only_while_the_notice_s_own_days_run(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20))
        found = {day: MISSING in waiting(wall.office.clerk, on(day)) for day in (19, 20, 26, 27)}
        assert found == {19: False, 20: True, 26: True, 27: False}

    def test_a_receipt_that_is_void_is_none(self, wall: Wall) -> None:
        wall.hang(wall.zhaozhuang, on(20))
        wrong = wall.hang(wall.qianzhuang, on(20))
        assert waiting(wall.office.clerk, on(21)) == {}
        wall.void(wrong, noon(21))
        assert MISSING in waiting(wall.office.clerk, on(21))


def test_it_waits_for_those_who_note_it_and_in_their_village_alone(wall: Wall) -> None:
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(21), WHY)
    both = {AGAIN, MISSING}
    here = make_officer(Role.SUPERVISOR, wall.zhaozhuang)
    there = make_officer(Role.SUPERVISOR, wall.qianzhuang)
    stranger = Office("西岭社区").clerk
    for person, titles in (
        (wall.office.clerk, both),
        (wall.office.supervisor, both),
        (here, {AGAIN}),
        (there, {MISSING}),
        (wall.office.auditor, set()),
        (wall.office.scorer, set()),
        (stranger, set()),
    ):
        assert set(waiting(person, on(21))) == titles, person


def test_the_page_leads_to_the_form(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: noon(21))
    wall.hang(wall.zhaozhuang, on(20))
    page: Client = signed_in(wall.office.clerk)
    text = page.get("/").text
    assert f'href="{to_hang(wall, wall.qianzhuang.code)}"' in text
    assert page.get(to_hang(wall, wall.qianzhuang.code)).status_code == 200


def test_the_desk_costs_the_same_whatever_hangs(wall: Wall) -> None:
    office = wall.office
    appoint(office.clerk, Role.SUPERVISOR, office.community)

    def cost() -> int:
        person = User.objects.get(pk=office.clerk.pk)
        with CaptureQueriesContext(connection) as queries:
            desk(person, on(22))
        return len(queries)

    few = cost()
    wall.hang(wall.zhaozhuang, on(20))
    wall.take_down(wall.zhaozhuang, on(20), WHY)
    wall.hang(wall.zhaozhuang, on(21))
    assert cost() == few
    wall.take_down(wall.zhaozhuang, on(22), WHY)
    assert set(waiting(office.clerk, on(22))) == {AGAIN, MISSING}
    assert cost() == few <= 23

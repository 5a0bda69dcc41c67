"""The office's pages of objections: the clock in words, the list, typing one in, the desk."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import User
from points.models import Objection
from points.reports.objection_words import clock, time_left
from points.services import objections
from tests.factory import NOON, make_household, make_user, signed_in
from tests.points.disputing import TWENTIETH, Dispute

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOON)


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def town() -> Dispute:
    return Dispute()


# The clock in words


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2026-11-20", "还有3个工作日"),
        ("2026-11-21", "还有3个工作日"),
        ("2026-11-24", "还有1个工作日"),
        ("2026-11-25", "今天到期"),
        ("2026-11-26", "已超期1天"),
        ("2026-11-28", "已超期3天"),
    ],
)
def test_the_time_left_is_told_in_working_days_and_what_is_late_in_days(
    today: str, told: str
) -> None:
    due = datetime.fromisoformat("2026-11-25").date()
    assert time_left(due, datetime.fromisoformat(today).date()) == told


def test_an_objection_waits_to_be_accepted_first_and_to_be_answered_then(town: Dispute) -> None:
    made = town.object()
    assert (clock(made, TWENTIETH).act, clock(made, TWENTIETH).left) == ("受理", "还有3个工作日")
    objections.accept(made, town.clerk, NOON)
    made.refresh_from_db()
    assert (clock(made, TWENTIETH).act, clock(made, TWENTIETH).left) == ("答复", "还有7个工作日")
    assert not clock(made, made.reply_by).late
    assert clock(made, made.reply_by + timedelta(days=1)).late


# The list


def test_the_list_shows_whose_line_who_says_so_and_how_much_time_is_left(
    town: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = town.object(town.li, objector_name="张小禾")
    page = signed_in(town.clerk).get(reverse("objection_list")).text
    for shown in (str(town.li), f"{town.zhang} 张小禾", "口头", "待受理", "受理还有3个工作日"):
        assert shown in page
    assert reverse("objection", args=[made.ref]) in page
    set_clock(monkeypatch, NOON + timedelta(days=6))
    assert "受理已超期1天" in signed_in(town.clerk).get(reverse("objection_list")).text


def test_the_list_is_narrowed_to_open_overdue_or_all_and_to_a_household(
    town: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, late, open_ = town.object(), town.object(town.li), town.object(objector=town.li)
    objections.refuse(answered, "照片是两年前的", town.clerk, NOON)
    objections.accept(open_, town.clerk, NOON)
    set_clock(monkeypatch, NOON + timedelta(days=6))

    def found(**asked: str) -> set[Objection]:
        page = signed_in(town.supervisor).get(reverse("objection_list"), asked)
        return {row.objection for row in page.context["rows"]}

    assert found() == {late, open_}
    assert found(state="overdue") == {late}
    assert found(state="all") == {answered, late, open_}
    assert found(state="all", household=town.li.code) == {late}


def test_an_empty_list_says_what_to_do(town: Dispute) -> None:
    client = signed_in(town.clerk)
    assert "现在没有待办理的异议" in client.get(reverse("objection_list")).text
    assert "没有这样的异议" in client.get(reverse("objection_list"), {"state": "all"}).text


def test_the_list_and_a_page_cost_the_same_however_many_there_are(town: Dispute) -> None:
    def cost(address: str) -> int:
        client = signed_in(User.objects.get(pk=town.clerk.pk))
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = [reverse("objection_list"), reverse("objection", args=[town.object().ref])]
    few = [cost(address) for address in addresses]
    for number in range(5):
        town.object(objector=None, objector_name=f"路人{number}")
        town.object(town.li, objector=None, objector_name=f"路人{number}")
    assert [cost(address) for address in addresses] == few


@pytest.mark.parametrize("name", ["objection_list", "objection_new"])
def test_addresses_without_a_thing_are_for_those_who_may(town: Dispute, name: str) -> None:
    due = {
        town.clerk: 200,
        town.supervisor: 200 if name == "objection_list" else 403,
        town.auditor: 200 if name == "objection_list" else 403,
        town.scorer: 403,
        make_user(town.community): 403,
    }
    for person, status in due.items():
        assert signed_in(person).get(reverse(name)).status_code == status


# Typing one in


def typed(town: Dispute, **more: Any) -> dict[str, Any]:
    return {
        "form_token": str(uuid4()),
        "notice": town.notice.number,
        "household": town.zhang.code,
        "objector": "lsm",
        "objector_name": "",
        "how": "written",
        "received_on": "2026-11-20",
        "text": "张家那件事没有那么多分",
        **more,
    }


def test_an_objection_is_typed_in_and_leads_to_its_page(town: Dispute) -> None:
    client = signed_in(town.clerk)
    page = client.get(reverse("objection_new")).text
    assert "第1期 2026年11月（公示到2026年11月26日）" in page
    assert 'value="2026-11-20"' in page
    assert "积分卡</option>" not in page
    answer = client.post(reverse("objection_new"), typed(town), follow=True)
    made = Objection.objects.get()
    assert answer.redirect_chain == [(reverse("objection", args=[made.ref]), 302)]
    assert "请在2026年11月25日前受理，2026年12月1日前答复" in answer.text
    assert (made.line, made.objector, made.how) == (town.line(), town.li, "written")
    assert (made.typed_by, made.received_on) == (town.clerk, TWENTIETH)


def test_the_same_form_sent_twice_is_one_objection(town: Dispute) -> None:
    client, form = signed_in(town.clerk), typed(town)
    first, second = (client.post(reverse("objection_new"), form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Objection.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"notice": "7"}, "不能再登记异议"),
        ({"household": ""}, "请填写对哪一户"),
        ({"household": "没有这户"}, "没有找到农户“没有这户”"),
        ({"objector": "没有这户"}, "没有找到农户“没有这户”"),
        ({"objector": ""}, "提出异议的户，或者提出人的姓名"),
        ({"how": "card"}, "请重新选择怎么提的"),
        ({"received_on": "2026-11-19"}, "请在公示期内提出异议"),
        ({"received_on": "2026-11-21"}, "还没有到"),
        ({"received_on": "廿一"}, "日期不对"),
        ({"text": ""}, "请写明对哪一条"),
        ({"text": "长" * 401}, "最多400个字"),
        ({"form_token": ""}, "页面已过期"),
    ],
)
def test_a_form_that_is_wrong_is_told_why_and_keeps_what_was_typed(
    town: Dispute, wrong: dict[str, str], told: str
) -> None:
    answer = signed_in(town.clerk).post(reverse("objection_new"), typed(town, **wrong))
    assert answer.status_code == 422
    assert told in answer.text
    assert wrong.get("text", "张家那件事没有那么多分") in answer.text
    assert not Objection.objects.exists()


def test_a_household_that_is_not_in_the_notice_is_told_at_its_field(town: Dispute) -> None:
    newcomer = make_household(town.group, "赵新来")
    answer = signed_in(town.clerk).post(
        reverse("objection_new"), typed(town, household=newcomer.code)
    )
    assert answer.context["form"].errors == {
        "household": ["第1期公示里没有这一户，请核对期号和户。"]
    }


def test_after_the_time_to_type_it_in_the_page_says_what_to_do(
    town: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_day = datetime.fromisoformat("2026-12-10 12:00+08:00")
    set_clock(monkeypatch, last_day)
    client = signed_in(town.clerk)
    assert 'name="notice"' in client.get(reverse("objection_new")).text
    set_clock(monkeypatch, last_day + timedelta(days=1))
    client = signed_in(town.clerk)
    assert "按“入账后更正”办理" in client.get(reverse("objection_new")).text
    assert client.post(reverse("objection_new"), typed(town)).status_code == 422


# The desk


def test_the_desk_tells_the_clerk_what_waits_and_the_supervisor_which_are_late(
    town: Dispute, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = town.object()
    town.object(town.li)
    objections.accept(accepted, town.clerk, NOON)
    set_clock(monkeypatch, NOON + timedelta(days=6))
    page = signed_in(town.clerk).get(reverse("desk")).text
    for shown in ("1件异议待受理", "最急的一件已超期1天", "1件异议待答复", "还有3个工作日"):
        assert shown in page
    assert 'id="objections"' not in page
    page = signed_in(town.supervisor).get(reverse("desk")).text
    assert "件异议待" not in page
    assert "受理已超期1天" in page
    assert reverse("objection", args=[accepted.ref]) in page


def test_the_desk_does_not_ask_for_what_concerns_the_own_household(town: Dispute) -> None:
    town.object()
    town.clerk.household = town.zhang
    town.clerk.save(update_fields=["household"])
    assert "件异议待" not in signed_in(town.clerk).get(reverse("desk")).text


def test_the_top_bar_leads_to_the_objections(town: Dispute) -> None:
    link = f'<a href="{reverse("objection_list")}"'
    assert link in signed_in(town.auditor).get(reverse("desk")).text
    assert link not in signed_in(town.scorer).get(reverse("desk")).text

"""Recording one matter on the page: who may, what words find, what is kept for the next one."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Household, Submission
from households.roles import Role
from points.models import Record
from points.services import records
from points.steps import Step
from tests.factory import (
    NOON,
    Office,
    make_group,
    make_household,
    make_officer,
    make_user,
    make_village,
    pass_until,
    signed_in,
)
from tests.points.recording import THIRD, Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NEW = "/records/new/"


@pytest.fixture
def month() -> Recording:
    return Recording()


def form_of(client: Client, address: str = NEW) -> dict[str, Any]:
    """The form as the page shows it, ready to be sent."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def send(client: Client, **typed: Any) -> Any:
    return client.post(NEW, form_of(client) | typed)


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 422
    return dict(answer.context["form"].errors)


def test_only_who_may_record_gets_the_form(month: Recording) -> None:
    for person, status in {month.clerk: 200, month.scorer: 200, month.auditor: 403}.items():
        assert signed_in(person).get(NEW).status_code == status
        if status == 403:
            assert signed_in(person).post(NEW, {}).status_code == 403
    assert Client().get(NEW)["Location"].startswith("/login/")


def test_a_household_out_of_scope_is_not_found(month: Recording) -> None:
    other = Recording("西湖社区")
    assert (
        "没有找到农户"
        in errors(send(signed_in(other.clerk), household=month.zhang.code, item="4.1"))[
            "household"
        ][0]
    )
    neighbouring = make_household(make_group(month.village, "第2组"), "孙七粟")
    answer = send(signed_in(month.scorer), household=neighbouring.code, item="4.1")
    assert list(errors(answer)) == ["household"]
    assert not Record.objects.exists()


def test_a_matter_is_recorded_and_the_next_form_keeps_day_item_and_month(month: Recording) -> None:
    client = signed_in(month.clerk)
    answer = send(
        client, household=month.zhang.code, item="11.2", quantity="2", occurred_on="2026-11-03",
        note="清沟", origin="self",
    )  # fmt: skip
    record = Record.objects.get()
    assert (record.points, record.quantity, record.note) == (2, 2, "清沟")
    assert (record.occurred_on, record.origin, record.recorded_by) == (THIRD, "self", month.clerk)
    parts = urlsplit(answer["Location"])
    assert parts.path == NEW
    assert parse_qs(parts.query) == {
        "item": ["11.2"], "occurred_on": ["2026-11-03"], "month": ["2026-11"], "origin": ["self"],
    }  # fmt: skip
    page = client.get(answer["Location"])
    initial = form_of(client, answer["Location"])
    assert (initial["item"], initial["occurred_on"]) == ("11.2", "2026-11-03")
    assert "household" not in initial
    html = page.content.decode()
    assert re.search(r'<input[^>]*name="household"[^>]*autofocus', html)
    assert f"{month.zhang}，2026年11月3日，11.2 志愿服务每满4小时，数量 2" in html
    assert "计 2 分" in html
    assert f'<a href="/records/{record.ref}/void/">记错了，作废这一条</a>' in html
    assert "我最近记的" in html


def test_a_reached_cap_is_taken_and_told(month: Recording) -> None:
    client = signed_in(month.clerk)
    send(client, household=month.zhang.code, item="7.2")
    answer = send(client, household=month.zhang.code, item="7.2")
    html = client.get(answer["Location"]).content.decode()
    assert "本月该项最多计 1 分，已计 1 分，本次计 0 分" in html
    assert Record.objects.count() == 2


@pytest.mark.parametrize("typed", ["zsh", "张三禾", "ZHANGSANHE", "张三"])
def test_a_household_is_found_by_initials_pinyin_and_name(month: Recording, typed: str) -> None:
    send(signed_in(month.clerk), household=typed, item="4.1")
    assert Record.objects.get().line.household == month.zhang


def test_words_that_mean_several_households_list_up_to_five(month: Recording) -> None:
    for _ in range(6):
        make_household(month.group, "张三禾苗")
    assert send(signed_in(month.clerk), household="张三禾", item="4.1").status_code == 302
    (sentence,) = errors(send(signed_in(month.clerk), household="zhang", item="4.2"))["household"]
    assert sentence.startswith("“zhang”不止一户：")
    assert sentence.count("张三禾") == 5
    assert sentence.endswith("等。请填其中一户的编号。")


@pytest.mark.parametrize("typed", ["7.2", "７。２", "互助", "llhz", "linlihuzhu"])
def test_an_item_is_found_by_number_words_and_initials(month: Recording, typed: str) -> None:
    send(signed_in(month.clerk), household=month.zhang.code, item=typed)
    assert Record.objects.get().item.code == "7.2"


def test_words_that_mean_several_items_or_none_are_refused_at_the_item(month: Recording) -> None:
    client = signed_in(month.clerk)
    (sentence,) = errors(send(client, household=month.zhang.code, item="巡查"))["item"]
    assert sentence == (
        "“巡查”不止一项：4.1 巡查平均45分及以上、4.2 巡查平均40至44分。请填其中一项的编号。"
    )
    (sentence,) = errors(send(client, household=month.zhang.code, item="99"))["item"]
    assert sentence == "2026年11月执行的标准里没有“99”这一项，请对照标准填编号或关键字。"


def test_each_mistake_is_told_at_its_field_and_what_was_typed_stays(month: Recording) -> None:
    client = signed_in(month.clerk)
    wrong: list[tuple[dict[str, str], list[str]]] = [
        ({"household": "", "item": "", "quantity": ""}, ["household", "item", "quantity"]),
        ({"quantity": "两"}, ["quantity"]),
        ({"quantity": "0"}, ["quantity"]),
        ({"item": "11.3"}, ["points"]),
        ({"item": "11.3", "points": "21"}, ["points"]),
        ({"occurred_on": "2026-10-31"}, ["occurred_on"]),
        ({"occurred_on": "昨天"}, ["occurred_on"]),
        ({"late": "on"}, ["occurred_on"]),
        ({"month": "2026-09"}, ["month"]),
        ({"note": "长" * 201}, ["note"]),
        ({"origin": "patrol"}, ["origin"]),
        ({"form_token": "x"}, ["form_token"]),
    ]
    for typed, fields in wrong:
        sent = {"household": month.zhang.code, "item": "7.2", "note": "帮收谷"} | typed
        answer = send(client, **sent)
        assert list(errors(answer)) == fields
        html = answer.content.decode()
        assert "处需要改正" in html
        for name in {"household", "item", "note"} - set(fields):
            assert f'value="{sent[name]}"' in html
    assert not Record.objects.exists()
    assert not Submission.objects.exists()


def test_what_the_office_refuses_is_told_at_the_field(month: Recording) -> None:
    client = signed_in(month.clerk)
    outside = make_household(make_group(make_village(month.community, "柳树店", None)), "王五豆")
    month.record("4.1")
    assert (
        "尚未参加积分制" in errors(send(client, household=outside.code, item="4.1"))["household"][0]
    )
    assert (
        "本月已有4.1的记录"
        in errors(send(client, household=month.zhang.code, item="4.1"))["item"][0]
    )
    other = make_group(month.village, "第2组")
    make_household(other, "孙七粟")
    month.record("7.2", household=month.li)
    pass_until(month, month.sheet, Step.GROUP)
    answer = send(client, household=month.li.code, item="7.2", origin="self")
    assert "群众自评已截止" in errors(answer)["origin"][0]


def test_past_scoring_there_is_no_month_to_record_in(month: Recording) -> None:
    client = signed_in(month.clerk)
    typed = form_of(client) | {"household": month.zhang.code, "item": "7.2"}
    pass_until(month, month.sheet, Step.COMMITTEE)
    answer = client.post(NEW, typed)
    assert "现在没有可以记录的月份" in answer.content.decode()
    assert not Record.objects.exists()


def test_the_same_form_sent_twice_records_once_and_says_the_same(month: Recording) -> None:
    client = signed_in(month.clerk)
    typed = form_of(client) | {"household": month.zhang.code, "item": "7.2"}
    first, second = client.post(NEW, typed), client.post(NEW, typed)
    assert first["Location"] == second["Location"]
    assert Record.objects.count() == 1
    assert client.get(NEW).content.decode().count("志愿") == 0
    corrected = client.post(NEW, form_of(client) | {"household": "", "item": "7.2"})
    token = corrected.context["form"]["form_token"].value()
    client.post(NEW, typed | {"form_token": token})
    assert Record.objects.count() == 2


def test_a_scorer_records_for_the_group_whatever_is_sent(month: Recording) -> None:
    client = signed_in(month.scorer)
    assert "origin" not in form_of(client)
    send(client, household=month.zhang.code, item="7.2", origin="office")
    assert Record.objects.get().origin == Record.Origin.GROUP


def test_the_address_may_bring_a_household_and_an_item(month: Recording) -> None:
    initial = form_of(signed_in(month.clerk), f"{NEW}?household={month.li.code}&item=4.1")
    assert (initial["household"], initial["item"]) == (month.li.code, "4.1")


def test_the_item_search_knows_the_months_standard_of_ones_own_community(
    month: Recording,
) -> None:
    def found(client: Client, **asked: str) -> list[dict[str, str]]:
        return client.get("/items/search/", asked).json()["results"]

    client = signed_in(month.scorer)
    assert found(client, q="4.", month="2026-11") == [
        {"value": "4.1", "label": "4.1 巡查平均45分及以上", "hint": "+3分/月"},
        {"value": "4.2", "label": "4.2 巡查平均40至44分", "hint": "+2分/月"},
    ]
    assert [each["value"] for each in found(client, q="jycmxw", month="2026-11")] == []
    assert [each["value"] for each in found(client, q="qxjz", month="2026-11")] == ["11.3"]
    assert found(client, q="4", month="2026-12") == found(client, q="4") == []
    assert found(client, month="2026-11") == []
    assert found(signed_in(Office("西湖社区").clerk), q="4", month="2026-11") == []
    without_office = make_user(month.community)
    assert signed_in(without_office).get("/items/search/").status_code == 403
    assert Client().get("/items/search/").status_code == 302


def test_recording_costs_the_same_however_much_there_is(month: Recording) -> None:
    client = signed_in(month.clerk)

    def cost(household: Household) -> int:
        typed = form_of(client) | {"household": household.code, "item": "7.2"}
        with CaptureQueriesContext(connection) as queries:
            client.get(client.post(NEW, typed)["Location"])
        return len(queries)

    few = cost(month.zhang)
    for _ in range(15):
        household = make_household(month.group, "吴九麻")
        month.record("7.2", household=household)
        month.record("13.1", household=month.li)
    assert cost(month.li) == few


def test_latest_shows_my_own_records_and_marks_the_voided(month: Recording) -> None:
    mine = month.record("7.2")
    month.record("13.1", by=make_officer(Role.CLERK, month.community))
    records.void_records([mine.pk], "记错了", month.clerk, NOON)
    html = signed_in(month.clerk).get(NEW).content.decode()
    assert "7.2 邻里互助" in html
    assert "is-voided" in html
    assert "13.1 参加村民小组会" not in html

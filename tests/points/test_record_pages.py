"""The list of records, one record with its history, and the page that voids it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.roles import Role
from points.models import Record
from points.services import records, revisions, sheets
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    make_group,
    make_household,
    make_officer,
    make_user,
    pass_until,
    signed_in,
)
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


def listed(client: Client, **asked: str) -> list[str]:
    """The notes of the records on the page, in its order."""
    answer = client.get("/records/", asked)
    assert answer.status_code == 200
    return [record.note for record in answer.context["page"]]


def test_each_sees_the_records_of_his_places_and_nobody_elses(month: Recording) -> None:
    month.record("7.2", note="本组")
    second = make_group(month.village, "第2组")
    theirs = Recording("西湖社区").record("7.2", note="外社区")
    for person in (month.clerk, month.scorer, month.supervisor):
        assert listed(signed_in(person)) == ["本组"]
        assert signed_in(person).get(f"/records/{theirs.ref}/").status_code == 404
        assert signed_in(person).get(f"/records/{theirs.ref}/void/").status_code == 404
    assert listed(signed_in(make_officer(Role.SCORER, second))) == []
    assert (
        "还没有记录"
        in signed_in(make_officer(Role.SCORER, second)).get("/records/").content.decode()
    )
    assert signed_in(make_user(month.community)).get("/records/").status_code == 403
    assert Client().get("/records/").status_code == 302


def test_the_list_is_narrowed_by_each_field(month: Recording) -> None:
    first = month.record("7.2", note="一")
    month.record("13.1", household=month.li, note="二", origin="self")
    records.void_records([first.pk], "记错了", month.clerk, NOON)
    client = signed_in(month.clerk)
    assert listed(client) == ["二", "一"]
    asked: list[tuple[dict[str, str], list[str]]] = [
        ({"month": "2026-11"}, ["二", "一"]),
        ({"group": month.group.code}, ["二", "一"]),
        ({"household": month.zhang.code}, ["一"]),
        ({"item": "13.1"}, ["二"]),
        ({"item": "13"}, []),
        ({"origin": "self"}, ["二"]),
        ({"state": "standing"}, ["二"]),
        ({"state": "voided"}, ["一"]),
        ({"state": "voided", "origin": "self"}, []),
    ]
    for query, notes in asked:
        assert listed(client, **query) == notes
    assert "没有这样的记录" in client.get("/records/", {"item": "13"}).content.decode()
    wrong = client.get("/records/", {"month": "2026-09", "group": "G0", "origin": "x"})
    assert set(wrong.context["form"].errors) == {"month", "group", "origin"}


def test_the_choices_of_the_list_are_those_of_ones_own_places(month: Recording) -> None:
    other = Recording("西湖社区")
    sheets.open_month(other.community, NOVEMBER.previous(), other.clerk, NOON)
    html = signed_in(month.clerk).get("/records/").content.decode()
    for own, foreign in ((month.group.code, other.group.code), ("2026-11", "2026-10")):
        assert f'value="{own}"' in html
        assert f'value="{foreign}"' not in html


def test_a_long_list_has_pages_and_costs_the_same(month: Recording) -> None:
    client = signed_in(month.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/records/", {"month": "2026-11"})
        return len(queries)

    month.record("7.2")
    few = cost()
    for _ in range(55):
        month.record("7.2", household=month.li)
    assert cost() == few
    assert len(listed(client)) == 50
    assert len(listed(client, page="2")) == 6


def page(client: Client, record: Record) -> str:
    answer = client.get(f"/records/{record.ref}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_tells_what_the_record_counts_for_and_why(month: Recording) -> None:
    month.record("7.2")
    second = month.record("7.2", note="帮收谷")
    html = page(signed_in(month.supervisor), second)
    assert "本月该项最多计 1 分，已计 1 分，本次计 0 分。" in html
    assert "这是按现在的记录算的" in html
    for fact in (
        str(month.zhang),
        "赵庄第1组",
        "2026年11月3日",
        "帮收谷",
        "积分办",
        month.clerk.name,
    ):
        assert fact in html
    assert f"/records/{second.ref}/void/" not in html


def test_the_page_tells_every_revision_and_the_settled_score(month: Recording) -> None:
    record = month.record("11.3", points=15)
    pass_until(month, month.sheet, Step.COMMITTEE)
    revisions.revise(record, Step.COMMITTEE, 15, 10, "证明不足", month.committee, NOON)
    html = page(signed_in(month.committee), record)
    assert "评审委员会评议改分" in html
    assert "+15 → +10 分" in html
    assert "证明不足" in html
    assert "计 10 分。" in html
    assert f"/records/{record.ref}/revise/" in html
    revisions.revise(record, Step.COMMITTEE, 10, 0, "不是本户", month.committee, NOON)
    html = page(signed_in(month.committee), record)
    assert "评审委员会评议不予认可" in html
    assert "+10 → 0 分" in html
    pass_until(month, month.sheet, None)
    html = page(signed_in(month.clerk), record)
    assert "已经定分" in html
    assert "这是按现在的记录算的" not in html


def test_a_voided_record_says_who_voided_it_and_why(month: Recording) -> None:
    record = month.record("7.2")
    records.void_records([record.pk], "记错了户", month.scorer, NOON)
    html = page(signed_in(month.clerk), record)
    assert "这条记录已经作废，不计分。" in html
    assert "记错了户" in html
    assert month.scorer.name in html


def test_only_who_may_void_is_asked_for_the_reason(month: Recording) -> None:
    record = month.record("7.2")
    address = f"/records/{record.ref}/void/"
    for person, status in {month.clerk: 200, month.scorer: 200, month.supervisor: 403}.items():
        assert signed_in(person).get(address).status_code == status
    assert signed_in(month.supervisor).post(address, {"reason": "x"}).status_code == 403
    record.refresh_from_db()
    assert record.voided_at is None


def void(client: Client, record: Record, **typed: str) -> Any:
    address = f"/records/{record.ref}/void/"
    token = client.get(address).context["form"]["form_token"].value()
    return client.post(address, {"form_token": token, "reason": "记错了"} | typed)


def test_a_void_asks_once_with_the_consequence_and_keeps_the_reason(month: Recording) -> None:
    record = month.record("7.2")
    client = signed_in(month.scorer)
    html = client.get(f"/records/{record.ref}/void/").content.decode()
    assert "作废后这条记录不再计分，也不能恢复" in html
    answer = void(client, record)
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{record.ref}/")
    record.refresh_from_db()
    assert (record.voided_by, record.void_reason) == (month.scorer, "记错了")


def test_the_same_void_sent_twice_is_answered_alike_and_another_finds_it_done(
    month: Recording,
) -> None:
    record = month.record("7.2")
    client = signed_in(month.clerk)
    address = f"/records/{record.ref}/void/"
    token = client.get(address).context["form"]["form_token"].value()
    sent = {"form_token": token, "reason": "记错了"}
    assert client.post(address, sent).status_code == client.post(address, sent).status_code == 302
    other = signed_in(month.scorer)
    assert "不必重复办理" in other.get(address).content.decode()
    answer = void(other, record)
    assert answer.status_code == 422
    assert "已被他人处理" in answer.content.decode()
    assert month.version() == 3


def test_a_refused_void_keeps_the_reason_and_changes_nothing(month: Recording) -> None:
    record = month.record("7.2")
    for typed, sentence in (("", "请写明作废的原因"), ("长" * 101, "原因最多100个字")):
        answer = void(signed_in(month.clerk), record, reason=typed)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode() or not typed
    pass_until(month, month.sheet, Step.COMMITTEE)
    assert "请在当前步骤改分" in void(signed_in(month.clerk), record).content.decode()
    record.refresh_from_db()
    assert record.voided_at is None


def test_nobody_is_even_offered_to_void_a_record_of_his_own_household(month: Recording) -> None:
    record = month.record("7.2")
    neighbour = signed_in(month.neighbour(Role.CLERK, month.zhang))
    assert neighbour.get(f"/records/{record.ref}/void/").status_code == 403
    answer = neighbour.post(f"/records/{record.ref}/void/", {"reason": "记错了"})
    assert answer.status_code == 403
    assert "不能作废自己家的记录" in answer.content.decode()
    record.refresh_from_db()
    assert record.voided_at is None


def test_a_record_costs_the_same_whatever_else_there_is(month: Recording) -> None:
    client = signed_in(month.clerk)

    def cost(record: Record) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, record)
        return len(queries)

    few = cost(month.record("7.2"))
    for _ in range(10):
        month.record("7.2")
        month.record("13.1", household=make_household(month.group, "吴九麻"))
    assert cost(month.record("13.1")) == few

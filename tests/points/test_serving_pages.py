"""扣分告知 on the pages: registering it, typing the answer, printing the paper."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.models import Answer, Record, Serving
from points.services import evidence, records, revisions
from points.steps import Step
from tests.factory import NOON, make_household, make_told, pass_until, signed_in
from tests.photos import photo
from tests.points.recording import Recording

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


class Clock:
    """What the pages take for now."""

    now = NOON


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timezone, "now", lambda: clock.now)
    return clock


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    """A deduction with its photo."""
    found = month.record("1.3", note="屋后搭棚")
    evidence.attach(found, [photo()], month.clerk, NOON)
    return found


def address(record: Record, act: str) -> str:
    return f"/records/{record.ref}/{act}/"


def send(client: Client, record: Record, act: str, **typed: Any) -> Any:
    """The form of the page, filled in."""
    form = client.get(address(record, act)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None}
    return client.post(address(record, act), sent | typed)


def page(person: User, record: Record) -> str:
    return signed_in(person).get(f"/records/{record.ref}/").content.decode()


def test_a_deduction_is_told_answered_and_both_stand_on_its_page(
    month: Recording, record: Record
) -> None:
    client = signed_in(month.clerk)
    assert "还没有告知本户，请先登记告知。" in page(month.clerk, record)
    answer = send(client, record, "serve", how="phone", witness="王见证")
    assert (answer.status_code, answer["Location"]) == (302, f"/records/{record.ref}/")
    text = client.get(answer["Location"]).content.decode()
    assert "已登记告知。" in text
    assert "2026年11月20日电话告知 −5 分，本户可以陈述到2026年11月23日。" in text
    assert f"（{month.clerk.name}，东岭社区 积分办，见证人王见证）" in text
    assert "请等本户陈述或过了这一天" in text
    answer = send(client, record, "answer", text="棚子已经拆了", how="written")
    text = client.get(answer["Location"]).content.decode()
    assert "已告知，本户已陈述。" in text
    assert "<strong>本户陈述：</strong>棚子已经拆了" in text
    assert "2026年11月20日书面，积分办代录" in text


def test_the_page_tells_when_the_time_to_answer_has_passed(
    month: Recording, record: Record, clock: Clock
) -> None:
    send(signed_in(month.clerk), record, "serve", how="at_home")
    clock.now = NOON + 3 * DAY
    assert "未办完" in page(month.supervisor, record)
    clock.now = NOON + 4 * DAY
    text = page(month.supervisor, record)
    assert "已告知，陈述期限到2026年11月23日，本户没有陈述。" in text
    assert "已办完" in text


@pytest.mark.parametrize("act", ["serve", "answer"])
def test_only_who_may_tell_a_household_gets_the_forms(
    month: Recording, record: Record, act: str
) -> None:
    make_told(record, month.clerk)
    people = {
        month.clerk: 200,
        month.scorer: 200,
        month.committee: 403,
        month.supervisor: 403,
        Recording("西湖社区").clerk: 404,
    }
    for person, status in people.items():
        client = signed_in(person)
        assert client.get(address(record, act)).status_code == status
        if status != 200:
            assert client.post(address(record, act), {}).status_code == status
        if status != 404:
            assert (address(record, act) in page(person, record)) == (status == 200)
    assert Client().get(address(record, act))["Location"].startswith("/login/")
    assert (Serving.objects.count(), Answer.objects.count()) == (1, 1)


@pytest.mark.parametrize("act", ["serve", "answer"])
def test_nobody_is_even_offered_to_tell_his_own_household(
    month: Recording, record: Record, act: str
) -> None:
    make_told(record, month.clerk)
    neighbour = month.neighbour(Role.CLERK, month.zhang)
    client = signed_in(neighbour)
    assert client.get(address(record, act)).status_code == 403
    answer = client.post(address(record, act), {})
    assert answer.status_code == 403
    assert "不能给自己家办理告知和陈述" in answer.content.decode()
    assert address(record, act) not in page(neighbour, record)


def test_without_a_photo_the_page_says_to_hang_one_first(month: Recording) -> None:
    bare = month.record("1.3")
    client = signed_in(month.clerk)
    text = client.get(address(bare, "serve")).content.decode()
    assert "先附佐证照片，再登记告知。" in text
    assert address(bare, "evidence") in text
    assert "登记告知</button>" not in text
    typed = {"points_seen": -5, "served_on": "2026-11-20", "how": "at_home"}
    answer = send(client, bare, "serve", **typed)
    assert answer.status_code == 422
    assert "先附佐证照片，再登记告知。" in answer.context["form"].non_field_errors()
    assert not Serving.objects.exists()


def test_before_it_was_told_no_answer_is_typed(month: Recording, record: Record) -> None:
    client = signed_in(month.clerk)
    assert address(record, "answer") not in page(month.clerk, record)
    text = client.get(address(record, "answer")).content.decode()
    assert "还没有登记告知" in text
    answer = send(client, record, "answer", text="没有的事", how="oral")
    assert answer.status_code == 422
    assert "还没有登记告知" in answer.content.decode()


def test_each_mistake_is_told_at_its_field_and_what_was_typed_stays(
    month: Recording, record: Record
) -> None:
    client = signed_in(month.clerk)
    wrong: list[tuple[dict[str, str], list[str]]] = [
        ({"how": ""}, ["how"]),
        ({"how": "post"}, ["how"]),
        ({"served_on": "2026-11-21"}, ["served_on"]),
        ({"served_on": "2026-11-02"}, ["served_on"]),
        ({"served_on": "昨天"}, ["served_on"]),
        ({"how": "phone"}, ["witness"]),
        ({"witness": "长" * 61}, ["witness"]),
        ({"points_seen": "x"}, ["points_seen"]),
        ({"form_token": "x"}, ["form_token"]),
    ]
    for typed, fields in wrong:
        answer = send(client, record, "serve", **{"how": "at_home"} | typed)
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == fields
    make_told(record, month.clerk)
    said = {"text": "棚子是去年搭的", "how": "oral"}
    wrong = [
        ({"text": " "}, ["text"]),
        ({"text": "长" * 401}, ["text"]),
        ({"how": "card"}, ["how"]),
        ({"answered_on": "2026-11-21"}, ["answered_on"]),
        ({"answered_on": "2026-11-19"}, ["answered_on"]),
    ]
    for typed, fields in wrong:
        answer = send(client, record, "answer", **said | typed)
        assert list(answer.context["form"].errors) == fields
        if fields != ["text"]:
            assert "棚子是去年搭的" in answer.content.decode()
    assert (Serving.objects.count(), Answer.objects.count()) == (1, 1)


def test_a_telling_sent_twice_is_registered_once(month: Recording, record: Record) -> None:
    client = signed_in(month.clerk)
    form = client.get(address(record, "serve")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"how": "at_home"}
    for _ in range(2):
        assert client.post(address(record, "serve"), sent).status_code == 302
    assert Serving.objects.count() == 1


def test_points_that_changed_meanwhile_are_not_told(month: Recording) -> None:
    record = month.record("1.3", quantity=2)
    evidence.attach(record, [photo()], month.clerk, NOON)
    pass_until(month, month.sheet, Step.GROUP)
    client = signed_in(month.clerk)
    form = client.get(address(record, "serve")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"how": "at_home"}
    revisions.revise(record, Step.GROUP, -10, -5, "只有一处", month.scorer, NOON)
    answer = client.post(address(record, "serve"), sent)
    assert answer.status_code == 409
    assert "已被他人作废或改分" in answer.content.decode()
    assert not Serving.objects.exists()


def test_a_member_who_lost_his_office_registers_nothing(month: Recording, record: Record) -> None:
    client = signed_in(month.clerk)
    form = client.get(address(record, "serve")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"how": "at_home"}
    month.clerk.appointments.update(ends_on=NOON.date() - DAY)
    assert client.post(address(record, "serve"), sent).status_code == 404
    assert not Serving.objects.exists()


def test_what_is_no_deduction_or_is_past_the_audit_is_not_told(
    month: Recording, record: Record
) -> None:
    award = month.record("7.2")
    client = signed_in(month.clerk)
    answer = client.get(address(award, "serve"))
    assert answer.status_code == 409
    assert "不能再登记告知" in answer.content.decode()
    assert "扣分告知" not in page(month.clerk, award)
    pass_until(month, month.sheet, Step.ASSEMBLY)
    for act in ("serve", "answer"):
        assert client.get(address(record, act)).status_code == 409
        assert address(record, act) not in page(month.clerk, record)
    late = client.post(address(record, "serve"), served(record))
    assert late.status_code == 409
    assert "已过两委审核" in late.content.decode()


def served(record: Record) -> dict[str, Any]:
    token = "0b0e5c1e-31bb-4c1e-9a39-111111111111"
    return {
        "form_token": token,
        "points_seen": record.points,
        "served_on": "2026-11-20",
        "how": "at_home",
    }


def test_a_voided_deduction_needs_nothing_more(month: Recording, record: Record) -> None:
    make_told(record, month.clerk)
    records.void_records([record.pk], "记错了户", month.clerk, NOON)
    text = page(month.clerk, record)
    assert "现在不扣分，不用再告知。" in text
    assert address(record, "serve") not in text
    assert signed_in(month.clerk).get(f"/records/{record.ref}/serving.pdf").status_code == 404


def test_the_paper_is_printed_by_who_may_tell_the_household(
    month: Recording, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("points.views.serving.serving_paper", lambda *_: b"%PDF-")
    people = {month.clerk: 200, month.scorer: 200, month.supervisor: 403}
    people[Recording("西湖社区").clerk] = 404
    where = f"/records/{record.ref}/serving.pdf"
    for person, status in people.items():
        assert signed_in(person).get(where).status_code == status
        if status != 404:
            assert (where in page(person, record)) == (status == 200)
    answer = signed_in(month.clerk).get(where)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    award = month.record("7.2", household=make_household(month.group))
    assert signed_in(month.clerk).get(f"/records/{award.ref}/serving.pdf").status_code == 404

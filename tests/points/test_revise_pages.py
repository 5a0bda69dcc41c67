"""The page on which a step changes what a record is worth."""

import pytest
from django.test import Client
from django.urls import reverse

from households.models import Household, User
from points.models import Record, Revision, Sheet
from points.services import revisions
from points.steps import Step
from tests.factory import NOON, Office, make_household, pass_until
from tests.points.acting import Act, before_the_committee

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


@pytest.fixture
def record(office: Office, zhang: Household) -> Record:
    return before_the_committee(office, zhang)


@pytest.fixture
def sheet(record: Record) -> Sheet:
    return Sheet.objects.get()


# Changing a record's points


def revising(client: Client, by: User, record: Record, points_seen: int = 10) -> Act:
    step = Step.COMMITTEE
    return Act(client, by, "record_revise", record.ref, step=step, points_seen=points_seen)


def test_the_form_shows_the_record_before_it_is_changed(
    client: Client, office: Office, record: Record
) -> None:
    client.force_login(office.committee)
    text = client.get(reverse("record_revise", args=[record.ref])).content.decode()
    for told in ("张三禾", "抢险救灾", "+5至+20分/次", "+10", "计 10 分"):
        assert told in text


def test_a_record_is_changed_with_a_reason(
    client: Client, office: Office, sheet: Sheet, record: Record
) -> None:
    response = revising(client, office.committee, record)(points="１５", reason="救起两人")
    assert response.status_code == 302
    page = reverse("sheet", args=[sheet.period, sheet.group.code])
    assert response["Location"] == f"{page}#h-{record.line.household.code}"
    assert Revision.objects.get().points_after == 15


def test_a_record_is_refused_by_nought_points(
    client: Client, office: Office, record: Record
) -> None:
    revising(client, office.committee, record)(points="0", reason="照片不清楚")
    assert Revision.objects.get().refused


@pytest.mark.parametrize(
    ("points", "reason", "told"),
    [
        ("25", "救人", "应在+5至+20分之间"),
        ("10", "救人", "分值没有变化"),
        ("15", "", "请写明改分的理由"),
        ("", "救人", "请填写改后的分值"),
        ("十五", "救人", "“十五”不是整数"),
    ],
)
def test_a_change_that_is_wrong_is_refused_and_keeps_what_was_typed(
    client: Client, office: Office, record: Record, points: str, reason: str, told: str
) -> None:
    response = revising(client, office.committee, record)(points=points, reason=reason)
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    assert f'value="{points}"' in text or not points
    assert reason in text
    assert not Revision.objects.exists()


def test_only_the_person_of_the_step_changes_points(
    client: Client, office: Office, record: Record
) -> None:
    elsewhere = Office("西岭社区")
    people = ((office.clerk, 403), (office.auditor, 403), (elsewhere.committee, 404))
    for person, status in people:
        act = revising(client, person, record)
        assert client.get(act.url).status_code == status
        assert act(points="0", reason="不实").status_code == status
    assert not Revision.objects.exists()


def test_the_own_household_is_refused_with_the_reason(
    client: Client, office: Office, zhang: Household, record: Record
) -> None:
    office.committee.household = zhang
    office.committee.save(update_fields=["household"])
    act = revising(client, office.committee, record)
    for response in (client.get(act.url), act(points="0", reason="不实")):
        assert response.status_code == 403
        assert "不能评议自己家的积分" in response.content.decode()


def test_a_record_changed_meanwhile_is_told_and_not_overwritten(
    client: Client, office: Office, record: Record
) -> None:
    act = revising(client, office.committee, record)
    revisions.revise(record, Step.COMMITTEE, 10, 15, "救起两人", office.committee, NOON)
    response = act(points="12", reason="救人")
    assert response.status_code == 409
    assert "已被他人作废或改分" in response.content.decode()
    assert Revision.objects.get().points_after == 15


def test_a_record_of_a_settled_sheet_cannot_be_changed_any_more(
    client: Client, office: Office, sheet: Sheet, record: Record
) -> None:
    act = revising(client, office.committee, record)
    pass_until(office, sheet, None)
    for response in (client.get(act.url), act(points="0", reason="不实")):
        assert response.status_code == 409
        assert "待公示" in response.content.decode()

"""Many sheets before the committee: the list that ticks them, the desk, what comes after."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.models import CommitteeVote, Sheet, StepDecision
from points.reports.desk import desk
from points.services import revisions
from points.steps import Step
from tests.factory import NOON, appoint, seen, signed_in
from tests.points.voting import AGAINST, TODAY, Committee, lives_in, more_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026年11月20日."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Committee:
    """A committee of three, of whom two have to agree."""
    return Committee(3)


def address(sheet: Sheet, name: str = "sheet") -> str:
    return reverse(name, args=[sheet.period, sheet.group.code])


def ticks(*some: Sheet) -> list[str]:
    return [f"2026-11:committee:{seen(sheet).version}:{sheet.group.code}" for sheet in some]


def ticking(by: User, *some: Sheet) -> str:
    """Ticks the sheets in the list and sends them; what the page says then."""
    client = signed_in(by)
    sent = {"form_token": uuid4(), "sheet": ticks(*some)}
    response = client.post("/sheets/pass/?month=2026-11", sent)
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"]).content.decode()


def test_ticking_many_votes_for_each_and_tells_how_many_passed(office: Committee) -> None:
    second, third = more_sheets(office, 2)
    _, two, three = office.members
    office.vote(office.members[0])
    assert "对所选投同意票" in signed_in(two).get("/sheets/?month=2026-11").content.decode()
    told = ticking(two, office.sheet, second, third)
    assert "已记下您对3张积分表的同意票：1张已通过评审委员会评议，2张还等其他委员表决。" in told
    told = ticking(three, second, third)
    assert "已记下您对2张积分表的同意票：都已通过评审委员会评议。" in told
    assert StepDecision.objects.filter(step=Step.COMMITTEE).count() == 3


def test_a_sheet_voted_on_in_another_window_stops_all(office: Committee) -> None:
    (second,) = more_sheets(office, 1)
    one = office.members[0]
    sent = {"form_token": uuid4(), "sheet": ticks(office.sheet, second)}
    office.vote(one)
    response = signed_in(one).post("/sheets/pass/?month=2026-11", sent)
    assert response.status_code == 422
    assert "您已对赵庄第1组 2026年11月表决过" in response.content.decode()
    assert CommitteeVote.objects.count() == 1


def test_what_he_has_voted_on_or_stays_out_of_is_not_to_be_ticked(office: Committee) -> None:
    (second,) = more_sheets(office, 1)
    one, two, three = office.members
    office.vote(one, AGAINST)
    lives_in(two, office.zhang)
    for member, own, why in (
        (one, False, "您已投不同意票"),
        (two, False, "您须回避：本人家"),
        (three, True, ""),
    ):
        text = signed_in(member).get("/sheets/?month=2026-11").content.decode()
        assert why in text
        assert (f'value="{ticks(office.sheet)[0]}"' in text) == own
        assert f'value="{ticks(second)[0]}"' in text
        assert "同意 0 票，需 2 票" in text


def test_what_he_has_voted_on_or_stays_out_of_does_not_wait_on_his_desk(
    office: Committee,
) -> None:
    one, two, three = office.members
    lives_in(two, office.zhang)
    office.vote(one, AGAINST)
    waits = ["2026年11月评审委员会评议"]
    for member, titles in ((one, []), (two, []), (three, waits)):
        assert [task.title for task in desk(member, TODAY).tasks] == titles
    revisions.revise(office.record, Step.COMMITTEE, 10, 15, "救起两人", three, NOON)
    assert [task.title for task in desk(one, TODAY).tasks] == waits


def test_whoever_voted_sees_why_the_next_step_is_not_his(office: Committee) -> None:
    one = office.members[0]
    appoint(one, Role.AUDITOR, office.community)
    for member in office.members[:2]:
        office.vote(member)
    office.sheet.refresh_from_db()
    text = signed_in(one).get(address(office.sheet)).content.decode()
    assert "这张表的评审委员会评议您投过票，同一张表的另一步须由别人通过" in text
    assert address(office.sheet, "sheet_pass") not in text
    listed = signed_in(one).get("/sheets/?month=2026-11").content.decode()
    assert "评审委员会评议您投过票，这一步由别人办理" in listed
    assert desk(one, TODAY).tasks == []


def test_the_history_keeps_how_each_voted(office: Committee) -> None:
    office.vote(office.members[0], remark="三户已复核")
    office.vote(office.members[1], AGAINST, "照片看不清")
    office.vote(office.members[2], remark="")
    office.sheet.refresh_from_db()
    text = signed_in(office.supervisor).get(address(office.sheet)).content.decode()
    assert "评审委员同意（三户已复核）；委员2不同意（照片看不清）；委员3同意。" in " ".join(
        text.split()
    )
    assert 'id="ballot"' not in text


def test_the_queries_of_list_and_desk_do_not_grow_with_sheets_and_votes() -> None:
    counts = []
    for groups, members in ((1, 2), (6, 5)):
        office = Committee(members)
        for sheet in more_sheets(office, groups):
            office.vote(office.members[0], AGAINST, sheet=sheet)
        person = User.objects.get(pk=office.members[1].pk)
        with CaptureQueriesContext(connection) as of_desk:
            desk(person, TODAY)
        client = signed_in(person)
        with CaptureQueriesContext(connection) as of_list:
            client.get("/sheets/?month=2026-11")
        counts.append((len(of_desk), len(of_list)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 16
    assert counts[0][1] <= 20

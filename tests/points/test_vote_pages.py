"""Voting through the pages: what members see, what they are told, what is refused and why."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.models import User
from households.roles import Role
from points.models import CommitteeVote, Sheet
from points.services import revisions
from points.steps import Step
from tests.factory import (
    NOON,
    Office,
    appoint,
    make_user,
    seen,
    signed_in,
)
from tests.points.voting import AGAINST, TODAY, Committee, lives_in

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


def page(user: User, sheet: Sheet) -> str:
    response = signed_in(user).get(address(sheet))
    assert response.status_code == 200
    return response.content.decode()


def voting(office: Committee, by: User, **typed: Any) -> HttpResponse:
    """Sends the form as it was shown, with what a test says otherwise."""
    shown = {"form_token": uuid4(), "step": Step.COMMITTEE, "version": seen(office.sheet).version}
    client = signed_in(by)
    return client.post(  # type: ignore[return-value]
        address(office.sheet, "sheet_vote"), {**shown, "choice": "agree", **typed}
    )


def told(response: HttpResponse, by: User) -> str:
    """The message after an act that was carried out."""
    assert response.status_code == 302, response.content.decode()
    client = Client()
    client.cookies = response.client.cookies  # type: ignore[attr-defined]
    return client.get(response["Location"]).content.decode()


def refused(response: HttpResponse, status: int = 422) -> str:
    assert response.status_code == status
    return response.content.decode()


# What the page shows


def test_everybody_who_sees_the_sheet_sees_who_may_vote_and_who_has(office: Committee) -> None:
    one, two, _ = office.members
    office.vote(one, AGAINST, "照片看不清门牌")
    for person in (two, office.auditor, office.scorer, office.supervisor):
        text = page(person, office.sheet)
        assert "应到 3 人，需 2 票同意" in text
        assert "现有同意 0 票，不同意 1 票，弃权 0 票，还差 2 票同意" in text
        assert "照片看不清门牌" in text
        assert text.count("还没有表决") == 2


def test_a_person_outside_the_scope_sees_nothing(office: Committee) -> None:
    elsewhere = Office("西岭社区")
    assert signed_in(elsewhere.committee).get(address(office.sheet)).status_code == 404


def test_who_stays_out_is_named_with_the_reason_and_without_the_household(
    office: Committee,
) -> None:
    lives_in(office.members[1], office.zhang)
    office.related(office.members[2], office.li)
    shown = signed_in(office.supervisor).get(address(office.sheet))
    ballot = shown.context["page"].ballot
    assert ballot.out == [("委员2", "本人家"), ("委员3", "亲属家")]
    text = shown.content.decode()
    section = text[text.index('id="ballot"') : text.index("</section>", text.index('id="ballot"'))]
    assert "回避、不计入应到：委员2（本人家）、委员3（亲属家）。" in section
    assert "应到 1 人，需 1 票同意" in section
    for household in (office.zhang, office.li):
        assert household.head not in section
        assert household.code not in section


def test_a_vote_that_fell_away_is_told(office: Committee) -> None:
    office.vote(office.members[1])
    revisions.revise(office.record, Step.COMMITTEE, 10, 15, "救起两人", office.members[0], NOON)
    text = page(office.members[1], office.sheet)
    assert "上次投的同意票，因表有改动不再计" in text
    assert 'name="choice"' in text


def test_a_vote_of_somebody_who_left_the_panel_is_told_not_to_count(office: Committee) -> None:
    office.vote(office.members[1])
    office.members[1].appointments.update(ends_on=TODAY - timedelta(days=1))
    text = page(office.members[0], office.sheet)
    assert "现在不在应到委员之列，不计票" in text
    assert "现有同意 0 票" in text


def test_the_form_is_offered_to_who_may_vote_and_to_nobody_else(office: Committee) -> None:
    one, two, three = office.members
    office.vote(one)
    lives_in(two, office.zhang)
    form = address(office.sheet, "sheet_vote")
    for person, offered in ((one, False), (two, False), (three, True), (office.auditor, False)):
        assert (form in page(person, office.sheet)) == offered
    assert "您已投同意票。一人一票，不用再投" in page(one, office.sheet)
    assert "您须回避（本人家），由其他委员表决" in page(two, office.sheet)
    back = address(office.sheet, "sheet_return")
    assert back in page(one, office.sheet)
    assert back not in page(two, office.sheet)


def test_the_records_of_a_relative_are_locked_at_the_committees_step(office: Committee) -> None:
    member = office.members[1]
    office.related(member, office.zhang)
    revise = reverse("record_revise", args=[office.record.ref])
    text = page(member, office.sheet)
    assert "您申报过这是亲属家，评议时这一户由其他委员办理" in text
    assert revise not in text
    assert revise in page(office.members[0], office.sheet)
    response = signed_in(member).get(revise)
    assert "这是您申报的亲属家，按规定回避" in refused(response, 403)


def test_a_sheet_that_can_no_longer_pass_says_so_and_suggests_to_return_it(
    office: Committee,
) -> None:
    for member in office.members[:2]:
        office.vote(member, AGAINST)
    for person in (office.members[0], office.members[2]):
        text = page(person, office.sheet)
        assert "凑不够票数，这张表本轮通不过。请退回前面的步骤" in text
        assert '<details class="disclosure" open>' in text
        assert "还差" not in text


# Voting


def test_the_message_after_a_vote_says_what_is_missing(office: Committee) -> None:
    response = voting(office, office.members[0])
    assert response["Location"] == "/sheets/?month=2026-11"
    assert "已记下您的同意票，还差1票同意。" in told(response, office.members[0])
    response = voting(office, office.members[1], choice="against", remark="照片看不清")
    assert "已记下您的不同意票，还差1票同意。" in told(response, office.members[1])
    response = voting(office, office.members[2])
    assert "已通过评审委员会评议" in told(response, office.members[2])
    assert Sheet.objects.get().step == Step.AUDIT


def test_the_message_says_when_nothing_can_pass_it_any_more(office: Committee) -> None:
    office.vote(office.members[0], AGAINST)
    response = voting(office, office.members[1], choice="abstain", remark="没到过现场")
    text = told(response, office.members[1])
    assert "已记下您的弃权票。同意票已经凑不够2票" in text.replace("票，同意票", "票。同意票")


def test_the_same_form_sent_twice_is_one_vote_and_tells_the_same(office: Committee) -> None:
    token = uuid4()
    for _ in range(2):
        response = voting(office, office.members[0], form_token=token)
        assert "还差1票同意" in told(response, office.members[0])
    assert CommitteeVote.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"choice": ""}, "请选择同意、不同意或弃权"),
        ({"choice": "maybe"}, "请选择同意、不同意或弃权"),
        ({"choice": "against", "remark": ""}, "请写一句理由"),
        ({"choice": "abstain", "remark": "  "}, "请写一句理由"),
        ({"remark": "话" * 201}, "意见最多200字"),
        ({"version": ""}, "页面已过期"),
        ({"form_token": ""}, "页面已过期"),
    ],
)
def test_a_vote_that_lacks_something_is_refused_and_keeps_what_was_typed(
    office: Committee, typed: dict[str, str], sentence: str
) -> None:
    text = refused(voting(office, office.members[0], **typed))
    assert sentence in text
    assert typed.get("remark", "").strip() in text
    if typed.get("choice") == "against":
        assert 'value="against" ' in text
    assert not CommitteeVote.objects.exists()


def test_voting_twice_is_told(office: Committee) -> None:
    office.vote(office.members[0])
    text = refused(voting(office, office.members[0], choice="against", remark="再想想"))
    assert "您已对赵庄第1组 2026年11月表决过，一人一票，不用再投" in text
    assert CommitteeVote.objects.get().choice == "agree"


def test_having_to_stay_out_is_told(office: Committee) -> None:
    lives_in(office.members[0], office.zhang)
    office.related(office.members[1], office.li)
    assert "里有您自己家，按规定回避" in refused(voting(office, office.members[0]))
    assert "里有您申报的亲属家，按规定回避" in refused(voting(office, office.members[1]))
    assert not CommitteeVote.objects.exists()


def test_a_page_that_changed_is_told_with_the_change_and_may_be_voted_on_next(
    office: Committee,
) -> None:
    old = seen(office.sheet).version
    revisions.revise(office.record, Step.COMMITTEE, 10, 15, "救起两人", office.members[1], NOON)
    response = voting(office, office.members[0], version=old, choice="against", remark="不同意")
    text = refused(response)
    assert "有改动，本次没有办理" in text
    assert "+10 → +15分，理由：救起两人" in text
    assert not CommitteeVote.objects.exists()
    form = response.context["vote_form"]  # type: ignore[attr-defined]
    assert form["version"].value() == seen(office.sheet).version
    assert (form["choice"].value(), form["remark"].value()) == ("against", "不同意")


def test_a_sheet_that_passed_meanwhile_is_told(office: Committee) -> None:
    old = seen(office.sheet).version
    for member in office.members[:2]:
        office.vote(member)
    text = refused(voting(office, office.members[2], version=old), 409)
    assert "不在评审委员会评议这一步了" in text
    assert "评审委员会评议通过，委员2" in text
    assert CommitteeVote.objects.count() == 2


def test_an_office_lost_with_the_page_open_is_told(office: Committee) -> None:
    """Whoever keeps another office is told that he may not; whoever has none is told that."""
    both, gone, _ = office.members
    appoint(both, Role.SUPERVISOR, office.community)
    for member in (both, gone):
        offices = member.appointments.filter(role=Role.COMMITTEE)
        offices.update(ends_on=TODAY - timedelta(days=1))
    assert "您现在的任职不能办理这件事" in refused(voting(office, both), 403)
    assert "您现在没有任职" in refused(voting(office, gone), 404)
    assert not CommitteeVote.objects.exists()


def test_only_members_of_this_community_vote(office: Committee) -> None:
    elsewhere = Office("西岭社区")
    for person, status in (
        (office.auditor, 403),
        (office.administrator, 403),
        (elsewhere.committee, 404),
        (make_user(office.community), 404),
    ):
        assert voting(office, person).status_code == status
    assert not CommitteeVote.objects.exists()

"""Handling an objection on its page: who may, accepting, refusing, upholding, what came between."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from points.models import Correction, Objection, ObjectionReply, Revision
from points.services import objections, posting
from points.services.revisions import field_of
from tests.factory import NOON, Office, signed_in
from tests.points.disputing import Dispute
from tests.points.notice_months import AFTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Dispute:
    return Dispute()


def test_three_people_at_one_objection(town: Dispute) -> None:
    """The clerk handles it, the supervisor sees it, the neighbouring community has never heard of
    it."""
    made = town.object()
    page = reverse("objection", args=[made.ref])
    acts = [reverse(f"objection_{act}", args=[made.ref]) for act in ("accept", "refuse", "uphold")]
    stranger = Office("西岭社区").clerk
    for person, seen, done in ((town.supervisor, 200, 403), (stranger, 404, 404)):
        client = signed_in(person)
        assert client.get(page).status_code == seen
        for act in acts:
            assert client.post(act, filled(made)).status_code == done
            assert client.get(act).status_code == 405
    assert "异议成立，更正得分" not in signed_in(town.supervisor).get(page).text
    assert "异议成立，更正得分" in signed_in(town.clerk).get(page).text
    made.refresh_from_db()
    assert (made.accepted_at, ObjectionReply.objects.exists()) == (None, False)


def filled(made: Objection, points: Any = 15, **more: Any) -> dict[str, Any]:
    """The form that upholds, and with its text the one that refuses."""
    record = made.line.records.get()
    made.line.sheet.refresh_from_db()
    return {
        "form_token": str(uuid4()),
        "version": made.line.sheet.version,
        "text": "经核实应为15分",
        field_of(record): points,
        **more,
    }


def test_the_page_tells_what_was_said_and_what_it_is_about(town: Dispute) -> None:
    made = town.object(town.li, how="phone", text="巡查那天下雨\n照片看不清")
    page = signed_in(town.supervisor).get(reverse("objection", args=[made.ref])).text
    for shown in (
        "巡查那天下雨<br>照片看不清",
        f"{town.zhang}",
        "电话，积分办代录",
        "第1期，2026年11月20日至11月26日",
        "4.1 巡查平均45分及以上",
        "计 3 分",
        "有异议，暂不入账",
        "2026年11月25日",
        "2026年12月1日",
    ):
        assert shown in page


def test_accepting_says_until_when_to_answer(town: Dispute) -> None:
    made = town.object()
    client, form = signed_in(town.clerk), {"form_token": str(uuid4())}
    address = reverse("objection_accept", args=[made.ref])
    for _ in range(2):
        answer = client.post(address, form, follow=True)
        assert "请在2026年12月1日前（含当天）答复" in answer.text
    assert "答复还有7个工作日" in answer.text
    again = client.post(address, {"form_token": str(uuid4())})
    assert again.status_code == 409
    assert "已经受理" in again.text


def test_refusing_keeps_the_score_and_says_why(town: Dispute) -> None:
    made = town.object()
    form = {"form_token": str(uuid4()), "text": "照片是两年前的"}
    address = reverse("objection_refuse", args=[made.ref])
    client = signed_in(town.clerk)
    for _ in range(2):
        page = client.post(address, form, follow=True).text
        assert "已答复：异议不成立" in page
    for shown in ("照片是两年前的", "异议不成立", "打印答复单"):
        assert shown in page
    assert "异议成立，更正得分" not in page
    assert ObjectionReply.objects.get().outcome == "refused"


def test_upholding_changes_the_records_filled_in(town: Dispute) -> None:
    made = town.object()
    address = reverse("objection_uphold", args=[made.ref])
    client, form = signed_in(town.clerk), filled(made, "１５")
    for _ in range(2):
        page = client.post(address, form, follow=True).text
        assert "异议成立，得分已更正" in page
    for shown in ("异议成立", "+10 → +15 分", "经核实应为15分"):
        assert shown in page
    assert Revision.objects.get().points_after == 15
    assert Correction.objects.get().total_after == 15
    posting.close_notices(town.community, AFTER)
    assert town.line().posting.entry.points == 15


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"text": ""}, "请写明答复"),
        ({"text": "长" * 401}, "最多400个字"),
        ({"points": ""}, "请至少改一条记录的分值"),
        ({"points": "25"}, "应在+5至+20分之间"),
        ({"points": "10"}, "分值没有变化"),
        ({"points": "十五"}, "“十五”不是整数"),
        ({"version": ""}, "页面已过期"),
    ],
)
def test_an_answer_that_is_wrong_is_told_why_and_keeps_what_was_typed(
    town: Dispute, wrong: dict[str, str], told: str
) -> None:
    made = town.object()
    answer = signed_in(town.clerk).post(
        reverse("objection_uphold", args=[made.ref]), filled(made, **wrong)
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert wrong.get("text", "经核实应为15分") in answer.text
    assert not ObjectionReply.objects.exists()


def test_refusing_without_a_word_is_told_so(town: Dispute) -> None:
    made = town.object()
    answer = signed_in(town.clerk).post(
        reverse("objection_refuse", args=[made.ref]), {"form_token": str(uuid4()), "text": " "}
    )
    assert answer.status_code == 422
    assert "请写明答复" in answer.text


def test_records_changed_meanwhile_are_shown_before_anything_is_changed_again(
    town: Dispute,
) -> None:
    """Another objection to the same line was upheld while this one lay open on the screen."""
    made, other = town.object(), town.object(objector=town.li)
    stale = filled(made, 18)
    town.uphold(other, 12)
    client, address = signed_in(town.clerk), reverse("objection_uphold", args=[made.ref])
    answer = client.post(address, stale)
    assert answer.status_code == 422
    assert "在您打开页面之后有改动" in answer.text
    assert "+12" in answer.text
    assert 'value="18"' in answer.text
    assert not hasattr(Objection.objects.get(pk=made.pk), "reply")
    form = answer.context["uphold_form"]
    again = {name: form[name].value() for name in form.fields}
    assert client.post(address, again).status_code == 302
    assert Revision.objects.latest("pk").points_after == 18


def test_what_was_answered_meanwhile_is_told_and_not_answered_again(town: Dispute) -> None:
    made = town.object()
    form = filled(made)
    objections.refuse(made, "照片是两年前的", town.clerk, NOON)
    for act in ("accept", "refuse", "uphold"):
        form["form_token"] = str(uuid4())
        form["version"] = filled(made)["version"]
        answer = signed_in(town.clerk).post(reverse(f"objection_{act}", args=[made.ref]), form)
        assert answer.status_code == 409
        assert "这件异议已经答复" in answer.text
    assert ObjectionReply.objects.get().text == "照片是两年前的"


def test_what_concerns_the_own_household_is_for_others(town: Dispute) -> None:
    made = town.object()
    town.clerk.household = town.zhang
    town.clerk.save(update_fields=["household"])
    client = signed_in(town.clerk)
    page = client.get(reverse("objection", args=[made.ref])).text
    assert "与您自己家有关，由别的工作人员办理" in page
    assert "异议成立，更正得分" not in page
    answer = client.post(reverse("objection_uphold", args=[made.ref]), filled(made))
    assert answer.status_code == 422
    assert "与您自己家有关" in answer.text

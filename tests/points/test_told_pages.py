"""扣分告知 as everybody meets it: on the sheet at every step, at the audit, on the desk."""

import pytest

from households.models import User
from households.roles import Role
from households.services import cards
from points.models import Record
from points.services import evidence, review, revisions, servings
from points.steps import Step
from tests.factory import NOON, make_told, pass_until, seen, signed_in
from tests.photos import photo
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    """A deduction with its photo."""
    found = month.record("1.3", note="屋后搭棚")
    evidence.attach(found, [photo()], month.clerk, NOON)
    return found


def page(person: User, record: Record) -> str:
    return signed_in(person).get(f"/records/{record.ref}/").content.decode()


def sheet_text(person: User, month: Recording) -> str:
    return signed_in(person).get(f"/sheets/2026-11/{month.group.code}/").content.decode()


def test_every_later_step_sees_the_answer_in_full_beside_the_record(
    month: Recording, record: Record
) -> None:
    said = "棚子是去年搭的，当时村里同意过，" * 20
    servings.serve(record, NOON.date(), "at_home", "", -5, month.clerk, NOON)
    card = cards.issue(month.zhang, month.clerk, NOON).card
    servings.answer(record, said, "card", NOON.date(), card, NOON)
    for step in (Step.GROUP, Step.COMMITTEE, Step.AUDIT, Step.ASSEMBLY):
        pass_until(month, month.sheet, step)
        text = sheet_text(month.person_for(step), month)
        assert said in text
        assert "2026年11月20日，本户（积分卡）" in text
        assert '<details class="disclosure" open>' in text
        assert "1 条记录，本户有陈述" in text


def test_the_sheet_marks_what_is_told_and_what_is_not(month: Recording, record: Record) -> None:
    assert "1 条记录，1 项扣分未告知" in sheet_text(month.committee, month)
    assert ">未告知</span>" in sheet_text(month.committee, month)
    make_told(record, month.clerk)
    text = sheet_text(month.committee, month)
    assert ">已告知</span>" in text
    assert "未告知" not in text
    month.record("7.2", household=month.li)
    assert sheet_text(month.committee, month).count("告知</span>") == 1


def test_a_deduction_made_heavier_is_marked_as_untold(month: Recording) -> None:
    record = month.record("1.3", quantity=2)
    pass_until(month, month.sheet, Step.GROUP)
    revisions.revise(record, Step.GROUP, -10, -5, "只有一处", month.scorer, NOON)
    make_told(record, month.clerk)
    revisions.revise(record, Step.GROUP, -5, -10, "是两处", month.scorer, NOON)
    assert "加重后未告知" in sheet_text(month.committee, month)
    assert "告知之后扣分又加重了，请重新告知。" in page(month.clerk, record)


def test_the_audit_page_refuses_the_sheet_and_names_the_deduction(
    month: Recording, record: Record
) -> None:
    pass_until(month, month.sheet, Step.COMMITTEE)
    review.pass_sheets([seen(month.sheet)], Step.COMMITTEE, month.committee, NOON)
    client = signed_in(month.auditor)
    where = f"/sheets/2026-11/{month.group.code}/"
    form = client.get(where).context["pass_form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(f"{where}pass/", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert f"{month.zhang} 1.3 新增私搭乱建（−5分）：还没有告知本户，请先登记告知。" in text
    make_told(record, month.clerk)
    # The household has answered meanwhile: the page shows what it said, and asks again.
    again = client.post(f"{where}pass/", sent)
    assert again.status_code == 422
    (change,) = again.context["changes"]
    assert change.kind == "陈述"
    sent["version"] = again.context["pass_form"]["version"].value()
    assert client.post(f"{where}pass/", sent).status_code == 302


def test_the_desk_leads_to_the_deductions_that_wait_to_be_told(
    month: Recording, record: Record
) -> None:
    month.record("7.2")
    make_told(month.record("1.3", household=month.li), month.clerk)
    for person in (month.clerk, month.scorer):
        desk = signed_in(person).get("/").content.decode()
        assert "1项扣分待告知" in desk
        assert 'href="/records/?state=untold"' in desk
        listed = signed_in(person).get("/records/?state=untold").context["page"]
        assert list(listed) == [record]
    assert "待告知" not in signed_in(month.committee).get("/").content.decode()
    assert (
        "待告知"
        not in signed_in(month.neighbour(Role.CLERK, month.zhang)).get("/").content.decode()
    )
    make_told(record, month.clerk)
    assert "待告知" not in signed_in(month.clerk).get("/").content.decode()

"""Deductions are told to their households, which have three days to answer; then the audit."""

from datetime import date
from typing import Any

import pytest

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import cards, places
from points.models import Answer, Policy, Serving
from points.services import policies, records
from points.steps import Step
from tests.factory import NOON, make_officer, pass_until
from tests.points.deductions import BY_CARD, DAY, LAST_DAY, ORAL, TODAY, Deduction
from tests.points.recording import THIRD

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Deduction:
    return Deduction()


def test_a_deduction_is_told_with_day_manner_person_office_and_time_to_answer(
    case: Deduction,
) -> None:
    told = case.serve(how="phone", witness=" 王五 ")
    assert (told.served_on, told.how, told.witness) == (TODAY, "phone", "王五")
    assert (told.points_told, told.answer_until) == (-10, LAST_DAY)
    assert (told.by, told.appointment.role, told.at) == (case.clerk, Role.CLERK, NOON)


def test_the_time_to_answer_is_the_communitys_own(case: Deduction) -> None:
    policies.save(Policy(community=case.community, answer_days=5))
    assert case.serve(served_on=date(2026, 11, 18)).answer_until == LAST_DAY


def test_telling_leaves_the_page_in_date_and_an_answer_does_not(case: Deduction) -> None:
    before = case.version()
    case.serve()
    assert case.version() == before
    case.answer()
    assert case.version() == before + 1


@pytest.mark.parametrize(
    ("more", "field", "told"),
    [
        ({"served_on": TODAY + DAY}, "served_on", "还没有到"),
        ({"served_on": THIRD - DAY}, "served_on", "早于事情发生的日期"),
        ({"how": "phone", "witness": " "}, "witness", "电话告知须有见证人"),
    ],
)
def test_what_is_wrong_with_a_telling_is_said_at_its_field(
    case: Deduction, more: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Refused) as raised:
        case.serve(**more)
    assert list(raised.value.message_dict) == [field]
    assert told in raised.value.messages[0]
    assert not Serving.objects.exists()


def test_it_may_be_told_on_the_day_it_happened_and_today(case: Deduction) -> None:
    assert case.serve(served_on=THIRD).answer_until == date(2026, 11, 6)
    assert case.serve(served_on=TODAY)


def test_what_was_told_is_what_was_on_the_screen(case: Deduction) -> None:
    pass_until(case, case.sheet, Step.GROUP)
    case.revise(-10, -5)
    with pytest.raises(AlreadyHandled, match="已被他人作废或改分"):
        case.serve(-10)
    assert case.serve(-5).points_told == -5


def test_a_voided_or_refused_deduction_is_not_told(case: Deduction) -> None:
    pass_until(case, case.sheet, Step.GROUP)
    case.revise(-10, 0)
    with pytest.raises(Refused, match="这条记录不扣分"):
        case.serve(0)
    records.void_records([case.record_.pk], "记错了户", case.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已被他人作废"):
        case.serve(0)


def test_an_award_is_not_told(case: Deduction) -> None:
    case.record_ = case.record("7.2")
    case.attach(case.record_)
    with pytest.raises(Refused, match="这条记录不扣分"):
        case.serve(1)


def test_without_a_photo_nothing_is_told(case: Deduction) -> None:
    case.record_ = case.record("1.3", household=case.li)
    with pytest.raises(Refused, match="先附佐证照片，再登记告知。"):
        case.serve(-5)
    case.attach(case.record_)
    assert case.serve(-5)


@pytest.mark.parametrize(
    ("role", "may"),
    [(role, role in (Role.CLERK, Role.SCORER)) for role in Role],
)
def test_only_the_office_and_the_scorer_tell_and_type_answers(
    case: Deduction, role: Role, may: bool
) -> None:
    counter = places.create_outlet(case.community, "W1", "爱心超市")
    seats = {Role.SCORER: case.group, Role.STOREKEEPER: counter, Role.MERCHANT: counter}
    person = make_officer(role, seats.get(role, case.community))
    if may:
        case.serve(by=person)
        assert case.answer(by=person).typed_by == person
        return
    case.serve()
    for act in (case.serve, case.answer):
        with pytest.raises(Refused, match="任职"):
            act(by=person)


def test_nobody_tells_his_own_household_or_answers_for_it(case: Deduction) -> None:
    neighbour = case.neighbour(Role.CLERK, case.zhang)
    with pytest.raises(Refused, match="不能给自己家登记告知"):
        case.serve(by=neighbour)
    case.serve()
    with pytest.raises(Refused, match="不能代自己家录陈述"):
        case.answer(by=neighbour)
    case.answer(by=case.card, how=BY_CARD)


def test_nothing_is_told_or_answered_once_the_audit_has_passed(case: Deduction) -> None:
    case.serve()
    case.answer()
    pass_until(case, case.sheet, Step.AUDIT)
    case.serve()
    case.answer()
    case.audit(NOON)
    with pytest.raises(AlreadyHandled, match="已过两委审核"):
        case.serve()
    for how, by in ((ORAL, case.clerk), (BY_CARD, case.card)):
        with pytest.raises(Refused, match="两委审核已经通过，不再收陈述"):
            case.answer(how=how, by=by)
    pass_until(case, case.sheet, None)
    with pytest.raises(AlreadyHandled, match="已过两委审核"):
        case.serve()


def test_a_household_answers_by_card_and_the_office_types_what_it_says(case: Deduction) -> None:
    case.serve()
    by_card = case.answer(by=case.card, how=BY_CARD, text=" 棚子是邻居的 ")
    typed = case.answer(how="written")
    assert (by_card.text, by_card.by_card, by_card.typed_by) == ("棚子是邻居的", case.card, None)
    assert (by_card.author, typed.author) == ("本户（积分卡）", "积分办代录")
    assert case.record_.answers.count() == 2


def test_a_card_answers_for_its_own_household_alone(case: Deduction) -> None:
    case.serve()
    other = cards.issue(case.li, case.clerk, NOON).card
    with pytest.raises(Refused, match="只能对本户的扣分陈述"):
        case.answer(by=other, how=BY_CARD)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("more", "field", "told"),
    [
        ({"text": " "}, "text", "请写明陈述的内容"),
        ({"answered_on": TODAY + DAY}, "answered_on", "还没有到"),
        ({"answered_on": TODAY - DAY}, "answered_on", "早于告知日期"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said_at_its_field(
    case: Deduction, more: dict[str, Any], field: str, told: str
) -> None:
    case.serve()
    with pytest.raises(Refused) as raised:
        case.answer(**more)
    assert list(raised.value.message_dict) == [field]
    assert told in raised.value.messages[0]


def test_nothing_is_answered_before_it_was_told_or_after_it_was_voided(case: Deduction) -> None:
    for how, by in ((ORAL, case.clerk), (BY_CARD, case.card)):
        with pytest.raises(Refused, match="还没有登记告知"):
            case.answer(how=how, by=by)
    case.serve()
    records.void_records([case.record_.pk], "记错了户", case.clerk, NOON)
    with pytest.raises(AlreadyHandled, match="已经作废"):
        case.answer()


def test_an_answer_after_the_last_day_is_still_heard_until_the_audit(case: Deduction) -> None:
    case.serve()
    later = NOON + 9 * DAY
    assert case.answer(at=later, answered_on=later.date())

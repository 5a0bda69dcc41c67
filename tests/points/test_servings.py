"""Deductions are told to their households, which have three days to answer; then the audit."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from households.models import Card
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import cards
from points.models import Answer, Policy, Record, Serving
from points.services import evidence, policies, records, review, revisions, servings
from points.services.telling import require_told
from points.steps import Step
from tests.factory import NOON, make_officer, make_told, pass_until, seen
from tests.photos import photo
from tests.points.recording import THIRD, Recording

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
LAST_DAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ORAL, BY_CARD = Answer.How.ORAL, Answer.How.CARD


class Deduction(Recording):
    """One deduction of Zhang's, two times 5 points, with its photo."""

    def __init__(self, quantity: int = 2) -> None:
        super().__init__()
        self.record_ = self.record("1.3", quantity=quantity)
        self.attach(self.record_)
        self.card: Card = cards.issue(self.zhang, self.clerk, NOON).card

    def attach(self, record: Record) -> None:
        evidence.attach(record, [photo(record.pk)], self.clerk, NOON)

    def serve(self, points: int = -10, at: datetime = NOON, **more: Any) -> Serving:
        told = {"served_on": TODAY, "how": "in_person", "witness": "", "by": self.clerk} | more
        return servings.serve(self.record_, points_seen=points, at=at, **told)

    def answer(self, at: datetime = NOON, **more: Any) -> Answer:
        said = {"text": "棚子是去年搭的", "how": ORAL, "answered_on": TODAY, "by": self.clerk}
        return servings.answer(self.record_, at=at, **said | more)

    def revise(self, before: int, after: int) -> None:
        self.sheet.refresh_from_db()
        step = Step(self.sheet.step)
        revisions.revise(self.record_, step, before, after, "核实", self.person_for(step), NOON)

    def audit(self, at: datetime) -> None:
        review.pass_sheets([seen(self.sheet)], Step.AUDIT, self.auditor, at)

    def awaits_audit(self) -> None:
        """Passes the steps before, without telling anybody anything."""
        self.sheet.refresh_from_db()
        while self.sheet.step != Step.AUDIT:
            step = Step(self.sheet.step)
            review.pass_sheets([seen(self.sheet)], step, self.person_for(step), NOON)
            self.sheet.refresh_from_db()


@pytest.fixture
def case() -> Deduction:
    return Deduction()


def missing(case: Recording, day: date = TODAY) -> list[str]:
    """What the audit would wait for on `day`."""
    try:
        require_told([case.sheet], day)
    except Refused as refused:
        return refused.messages
    return []


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


def test_neither_telling_nor_answering_makes_a_page_out_of_date(case: Deduction) -> None:
    before = case.version()
    case.serve()
    case.answer()
    assert case.version() == before


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
    person = make_officer(role, case.group if role is Role.SCORER else case.community)
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


def test_an_untold_deduction_stops_the_audit_by_its_name(case: Deduction) -> None:
    case.awaits_audit()
    with pytest.raises(Refused) as raised:
        case.audit(NOON + 9 * DAY)
    (sentence,) = raised.value.messages
    assert sentence == (f"{case.zhang} 1.3 新增私搭乱建（−10分）：还没有告知本户，请先登记告知。")
    case.sheet.refresh_from_db()
    assert case.sheet.step == Step.AUDIT


def test_the_audit_waits_for_the_last_second_of_the_time_to_answer(case: Deduction) -> None:
    case.awaits_audit()
    case.serve()
    # 24 November begins in Shanghai at 16:00 UTC.
    midnight = NOON.replace(hour=16) + 3 * DAY
    for too_early in (NOON, midnight - timedelta(seconds=1)):
        with pytest.raises(Refused, match="本户可以陈述到2026年11月23日"):
            case.audit(too_early)
    case.audit(midnight)


def test_the_audit_need_not_wait_once_the_household_has_answered(case: Deduction) -> None:
    case.awaits_audit()
    case.serve()
    case.answer()
    case.audit(NOON)


def test_a_photo_stays_needed_whatever_was_told(case: Deduction) -> None:
    other = case.record("1.3", household=case.li)
    make_told(case.record_, case.clerk)
    assert missing(case) == [
        f"{case.li} 1.3 新增私搭乱建（−5分）：没有佐证照片，请先附照片，再登记告知。"
    ]
    make_told(other, case.clerk)
    assert missing(case) == []


def test_a_deduction_made_heavier_has_to_be_told_and_answered_again(case: Deduction) -> None:
    pass_until(case, case.sheet, Step.GROUP)
    case.revise(-10, -5)
    case.serve(-5)
    case.answer()
    assert missing(case) == []
    case.revise(-5, -10)
    (sentence,) = missing(case, TODAY + 9 * DAY)
    assert "告知之后扣分又加重了，请重新告知" in sentence
    case.serve(-10, at=NOON + DAY, served_on=TODAY + DAY)
    (sentence,) = missing(case, TODAY + 4 * DAY)
    assert "本户可以陈述到2026年11月24日" in sentence
    assert missing(case, TODAY + 5 * DAY) == []
    case.answer(at=NOON + 2 * DAY, answered_on=TODAY + 2 * DAY)
    assert missing(case, TODAY + 2 * DAY) == []


def test_a_deduction_made_lighter_need_not_be_told_again(case: Deduction) -> None:
    case.serve()
    pass_until(case, case.sheet, Step.GROUP)
    case.revise(-10, -5)
    assert missing(case, LAST_DAY + DAY) == []
    case.revise(-5, 0)
    assert missing(case) == []


def test_what_is_refused_voided_or_awarded_need_not_be_told(case: Deduction) -> None:
    awarded = case.record("7.2")
    voided = case.record("1.3", household=case.li)
    records.void_records([voided.pk], "记错了户", case.clerk, NOON)
    pass_until(case, case.sheet, Step.GROUP)
    assert awarded.points > 0
    case.revise(-10, 0)
    assert missing(case) == []


def test_told_twice_the_later_last_day_counts(case: Deduction) -> None:
    case.serve(served_on=TODAY - 5 * DAY)
    assert missing(case) == []
    case.serve()
    (sentence,) = missing(case, LAST_DAY)
    assert "陈述到2026年11月23日" in sentence


def test_many_untold_deductions_are_named_up_to_six_and_counted(case: Deduction) -> None:
    for _ in range(7):
        case.record("1.3", household=case.li)
    told = missing(case)
    assert len(told) == 7
    assert told[-1] == "另有2项扣分的佐证、告知或陈述也没有办完。"
    assert all(str(case.zhang) in each or str(case.li) in each for each in told[:-1])


def test_the_assembly_makes_no_deduction_heavier_than_was_told(case: Deduction) -> None:
    pass_until(case, case.sheet, Step.GROUP)
    case.revise(-10, -5)
    pass_until(case, case.sheet, Step.ASSEMBLY)
    with pytest.raises(Refused) as raised:
        case.revise(-5, -10)
    assert list(raised.value.message_dict) == ["points"]
    assert "审定时的扣分不能比告知本户的重" in raised.value.messages[0]
    case.revise(-5, 0)
    case.revise(0, -5)

"""The audit passes no sheet with a deduction that was not told, shown or answered in time."""

from datetime import date, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from households.refusals import Refused
from points.models.record import BY_CARD as BY_CARD_NAME
from points.reports.changes import changes_since
from points.services import records, review
from points.services.sheet_checks import Changed
from points.services.telling import require_told
from points.steps import Step
from tests.factory import NOON, make_told, pass_until, seen
from tests.points.deductions import BY_CARD, DAY, LAST_DAY, TODAY, Deduction
from tests.points.recording import Recording

pytestmark = pytest.mark.django_db


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


def test_an_answer_is_read_before_the_sheet_is_passed(case: Deduction) -> None:
    case.awaits_audit()
    case.serve()
    on_the_screen = seen(case.sheet)
    case.answer(how=BY_CARD, by=case.card)
    with pytest.raises(Changed):
        review.pass_sheets([on_the_screen], Step.AUDIT, case.auditor, NOON)
    case.sheet.refresh_from_db()
    (change,) = changes_since(case.sheet, on_the_screen.version)
    assert (change.kind, change.household, change.by) == ("陈述", str(case.zhang), BY_CARD_NAME)
    assert change.text.endswith("：棚子是去年搭的")
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


def test_many_untold_deductions_are_named_up_to_six_and_counted(
    case: Deduction, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(7):
        case.record("1.3", household=case.li)
    with django_assert_num_queries(2):
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

"""三评两审 through the services: order, rights, distinct people, versions, returns."""

from datetime import date, timedelta

import pytest

from households.models import Household, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Record, RecordScore, Sheet, StepDecision, StepScore
from points.periods import Month
from points.services import records, review, sheets
from points.services.meetings import Assembly
from points.services.recordbook import Draft
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    good_assembly,
    make_group,
    make_household,
    make_officer,
    pass_until,
    seen,
)

pytestmark = pytest.mark.django_db

OCTOBER = Month(2026, 10)
TODAY = date(2026, 11, 20)


def open_sheet(office: Office, month: Month = NOVEMBER) -> Sheet:
    return sheets.open_month(office.community, month, office.clerk, NOON)[0]


def put_down(
    office: Office, household: Household, code: str, day: date, origin: str = Record.Origin.OFFICE
) -> Record:
    draft = Draft(household, code, day)
    return records.record_matter(Month.of(day), draft, origin, office.clerk, NOON)


def pass_step(
    sheet: Sheet, step: Step, by: User, assembly: Assembly | None = None
) -> list[StepDecision]:
    return review.pass_sheets([seen(sheet)], step, by, NOON, assembly=assembly)


def totals(sheet: Sheet, step: Step) -> list[int]:
    """The sum over all households, of each time `step` passed, in order."""
    passed = sheet.decisions.filter(step=step, outcome="passed")
    return [sum(decision.scores.values_list("total", flat=True)) for decision in passed]


def test_the_steps_are_passed_in_order_each_by_the_person_of_its_office() -> None:
    office = Office()
    make_household(office.group)
    sheet = open_sheet(office)
    for step in Step:
        for other in Step:
            if other is not step:
                with pytest.raises(AlreadyHandled):
                    pass_step(sheet, other, office.person_for(other), good_assembly(TODAY))
        meeting = good_assembly(TODAY) if step is Step.ASSEMBLY else None
        (decision,) = pass_step(sheet, step, office.person_for(step), meeting)
        assert decision.appointment.user == office.person_for(step)
        assert decision.scores.count() == 1
    sheet.refresh_from_db()
    assert (sheet.state, sheet.step) == (Sheet.State.READY, Step.ASSEMBLY)


@pytest.mark.parametrize("step", list(Step))
def test_nobody_but_the_holder_of_its_office_passes_a_step(step: Step) -> None:
    office, elsewhere = Office(), Office("西岭社区")
    make_household(office.group)
    sheet = pass_until(office, open_sheet(office), step)
    others = {office.person_for(each) for each in Step if each is not step}
    strangers = {office.supervisor, office.administrator, elsewhere.person_for(step)}
    for person in others | strangers:
        with pytest.raises(Refused, match=r"没有办理.*任职"):
            pass_step(sheet, step, person, good_assembly(TODAY))
    assert not StepDecision.objects.filter(sheet=sheet, step=step).exists()


def test_an_ended_office_passes_nothing() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.GROUP)
    office.scorer.appointments.update(ends_on=TODAY - timedelta(days=1))
    with pytest.raises(Refused, match="任职"):
        pass_step(sheet, Step.GROUP, office.scorer)


def test_a_scorer_passes_his_own_group_only() -> None:
    office = Office()
    make_group(office.village, "第2组")
    first, second = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    for sheet in (first, second):
        pass_step(sheet, Step.SELF, office.clerk)
    pass_step(first, Step.GROUP, office.scorer)
    with pytest.raises(Refused, match="赵庄第2组"):
        pass_step(second, Step.GROUP, office.scorer)


def test_nobody_passes_two_steps_of_one_sheet() -> None:
    office = Office()
    appoint(office.scorer, Role.COMMITTEE, office.community)
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    with pytest.raises(Refused, match="村小组评分是您通过的"):
        pass_step(sheet, Step.COMMITTEE, office.scorer)
    pass_step(sheet, Step.COMMITTEE, office.committee)


def test_nobody_passes_two_steps_of_one_sheet_after_a_return_either() -> None:
    office = Office()
    appoint(office.scorer, Role.COMMITTEE, office.community)
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    review.return_sheet(
        seen(sheet), Step.COMMITTEE, Step.GROUP, "门前三包漏记", office.committee, NOON
    )
    second_scorer = make_officer(Role.SCORER, office.group)
    pass_step(sheet, Step.GROUP, second_scorer)
    with pytest.raises(Refused, match="村小组评分是您通过的"):
        pass_step(sheet, Step.COMMITTEE, office.scorer)


def test_the_same_person_passes_his_step_again_after_a_return() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    review.return_sheet(
        seen(sheet), Step.COMMITTEE, Step.GROUP, "门前三包漏记", office.committee, NOON
    )
    pass_step(sheet, Step.GROUP, office.scorer)
    sheet.refresh_from_db()
    assert sheet.step == Step.COMMITTEE


def test_what_was_not_on_the_screen_is_not_approved() -> None:
    office = Office()
    household = make_household(office.group)
    sheet = pass_until(office, open_sheet(office), Step.GROUP)
    looked_at = seen(sheet)
    put_down(office, household, "7.2", date(2026, 11, 3))
    with pytest.raises(Changed) as raised:
        review.pass_sheets([looked_at], Step.GROUP, office.scorer, NOON)
    assert [each.pk for each in raised.value.sheets] == [sheet.pk]
    review.pass_sheets([seen(sheet)], Step.GROUP, office.scorer, NOON)


def test_a_return_of_what_was_not_on_the_screen_is_refused() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    stale = Seen(sheet.pk, sheet.version - 1)
    with pytest.raises(Changed):
        review.return_sheet(stale, Step.COMMITTEE, Step.GROUP, "漏记", office.committee, NOON)


def test_a_sheet_that_has_left_the_step_is_not_returned_from_it() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    looked_at = seen(sheet)
    pass_step(sheet, Step.COMMITTEE, office.committee)
    another = make_officer(Role.COMMITTEE, office.community)
    with pytest.raises(AlreadyHandled, match="已被他人处理"):
        review.return_sheet(looked_at, Step.COMMITTEE, Step.GROUP, "漏记", another, NOON)


@pytest.mark.parametrize("to", [Step.COMMITTEE, Step.AUDIT, Step.ASSEMBLY])
def test_a_return_goes_to_an_earlier_step_only(to: Step) -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    with pytest.raises(Refused) as raised:
        review.return_sheet(seen(sheet), Step.COMMITTEE, to, "漏记", office.committee, NOON)
    assert list(raised.value.message_dict) == ["to"]


def test_a_return_needs_a_reason() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    with pytest.raises(Refused) as raised:
        review.return_sheet(seen(sheet), Step.COMMITTEE, Step.GROUP, "  ", office.committee, NOON)
    assert list(raised.value.message_dict) == ["reason"]


def test_a_return_needs_the_office_of_the_step_the_sheet_waits_at() -> None:
    office = Office()
    sheet = pass_until(office, open_sheet(office), Step.COMMITTEE)
    with pytest.raises(Refused, match="任职"):
        review.return_sheet(seen(sheet), Step.COMMITTEE, Step.GROUP, "漏记", office.scorer, NOON)


def test_a_second_round_keeps_the_scores_of_both() -> None:
    office = Office()
    household = make_household(office.group)
    make_household(office.group)
    sheet = open_sheet(office)
    put_down(office, household, "4.1", date(2026, 11, 3))
    pass_until(office, sheet, Step.COMMITTEE)
    review.return_sheet(
        seen(sheet), Step.COMMITTEE, Step.GROUP, "邻里互助漏记", office.committee, NOON
    )
    sheet.refresh_from_db()
    assert (sheet.step, sheet.round, sheet.takes_records) == (Step.GROUP, 2, True)
    put_down(office, household, "7.2", date(2026, 11, 4))
    pass_until(office, sheet, Step.AUDIT)

    assert totals(sheet, Step.SELF) == [0]
    assert totals(sheet, Step.GROUP) == [3, 4]
    assert totals(sheet, Step.COMMITTEE) == [4]
    returned = sheet.decisions.get(outcome="returned")
    assert (returned.round, returned.returned_to, returned.comment) == (1, "group", "邻里互助漏记")


def test_the_self_score_counts_the_households_own_claims_alone() -> None:
    office = Office()
    household = make_household(office.group)
    sheet = open_sheet(office)
    put_down(office, household, "7.2", date(2026, 11, 3), Record.Origin.SELF)
    put_down(office, household, "4.1", date(2026, 11, 3))
    pass_until(office, sheet, Step.COMMITTEE)
    assert (totals(sheet, Step.SELF), totals(sheet, Step.GROUP)) == ([1], [4])


def test_a_score_is_kept_per_area_and_per_record() -> None:
    office = Office()
    household = make_household(office.group)
    sheet = open_sheet(office)
    put_down(office, household, "4.1", date(2026, 11, 3))
    put_down(office, household, "7.2", date(2026, 11, 3))
    over_the_cap = put_down(office, household, "7.2", date(2026, 11, 4))
    pass_until(office, sheet, None)
    score = StepScore.objects.get(decision__step=Step.ASSEMBLY)
    assert (score.total, score.by_area) == (4, {"1": 0, "2": 3, "3": 1, "4": 0, "5": 0})
    assert RecordScore.objects.count() == 3
    kept = over_the_cap.score
    assert (kept.counted, kept.explanation) == (0, "本月该项最多计 1 分，已计 1 分，本次计 0 分")


def test_records_are_taken_until_group_scoring_has_passed() -> None:
    office = Office()
    household = make_household(office.group)
    sheet = open_sheet(office)
    kept = put_down(office, household, "7.2", date(2026, 11, 3))
    pass_until(office, sheet, Step.COMMITTEE)
    with pytest.raises(Refused, match="村小组评分已结束"):
        put_down(office, household, "13.1", date(2026, 11, 3))
    with pytest.raises(Refused, match="村小组评分已结束"):
        records.void_records([kept.pk], "记错了", office.clerk, NOON)

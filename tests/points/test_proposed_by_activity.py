"""What volunteers' work proposes: worked by hand, in its month and late, once and not twice."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from points.models import Activity, Record, Sheet
from points.periods import Month
from points.proposals import Proposal, Source
from points.services import proposals, records, review, sheets
from points.services.proposed_by_activity import proposed_by_activity
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOVEMBER, make_household, seen
from tests.points.volunteering import DAY, HOURS, PERSONS, TIMES, YEARS, Helpers, on

pytestmark = pytest.mark.django_db

AT = on(date(2026, 11, 29), 12)
DECEMBER = on(date(2026, 12, 3), 9)


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def found(sheet: Sheet, at: datetime = AT) -> list[Proposal]:
    sheet.refresh_from_db()
    return proposed_by_activity(sheet, at)


def told(sheet: Sheet, at: datetime = AT) -> list[tuple[int, str, int, bool]]:
    return [
        (each.household_id, each.item_code, each.quantity, each.late) for each in found(sheet, at)
    ]


def at_group(town: Helpers) -> Sheet:
    sheet = town.opened()
    review.pass_sheets([seen(sheet)], Step.SELF, town.clerk, AT)
    sheet.refresh_from_db()
    return sheet


def december(town: Helpers) -> Sheet:
    """November's sheets have passed group scoring, December's are open and at group scoring."""
    for sheet in Sheet.objects.filter(community=town.community, month=11):
        review.pass_sheets([seen(sheet)], Step.GROUP, town.scorer, AT)
    made = sheets.open_month(town.community, Month(2026, 12), town.clerk, DECEMBER)
    review.pass_sheets([seen(each) for each in made], Step.SELF, town.clerk, DECEMBER)
    return Sheet.objects.get(group=town.group, month=12)


def test_the_hours_of_a_month_are_added_up_and_named(town: Helpers) -> None:
    """张: 3小时 and 2小时30分 make 5小时30分: one of 4小时, at the second one. 李: 3小时, none."""
    sheet = town.opened()
    town.held((town.zhang, "08:00", "11:00"), (town.li, "08:00", "11:00"))
    second = town.held((town.zhang, "14:00", "16:30"), title="扫街", held_on=date(2026, 11, 15))
    (only,) = found(sheet)
    assert (only.household_id, only.item_code, only.quantity) == (town.zhang.pk, HOURS, 1)
    assert only.why == "“扫街”1人，2小时30分；11月累计5小时30分，按4小时计1"
    assert (only.source, only.key) == (Source.ACTIVITY, second.ref)
    assert (only.occurred_on, only.late) == (date(2026, 11, 15), False)


def test_two_of_a_household_count_their_hours_together(town: Helpers) -> None:
    sheet, activity = town.opened(), town.running()
    town.came(activity, town.zhang, "08:00", "10:00")
    town.came(activity, town.zhang, "08:00", "10:00", person="张小禾")
    town.close(activity)
    (only,) = found(sheet)
    assert (only.quantity, only.why) == (1, "“清理村口河道”2人，4小时，按4小时计1")


def test_persons_count_each_where_the_item_says_so_and_the_household_once_elsewhere(
    town: Helpers,
) -> None:
    sheet = town.opened()
    for code in (PERSONS, TIMES):
        activity = town.running(item_code=code, title=f"活动{code}")
        hours = ("08:00", "09:00") if code == PERSONS else ("09:00", "10:00")
        for person in ("张三禾", "张小禾", "张老禾"):
            town.came(activity, town.zhang, *hours, person=person)
        town.close(activity)
    assert told(sheet) == [
        (town.zhang.pk, PERSONS, 3, False),
        (town.zhang.pk, TIMES, 1, False),
    ]


def test_only_what_two_witnesses_have_seen_the_end_of_counts(town: Helpers) -> None:
    sheet, activity = town.opened(), town.running()
    town.came(activity, town.zhang, "08:00", "12:00")
    assert found(sheet) == []
    town.close(activity)
    assert told(sheet) == [(town.zhang.pk, HOURS, 1, False)]


def test_a_sheet_proposes_for_its_own_households_alone(town: Helpers) -> None:
    town.opened()
    other = make_household(town.group, "王新来")
    town.held((town.zhang, "08:00", "12:00"), (other, "08:00", "12:00"))
    foreign = Helpers("西岭社区")
    assert len(found(Sheet.objects.get(group=town.group))) == 2
    assert found(foreign.opened()) == []


def test_once_taken_it_becomes_records_in_one_act_and_never_again(town: Helpers) -> None:
    sheet = at_group(town)
    activity = town.held((town.zhang, "08:00", "12:00"), (town.li, "08:00", "12:00"))
    marks = [offer.mark for offer in proposals.offers_of(sheet, AT)]
    mine = [mark for mark in marks if activity.ref in mark]
    assert len(mine) == 2
    taken = proposals.take(seen(sheet), mine, town.scorer, AT)
    assert {each.origin for each in taken} == {Record.Origin.ACTIVITY}
    assert {each.occurred_on for each in taken} == {DAY}
    sheet.refresh_from_db()
    assert not [each for each in proposals.offers_of(sheet, AT) if activity.ref in each.mark]
    with pytest.raises(Exception, match="已被他人处理"):
        proposals.take(seen(sheet), mine, town.scorer, AT)
    assert Record.objects.filter(origin=Record.Origin.ACTIVITY).count() == 2


def test_closed_after_its_sheet_was_passed_it_is_proposed_late_in_the_next_month(
    town: Helpers,
) -> None:
    """What was taken in November stays one of 4小时; 3小时 closed later make 7小时, none more; and
    2小时 more 9小时: one more, late."""
    at_group(town)
    town.held((town.zhang, "08:00", "12:00"))
    november = Sheet.objects.get(group=town.group)
    marks = [offer.mark for offer in proposals.offers_of(november, AT)]
    proposals.take(seen(november), marks, town.scorer, AT)
    for number, (day, until) in enumerate(((20, "11:00"), (21, "10:00")), start=1):
        activity = town.running(held_on=date(2026, 11, day), title=f"补办{number}")
        town.came(activity, town.zhang, "08:00", until)
    sheet = december(town)
    for number, activity in enumerate(Activity.objects.open(), start=1):
        town.close(activity, on(date(2026, 12, 2), 9 + number))
    offers = [each.proposal for each in proposals.offers_of(sheet, DECEMBER)]
    late = [each for each in offers if each.source is Source.ACTIVITY]
    assert [(each.quantity, each.late, each.occurred_on) for each in late] == [
        (1, True, date(2026, 11, 21))
    ]
    assert "11月累计9小时" in late[0].why
    (record,) = proposals.take(
        seen(sheet),
        [each.mark for each in proposals.offers_of(sheet, DECEMBER) if each.proposal in late],
        town.scorer,
        DECEMBER,
    )
    assert (record.late, record.origin) == (True, Record.Origin.ACTIVITY)


def test_while_its_own_month_takes_records_it_is_not_late_in_another(town: Helpers) -> None:
    at_group(town)
    town.held((town.zhang, "08:00", "12:00"))
    made = sheets.open_month(town.community, Month(2026, 12), town.clerk, DECEMBER)
    later = next(each for each in made if each.group_id == town.group.pk)
    assert [each for each in told(later, DECEMBER) if each[1] == HOURS] == []
    for sheet in Sheet.objects.filter(community=town.community, month=11):
        review.pass_sheets([seen(sheet)], Step.GROUP, town.scorer, AT)
    assert told(later, DECEMBER) == [(town.zhang.pk, HOURS, 1, True)]


def test_what_is_older_than_half_a_year_or_before_the_village_joined_is_left(
    town: Helpers,
) -> None:
    sheet = at_group(town)
    old = date(2026, 4, 30)
    town.held((town.zhang, "08:00", "12:00"), held_on=old, at=AT)
    assert found(sheet) == []
    town.held((town.zhang, "08:00", "12:00"), held_on=date(2026, 5, 1), at=AT)
    assert told(sheet) == [(town.zhang.pk, HOURS, 1, True)]
    town.village.joined_on = date(2026, 5, 2)
    town.village.save()
    assert found(Sheet.objects.get(pk=sheet.pk)) == []


def test_a_year_on_a_list_is_proposed_by_persons_with_the_teams_named(town: Helpers) -> None:
    """From the first day of the year to the check: two of 张's; one who joined in March, one who
    has left and a second team of the same person add nothing."""
    women, posts = town.team(), town.team("乡风文明岗")
    first = date(2026, 1, 1)
    town.joins(women, town.zhang, first, "张三禾")
    town.joins(posts, town.zhang, first, "张三禾")
    town.joins(posts, town.zhang, first, "张小禾")
    town.joins(women, town.li, date(2026, 3, 1))
    at_group(town)
    sheet = december(town)
    (only,) = [each for each in found(sheet, DECEMBER) if each.item_code == YEARS]
    assert (only.household_id, only.quantity) == (town.zhang.pk, 2)
    assert (only.source, only.key) == (Source.YEARLY, "2026")
    assert only.why == "2026年全年在册2人：巾帼志愿者1人、乡风文明岗1人"
    november = Sheet.objects.get(group=town.group, month=11)
    assert [each for each in found(november) if each.item_code == YEARS] == []


def test_a_year_that_was_recorded_by_hand_is_not_proposed_again(town: Helpers) -> None:
    town.joins(town.team(), town.zhang, date(2026, 1, 1))
    at_group(town)
    draft = Draft(town.zhang, YEARS, date(2026, 11, 3))
    records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, town.clerk, AT)
    assert [each for each in found(december(town), DECEMBER) if each.item_code == YEARS] == []


def test_before_the_month_of_checks_no_year_is_proposed(town: Helpers) -> None:
    town.joins(town.team(), town.zhang, date(2026, 1, 1))
    assert found(town.opened()) == []


def test_it_costs_the_same_for_one_activity_and_for_many(town: Helpers) -> None:
    sheet = at_group(town)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            found(sheet)
        return len(queries) - 1

    town.held((town.zhang, "08:00", "12:00"), held_on=date(2026, 10, 20))
    once = cost()
    more = [make_household(town.group, f"王{number}") for number in range(4)]
    for day in (5, 6, 7):
        town.held(*[(each, "08:00", "12:00") for each in more], held_on=date(2026, 11, day))
    assert cost() == once <= 10

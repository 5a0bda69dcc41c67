"""Records: what a month's sheets accept, what is refused and where, voiding."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Household, User
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from points.models import Item, Record, SheetLine
from points.services import records, sheets
from points.services.amounts import points_for, quantity_for, worth
from points.services.recordbook import Draft
from points.services.records import DraftsRefused
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    make_group,
    make_household,
    make_officer,
    make_village,
    pass_until,
)
from tests.points.recording import THIRD, Recording

pytestmark = pytest.mark.django_db

OFFICE, GROUP, SELF = Record.Origin.OFFICE, Record.Origin.GROUP, Record.Origin.SELF


def refusal(month: Recording, code: str = "4.1", **more: Any) -> dict[str, list[str]]:
    """What is said at which field; nothing may have been written."""
    before = Record.objects.count(), SheetLine.objects.count(), month.version()
    with pytest.raises(Refused) as caught:
        month.record(code, **more)
    assert (Record.objects.count(), SheetLine.objects.count(), month.version()) == before
    return caught.value.message_dict


@pytest.fixture
def month() -> Recording:
    return Recording()


def test_a_record_keeps_what_was_typed_and_counts_the_sheets_change(month: Recording) -> None:
    record = month.record("11.2", quantity=3, note="清沟")
    stored = Record.objects.get(pk=record.pk)
    assert (stored.points, stored.quantity, stored.note, stored.origin) == (3, 3, "清沟", OFFICE)
    assert (stored.recorded_by, stored.recorded_at) == (month.clerk, NOON)
    assert stored.version == month.version() == 2


def test_an_item_not_in_the_sheets_standard_is_refused_at_the_item(month: Recording) -> None:
    assert refusal(month, "9.9") == {"item": ["本月执行的标准里没有评分项9.9，请对照标准改正。"]}


def test_a_day_outside_the_month_is_refused_at_the_day(month: Recording) -> None:
    (sentence,) = refusal(month, day=date(2026, 10, 31))["occurred_on"]
    assert sentence.startswith("日期不在2026年11月内")
    assert "补录" in sentence
    assert refusal(month, day=date(2026, 11, 21)) == {"occurred_on": ["日期还没有到，请改正。"]}


def test_a_forgotten_matter_is_taken_later_but_not_from_before_the_scheme(month: Recording) -> None:
    assert month.record(day=date(2026, 10, 31), late=True).late
    assert "补录的是2026年11月以前的事" in refusal(month, "7.2", late=True)["occurred_on"][0]
    (sentence,) = refusal(month, "7.2", day=date(2025, 12, 31), late=True)["occurred_on"]
    assert "2026年1月1日" in sentence


def test_points_outside_the_range_are_refused_at_the_points(month: Recording) -> None:
    assert month.record("11.3", points=20).points == 20
    assert refusal(month, "11.3", points=21) == {"points": ["分值应在+5至+20分之间，请改正。"]}
    assert refusal(month, "11.3") == {"points": ["本项分值为+5至+20分，请填写分值。"]}
    (sentence,) = refusal(month, "1.3", points=-4)["points"]
    assert sentence == "本项−5分/次，数量1应为−5分，请改正或留空。"


@pytest.mark.parametrize("quantity", [0, -1, 100])
def test_a_quantity_that_cannot_be_is_refused_at_the_quantity(
    month: Recording, quantity: int
) -> None:
    assert list(refusal(month, "7.2", quantity=quantity)) == ["quantity"]


def test_a_once_a_month_item_is_taken_once(month: Recording) -> None:
    assert list(refusal(month, "4.1", quantity=2)) == ["quantity"]
    first = month.record("4.1")
    assert "本月已有4.1的记录" in refusal(month, "4.1")["item"][0]
    assert month.record("7.2").pk != month.record("7.2").pk
    records.void_records([first.pk], "记错了", month.clerk, NOON)
    assert month.record("4.1").points == 3


def test_nobody_records_for_his_own_household(month: Recording) -> None:
    scorer = month.neighbour(Role.SCORER, month.zhang)
    assert "不能给自己家记分" in refusal(month, by=scorer, origin=GROUP)["household"][0]
    assert month.record(household=month.li, by=scorer, origin=GROUP).points == 3


def test_nothing_is_recorded_past_group_scoring(month: Recording) -> None:
    month.record()
    pass_until(month, month.sheet, Step.COMMITTEE)
    (sentence,) = refusal(month, "7.2")["household"]
    assert "村小组评分已结束" in sentence
    assert "补录" in sentence


def test_a_claim_is_taken_only_while_self_evaluation_is_open(month: Recording) -> None:
    month.record("7.2", origin=SELF)
    pass_until(month, month.sheet, Step.GROUP)
    assert list(refusal(month, "13.1", origin=SELF)) == ["origin"]
    assert month.record("13.1").points == 1


def test_a_village_that_has_not_joined_takes_no_records(month: Recording) -> None:
    group = make_group(make_village(month.community, "柳树店", joined_on=None))
    outside = make_household(group, "王五豆")
    (sentence,) = refusal(month, household=outside)["household"]
    assert sentence == "柳树店第1组所在的村2026年11月尚未参加积分制，不能记分。"


def test_a_joined_group_without_a_sheet_says_who_opens_it(month: Recording) -> None:
    group = make_group(make_village(month.community, "新村"))
    household = make_household(group, "赵六谷")
    assert "请先由积分办开表" in refusal(month, household=household)["household"][0]


def test_who_came_after_the_opening_gets_a_line_with_the_first_record(month: Recording) -> None:
    new = make_household(month.group, "孙七粟")
    month.record(household=new)
    month.record("7.2", household=new)
    assert SheetLine.objects.filter(household=new).count() == 1


def test_who_has_left_gets_no_first_record_any_more(month: Recording) -> None:
    gone = make_household(month.group, "钱八黍")
    Household.objects.filter(pk=gone.pk).update(left_on=date(2026, 10, 31))
    gone.refresh_from_db()
    assert "已迁出" in refusal(month, household=gone)["household"][0]


def test_who_left_during_the_month_keeps_what_was_done_until_that_day(month: Recording) -> None:
    Household.objects.filter(pk=month.zhang.pk).update(left_on=THIRD)
    month.zhang.refresh_from_db()
    assert month.record("7.2").points == 1
    after = refusal(month, "13.1", day=date(2026, 11, 4))
    assert "已于2026年11月3日迁出" in after["occurred_on"][0]


def test_who_moved_is_recorded_where_his_line_is_by_the_old_groups_scorer(month: Recording) -> None:
    other = make_group(month.village, "第2组")
    sheets.open_month(month.community, NOVEMBER, month.clerk, NOON)
    Household.objects.filter(pk=month.zhang.pk).update(group=other)
    month.zhang.refresh_from_db()
    record = month.record(by=month.scorer, origin=GROUP)
    assert record.line.sheet_id == month.sheet.pk
    with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
        month.record("7.2", by=make_officer(Role.SCORER, other), origin=GROUP)


def test_only_who_holds_an_office_there_may_record(month: Recording) -> None:
    stranger = Recording("西湖社区")
    for person in (month.supervisor, month.committee, stranger.clerk):
        with pytest.raises(Refused, match="您现在没有办理赵庄第1组此事的任职"):
            month.record(by=person)


def test_several_are_written_all_or_none_and_each_mistake_is_named(month: Recording) -> None:
    drafts = [
        Draft(month.zhang, "4.1", THIRD),
        Draft(month.zhang, "9.9", THIRD),
        Draft(month.li, "11.3", THIRD, points=99),
    ]
    with pytest.raises(DraftsRefused) as caught:
        records.record_matters(NOVEMBER, drafts, OFFICE, month.clerk, NOON)
    assert {at: list(each.message_dict) for at, each in caught.value.by_position.items()} == {
        1: ["item"],
        2: ["points"],
    }
    assert (Record.objects.count(), month.version()) == (0, 1)
    assert records.record_matters(NOVEMBER, [], OFFICE, month.clerk, NOON) == []


def test_the_number_of_queries_does_not_grow_with_the_records(month: Recording) -> None:
    def cost(households: int) -> int:
        others = [make_household(month.group, "吴九麻") for _ in range(households)]
        drafts = [Draft(each, "7.2", THIRD) for each in others for _ in range(3)]
        with CaptureQueriesContext(connection) as queries:
            records.record_matters(NOVEMBER, drafts, OFFICE, month.clerk, NOON)
        return len(queries)

    assert cost(1) == cost(60)


def test_a_void_needs_a_reason_and_keeps_the_row(month: Recording) -> None:
    record = month.record()
    with pytest.raises(Refused) as caught:
        records.void_records([record.pk], "  ", month.clerk, NOON)
    assert list(caught.value.message_dict) == ["reason"]
    records.void_records([record.pk], " 记错了户 ", month.clerk, NOON + timedelta(hours=1))
    record.refresh_from_db()
    assert (record.voided_by, record.void_reason) == (month.clerk, "记错了户")
    assert record.voided_in_version == month.version() == 3
    with pytest.raises(AlreadyHandled):
        records.void_records([record.pk], "再来一次", month.clerk, NOON)


def test_records_of_two_sheets_are_voided_each_in_its_own_version(month: Recording) -> None:
    other = make_group(month.village, "第2组")
    neighbour = make_household(other, "周十稻")
    sheets.open_month(month.community, NOVEMBER, month.clerk, NOON)
    both = [month.record("7.2"), month.record("7.2"), month.record("7.2", household=neighbour)]
    records.void_records([record.pk for record in both[1:]], "重复", month.clerk, NOON)
    versions = [Record.objects.get(pk=record.pk).voided_in_version for record in both]
    assert versions == [None, 4, 3]


def test_a_void_is_refused_past_scoring_for_the_own_household_and_without_office(
    month: Recording,
) -> None:
    record = month.record()
    refusals: list[tuple[User, str]] = [
        (month.neighbour(Role.CLERK, month.zhang), "不能作废自己家的记录"),
        (month.supervisor, "没有办理赵庄第1组此事的任职"),
    ]
    for person, sentence in refusals:
        with pytest.raises(Refused, match=sentence):
            records.void_records([record.pk], "记错了", person, NOON)
    pass_until(month, month.sheet, Step.COMMITTEE)
    with pytest.raises(Refused, match="记录不能再作废"):
        records.void_records([record.pk], "记错了", month.clerk, NOON)
    record.refresh_from_db()
    assert record.voided_at is None


def test_a_claim_cannot_be_voided_once_self_evaluation_is_over(month: Recording) -> None:
    kept, voided = month.record("7.2", origin=SELF), month.record("13.1", origin=SELF)
    records.void_records([voided.pk], "重复", month.clerk, NOON)
    pass_until(month, month.sheet, Step.GROUP)
    with pytest.raises(Refused, match="群众自评已截止"):
        records.void_records([kept.pk], "重复", month.clerk, NOON)


def item(**more: object) -> Item:
    given = {"code": "7.2", "points_min": 2, "points_max": 2, "unit": "次"} | more
    return Item(**given)


def test_a_number_of_points_stands_for_whole_times_of_an_item() -> None:
    assert quantity_for(item(), 6) == 3
    assert quantity_for(item(points_min=-5, points_max=-5), -10) == 2
    assert quantity_for(item(points_min=5, points_max=20), 17) == 1
    for each, points in (
        (item(), 3),
        (item(), -2),
        (item(points_min=-5, points_max=-5), 5),
        (item(unit="月"), 4),
        (item(points_min=5, points_max=20), 21),
        (item(), 200),
    ):
        with pytest.raises(Refused):
            quantity_for(each, points)


def test_no_record_outgrows_its_column() -> None:
    with pytest.raises(Refused, match="最多9999分"):
        points_for(item(points_min=500, points_max=500), 20, None)


def test_the_worth_of_an_item_is_written_with_sign_and_unit() -> None:
    assert worth(item(unit="月")) == "+2分/月"
    assert worth(item(points_min=-2, points_max=-2)) == "−2分/次"
    assert worth(item(points_min=5, points_max=20)) == "+5至+20分/次"

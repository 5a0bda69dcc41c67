"""年度核查: proposed to every household once a year, whatever happened meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from households.models import Household
from households.services import households
from points.models import Record, Sheet
from points.periods import Month
from points.services import policies, proposals, records, review, sheets
from points.services.notice_awards import awards
from points.services.proposed_yearly import proposed_yearly, yearly_items
from points.services.recordbook import Draft
from points.services.sheet_checks import Seen
from points.services.standards import ItemRow
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_standard,
    make_village,
    pass_until,
    seen,
)
from tests.points.proposing import CHECKED, ROWS_WITH_CHECKS, Checking
from tests.points.recording import THIRD

pytestmark = pytest.mark.django_db

OCTOBER, JANUARY = Month(2026, 10), Month(2027, 1)
IN_2027 = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)


def opened(office: Office, month: Month, at: datetime = NOON) -> list[Sheet]:
    """The sheets of `month`, waiting for group scoring."""
    made = sheets.open_month(office.community, month, office.clerk, at)
    review.pass_sheets([Seen(each.pk, 1) for each in made], Step.SELF, office.clerk, at)
    for sheet in made:
        sheet.refresh_from_db()
    return made


def codes(sheet: Sheet, household: Household, at: datetime = NOON) -> list[str]:
    """What is proposed for the household."""
    found = proposals.proposals_of(sheet, at)
    return [each.item_code for each in found if each.household_id == household.pk]


def why(sheet: Sheet, household: Household, code: str = "1.1") -> str:
    (found,) = [
        each
        for each in proposed_yearly(sheet, NOON)
        if (each.household_id, each.item_code) == (household.pk, code)
    ]
    return found.why


def test_only_awards_of_fixed_points_that_a_yearly_check_proves_are_proposed() -> None:
    office = Checking()
    assert [item.code for item in yearly_items(office.sheet)] == ["1.1", "8.1"]
    proposed = proposed_yearly(office.sheet, NOON)
    assert {(each.household_id, each.item_code) for each in proposed} == {
        (household.pk, code) for household in office.households for code in ("1.1", "8.1")
    }
    assert {(each.key, each.occurred_on) for each in proposed} == {("2026", date(2026, 11, 20))}


@pytest.mark.parametrize(
    "change",
    [
        {"unit": "次"},
        {"points_min": -5, "points_max": -5, "yearly_cap": -5},
        {"points_max": 8, "yearly_cap": 8},
        {"case_by_case": True},
        {"evidence": "评议记录"},
    ],
)
def test_an_item_of_another_kind_is_not_proposed(change: dict[str, object]) -> None:
    office = Office()
    make_household(office.group)
    row = replace(ROWS_WITH_CHECKS[0], **change)  # type: ignore[arg-type]
    make_standard(office.community, NOVEMBER, (row, *ROWS_WITH_CHECKS[1:]))
    (sheet,) = opened(office, NOVEMBER)
    assert [item.code for item in yearly_items(sheet)] == ["8.1"]


def test_an_item_of_one_village_is_proposed_there_alone() -> None:
    office = Office()
    make_group(make_village(office.community, "钱村"))
    own = ItemRow(
        "家园建设", 1, "规范建房", 10, "1.9", "老屋不漏", 2, 2, "年", None, 2, "", CHECKED,
        village="赵庄", settings={"village_items": 3, "village_points": 5},
    )  # fmt: skip
    make_standard(office.community, NOVEMBER, (*ROWS_WITH_CHECKS, own))
    found = {
        str(sheet.group.parent): [item.code for item in yearly_items(sheet)]
        for sheet in opened(office, NOVEMBER)
    }
    assert {name[-2:]: listed for name, listed in found.items()} == {
        "赵庄": ["1.1", "8.1", "1.9"],
        "钱村": ["1.1", "8.1"],
    }


@pytest.mark.parametrize(("check", "proposed"), [(10, True), (11, True), (12, False)])
def test_they_are_proposed_from_the_check_month_on(check: int, proposed: bool) -> None:
    office = Checking()
    office.check_in(check)
    assert bool(office.offers()) is proposed


def test_without_a_setting_the_year_is_checked_in_december() -> None:
    assert policies.policy_of(Office().community).yearly_month == 12


@pytest.mark.parametrize("month", [0, 13])
def test_a_check_month_that_is_none_is_refused(month: int) -> None:
    office = Checking()
    with pytest.raises(ValidationError) as caught:
        office.check_in(month)
    assert "yearly_month" in caught.value.message_dict


def test_what_was_recorded_by_hand_earlier_in_the_year_is_not_proposed() -> None:
    office = Checking(month=OCTOBER)
    made = office.record("1.1", office.zhang, date(2026, 10, 3))
    (november,) = opened(office, NOVEMBER)
    assert codes(november, office.zhang) == ["8.1"]
    assert codes(november, office.li) == ["1.1", "8.1"]
    records.void_records([made.pk], "记错了户", office.clerk, NOON)
    assert codes(november, office.zhang) == ["1.1", "8.1"]


def test_what_was_taken_or_struck_in_one_month_is_not_proposed_in_the_next() -> None:
    office = Checking(month=OCTOBER)
    office.take(office.marks("1.1"))
    office.strike(office.marks("8.1", office.zhang))
    (november,) = opened(office, NOVEMBER)
    assert codes(november, office.zhang) == []
    assert codes(november, office.li) == ["8.1"], "left open in October, it may still be taken"


def test_a_new_standard_does_not_ask_again_for_what_was_struck() -> None:
    office = Checking(month=OCTOBER)
    office.strike(office.marks("1.1"))
    make_standard(office.community, NOVEMBER, ROWS_WITH_CHECKS)
    (november,) = opened(office, NOVEMBER)
    assert codes(november, office.zhang) == ["8.1"]


def test_a_household_that_moves_to_another_group_gets_it_once() -> None:
    office = Checking(month=OCTOBER)
    other = make_group(office.village, "第2组")
    office.take(office.marks("1.1", office.zhang))
    for household in office.households:
        households.move(household, other, "并户", office.clerk, NOON)
    _, second = opened(office, NOVEMBER)
    assert second.group == other
    assert codes(second, office.zhang) == ["8.1"]
    assert codes(second, office.li) == ["1.1", "8.1"]


def test_one_who_moves_within_the_month_is_proposed_where_his_line_is() -> None:
    office = Checking()
    other = make_group(office.village, "第2组")
    (second,) = opened(office, NOVEMBER)
    households.move(office.zhang, other, "并户", office.clerk, NOON)
    assert codes(office.sheet, office.zhang) == ["1.1", "8.1"]
    assert codes(second, office.zhang) == []


def test_the_next_year_asks_anew() -> None:
    office = Checking()
    office.take()
    office.check_in(1)
    (sheet,) = opened(office, JANUARY, IN_2027)
    found = proposals.proposals_of(sheet, IN_2027)
    assert {each.key for each in found} == {"2027"}
    assert codes(sheet, office.zhang, IN_2027) == ["1.1", "8.1"]


def test_one_that_joined_during_the_year_is_marked_in_its_reason() -> None:
    office = Office()
    make_standard(office.community, Month(2026, 2), ROWS_WITH_CHECKS)
    old = make_household(office.group, "张三禾")
    opened(office, Month(2026, 1))
    late = make_household(office.group, "李四麦")
    opened(office, OCTOBER)
    policies.save(policies.policy_of(office.community))
    (november,) = opened(office, NOVEMBER)
    newest = make_household(office.group, "王五谷")
    november.month = 12
    assert why(november, old) == "2026年度核查"
    assert why(november, late) == "2026年度核查，本户2026年10月起计分"
    assert why(november, newest) == "2026年度核查", "when it came, nothing says"


def test_a_deduction_of_the_same_rule_makes_it_doubtful_and_is_named() -> None:
    office = Checking(month=OCTOBER)
    office.record("1.3", office.zhang, date(2026, 10, 3))
    office.record("1.3", office.zhang, date(2026, 10, 4))
    voided = office.record("1.3", office.li, date(2026, 10, 3))
    records.void_records([voided.pk], "记错了户", office.clerk, NOON)
    (november,) = opened(office, NOVEMBER)
    assert why(november, office.zhang).endswith("，本年本条有2条扣分")
    assert [
        (each.household_id, each.item_code)
        for each in proposed_yearly(november, NOON)
        if "本条有扣分" in each.doubt
    ] == [(office.zhang.pk, "1.1")]


def test_a_sensitive_deduction_is_not_betrayed_by_an_item_that_is_not() -> None:
    office = Office()
    rows = (
        *ROWS_WITH_CHECKS,
        ItemRow(
            "家庭建设", 8, "远离黄赌毒", 5, "8.9", "全年参加宣传", 2, 2, "年", None, 2, "", CHECKED
        ),
    )
    make_standard(office.community, NOVEMBER, rows)
    zhang = make_household(office.group, "张三禾")
    policy = policies.policy_of(office.community)
    policy.yearly_month = 11
    policies.save(policy)
    (sheet,) = opened(office, NOVEMBER)
    records.record_matter(NOVEMBER, Draft(zhang, "8.3", THIRD), "office", office.clerk, NOON)
    assert "扣分" in why(sheet, zhang, "8.1")
    assert "扣分" not in why(sheet, zhang, "8.9")


def test_a_household_that_has_left_gets_nothing() -> None:
    office = Checking()
    households.mark_left(office.zhang, date(2026, 11, 5), office.clerk, NOON)
    assert codes(office.sheet, office.zhang) == []


ACTS = st.lists(
    st.tuples(st.sampled_from([9, 10, 11]), st.sampled_from(["take", "strike", "by hand", "void"])),
    max_size=8,
)


def test_whatever_is_done_a_household_is_given_it_once_a_year() -> None:
    office = Checking(month=Month(2026, 9))
    by_month = {9: office.sheet} | {
        number: opened(office, Month(2026, number))[0] for number in (10, 11)
    }

    @given(acts=ACTS)
    @settings(max_examples=20)
    def tried(acts: list[tuple[int, str]]) -> None:
        household, struck = make_household(office.group), False
        standing = Record.objects.standing().filter(item__code="1.1", line__household=household)
        for number, act in acts:
            sheet, month = by_month[number], Month(2026, number)
            marks = [
                offer.mark
                for offer in proposals.offers_of(sheet, NOON)
                if offer.household == household and offer.item.code == "1.1" and not offer.recorded
            ]
            assert not (marks and (struck or standing.exists()))
            if act == "take" and marks:
                proposals.take(seen(sheet), marks, office.scorer, NOON)
            elif act == "strike" and marks:
                proposals.strike(seen(sheet), marks, "不符", office.scorer, NOON)
                struck = True
            elif act == "by hand" and not standing.exists():
                draft = Draft(household, "1.1", month.first_day)
                records.record_matter(month, draft, "office", office.clerk, NOON)
            elif act == "void" and standing.exists():
                records.void_records([standing.get().pk], "看错了", office.clerk, NOON)
            assert standing.count() <= 1

    tried()


def test_a_sensitive_item_that_was_taken_is_not_told_on_the_wall() -> None:
    office = Checking()
    office.take()
    pass_until(office, office.sheet, None)
    refs = {household.pk: household.code for household in office.households}
    assert awards([office.sheet], refs).items == [["1.1", "不私搭乱建"]]

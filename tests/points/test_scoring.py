"""Worked examples with the shipped standard: every number is written out by hand."""

import csv
from datetime import date
from pathlib import Path

import pytest

import points
from points.scoring import (
    ItemRule,
    Matter,
    Score,
    StandardRules,
    UnknownItem,
    WrongSign,
    YearSoFar,
    score,
)
from points.spans import Caps, CapsBySign

SHIPPED = Path(points.__file__).parent / "data" / "standard-14-rules.csv"
AREAS = ("家园建设", "环境建设", "家庭建设", "文明建设", "民主建设")
NEW_YEAR = YearSoFar()


def cap_of(cell: str) -> int | None:
    return int(cell) if cell else None


@pytest.fixture(scope="module")
def standard() -> StandardRules:
    with SHIPPED.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    items = {}
    for row in rows:
        lowest, _, highest = row["分值"].partition("~")
        items[row["评分项编号"]] = ItemRule(
            code=row["评分项编号"],
            rule=row["条号"],
            area=row["方面"],
            points_min=int(lowest),
            points_max=int(highest or lowest),
            monthly_cap=cap_of(row["每月上限"]),
            yearly_cap=cap_of(row["每年上限"]),
            exclusive_group=row["互斥组"],
            veto=row["一票否决"] == "是",
            title=row["评分项"],
        )
    rule_caps = {row["条号"]: CapsBySign(Caps(year=cap_of(row["每条年上限"]))) for row in rows}
    return StandardRules(items, rule_caps, AREAS)


def matters(*written: tuple[str, int]) -> list[Matter]:
    """Item and points; the first on the 1st of the month, the next on the 2nd, and so on."""
    return [
        Matter(
            key=number, item_code=code, points=points, occurred_on=date(2026, 11, number), order=0
        )
        for number, (code, points) in enumerate(written, start=1)
    ]


def counted(result: Score) -> list[int]:
    return [scored.counted for scored in result.matters]


def told(result: Score) -> list[str]:
    return [scored.explanation for scored in result.matters]


def test_the_shipped_standard_has_what_scoring_relies_on(standard: StandardRules) -> None:
    assert len(standard.items) == 42
    assert len(standard.rule_caps) == 14


def test_a_month_of_five_areas_is_added_up(standard: StandardRules) -> None:
    result = score(
        matters(("3.1", 1), ("4.1", 3), ("5.3", -5), ("7.2", 1), ("11.2", 2), ("13.1", 1)),
        standard,
        NEW_YEAR,
    )
    assert result.by_area == {
        "家园建设": 1,
        "环境建设": -2,
        "家庭建设": 1,
        "文明建设": 2,
        "民主建设": 1,
    }
    assert result.total == 3
    assert told(result) == ["计 1 分", "计 3 分", "计 −5 分", "计 1 分", "计 2 分", "计 1 分"]
    assert result.vetoes == ()


def test_a_month_without_matters_scores_nought_in_every_area(standard: StandardRules) -> None:
    assert score([], standard, NEW_YEAR) == Score(0, dict.fromkeys(AREAS, 0), (), ())


def test_the_monthly_cap_of_an_item_cuts_and_then_closes(standard: StandardRules) -> None:
    result = score(matters(("11.2", 3), ("11.2", 3), ("11.2", 1)), standard, NEW_YEAR)
    assert counted(result) == [3, 1, 0]
    assert told(result) == [
        "计 3 分",
        "本月该项最多计 4 分，已计 3 分，本次只计 1 分",
        "本月该项最多计 4 分，已计 4 分，本次计 0 分",
    ]


def test_one_matter_above_the_monthly_cap_counts_up_to_it(standard: StandardRules) -> None:
    result = score(matters(("6.2", 6)), standard, NEW_YEAR)
    assert counted(result) == [4]
    assert told(result) == ["本月该项最多计 4 分，本次只计 4 分"]


def test_the_yearly_cap_of_an_item_counts_earlier_months(standard: StandardRules) -> None:
    year = YearSoFar({"1.1": 5, "6.2": 7}, {"1": 5, "6": 7})
    result = score(matters(("1.1", 5), ("6.2", 2)), standard, year)
    assert counted(result) == [0, 1]
    assert told(result) == [
        "本年该项已得 5 分，达到上限 5 分，本次计 0 分",
        "本年该项已得 7 分，上限 8 分，本次只计 1 分",
    ]


def test_one_matter_above_the_yearly_cap_counts_up_to_it(standard: StandardRules) -> None:
    result = score(matters(("1.2", 10)), standard, NEW_YEAR)
    assert counted(result) == [5]
    assert told(result) == ["本年该项上限 5 分，本次只计 5 分"]


def test_a_year_already_above_its_cap_takes_nothing_back(standard: StandardRules) -> None:
    result = score(matters(("1.1", 5)), standard, YearSoFar({"1.1": 7}, {"1": 7}))
    assert counted(result) == [0]
    assert told(result) == ["本年该项已得 7 分，达到上限 5 分，本次计 0 分"]


def test_deductions_under_a_code_that_awards_by_now_make_no_room(standard: StandardRules) -> None:
    # The year began under an older standard, whose item 1.1 deducted.
    result = score(matters(("1.1", 10)), standard, YearSoFar({"1.1": -5}, {}))
    assert counted(result) == [5]


def test_of_two_caps_equally_tight_the_longer_lasting_is_told(standard: StandardRules) -> None:
    # Item 4.1 and rule 4 both end at 24 points a year.
    result = score(matters(("4.1", 3)), standard, YearSoFar({"4.1": 24}, {"4": 24}))
    assert told(result) == ["本年第4条已得 24 分，达到上限 24 分，本次计 0 分"]


def test_a_deduction_stops_at_its_own_yearly_cap(standard: StandardRules) -> None:
    result = score(matters(("5.3", -5), ("5.3", -7), ("5.3", -5)), standard, NEW_YEAR)
    assert counted(result) == [-5, -5, 0]
    assert result.total == -10
    assert told(result) == [
        "计 −5 分",
        "本年该项已扣 5 分，上限 10 分，本次只计 −5 分",
        "本年该项已扣 10 分，达到上限 10 分，本次计 0 分",
    ]


def test_a_deduction_stops_at_its_own_monthly_cap(standard: StandardRules) -> None:
    result = score(matters(("12.3", -2), ("12.3", -2)), standard, NEW_YEAR)
    assert counted(result) == [-2, 0]
    assert told(result)[1] == "本月该项最多扣 2 分，已扣 2 分，本次计 0 分"
    once = score(matters(("12.3", -4)), standard, NEW_YEAR)
    assert told(once) == ["本月该项最多扣 2 分，本次只计 −2 分"]


def test_the_yearly_cap_of_a_rule_holds_over_its_items(standard: StandardRules) -> None:
    # Rule 4 has given 23 of its 24 points, 4.1 only 20 of its own 24.
    year = YearSoFar({"4.1": 20, "4.2": 3}, {"4": 23})
    result = score(matters(("4.1", 3)), standard, year)
    assert counted(result) == [1]
    assert told(result) == ["本年第4条已得 23 分，上限 24 分，本次只计 1 分"]


def test_a_rule_cap_met_within_the_month_leaves_nothing_to_later_matters(
    standard: StandardRules,
) -> None:
    # Rule 8 gives 5 a year and has given 3: the 2 that are left go to the earlier matter.
    year = YearSoFar({"8.2": 1}, {"8": 3})
    result = score(matters(("8.1", 3), ("8.2", 1), ("8.3", -20)), standard, year)
    assert counted(result) == [2, 0, -20]
    assert told(result)[:2] == [
        "本年第8条已得 3 分，上限 5 分，本次只计 2 分",
        "本年第8条已得 5 分，达到上限 5 分，本次计 0 分",
    ]


def test_a_deduction_makes_no_room_under_the_cap_of_its_rule(standard: StandardRules) -> None:
    year = YearSoFar({"5.1": 12, "5.2": 6, "5.3": -5}, {"5": 18})
    result = score(matters(("5.3", -5), ("5.1", 1)), standard, year)
    assert counted(result) == [-5, 0]


def test_a_full_rule_still_takes_its_deductions(standard: StandardRules) -> None:
    result = score(matters(("7.3", -5)), standard, YearSoFar({"7.1": 5, "7.2": 5}, {"7": 10}))
    assert told(result) == ["计 −5 分"]


def test_of_an_exclusive_group_only_the_highest_counts(standard: StandardRules) -> None:
    result = score(matters(("4.3", 1), ("4.1", 3), ("4.4", -2), ("4.2", 2)), standard, NEW_YEAR)
    assert counted(result) == [0, 3, 0, 0]
    outdone = "与“门前三包月评”中更高的一项不重复计分，本次计 0 分"
    assert told(result) == [outdone, "计 3 分", outdone, outdone]


def test_of_equals_in_an_exclusive_group_the_earliest_counts(standard: StandardRules) -> None:
    result = score(matters(("10.3", 4), ("10.3", 4)), standard, NEW_YEAR)
    assert told(result) == ["计 4 分", "与“学生表彰”中先记的一项不重复计分，本次计 0 分"]


def test_an_exclusive_group_is_judged_by_what_the_caps_leave(standard: StandardRules) -> None:
    # 10.3 has given all of its 4 points: the lower 10.2 is worth more now.
    result = score(matters(("10.3", 4), ("10.2", 2)), standard, YearSoFar({"10.3": 4}, {"10": 4}))
    assert told(result) == ["与“学生表彰”中更高的一项不重复计分，本次计 0 分", "计 2 分"]


def test_of_deductions_in_an_exclusive_group_the_heaviest_counts() -> None:
    items = {
        code: ItemRule(
            code, "1", "环境建设", points, points, None, None, "月评", veto=False, title=code
        )
        for code, points in (("1.1", -1), ("1.2", -3))
    }
    strict = StandardRules(items, {"1": CapsBySign()}, ("环境建设",))
    result = score(matters(("1.1", -1), ("1.2", -3)), strict, NEW_YEAR)
    assert told(result) == ["与“月评”中扣分更重的一项不重复计分，本次计 0 分", "计 −3 分"]


def test_a_refused_matter_counts_nothing_and_blanks_nobody(standard: StandardRules) -> None:
    result = score(matters(("4.1", 0), ("4.4", -2), ("8.3", 0)), standard, NEW_YEAR)
    assert told(result) == ["本次计 0 分", "计 −2 分", "本次计 0 分"]
    assert result.vetoes == ()


def test_a_range_counts_what_was_decided(standard: StandardRules) -> None:
    result = score(matters(("11.3", 15), ("11.3", 20)), standard, NEW_YEAR)
    assert counted(result) == [15, 5]
    # Rule 11 and item 11.3 both end at 20 points a year: the rule is told.
    assert told(result)[1] == "本年第11条已得 15 分，上限 20 分，本次只计 5 分"


def test_a_veto_marks_the_score_and_its_sentence(standard: StandardRules) -> None:
    result = score(matters(("5.1", 1), ("8.3", -20)), standard, NEW_YEAR)
    assert result.vetoes == (2,)
    assert result.total == -19
    assert told(result)[1] == "计 −20 分；本项为一票否决事由"


def test_a_veto_marks_the_score_even_when_its_cap_is_reached(standard: StandardRules) -> None:
    result = score(matters(("9.3", -20)), standard, YearSoFar({"9.3": -20}, {}))
    assert result.vetoes == (1,)
    assert told(result) == ["本年该项已扣 20 分，达到上限 20 分，本次计 0 分；本项为一票否决事由"]


def test_matters_are_taken_by_day_then_by_order_of_recording(standard: StandardRules) -> None:
    first, second, third = (
        Matter("first", "5.2", 1, date(2026, 11, 8), 7),
        Matter("second", "5.2", 1, date(2026, 11, 9), 1),
        Matter("third", "5.2", 1, date(2026, 11, 9), 2),
    )
    result = score([third, second, first], standard, NEW_YEAR)
    assert [scored.key for scored in result.matters] == ["first", "second", "third"]
    assert counted(result) == [1, 1, 0]


def test_two_months_are_chained_through_the_year(standard: StandardRules) -> None:
    # Rule 11 ends at 20 points a year: 4 + 15 in October leave 1 for November.
    october = score(matters(("11.2", 4), ("11.3", 15), ("5.3", -5)), standard, NEW_YEAR)
    year = NEW_YEAR.plus(october.matters, standard)
    assert year.by_item == {"11.2": 4, "11.3": 15, "5.3": -5}
    assert year.by_rule_awards == {"11": 19}
    november = score(matters(("11.2", 4), ("5.3", -5), ("5.3", -5)), standard, year)
    assert counted(november) == [1, -5, 0]
    assert year.plus(november.matters, standard).by_rule_awards == {"11": 20}


def test_adding_a_month_leaves_the_year_before_it_as_it_was(standard: StandardRules) -> None:
    year = YearSoFar({"5.1": 1}, {"5": 1})
    year.plus(score(matters(("5.1", 1)), standard, year).matters, standard)
    assert year == YearSoFar({"5.1": 1}, {"5": 1})


def test_an_item_outside_the_standard_is_named(standard: StandardRules) -> None:
    with pytest.raises(UnknownItem, match=r"没有评分项 15\.1，") as raised:
        score(matters(("15.1", 1)), standard, NEW_YEAR)
    assert raised.value.code == "15.1"


@pytest.mark.parametrize(("code", "points"), [("1.1", -5), ("5.3", 5), ("4.1", -1)])
def test_points_against_the_sign_of_their_item_are_refused(
    standard: StandardRules, code: str, points: int
) -> None:
    with pytest.raises(WrongSign, match=f"评分项 {code} 是"):
        score(matters((code, points)), standard, NEW_YEAR)

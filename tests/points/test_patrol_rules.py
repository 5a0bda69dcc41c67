"""The arithmetic of a month of patrols, against numbers worked by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.patrol import (
    INDICATORS,
    MOST,
    Found,
    MonthOfPatrols,
    PatrolTerms,
    Tied,
    indicators_of,
    overlaps,
    said,
    week_in_month,
    week_of,
    worst,
)

SECOND, NINTH, SIXTEENTH, TWENTY_THIRD = (date(2026, 11, day) for day in (2, 9, 16, 23))


def taken(points: int, indicator: int = 6, walk: int = 2, day: date = NINTH) -> Found:
    return Found(walk, day, indicator, points)


def month(rounds: int, *points: int) -> MonthOfPatrols:
    """A month with one finding of so many points each, on different indicators and rounds."""
    found = [taken(each, 1 + n % 10, 1 + n // 10) for n, each in enumerate(points)]
    return MonthOfPatrols(rounds, found)


@pytest.mark.parametrize(
    ("rounds", "points", "mean", "words"),
    [
        # 200 of 200.
        (4, (), 50, "50.0"),
        # 200 − 18 = 182; 182 : 4 = 45.5.
        (4, (5, 5, 5, 3), 45, "45.5"),
        # 150 − 17 = 133; 133 : 3 = 44.33…
        (3, (5, 5, 5, 2), 44, "44.3"),
        # 150 − 16 = 134; 134 : 3 = 44.66…, which is no 45 and must not look like 44.7.
        (3, (5, 5, 5, 1), 44, "44.6"),
        # 50 − 50 = 0.
        (1, (5,) * 10, 0, "0.0"),
    ],
)
def test_the_average_leaves_out_what_is_over(
    rounds: int, points: tuple[int, ...], mean: int, words: str
) -> None:
    found = month(rounds, *points)
    assert (found.mean, found.mean_said) == (mean, words)


def test_what_came_too_late_is_taken_from_the_sum_of_the_later_month() -> None:
    # 100 − 3 − 4 = 93; 93 : 2 = 46.5.
    found = MonthOfPatrols(2, [taken(3)], [taken(4, day=date(2026, 10, 28), walk=9)])
    assert (found.sum, found.mean_said) == (93, "46.5")


def test_a_sum_does_not_fall_below_nought() -> None:
    late = [taken(5, indicator, walk=9) for indicator in range(1, 11)]
    assert MonthOfPatrols(1, [taken(1)], late).sum == 0


def test_of_several_findings_on_one_indicator_of_a_round_the_lowest_score_counts() -> None:
    found = [taken(1), taken(3), taken(2), taken(2, indicator=7), taken(4, walk=3, day=SIXTEENTH)]
    assert worst(found) == [
        taken(3),
        taken(2, indicator=7),
        taken(4, walk=3, day=SIXTEENTH),
    ]


GRADES = {
    "4.1": PatrolTerms(low=45),
    "4.2": PatrolTerms(40, 44),
    "4.3": PatrolTerms(35, 39),
    "4.4": PatrolTerms(high=29, overdue=True),
    "5.1": PatrolTerms(indicators=(5,)),
}
"""As the shipped standard has them."""


def proposed(found: MonthOfPatrols) -> list[str]:
    return [code for code, terms in GRADES.items() if terms.hold_for(found)]


@pytest.mark.parametrize(
    ("taken_in_one_round", "grade"),
    [(5, "4.1"), (6, "4.2"), (10, "4.2"), (11, "4.3"), (15, "4.3"), (16, None), (21, None)],
)
def test_the_average_chooses_one_grade(taken_in_one_round: int, grade: str | None) -> None:
    whole, rest = divmod(taken_in_one_round, 5)
    points = (*[5] * whole, *([rest] if rest else []))
    # Beginning behind the fifth indicator, so that nothing is said of 5.1.
    found = [taken(each, 6 + n) for n, each in enumerate(points)]
    assert proposed(MonthOfPatrols(1, found)) == ([grade] if grade else []) + ["5.1"]


def test_the_deduction_asks_for_an_overdue_problem_too() -> None:
    low = [taken(5, indicator) for indicator in range(6, 11)]
    assert proposed(MonthOfPatrols(1, low)) == ["5.1"]
    assert proposed(MonthOfPatrols(1, low, overdue=True)) == ["4.4", "5.1"]


def test_one_finding_under_the_indicator_is_enough_to_lose_its_item() -> None:
    assert proposed(MonthOfPatrols(4, [taken(1, indicator=5)])) == ["4.1"]
    late = [taken(1, indicator=5, walk=9)]
    assert proposed(MonthOfPatrols(4, [], late)) == ["4.1"]


def test_a_month_without_a_round_proposes_nothing() -> None:
    assert proposed(MonthOfPatrols(0, overdue=True)) == []


def test_terms_that_say_nothing_propose_nothing() -> None:
    assert not PatrolTerms().hold_for(MonthOfPatrols(4))


founds = st.builds(
    Found,
    st.integers(1, 5),
    st.just(NINTH),
    st.integers(1, len(INDICATORS)),
    st.integers(1, 5),
)


@given(st.integers(1, 5), st.lists(founds, max_size=60), st.booleans())
def test_one_household_is_proposed_at_most_one_grade(
    rounds: int, found: list[Found], overdue: bool
) -> None:
    kept = worst(each for each in found if each.round <= rounds)
    month = MonthOfPatrols(rounds, kept, overdue=overdue)
    assert 0 <= month.mean <= MOST
    grades = [code for code in proposed(month) if code.startswith("4.")]
    assert len(grades) <= 1
    # Counted the long way: what is left of each indicator of each round.
    left = sum(
        5 - max((f.taken for f in found if (f.round, f.indicator) == (r, i)), default=0)
        for r in range(1, rounds + 1)
        for i in range(1, len(INDICATORS) + 1)
    )
    assert month.sum == left
    assert month.mean == left // rounds


@given(st.integers(1, 5), st.lists(founds, max_size=60))
def test_one_more_finding_never_makes_an_average_better(rounds: int, found: list[Found]) -> None:
    kept = [each for each in found if each.round <= rounds]
    sums = [MonthOfPatrols(rounds, worst(kept[:n])).sum for n in range(len(kept) + 1)]
    assert sums == sorted(sums, reverse=True)


@given(st.integers(1, 5), st.lists(founds, max_size=60), st.lists(founds, max_size=9))
def test_the_words_fit_into_a_note_and_name_the_average(
    rounds: int, found: list[Found], late: list[Found]
) -> None:
    month = MonthOfPatrols(rounds, worst(found), worst(late), overdue=True)
    words = said(month, "11月", 200)
    assert len(words) <= 200
    assert words.startswith(f"11月巡查{rounds}次，平均{month.mean_said}分，有整改逾期")


def test_the_words_of_a_month_name_week_indicator_and_points() -> None:
    kept = [taken(2, 6), taken(1, 1, walk=4, day=TWENTY_THIRD)]
    assert said(MonthOfPatrols(4, kept), "11月", 200) == (
        "11月巡查4次，平均49.2分（第3周：垃圾桶加盖不外溢−2；第5周：门前地面清扫干净−1）"
    )
    late = [taken(3, 7, walk=9, day=date(2026, 10, 28))]
    assert said(MonthOfPatrols(4, [], late), "11月", 200) == (
        "11月巡查4次，平均49.2分（补计10月28日：庭院杂物堆放整齐−3）"
    )
    assert said(MonthOfPatrols(4), "11月", 200) == "11月巡查4次，平均50.0分（没有扣分）"


def test_what_does_not_fit_is_counted() -> None:
    kept = [taken(1, indicator) for indicator in range(1, 11)]
    words = said(MonthOfPatrols(1, kept), "11月", 60)
    assert words == (
        "11月巡查1次，平均40.0分（第3周：门前地面清扫干净−1；第3周：门前花草护养整洁−1；另有8处）"
    )


def test_weeks_begin_on_mondays_and_count_within_their_month() -> None:
    assert week_of(date(2026, 11, 1)) == date(2026, 10, 26)
    assert [week_in_month(day) for day in (date(2026, 11, 1), SECOND, NINTH)] == [1, 2, 3]
    assert week_in_month(date(2026, 11, 30)) == 6


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("", ()), ("5", (5,)), ("6、5", (5, 6)), ("１，10", (1, 10)), (" 5 5 ", (5,))],
)
def test_indicators_are_read_as_people_write_them(typed: str, numbers: tuple[int, ...]) -> None:
    assert indicators_of(typed) == numbers


@pytest.mark.parametrize("typed", ["0", "11", "五", "5.6", "5-6"])
def test_what_is_no_indicator_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="不是巡查指标，请填1至10的编号"):
        indicators_of(typed)


def test_two_items_that_one_average_would_propose_are_told() -> None:
    grades = [Tied(code, 4, None, terms) for code, terms in GRADES.items()]
    assert list(overlaps(grades)) == []
    assert list(overlaps([*grades, Tied("4.5", 4, None, PatrolTerms(44, 46))])) == [
        "评分项 4.1 和 4.5 的巡查均分重叠（45至50分与44至46分），同一个平均分会提出两项，"
        "请改正其中一项。",
        "评分项 4.2 和 4.5 的巡查均分重叠（40至44分与44至46分），同一个平均分会提出两项，"
        "请改正其中一项。",
    ]


@pytest.mark.parametrize(
    ("rule", "villages", "meet"),
    [
        (4, (None, None), True),
        (4, (7, None), True),
        (4, (None, 7), True),
        (4, (7, 7), True),
        (4, (7, 8), False),
        # 5.2 may well follow the average that 4.1 follows.
        (5, (None, None), False),
    ],
)
def test_items_of_two_rules_or_villages_may_follow_one_average(
    rule: int, villages: tuple[int | None, int | None], meet: bool
) -> None:
    one, other = villages
    items = [
        Tied("4.1", 4, one, PatrolTerms(45, None)),
        Tied("4.5", rule, other, PatrolTerms(40, None)),
    ]
    assert bool(list(overlaps(items))) is meet


def test_terms_are_told_as_a_rule_book_would() -> None:
    assert [terms.said for terms in GRADES.values()] == [
        ["平均45分及以上"],
        ["平均40至44分"],
        ["平均35至39分"],
        ["平均29分及以下", "有整改逾期的问题"],
        ["垃圾分类投放没有扣分"],
    ]

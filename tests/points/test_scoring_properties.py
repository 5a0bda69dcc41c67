"""What holds for every standard, every month and every order of its matters."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from points.scoring import ItemRule, Matter, Score, Scored, StandardRules, YearSoFar, score
from tests.points.generated import (
    AREAS,
    Case,
    CaseWithOneMore,
    cases,
    cases_with_one_more,
    months,
    standards,
)

COUNTED = re.compile(r"(?:^|，)(?:本次只?)?计 (−?\d+) 分(?:；本项为一票否决事由)?$")

every = settings(max_examples=150)


def sums_by_item(scored: Iterable[Scored]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in scored:
        sums[one.item_code] = sums.get(one.item_code, 0) + one.counted
    return sums


def awards_by_rule(scored: Iterable[Scored], standard: StandardRules) -> dict[str, int]:
    sums = dict.fromkeys(standard.rule_caps, 0)
    for one in scored:
        sums[standard.items[one.item_code].rule] += max(0, one.counted)
    return sums


def left_under(cap: int | None, used: int) -> float:
    return float("inf") if cap is None else max(0, abs(cap) - abs(used))


def room_of(item: ItemRule, year: YearSoFar) -> float:
    """The most the item may still give or take this month, by its own caps."""
    yearly = left_under(item.yearly_cap, year.by_item.get(item.code, 0))
    return min(yearly, left_under(item.monthly_cap, 0))


def total_by_formula(month: list[Matter], standard: StandardRules, year: YearSoFar) -> float:
    """The total as the rules say it, without walking through the matters in any order."""
    total = 0.0
    for rule, caps in standard.rule_caps.items():
        awards = 0.0
        in_groups: dict[str, list[ItemRule]] = {}
        for item in (one for one in standard.items.values() if one.rule == rule):
            in_groups.setdefault(item.exclusive_group or item.code, []).append(item)
        for group in in_groups.values():
            gives: list[float] = []
            takes: list[float] = []
            for item in group:
                sizes = [abs(one.points) for one in month if one.item_code == item.code]
                sizes = [size for size in sizes if size]
                size = max(sizes, default=0) if item.exclusive_group else sum(sizes)
                if sizes:
                    (gives if item.sign > 0 else takes).append(min(size, room_of(item, year)))
            if gives:
                awards += max(gives)
            else:
                total -= max(takes, default=0)
        total += min(awards, left_under(caps.awards.year, year.by_rule_awards.get(rule, 0)))
    return total


@every
@given(cases())
def test_the_total_is_the_closed_formula(case: Case) -> None:
    standard, year, month = case
    assert score(month, standard, year).total == total_by_formula(month, standard, year)


@every
@given(cases_with_one_more(sign=1))
def test_one_more_award_never_lowers_a_score(case: CaseWithOneMore) -> None:
    standard, year, month, added = case
    before, after = score(month, standard, year), score(month + added, standard, year)
    assert all(after.by_area[area] >= before.by_area[area] for area in AREAS)
    assert after.total >= before.total


@every
@given(cases_with_one_more(sign=-1))
def test_one_more_deduction_never_raises_a_score(case: CaseWithOneMore) -> None:
    standard, year, month, added = case
    before, after = score(month, standard, year), score(month + added, standard, year)
    assert all(after.by_area[area] <= before.by_area[area] for area in AREAS)
    assert after.total <= before.total


@every
@given(st.data(), cases())
def test_caps_hold_and_the_total_stays_for_every_order_of_the_matters(
    data: st.DataObject, case: Case
) -> None:
    standard, year, month = case
    places = data.draw(st.permutations([(one.occurred_on, one.order) for one in month]))
    moved = [
        replace(one, occurred_on=day, order=order)
        for one, (day, order) in zip(month, places, strict=True)
    ]
    first, second = score(month, standard, year), score(moved, standard, year)
    assert first.by_area == second.by_area
    for result in (first, second):
        assert_caps_hold(result, standard, year)


def assert_caps_hold(result: Score, standard: StandardRules, year: YearSoFar) -> None:
    for code, points in sums_by_item(result.matters).items():
        item = standard.items[code]
        assert 0 <= points * item.sign <= room_of(item, year)
    for rule, points in awards_by_rule(result.matters, standard).items():
        assert points <= left_under(
            standard.rule_caps[rule].awards.year, year.by_rule_awards.get(rule, 0)
        )


@every
@given(cases())
def test_the_points_of_the_areas_and_of_the_matters_are_the_total(case: Case) -> None:
    standard, year, month = case
    result = score(month, standard, year)
    assert tuple(result.by_area) == AREAS
    assert sum(result.by_area.values()) == result.total
    for area in AREAS:
        of_area = (one for one in result.matters if standard.items[one.item_code].area == area)
        assert sum(one.counted for one in of_area) == result.by_area[area]


@every
@given(cases())
def test_the_numbers_of_the_explanations_add_up_to_the_score(case: Case) -> None:
    standard, year, month = case
    result = score(month, standard, year)
    total = 0
    for one in result.matters:
        found = COUNTED.search(one.explanation)
        assert found is not None, one.explanation
        number = int(found[1].replace("−", "-"))
        assert number == one.counted
        total += number
    assert total == result.total


@every
@given(cases())
def test_a_matter_counts_in_full_or_is_told_why_not(case: Case) -> None:
    standard, year, month = case
    points = {one.key: one.points for one in month}
    for one in score(month, standard, year).matters:
        plain = one.explanation.partition("；")[0].startswith("计 ")
        assert plain == (one.counted == points[one.key] != 0)
        assert abs(one.counted) <= abs(points[one.key])
        assert not re.search("[,;:()-]", one.explanation)


@every
@given(cases())
def test_of_an_exclusive_group_at_most_one_matter_counts(case: Case) -> None:
    standard, year, month = case
    counting: dict[str, int] = {}
    for one in score(month, standard, year).matters:
        group = standard.items[one.item_code].exclusive_group
        if group and one.counted:
            counting[group] = counting.get(group, 0) + 1
    assert all(number == 1 for number in counting.values())


@every
@given(cases())
def test_vetoes_are_the_matters_of_veto_items_that_were_not_refused(case: Case) -> None:
    standard, year, month = case
    result = score(month, standard, year)
    grounds = {one.key for one in month if one.points and standard.items[one.item_code].veto}
    assert set(result.vetoes) == grounds
    marked = {one.key for one in result.matters if "一票否决" in one.explanation}
    assert marked == grounds


@every
@given(st.data(), standards())
def test_two_months_chained_keep_the_caps_of_the_year(
    data: st.DataObject, standard: StandardRules
) -> None:
    october = score(data.draw(months(standard)), standard, YearSoFar())
    year = YearSoFar().plus(october.matters, standard)
    november = score(data.draw(months(standard)), standard, year)
    both = october.matters + november.matters
    for code, points in sums_by_item(both).items():
        item = standard.items[code]
        assert points * item.sign <= left_under(item.yearly_cap, 0)
    for rule, points in awards_by_rule(both, standard).items():
        assert points <= left_under(standard.rule_caps[rule].awards.year, 0)
    end = year.plus(november.matters, standard)
    assert end == YearSoFar().plus(both, standard)
    assert end.by_item == sums_by_item(both)
    awards = {rule: points for rule, points in awards_by_rule(both, standard).items() if points}
    assert end.by_rule_awards == awards


@pytest.mark.parametrize(
    "word", ["本月该项", "本年该项", "本年第", "已扣", "更高", "扣分更重", "先记", "一票否决"]
)
def test_the_generated_months_meet_every_kind_of_sentence(word: str) -> None:
    # The properties would prove little if caps, groups and vetoes were never met.
    def meets(case: Case) -> bool:
        standard, year, month = case
        return any(word in one.explanation for one in score(month, standard, year).matters)

    without_shrinking = settings(max_examples=1000, phases=[Phase.generate])
    find(cases(), meets, settings=without_shrinking)

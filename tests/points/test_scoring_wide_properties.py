"""What holds for every rule book that uses all it may say; beside the formula, read from the rules
without walking through the matters."""

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from points import periods
from points.scoring import ItemRule, Matter, Scored, StandardRules, YearSoFar, score
from points.sofar import CountedMonth, so_far
from points.spans import CAPPED, Caps, Span
from points.validity import counts_in
from tests.points.generated_wide import (
    AREAS,
    Month,
    cases,
    cases_with_one_more,
    matters,
    standards,
)

COUNTED = re.compile(r"(?:^|，)(?:本次只?)?计 (−?\d+) 分$")
INFINITE = 10**6

every = settings(max_examples=100)


def when(matter: Matter) -> tuple[object, int]:
    return matter.occurred_on, matter.order


def stands(matter: Matter, item: ItemRule) -> bool:
    return matter.points != 0 and bool(matter.decided_by or not item.case_by_case)


def weights(case: Month) -> dict[object, int]:
    """What each matter that stands is worth without sign, repeats doubled: each pair compared."""
    found = {}
    for one in case.matters:
        item = case.standard.items[one.item_code]
        if not stands(one, item):
            continue
        found[one.key] = abs(one.points)
        if item.repeat_days is None:
            continue
        window = timedelta(days=item.repeat_days)
        earlier = [
            other.occurred_on
            for other in case.matters
            if other.item_code == item.code and stands(other, item) and when(other) < when(one)
        ] + [past.day for past in case.year.past[item.code] if past.day <= one.occurred_on]
        if any(one.occurred_on - day <= window for day in earlier):
            found[one.key] *= 2
    return found


def room(caps: Caps, used: dict[Span, int]) -> int:
    left = [cap - used[span] for span in CAPPED if (cap := caps.of(span)) is not None]
    return max(0, min(left, default=INFINITE))


def item_room(item: ItemRule, year: YearSoFar) -> int:
    used = {
        Span.YEAR: year.by_item.get(item.code, 0),
        Span.QUARTER: year.quarter.by_item.get(item.code, 0),
    }
    return room(item.caps, {Span.MONTH: 0} | {k: max(0, v * item.sign) for k, v in used.items()})


def used_up(matter: Matter, item: ItemRule, year: YearSoFar) -> bool:
    if item.once is None:
        return False
    span = item.once.of(matter.occurred_on)
    return any(one.counted and item.once.of(one.day) == span for one in year.past[item.code])


def of_a_rule(case: Month, rule: str) -> dict[int, int]:
    """Awards (1) and deductions (−1) of a rule before its own caps, without sign."""
    worth, gives = weights(case), {1: 0, -1: 0}
    events: defaultdict[object, list[tuple[int, int]]] = defaultdict(list)
    groups: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for item in (one for one in case.standard.items.values() if one.rule == rule):
        mine = [one for one in case.matters if one.item_code == item.code and one.key in worth]
        left = item_room(item, case.year)
        if item.within_event:
            for one in mine:
                event = (item.exclusive_group, one.occurred_on, one.event)
                events[event].append((item.sign, worth[one.key]))
        elif item.exclusive_group:
            for one in mine:
                rest = 0 if used_up(one, item, case.year) else min(left, worth[one.key])
                groups[item.exclusive_group].append((item.sign, rest))
        else:
            spans: defaultdict[object, int] = defaultdict(int)
            for one in mine:
                if not used_up(one, item, case.year):
                    span = item.once.of(one.occurred_on) if item.once else one.key
                    spans[span] = max(spans[span], worth[one.key])
            gives[item.sign] += min(left, sum(spans.values()))
    for race in (*events.values(), *groups.values()):
        sign, points = max(race)
        gives[sign] += points
    return gives


def by_formula(case: Month) -> dict[str, int]:
    """The points of every area, as the rules say them."""
    standard, year = case.standard, case.year
    found = dict.fromkeys(AREAS, 0)
    for sign in (1, -1):
        kind = "awards" if sign > 0 else "deductions"
        for area in AREAS:
            total = 0
            for rule, caps in standard.rule_caps.items():
                if any(one.rule == rule and one.area == area for one in standard.items.values()):
                    used = {
                        Span.MONTH: 0,
                        Span.QUARTER: getattr(year.quarter, f"by_rule_{kind}").get(rule, 0),
                        Span.YEAR: getattr(year, f"by_rule_{kind}").get(rule, 0),
                    }
                    total += min(of_a_rule(case, rule)[sign], room(caps.of(sign), used))
            if area in standard.area_caps:
                used = {
                    Span.MONTH: 0,
                    Span.QUARTER: getattr(year.quarter, f"by_area_{kind}").get(area, 0),
                    Span.YEAR: getattr(year, f"by_area_{kind}").get(area, 0),
                }
                total = min(total, room(standard.area_caps[area].of(sign), used))
            found[area] += sign * total
    return found


@every
@given(cases())
def test_the_points_of_the_areas_are_the_closed_formula(case: Month) -> None:
    result = score(case.matters, case.standard, case.year)
    assert result.by_area == by_formula(case)
    assert result.total == sum(result.by_area.values())


@every
@given(cases_with_one_more(sign=1))
def test_one_more_award_never_lowers_a_score(pair: tuple[Month, Month]) -> None:
    before, after = (score(case.matters, case.standard, case.year) for case in pair)
    assert all(after.by_area[area] >= before.by_area[area] for area in AREAS)


@every
@given(cases_with_one_more(sign=-1))
def test_one_more_deduction_never_raises_a_score(pair: tuple[Month, Month]) -> None:
    before, after = (score(case.matters, case.standard, case.year) for case in pair)
    assert all(after.by_area[area] <= before.by_area[area] for area in AREAS)


@every
@given(st.data(), cases())
def test_the_order_in_which_the_matters_are_given_changes_nothing(
    data: st.DataObject, case: Month
) -> None:
    shuffled = data.draw(st.permutations(case.matters))
    assert score(shuffled, case.standard, case.year) == score(
        case.matters, case.standard, case.year
    )


@every
@given(cases())
def test_the_numbers_of_the_explanations_add_up_to_the_score(case: Month) -> None:
    result = score(case.matters, case.standard, case.year)
    total = 0
    for one in result.matters:
        found = COUNTED.search(one.explanation)
        assert found is not None, one.explanation
        assert int(found[1].replace("−", "-")) == one.counted
        assert not re.search("[,;:()-]", one.explanation)
        total += one.counted
    assert total == result.total


@every
@given(cases())
def test_a_repeat_is_told_and_doubles_and_nothing_counts_more_than_double(case: Month) -> None:
    worth = weights(case)
    size = {one.key: abs(one.points) for one in case.matters}
    for one in score(case.matters, case.standard, case.year).matters:
        doubled = worth.get(one.key, 0) > size[one.key]
        assert ("按规定加倍" in one.explanation) == doubled
        assert abs(one.counted) <= size[one.key] * (1 + doubled)


@every
@given(cases())
def test_undecided_matters_change_nothing(case: Month) -> None:
    items = case.standard.items
    standing = [one for one in case.matters if stands(one, items[one.item_code])]
    with_all = score(case.matters, case.standard, case.year)
    assert score(standing, case.standard, case.year).by_area == with_all.by_area


@every
@given(cases())
def test_of_one_event_or_span_at_most_one_matter_counts(case: Month) -> None:
    result = score(case.matters, case.standard, case.year)
    matter = {one.key: one for one in case.matters}
    seen = set()
    for one in result.matters:
        item = case.standard.items[one.item_code]
        if not one.counted:
            continue
        day = matter[one.key].occurred_on
        if item.within_event:
            race = (item.exclusive_group, day, matter[one.key].event)
            assert race not in seen
            seen.add(race)
        if item.once:
            assert not used_up(matter[one.key], item, case.year)
            assert (item.code, item.once.of(day)) not in seen
            seen.add((item.code, item.once.of(day)))


@settings(max_examples=60)
@given(st.data(), standards())
def test_months_chained_keep_every_cap_of_quarter_and_year(
    data: st.DataObject, standard: StandardRules
) -> None:
    months: list[CountedMonth] = []
    for number in (8, 9, 10, 11):
        month = periods.Month(2026, number)
        result = score(data.draw(matters(standard, most=6)), standard, so_far(months, month))
        months.append(CountedMonth(month, standard, result.matters))
        for span in CAPPED:
            assert_caps_hold(standard, months, month, span)
        assert_once(standard, months)


def assert_caps_hold(
    standard: StandardRules, months: list[CountedMonth], month: periods.Month, span: Span
) -> None:
    """Sums what counts in `month` of the months in its `span`."""
    by_item: defaultdict[object, int] = defaultdict(int)
    for each in months:
        if span.of(each.month.first_day) != span.of(month.first_day):
            continue
        for one in each.scored:
            item = standard.items[one.item_code]
            if counts_in(month, each.month, item.validity_months):
                for key in (item.code, (item.rule, item.sign), (item.area, item.sign, "area")):
                    by_item[key] += abs(one.counted)
    for item in standard.items.values():
        for key, caps in (
            (item.code, item.caps),
            ((item.rule, item.sign), standard.rule_caps[item.rule].of(item.sign)),
        ):
            assert by_item[key] <= most(caps, span)
    for area, both in standard.area_caps.items():
        for sign in (1, -1):
            assert by_item[area, sign, "area"] <= most(both.of(sign), span)


def most(caps: Caps, span: Span) -> int:
    cap = caps.of(span)
    return INFINITE if cap is None else cap


def assert_once(standard: StandardRules, months: list[CountedMonth]) -> None:
    counting: list[Scored] = [one for each in months for one in each.scored if one.counted]
    spans = [
        (one.item_code, item.once.of(one.stood_on))
        for one in counting
        if (item := standard.items[one.item_code]).once and one.stood_on
    ]
    assert len(spans) == len(set(spans))


@pytest.mark.parametrize(
    "word",
    [
        "日内第二次", "日内第三次", "同一事件", "只计一次，同一周有", "同一季度已经计过",
        "没有写明议定的会议", "一事一议（会议）", "本季该项", "本季第", "本月“", "本年“", "本季“",
    ],
)  # fmt: skip
def test_the_generated_months_meet_every_kind_of_sentence(word: str) -> None:
    def meets(case: Month) -> bool:
        result = score(case.matters, case.standard, case.year)
        return any(word in one.explanation for one in result.matters)

    find(cases(), meets, settings=settings(max_examples=3000, phases=[Phase.generate]))

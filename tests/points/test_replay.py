"""Months replayed one after the other: under their own rules they come out as they were."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from points.matters import Matter, Scored
from points.periods import Month
from points.ranks import ranks
from points.replay import Track
from points.replay_findings import AFTER, BEFORE, Finder, together
from points.rulebook import StandardRules
from points.scoring import score
from points.sofar import CountedMonth, YearSoFar, so_far
from points.translation import Fate, Recorded, Terms
from tests.points.generated_wide import standards
from tests.points.rules import AREA, book, dated, rule

OCTOBER, NOVEMBER, DECEMBER = (Month(2026, month) for month in (10, 11, 12))
FIRST = Month(2025, 11)


@st.composite
def several_months(draw: st.DrawFn, standard: StandardRules) -> list[tuple[Month, list[Matter]]]:
    """Up to sixteen months on end, over a new year; matters may be found late."""
    codes = sorted(standard.items)
    month, found = FIRST, []
    for _ in range(draw(st.integers(2, 16))):
        matters = []
        for key in range(draw(st.integers(0, 4))):
            code = draw(st.sampled_from(codes))
            points = standard.items[code].sign * draw(st.integers(0, 7))
            day = month.first_day + timedelta(days=draw(st.integers(-20, 27)))
            decided_by = draw(st.sampled_from(("", "会议")))
            matters.append(Matter(key, code, points, day, key, decided_by=decided_by))
        found.append((month, matters))
        month = month.next()
    return found


@given(st.data())
def test_a_track_scores_every_month_as_the_office_did(data: st.DataObject) -> None:
    standard = data.draw(standards())
    track, counted = Track(), list[CountedMonth]()
    for month, matters in data.draw(several_months(standard)):
        scored = score(matters, standard, track.before(month)).matters
        expected = score(matters, standard, so_far(counted, month)).matters
        assert scored == expected
        counted.append(CountedMonth(month, standard, expected))
        track.passed(month, standard, scored)


def test_months_before_the_replay_use_up_the_caps_of_their_year_and_their_days_come_along() -> None:
    standard = book(rule("7.2", 2, yearly_cap=5))
    track = Track()
    track.passed(OCTOBER, standard, [Scored(1, "7.2", 2, "")])
    year = track.before(NOVEMBER)
    assert (year.by_item, year.quarter.by_item, year.past) == ({"7.2": 2}, {"7.2": 2}, {})
    assert track.before(Month(2027, 1)).by_item == {}


def test_a_deduction_that_lapses_frees_its_cap_in_the_month_it_lapses() -> None:
    standard = book(rule("1.3", -2, yearly_cap=-2, validity_months=2))
    track = Track()
    track.passed(OCTOBER, standard, [Scored(1, "1.3", -2, "", date(2026, 10, 3))])
    assert track.before(NOVEMBER).by_item == {"1.3": -2}
    assert track.before(DECEMBER).by_item == {}


def test_what_lapses_later_than_the_year_uses_up_nothing_of_the_next_one() -> None:
    standard = book(rule("1.3", -2, yearly_cap=-2, validity_months=6))
    track = Track()
    track.passed(NOVEMBER, standard, [Scored(1, "1.3", -2, "", date(2026, 11, 3))])
    assert track.before(DECEMBER).by_item == {"1.3": -2}
    assert track.before(Month(2027, 1)).by_item == {}


def matter(points: int, counted: int, key: int = 1) -> Recorded:
    return Recorded(key, 1, None, points, date(2026, 11, 3), "", "", counted)


def test_findings_add_up_by_area_item_and_family() -> None:
    old = rule("1.3", -2, validity_months=1, area="甲", rule="1")
    kept, gone = rule("7.2", 2, area="乙", rule="2"), rule("9.9", 1, area="乙", rule="2")
    new = book(rule("7.2", 3, monthly_cap=4, area="乙", rule="2"), old)
    finder = Finder(new, DECEMBER)
    finder.begin(5, (10, 20), (0, 20))
    finder.was(5, NOVEMBER, matter(-2, -2), Terms(old, area="甲"), Fate.KEPT, "1.3")
    finder.was(5, NOVEMBER, matter(2, 2), Terms(kept, area="乙"), Fate.KEPT, "7.2")
    finder.was(5, NOVEMBER, matter(2, 2), Terms(kept, area="乙"), Fate.GUESSED, "7.2")
    finder.was(5, NOVEMBER, matter(1, 1), Terms(gone, area="乙"), Fate.GONE, "")
    day = date(2026, 11, 3)
    again = [dated(day, "1.3", -2), dated(day, "7.2", 3), dated(day, "7.2", 3, order=1)]
    finder.would_be(5, NOVEMBER, score(again, new, YearSoFar()).matters)
    found = together([finder.findings])
    assert found["areas"] == {"甲": [-2, -2], "乙": [5, 4]}
    assert (found["awards"], found["deductions"], found["base"]) == ([5, 4], [-2, -2], [0, 20])
    # Records, households, before, after, cut by a cap.
    assert found["items"] == {"1.3": [1, 1, -2, -2, 0], "7.2": [2, 1, 4, 4, 2]}
    assert found["lost"] == {"9.9 事项9.9": ["9.9", "事项9.9", "新标准没有这一项", 1, 1]}
    assert (found["records"], found["guessed"]) == (4, 1)
    # The deduction has lapsed by December.
    assert finder.findings["families"] == {5: [10 + 5, 20 + 4]}


def test_parts_are_added_up() -> None:
    new = book(rule("7.2", 1))
    parts = []
    for household in (1, 2):
        finder = Finder(new, NOVEMBER)
        finder.begin(household, (0, 0), (0, 0))
        same, other = (
            Terms(new.item("7.2"), area=AREA),
            Terms(rule("7.2", 1, title="帮工"), area=AREA),
        )
        finder.was(household, NOVEMBER, matter(1, 1), same, Fate.KEPT, "7.2")
        finder.was(household, NOVEMBER, matter(1, 1), other, Fate.KEPT, "7.2")
        lost = Terms(rule("8.1", 1), area="丙")
        finder.was(household, NOVEMBER, matter(1, 1), lost, Fate.TURNED, "8.1")
        scored = score([dated(date(2026, 11, 3), "7.2", 1)], new, YearSoFar()).matters
        finder.would_be(household, NOVEMBER, scored)
        parts.append(finder.findings)
    found = together(parts)
    assert found["items"] == {"7.2": [4, 2, 4, 2, 0]}
    assert found["lost"] == {"8.1 事项8.1": ["8.1", "事项8.1", str(Fate.TURNED), 2, 2]}
    assert found["renamed"] == {"7.2 帮工": ["7.2", "帮工", "事项7.2", 2]}
    assert found["areas"]["丙"] == [2, 0]
    assert found["awards"][BEFORE], found["awards"][AFTER] == (4, 2)


def test_equal_points_share_a_place_and_leave_the_next_one_out() -> None:
    assert ranks({"甲": 5, "乙": 9, "丙": 5, "丁": 1}) == {"乙": 1, "甲": 2, "丙": 2, "丁": 4}
    assert ranks({}) == {}


@given(st.dictionaries(st.integers(), st.integers(-9, 9)))
def test_a_place_is_one_more_than_the_number_of_those_ahead(points: dict[int, int]) -> None:
    found = ranks(points)
    for key, mine in points.items():
        assert found[key] == 1 + sum(each > mine for each in points.values())

"""What a settled matter would be worth under other rules: the seven rules, by hand."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.matters import Matter
from points.spans import Span
from points.tiers import Tiers
from points.translation import TAKEN_AS_DECIDED, Fate, Recorded, Terms, one_a_month, translated
from tests.points.generated_wide import standards
from tests.points.rules import on, rule

DAY = date(2026, 11, 3)
FOUND = Tiers.parse("0~100:1；100~1000:2；1000~:3")
HOURS = Tiers.parse("2~4:1；4~:2")


def recorded(points: int, quantity: int = 1, amount: int | None = None, **more: Any) -> Recorded:
    given = {"key": 1, "day": DAY, "event": "", "decided_by": "", "counted": points}
    return Recorded(quantity=quantity, amount=amount, points=points, **(given | more))


def worth(matter: Recorded, old: Terms, new: Terms | None, village: int | None = 7) -> int | Fate:
    """The points it comes to, or why it comes to nothing."""
    found, fate = translated(matter, old, new, village)
    return fate if found is None else found.points


ONE, TWO = Terms(rule("7.2", 1)), Terms(rule("7.2", 2))
RANGE, HIGHER = Terms(rule("7.2", 1, 5)), Terms(rule("7.2", 3, 8))
LOWER = Terms(rule("7.2", 1, 2))


def test_a_code_that_is_no_more_gives_nothing_and_says_so() -> None:
    assert worth(recorded(1), ONE, None) is Fate.GONE


def test_a_code_that_has_turned_from_adding_to_deducting_gives_nothing() -> None:
    assert worth(recorded(1), ONE, Terms(rule("7.2", -2))) is Fate.TURNED


def test_an_item_of_another_village_gives_nothing_here() -> None:
    elsewhere = Terms(rule("7.2", 1), village=8)
    assert worth(recorded(1), ONE, elsewhere) is Fate.ELSEWHERE
    assert worth(recorded(1), ONE, elsewhere, village=8) == 1


@pytest.mark.parametrize(
    ("points", "quantity", "expected"),
    [
        (1, 1, 2),
        (3, 3, 6),
        # Of three times a step recognised two.
        (2, 3, 4),
        # Refused stays refused.
        (0, 3, 0),
    ],
)
def test_fixed_points_count_as_often_as_was_recognised(
    points: int, quantity: int, expected: int
) -> None:
    assert worth(recorded(points, quantity), ONE, TWO) == expected


@pytest.mark.parametrize(
    ("points", "quantity", "new", "expected"),
    [
        # Within the new range: as it was.
        (4, 1, HIGHER, 4),
        (2, 1, HIGHER, 3),
        (5, 1, LOWER, 2),
        # Two times: from 6 to 16.
        (4, 2, HIGHER, 6),
        # One point can only have been for one of two times.
        (1, 2, HIGHER, 3),
        (4, 1, TWO, 2),
    ],
)
def test_points_in_a_range_go_to_the_nearer_end_of_the_new_one(
    points: int, quantity: int, new: Terms, expected: int
) -> None:
    assert worth(recorded(points, quantity), RANGE, new) == expected


def test_a_deduction_goes_to_the_nearer_end_too() -> None:
    old, new = Terms(rule("7.3", -5, -1)), Terms(rule("7.3", -3, -2))
    assert [worth(recorded(points), old, new) for points in (-5, -3, -1)] == [-3, -3, -2]


def test_steps_by_quantity_are_looked_up_for_what_was_recognised() -> None:
    new = Terms(rule("7.2", 1, 2, tiers=HOURS))
    times = [worth(recorded(number, number), ONE, new) for number in (1, 2, 4)]
    # Once is below the first step.
    assert times == [0, 1, 2]


def test_steps_by_amount_are_looked_up_by_the_amount() -> None:
    old = Terms(rule("6.1", 1, 3, tiers=FOUND), by_amount=True)
    dearer = Tiers.parse("0~500:2；500~:6")
    new = Terms(rule("6.1", 2, 6, tiers=dearer), by_amount=True)
    assert worth(recorded(1, amount=99), old, new) == 2
    assert worth(recorded(2, amount=500), old, new) == 6
    # A step gave it less than its amount says: the nearest of the new steps.
    assert worth(recorded(1, amount=5000), old, new) == 2


def test_without_an_amount_the_nearest_step_is_a_guess_that_is_told() -> None:
    new = Terms(rule("7.2", 1, 3, tiers=FOUND), by_amount=True)
    matter, fate = translated(recorded(5), RANGE, new, None)
    assert (matter and matter.points, fate) == (3, Fate.GUESSED)


def test_what_is_now_for_one_time_counts_once() -> None:
    weekly = Terms(rule("7.2", 1, once=Span.WEEK))
    monthly = Terms(rule("7.2", 1), once_a_month=True)
    assert [worth(recorded(3, 3), ONE, new) for new in (weekly, monthly)] == [1, 1]


def test_what_has_become_case_by_case_is_taken_to_be_decided() -> None:
    new = Terms(rule("7.2", 1, 5, case_by_case=True))
    matter, _ = translated(recorded(4), RANGE, new, None)
    assert matter is not None
    assert (matter.points, matter.decided_by) == (4, TAKEN_AS_DECIDED)
    # Under one that was so already, what no meeting has settled stays unsettled.
    again, _ = translated(recorded(4), new, new, None)
    assert again is not None
    assert again.decided_by == ""


def test_of_an_item_that_is_now_monthly_the_greatest_matter_of_the_month_stands() -> None:
    few, most, same = on(3, "7.2", 1), on(5, "7.2", 2), on(9, "7.2", 2)
    other = on(4, "8.1", 1)
    found = one_a_month([(few, True), (other, False), (most, True), (same, True)])
    assert [each.points for each in found] == [0, 1, 2, 0]


def same(matter: Matter | None, points: int) -> bool:
    return matter is not None and matter.points == points


@given(st.data())
def test_under_the_same_terms_every_matter_keeps_its_points(data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(sorted(data.draw(standards()).items.items())))[1]
    once_a_month, by_amount = data.draw(st.booleans()), data.draw(st.booleans())
    terms = Terms(item, by_amount=by_amount, once_a_month=once_a_month)
    points = item.sign * data.draw(st.integers(0, 20))
    said = {"decided_by": data.draw(st.sampled_from(("", "会议")))}
    matter = recorded(points, data.draw(st.integers(1, 9)), **said)
    found, fate = translated(matter, terms, terms, None)
    assert same(found, points)
    assert fate is Fate.KEPT
    assert found is not None
    assert found.decided_by == matter.decided_by

"""A standard that says what can't be meant: each contradiction has its sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.fitness import contradictions
from points.scoring import StandardRules
from points.spans import Caps, CapsBySign
from tests.points.rules import AREA, book, rule


def test_a_standard_that_can_be_meant_has_none() -> None:
    standard = book(
        rule("1.1", 5, monthly_cap=5, quarterly_cap=10, yearly_cap=20),
        rule("1.2", -3, yearly_cap=-6),
        rule_caps={"1": CapsBySign(Caps(year=20), Caps(month=3))},
        area_caps={AREA: CapsBySign(Caps(month=5))},
    )
    assert list(contradictions(standard)) == []


@pytest.mark.parametrize(
    ("standard", "sentence"),
    [
        (
            book(rule("1.1", 5, monthly_cap=4)),
            "评分项 1.1 一次最多加5分，评分项 1.1 每月最多只加4分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            book(rule("1.1", -2, -1, quarterly_cap=-1)),
            "评分项 1.1 一次最多扣2分，评分项 1.1 每季最多只扣1分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            book(rule("1.1", 5), rule_caps={"1": CapsBySign(Caps(year=3))}),
            "评分项 1.1 一次最多加5分，第1条每年最多只加3分，上限低于分值，请改大上限或改小分值。",
        ),
        (
            book(rule("1.1", -5), area_caps={AREA: CapsBySign(deductions=Caps(month=3))}),
            "评分项 1.1 一次最多扣5分，“文明建设”方面每月最多只扣3分，"
            "上限低于分值，请改大上限或改小分值。",
        ),
        (
            book(rule("1.1", 1, monthly_cap=4, yearly_cap=2)),
            "评分项 1.1 每年的上限（2分）低于每月的上限（4分），请改正其中一个。",
        ),
        (
            book(rule("1.1", 1), rule_caps={"1": CapsBySign(Caps(month=9, quarter=8))}),
            "第1条每季的上限（8分）低于每月的上限（9分），请改正其中一个。",
        ),
        (
            book(rule("1.1", 1), area_caps={AREA: CapsBySign(Caps(quarter=9, year=8))}),
            "“文明建设”方面每年的上限（8分）低于每季的上限（9分），请改正其中一个。",
        ),
    ],
)
def test_a_contradiction_is_told_with_what_to_do(standard: StandardRules, sentence: str) -> None:
    assert list(contradictions(standard)) == [sentence]


def test_a_cap_of_deductions_does_not_hold_for_awards() -> None:
    caps = CapsBySign(Caps(year=20), Caps(year=1))
    assert list(contradictions(book(rule("1.1", 5), rule_caps={"1": caps}))) == []


@given(st.integers(1, 20), st.integers(0, 25), st.sampled_from((1, -1)))
def test_a_cap_is_refused_exactly_when_one_matter_is_worth_more(
    points: int, cap: int, sign: int
) -> None:
    standard = book(rule("1.1", sign * points, monthly_cap=sign * cap))
    assert bool(list(contradictions(standard))) == (cap < points)

"""Steps of points by quantity or amount: where a bound belongs, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.tiers import Tier, Tiers

FOUND_MONEY = "0~100:1；100~1000:2；1000~:3"


@pytest.mark.parametrize(
    ("yuan", "points"), [(1, 1), (99, 1), (100, 2), (999, 2), (1000, 3), (9_999_999, 3)]
)
def test_a_lower_bound_belongs_to_its_step_and_an_upper_bound_to_the_next(
    yuan: int, points: int
) -> None:
    assert Tiers.parse(FOUND_MONEY).worth(yuan) == points


def test_below_the_first_step_there_are_no_points() -> None:
    tiers = Tiers.parse("50~:2")
    assert (tiers.worth(49), tiers.worth(50)) == (None, 2)


def test_steps_are_read_as_people_type_them() -> None:
    typed = " 0～100：1；\n100-1000 : +2 ;1000~:３； "
    assert Tiers.parse(typed) == Tiers.parse(FOUND_MONEY)


def test_deductions_have_steps_too() -> None:
    tiers = Tiers.parse("1~3:−1；3~:−5")
    assert [tiers.worth(times) for times in (1, 2, 3, 9)] == [-1, -1, -5, -5]
    assert tiers.points == (-5, -1)
    assert str(tiers) == "1~3:-1；3~:-5"


def test_steps_are_told_in_words() -> None:
    said = "不满100元+1分，100元以上不满1000元+2分，1000元以上+3分"
    assert Tiers.parse(FOUND_MONEY).said("元") == said
    assert Tiers.parse("0~:-2").said("次") == "一律−2分"
    assert Tiers.parse("1~2:-5；2~:-8").said("次") == "1次−5分，2次以上−8分"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "没有写分档，请写成"),
        ("；", "没有写分档，请写成"),
        ("100元以下1分", "看不懂分档“100元以下1分”，请写成"),
        ("0~100:1；200~:2", "缺了100至200的一段（“0~100:1”与“200~:2”之间）"),
        ("0~100:1；90~:2", "“0~100:1”与“90~:2”重叠"),
        ("0~:1；90~:2", "“0~:1”与“90~:2”重叠"),
        ("100~:2；0~100:1", "重叠"),
        ("100~100:1；100~:2", "“100~100:1”的终点应大于起点"),
        ("0~100:1", "最后一档“0~100:1”有终点，再多的就没有分了；请去掉终点，写成“0~:1”"),
        ("0~100:0；100~:1", "分值不能为0"),
        ("0~100:-1；100~:1", "不能又加又扣"),
    ],
)
def test_wrong_steps_are_refused_with_what_to_do(typed: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("~", "\\~")):
        Tiers.parse(typed)


@st.composite
def ladders(draw: st.DrawFn) -> Tiers:
    bounds = sorted(draw(st.sets(st.integers(0, 5000), min_size=1, max_size=6)))
    sign = draw(st.sampled_from((1, -1)))
    points = [sign * draw(st.integers(1, 50)) for _ in bounds]
    return Tiers(tuple(map(Tier, bounds, [*bounds[1:], None], points)))


@given(ladders(), st.integers(0, 6000))
def test_every_number_from_the_first_bound_on_lies_in_exactly_one_step(
    tiers: Tiers, much: int
) -> None:
    within = [
        tier.points
        for tier in tiers.tiers
        if tier.low <= much and (tier.high is None or much < tier.high)
    ]
    assert len(within) == (much >= tiers.tiers[0].low)
    assert tiers.worth(much) == (within[0] if within else None)


@given(ladders())
def test_steps_written_down_are_read_back(tiers: Tiers) -> None:
    assert Tiers.parse(str(tiers)) == tiers


@given(ladders(), st.data())
def test_a_bound_that_is_moved_leaves_a_hole_or_an_overlap(
    tiers: Tiers, data: st.DataObject
) -> None:
    if len(tiers.tiers) == 1:
        return
    place = data.draw(st.integers(1, len(tiers.tiers) - 1))
    before, here = tiers.tiers[place - 1], tiers.tiers[place]
    moved = data.draw(st.integers(0, 6000).filter(lambda low: low != here.low))
    wrong = [*tiers.tiers[:place], Tier(moved, here.high, here.points), *tiers.tiers[place + 1 :]]
    expected = "缺了" if moved > (before.high or 0) else "重叠"
    if here.high is not None and moved >= here.high:
        expected = "终点应大于起点"
    with pytest.raises(ValueError, match=expected):
        Tiers(tuple(wrong))

"""Means, spreads, shares and neighbours: pure numbers, worked by hand, and their sentences."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.fair_words import GroupFacts, picked_how, points, stands_out
from points.fairness import (
    Share,
    Spread,
    beside_the_others,
    commonest,
    identical,
    jumped,
    next_door,
    per_hundred,
)

POINTS = st.lists(st.integers(-50, 200), max_size=30)


def test_mean_and_standard_deviation_as_worked_by_hand() -> None:
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares of the distances 32, 32 / 8 = 4, root 2.
    assert Spread.of([2, 4, 4, 4, 5, 5, 7, 9]) == Spread(8, 5.0, 2.0)
    assert Spread.of([]) == Spread(0, 0.0, 0.0)
    assert Spread.of([-3]) == Spread(1, -3.0, 0.0)


@given(POINTS.flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_of_the_households_makes_no_difference(rows: tuple[list[int], list[int]]) -> None:
    one, other = rows
    assert Spread.of(one) == Spread.of(other)


@given(POINTS)
def test_a_spread_is_never_below_nought_and_nought_only_where_all_are_alike(
    rows: list[int],
) -> None:
    spread = Spread.of(rows).spread
    assert spread >= 0
    assert (spread == 0) == (len(set(rows)) <= 1)


def test_the_commonest_row_is_counted_and_a_row_like_no_other_is_not() -> None:
    assert identical([(1, 2), (1, 2), (2, 1), (0, 3)]) == Share(2, 4)
    assert identical([(1,), (2,), (3,)]) == Share(0, 3)
    assert identical([]) == Share(0, 0)
    assert (Share(41, 45).percent, Share(0, 0).percent) == (91, 0)


def test_each_is_held_beside_all_the_others_together() -> None:
    found = beside_the_others({"一组": [1, 3], "二组": [5], "三组": [9, 9]})
    assert found["一组"] == (Spread(2, 2.0, 1.0), Spread.of([5, 9, 9]))
    assert found["三组"][1] == Spread.of([1, 3, 5])
    assert beside_the_others({"一组": [4]})["一组"][1].count == 0


def test_deductions_are_counted_for_each_hundred_households() -> None:
    assert per_hundred(3, 40) == 7.5
    assert per_hundred(3, 0) == 0


def test_next_door_are_two_codes_before_and_two_after() -> None:
    codes = [f"{number:03d}" for number in range(1, 11)]
    assert next_door(codes, "005") == {"003", "004", "006", "007"}
    assert next_door(codes, "001") == {"002", "003"}
    assert next_door(codes, "010") == {"008", "009"}
    assert next_door(codes, "099") == set()
    assert next_door(codes, "") == set()


def test_a_jump_is_twice_the_mean_before_and_so_many_points_more() -> None:
    earlier = {"甲": [4, 6], "乙": [4, 6], "丙": [1, 1], "丁": []}
    # 甲 10 is twice 5 and 5 more; 乙 9 is not twice; 丙 5 is 4 more alone; 丁 has nothing before.
    assert jumped(earlier, {"甲": 10, "乙": 9, "丙": 5, "丁": 50}, least=5) == Share(1, 3)


ALIKE = GroupFacts(
    label="赵庄第2组",
    month="2026年11月",
    scorer="李评分",
    own=Spread(45, 5.0, 2.0),
    others=Spread(90, 5.0, 2.0),
    same=Share(9, 45),
    changed=Share(1, 60),
    deducted=6.0,
    others_deducted=7.0,
    kin=Spread(0, 0, 0),
    near=Spread(0, 0, 0),
    rest=Spread(45, 5.0, 2.0),
)


def test_of_a_group_like_the_others_nothing_is_said() -> None:
    assert stands_out(ALIKE) == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            replace(ALIKE, same=Share(41, 45), alike=5),
            "赵庄第2组2026年11月45户中41户各方面得分完全相同，都是5分。",
        ),
        (
            replace(ALIKE, own=Spread(45, 9.4, 2.0), others=Spread(90, 4.0, 2.0)),
            "赵庄第2组2026年11月户均9.4分，其他各组户均4分。",
        ),
        (
            replace(ALIKE, own=Spread(45, 5.0, 0.5)),
            "赵庄第2组2026年11月各户得分差别很小（标准差0.5分），其他各组是2分。",
        ),
        (
            replace(ALIKE, changed=Share(15, 60)),
            "赵庄第2组2026年11月60条记录中15条在后面的评审中改过分。",
        ),
        (
            replace(ALIKE, deducted=0.0),
            "赵庄第2组2026年11月每百户扣分0条，其他各组7条。",
        ),
        (
            replace(ALIKE, kin=Spread(3, 8.0, 0.0)),
            "赵庄第2组2026年11月评分人李评分自家和申报的亲属3户，户均8分，同组其他户户均5分。",
        ),
        (
            replace(ALIKE, near=Spread(4, 8.5, 0.0)),
            "赵庄第2组2026年11月评分人李评分家的近邻4户，户均8.5分，同组其他户户均5分。",
        ),
        (
            replace(ALIKE, jumped=Share(12, 45)),
            "赵庄第2组2026年11月45户中12户的得分，是前几个月平均的两倍以上，多出5分以上。",
        ),
    ],
)
def test_what_stands_out_is_said_with_its_numbers(facts: GroupFacts, told: str) -> None:
    assert stands_out(facts) == [told]


@pytest.mark.parametrize(
    ("some", "told"),
    [
        # The rest: mean 5, standard deviation 2. One household by two of them, four by one.
        (Spread(1, 8.9, 0.0), False),
        (Spread(1, 9.0, 0.0), True),
        (Spread(4, 8.0, 0.0), True),
        (Spread(4, 7.9, 0.0), False),
    ],
)
def test_few_households_are_told_of_only_beyond_the_usual_ups_and_downs(
    some: Spread, told: bool
) -> None:
    for facts in (replace(ALIKE, kin=some), replace(ALIKE, near=some)):
        assert bool(stands_out(facts)) is told
    wide = replace(ALIKE, kin=Spread(4, 8.0, 0.0), rest=Spread(45, 5.0, 3.1))
    assert stands_out(wide) == []


def test_the_commonest_row_is_the_least_of_those_equally_common() -> None:
    assert commonest([(1, 2), (0, 3), (1, 2)]) == (1, 2)
    assert commonest([(2,), (1,), (2,), (1,)]) == (1,)
    assert commonest([]) is None


def test_where_it_lies_is_said_with_every_number_of_the_rules() -> None:
    told = picked_how()
    for number in ("60%", "3分以上", "20%", "25%", "5分以上", "不足5户", "3倍", "3分之一"):
        assert number in told


def test_no_sentence_accuses() -> None:
    loud = replace(
        ALIKE,
        own=Spread(45, 12.0, 0.1),
        same=Share(45, 45),
        changed=Share(60, 60),
        deducted=90.0,
        kin=Spread(3, 30.0, 0.0),
        near=Spread(4, 30.0, 0.0),
        jumped=Share(45, 45),
    )
    told = "".join(stands_out(loud))
    assert len(stands_out(loud)) == 7
    for word in ("舞弊", "作弊", "徇私", "违规", "嫌疑", "不公", "异常", "问题"):
        assert word not in told


def test_a_small_group_is_not_compared() -> None:
    assert stands_out(replace(ALIKE, own=Spread(4, 50.0, 0.0), same=Share(4, 4))) == []


def test_means_are_written_with_one_decimal_and_a_real_minus_sign() -> None:
    assert [points(each) for each in (4.0, 4.06, -2.5, 0.0)] == ["4", "4.1", "−2.5", "0"]

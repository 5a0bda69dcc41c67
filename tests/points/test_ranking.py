"""The pure ranking: places, ties and what decides them, stars, the first ones."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.ranking import TOLD, Entrant, Rule, TieBreak, first_ones, ranked
from points.ranks import ranks
from points.star_shares import Shares
from points.stars import Stars, star_name

PLAIN = Rule(TieBreak.NONE, Stars())
BY_MONTHS = Rule(TieBreak.MONTHS, Stars())
BY_DEDUCTIONS = Rule(TieBreak.DEDUCTIONS, Stars())


def of(key: int, honour: int, months: int = 12, deductions: int = 0) -> Entrant:
    return Entrant(key, "V1", "G1", honour, months, deductions)


def test_equal_points_share_a_place_and_leave_the_next_one_out() -> None:
    found = ranked([of(1, 30), of(2, 40), of(3, 30), of(4, 20)], PLAIN)
    assert [found[key].place for key in (2, 1, 3, 4)] == [1, 2, 2, 4]


def test_what_decides_between_equals_is_the_rule_of_the_community() -> None:
    three = [of(1, 30, 12, 6), of(2, 30, 9, 0), of(3, 30, 12, 0)]
    assert [ranked(three, PLAIN)[key].place for key in (1, 2, 3)] == [1, 1, 1]
    assert [ranked(three, BY_MONTHS)[key].place for key in (1, 2, 3)] == [1, 3, 1]
    assert [ranked(three, BY_DEDUCTIONS)[key].place for key in (1, 2, 3)] == [3, 1, 1]


def test_it_never_decides_between_different_points() -> None:
    two = [of(1, 31, 1, 90), of(2, 30, 12, 0)]
    for rule in (PLAIN, BY_MONTHS, BY_DEDUCTIONS):
        assert [ranked(two, rule)[key].place for key in (1, 2)] == [1, 2]


def test_each_way_to_decide_has_its_sentence() -> None:
    assert set(TOLD) == set(TieBreak)
    order, stars = Rule(TieBreak.MONTHS, Shares(((5, 10), (4, 20)))).sentences()
    assert "计分月数多的在前" in order
    assert "五星10%、四星20%" in stars
    assert "五星90分" in Rule(TieBreak.NONE, Stars(((5, 90),))).sentences()[1]
    assert PLAIN.sentences()[1] == "没有设置星级。"


def test_places_are_counted_in_village_and_group_too() -> None:
    found = ranked(
        [
            Entrant(1, "V1", "G1", 50, 12, 0),
            Entrant(2, "V1", "G2", 40, 12, 0),
            Entrant(3, "V2", "G1", 45, 12, 0),
            Entrant(4, "V1", "G1", 30, 12, 0),
        ],
        PLAIN,
    )
    assert {key: each[:3] for key, each in found.items()} == {
        1: (1, 1, 1),
        3: (2, 1, 1),
        2: (3, 2, 1),
        4: (4, 3, 2),
    }


def test_a_barred_family_has_no_place_and_takes_nobody_s() -> None:
    found = ranked([replace(of(1, 90), barred=True), of(2, 40), of(3, 30)], PLAIN)
    assert 1 not in found
    assert [found[key].place for key in (2, 3)] == [1, 2]


def test_thresholds_give_the_highest_star_that_is_reached() -> None:
    rule = Rule(TieBreak.NONE, Stars(((5, 90), (4, 70), (3, 50), (2, 30), (1, 10))))
    found = ranked([of(number, number) for number in (9, 10, 49, 50, 89, 90, 200)], rule)
    assert [found[key].stars for key in (9, 10, 49, 50, 89, 90, 200)] == [0, 1, 2, 3, 4, 5, 5]


def test_shares_are_of_each_village_and_rounded_down() -> None:
    """Of 15 families in a village: 10 % is one, 30 % is four, 60 % is nine."""
    rule = Rule(TieBreak.NONE, Shares(((5, 10), (4, 20), (3, 30))))
    village = [of(number, 100 - number) for number in range(1, 16)]
    other = [Entrant(99, "V2", "G9", 1, 12, 0)]
    found = ranked([*village, *other], rule)
    assert [found[number].stars for number in range(1, 16)] == [5, 4, 4, 4, *[3] * 5, *[0] * 6]
    assert found[99].stars == 0


def test_who_shares_the_last_place_with_a_star_gets_it_too() -> None:
    rule = Rule(TieBreak.NONE, Shares(((5, 10), (4, 20))))
    village = [of(number, 50) for number in (1, 2)] + [of(number, 9) for number in range(3, 11)]
    assert [ranked(village, rule)[key].stars for key in (1, 2, 3)] == [5, 5, 4]


def test_no_star_without_a_point() -> None:
    for stars in (Shares(((5, 100),)), Stars(((5, 0),))):
        assert ranked([of(1, 0), of(2, -3)], Rule(TieBreak.NONE, stars))[1].stars == 0


def test_levels_that_contradict_each_other_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="四星的起点（90分）应低于五星的起点（90分）"):
        Stars(((5, 90), (4, 90)))
    with pytest.raises(ValueError, match="合计101%，超过100%"):
        Shares(((5, 50), (4, 51)))
    assert (star_name(5), star_name(1), star_name(0)) == ("五星", "一星", "无")


def test_a_rule_is_the_same_after_it_was_frozen() -> None:
    for stars in (Shares(((5, 10), (3, 30))), Stars(((5, 90), (1, 10)))):
        rule = Rule(TieBreak.DEDUCTIONS, stars)
        assert Rule.read(rule.frozen()) == rule


def test_the_first_ten_and_who_shares_the_last_place() -> None:
    nine = {number: number for number in range(1, 10)}
    assert first_ones(nine | {10: 10, 11: 11}, 10) == (list(range(1, 11)), [])
    assert first_ones(nine | {10: 10, 11: 10, 12: 12}, 10) == (list(range(1, 10)), [10, 11])
    assert first_ones({1: 1, 2: 1, 3: 1}, 2) == ([], [1, 2, 3])
    assert first_ones({1: 1}, 10) == ([1], [])
    # Two at ninth place are tenth together: there is room for both.
    eight = {number: number for number in range(1, 9)}
    assert first_ones(eight | {9: 9, 10: 9, 11: 11}, 10) == (list(range(1, 11)), [])


ENTRANTS = st.lists(
    st.builds(
        Entrant,
        st.integers(1, 60),
        st.sampled_from(["V1", "V2"]),
        st.sampled_from(["G1", "G2"]),
        st.integers(-20, 20),
        st.integers(1, 12),
        st.integers(0, 5),
        st.booleans(),
    ),
    unique_by=lambda each: each.key,
    max_size=20,
)
RULES = st.builds(
    Rule,
    st.sampled_from(TieBreak),
    st.sampled_from([Stars(((5, 12), (4, 6), (1, 1))), Shares(((5, 10), (4, 20), (3, 30)))]),
)


@given(ENTRANTS, RULES, st.randoms())
def test_the_order_in_which_families_come_changes_nothing(
    entrants: list[Entrant], rule: Rule, lots: object
) -> None:
    shuffled = list(entrants)
    lots.shuffle(shuffled)
    assert ranked(shuffled, rule) == ranked(entrants, rule)


@given(ENTRANTS, RULES)
def test_a_place_is_one_more_than_the_families_ahead(entrants: list[Entrant], rule: Rule) -> None:
    found = ranked(entrants, rule)
    by_key = {each.key: each for each in entrants}
    for key, place in found.items():
        ahead = [other for other in found if found[other].place < place.place]
        assert place.place == len(ahead) + 1
        better = [other for other in found if by_key[other].honour > by_key[key].honour]
        assert set(better) <= set(ahead)
        village = [other for other in ahead if by_key[other].village == by_key[key].village]
        assert place.in_village == len(village) + 1


@given(ENTRANTS, RULES)
def test_more_honour_never_means_fewer_stars_in_a_village(
    entrants: list[Entrant], rule: Rule
) -> None:
    found = ranked(entrants, rule)
    by_key = {each.key: each for each in entrants}
    for one in found:
        for other in found:
            alike = by_key[one].village == by_key[other].village
            if alike and by_key[one].honour > by_key[other].honour:
                assert found[one].stars >= found[other].stars


@given(st.dictionaries(st.integers(), st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_pairs_are_ranked_as_one_number_made_of_them(points: dict[int, tuple[int, int]]) -> None:
    assert ranks(points) == ranks({key: a * 10 + b for key, (a, b) in points.items()})

"""Star levels by points."""

import pytest

from points.stars import Stars, star_name

STARS = Stars(((5, 120), (4, 90), (3, 60)))


def test_a_family_has_the_most_stars_it_has_the_points_for() -> None:
    assert [STARS.of(points) for points in (121, 120, 119, 90, 60, 59, -3)] == [5, 5, 4, 4, 3, 0, 0]
    assert [star_name(stars) for stars in (5, 3, 0)] == ["五星", "三星", "无"]


def test_a_level_that_is_not_given_is_not_awarded() -> None:
    assert Stars(((5, 100),)).of(99) == 0
    assert Stars().of(500) == 0


def test_fewer_stars_never_need_as_many_points() -> None:
    told = "四星的起点（120分）应低于五星的起点（120分），请改正。"
    with pytest.raises(ValueError, match=told):
        Stars(((5, 120), (4, 120)))


def test_levels_come_back_from_lists() -> None:
    assert Stars.read([[5, 120], [4, 90], [3, 60]]) == STARS

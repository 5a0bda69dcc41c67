"""Which items of two versions of a standard belong together, with codes and names typed by hand."""

from hypothesis import given
from hypothesis import strategies as st

from points.pairing import pairs

Item = tuple[str, str]


def joined(old: list[Item], new: list[Item]) -> dict[str, str]:
    """The new code of each old one that has one."""
    return {before[0]: after[0] for before, after in pairs(old, new, lambda item: item)}


def test_an_item_put_in_between_moves_the_codes_of_those_after_it() -> None:
    old = [("4.1", "45分及以上"), ("4.2", "40至44分")]
    new = [("4.1", "满分"), ("4.2", "45分及以上"), ("4.3", "40至44分")]
    assert joined(old, new) == {"4.1": "4.2", "4.2": "4.3"}


def test_what_stays_as_it_is_comes_before_what_has_the_same_name() -> None:
    old = [("4.1", "甲"), ("5.1", "甲")]
    assert joined(old, [("5.1", "甲"), ("6.1", "甲")]) == {"5.1": "5.1", "4.1": "6.1"}


def test_a_name_comes_before_a_code_and_a_code_alone_joins_what_is_left() -> None:
    old = [("4.1", "甲"), ("4.2", "乙")]
    assert joined(old, [("4.1", "乙"), ("4.2", "丙")]) == {"4.2": "4.1"}
    assert joined(old, [("4.1", "丁"), ("4.2", "丙")]) == {"4.1": "4.1", "4.2": "4.2"}


def test_a_name_that_several_have_joins_none_of_them() -> None:
    assert joined([("4.1", "甲")], [("5.1", "甲"), ("5.2", "甲")]) == {}


ITEMS = st.lists(
    st.tuples(st.sampled_from(["4.1", "4.2", "4.3", "4.4"]), st.sampled_from("甲乙丙丁")),
    unique_by=lambda item: item[0],
)


@given(ITEMS, ITEMS)
def test_each_is_in_one_pair_at_most_and_shares_its_code_or_its_name(
    old: list[Item], new: list[Item]
) -> None:
    found = pairs(old, new, lambda item: item)
    for side in zip(*found, strict=True):
        assert len({*side}) == len(side)
    for before, after in found:
        assert before[0] == after[0] or before[1] == after[1]
    # Those that nothing has happened to.
    assert {one for one, other in found if one == other} == {*old} & {*new}


@given(ITEMS, ITEMS)
def test_the_way_back_joins_the_same(old: list[Item], new: list[Item]) -> None:
    there, back = joined(old, new), joined(new, old)
    assert there == {before: after for after, before in back.items()}

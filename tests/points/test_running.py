"""A total and the movements that made it: any one figure that is changed is told of."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from points.running import Row, Words, disagreements

ACCOUNT = Words("账户", "账户余额", "账目", "余额", "分")
POINTS = st.integers(-20, 20)


def book(moves: Sequence[int], key: int = 1) -> list[Row]:
    """The rows of a book that is right."""
    total, last = sum(moves), len(moves)
    if not moves:
        return [Row(key, f"户{key}的", 0, 0, None, None, None)]
    return [
        Row(key, f"户{key}的", total, last, number, moved, sum(moves[:number]))
        for number, moved in enumerate(moves, start=1)
    ]


@given(st.lists(st.lists(POINTS)))
def test_books_that_are_right_are_not_told_of(books: list[list[int]]) -> None:
    rows = [row for key, moves in enumerate(books) for row in book(moves, key)]
    assert disagreements(rows, ACCOUNT) == []


@given(st.lists(POINTS), st.lists(POINTS, min_size=1), POINTS.filter(bool), st.data())
def test_any_one_figure_that_is_changed_is_told_of_in_one_sentence(
    other: list[int], moves: list[int], by: int, data: st.DataObject
) -> None:
    rows = book(moves)
    field = data.draw(st.sampled_from(("total", "last", "number", "moved", "after")))
    if field in ("total", "last"):
        rows = [row._replace(**{field: getattr(row, field) + by}) for row in rows]
    else:
        at = data.draw(st.integers(0, len(rows) - 1))
        rows[at] = rows[at]._replace(**{field: getattr(rows[at], field) + by})
    (told,) = disagreements([*book(other, 0), *rows], ACCOUNT)
    assert told.startswith("户1的")


@given(st.lists(POINTS, min_size=2), st.data())
def test_a_movement_that_was_taken_out_is_told_of(moves: list[int], data: st.DataObject) -> None:
    rows = book(moves)
    rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    assert len(disagreements(rows, ACCOUNT)) == 1


def test_two_books_of_one_name_are_two() -> None:
    rows = [*book([3], 1), *(row._replace(label="户1的") for row in book([3], 2))]
    assert disagreements(rows, ACCOUNT) == []


def test_the_sentences_write_a_true_minus() -> None:
    (told,) = disagreements([row._replace(total=-7) for row in book([3, -8])], ACCOUNT)
    assert told == "户1的账户余额是−7分，各笔账目相加是−5分。"

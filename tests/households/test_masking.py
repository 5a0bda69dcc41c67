"""A name on the wall never is the whole name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.names import clean_name, masked
from households.names.masking import STAR

NAME_LIKE = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
        st.sampled_from("张三李四·. -()（）\u3000\u200b\u0301\U000e0100ABab12\ue863😀"),
        st.characters(exclude_categories=["Cs"]),
    ).filter(lambda char: char != STAR),
    max_size=12,
)


def count_letters(text: str) -> int:
    """Letters, digits, and the newest and private characters, which Python's tables do not know."""
    categories = [unicodedata.category(char) for char in text]
    return sum(category[0] in "LN" or category in ("Co", "Cn") for category in categories)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张", "*"),
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳三", "欧*三"),
        ("欧阳小三", "欧**三"),
        ("𬭎三", "𬭎*"),
        ("张\ue863三", "张*三"),
        ("古丽·买买提", "古*·买**"),
        ("古·丽", "*·*"),
        ("Ana Lúcia", "A** L****"),
        ("张三(已故)", "张*(已*)"),
        ("张-三", "*-*"),
        ("葛\U000e0100明", "葛\U000e0100*"),
        ("", ""),
    ],
)
def test_a_name_is_shown_with_characters_hidden(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize("name", ["张 三", "张\u3000三", "张\u200b三", "张\n三"])
def test_a_blank_inside_is_not_what_gets_hidden(name: str) -> None:
    assert "三" not in masked(name)


@given(NAME_LIKE)
def test_a_masked_name_always_hides_a_character(name: str) -> None:
    shown = masked(name)
    letters = count_letters(name)
    assert STAR in shown or not letters
    assert count_letters(shown) < max(letters, 1)


@given(NAME_LIKE)
def test_nothing_is_shown_that_is_not_in_the_name_and_nothing_is_whole(name: str) -> None:
    shown = masked(name)
    assert set(shown) - {STAR} <= set(name)
    if len(name) >= 2 and not all(unicodedata.category(char)[0] in "CZ" for char in name):
        assert shown != name
        assert STAR in shown


@given(NAME_LIKE)
def test_a_clean_name_is_masked_to_its_own_length(name: str) -> None:
    clean = clean_name(name)
    assert len(masked(clean)) <= len(clean)

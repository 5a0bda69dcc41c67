"""A name on the wall never is the whole name."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from households.names import NAME_LENGTH, clean_name, masked, without_numbers
from households.names.masking import STAR
from households.names.surnames import COMPOUND, SINGLE

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


def parts(alphabet: st.SearchStrategy[str], most: int = 20) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=1, max_size=most)


IDEOGRAPHS = st.one_of(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
    st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF),
)
LATIN = st.sampled_from("abcdefghijklmnopqrstuvwxyzÀéüñABCDEFGHIJKLMNOPQRSTUVWXYZ")
CHINESE = st.one_of(
    parts(IDEOGRAPHS, NAME_LENGTH),
    st.builds("".join, st.tuples(st.sampled_from([*COMPOUND, *SINGLE]), parts(IDEOGRAPHS, 3))),
)
SPELLED = st.one_of(
    st.tuples(st.just(""), CHINESE.map(lambda name: [name])),
    st.tuples(st.just("·"), st.lists(parts(IDEOGRAPHS), min_size=2, max_size=6)),
    st.tuples(st.just(" "), st.lists(parts(LATIN), min_size=2, max_size=6)),
    st.tuples(st.just("·"), st.lists(parts(st.one_of(LATIN, IDEOGRAPHS)), min_size=2, max_size=6)),
).filter(lambda spelled: len(spelled[0].join(spelled[1])) <= NAME_LENGTH)
"""How the parts of a name are joined, and its parts: 欧阳小三, 古丽·买买提, Ana Lúcia, up to sixty
characters."""


def may_be_read(part: str, *, alone: bool) -> str:
    """A part of a name as it may hang at most; a name of a single part (`alone`) shows its end."""
    first = part[0] if len(part) > 1 else STAR
    last = part[-1] if alone and len(part) > 2 else STAR
    return (first + STAR * (len(part) - 2) + last)[: len(part)]


@settings(max_examples=500)
@given(SPELLED)
def test_no_name_of_one_to_sixty_characters_shows_more_than_it_may(
    spelled: tuple[str, list[str]],
) -> None:
    joint, pieces = spelled
    allowed = [may_be_read(piece, alone=len(pieces) == 1) for piece in pieces]
    assert masked(joint.join(pieces)) == joint.join(allowed)


@given(CHINESE.filter(lambda name: len(name) <= NAME_LENGTH))
def test_blanks_typed_into_a_name_bring_nothing_to_light(name: str) -> None:
    assert masked(clean_name(f" {'　'.join(name)} ")) == may_be_read(name, alone=True)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("好心人王某13911112222", "好心人王某***"),
        ("好心人 139-1111-2222 王某", "好心人 *** 王某"),
        ("139 1111 2222", "***"),
        ("１３９１１１１２２２２", "***"),
        ("0551－65550001转8", "***转8"),
        ("33010219900307123X", "***"),
        ("３３０１０２１９９００３０７１２３Ｘ", "***"),
        ("电话6555001", "电话***"),
        ("王某（139/1234/5678）", "王某（***）"),
        ("139——1234 … 5678", "***"),
        ("139，1234，5678", "***"),
        ("139:΅12345678", "***"),
        ("①③⑨❶❷❸④5678", "***"),
        ("1️⃣3️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣王", "***\ufe0f\u20e3王"),
        ("139\u200b\u2060\u200b\u20601234\u200b5678", "***"),
        ("2026-11-23 13911112222", "2026-11-23 ***"),
        ("2026-11-23-139", "***"),
        ("12026-11-23", "***"),
        ("2026-13-23", "***"),
        ("20261123", "***"),
        ("李四（北巷88号）", "李四（北巷***号）"),
        ("李四（北巷８８－１ 号）", "李四（北巷*** 号）"),
        ("和苑2号楼3单元502室", "和苑***号楼***单元***室"),
    ],
)
def test_telephones_and_house_numbers_are_left_out_of_what_was_typed_freely(
    typed: str, shown: str
) -> None:
    assert without_numbers(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-23",
        "2026/1/3、2026.11.23",
        "２０２６－１１－２３",
        "2026年11月23日捐",
        "11月23号",
        "38125部队",
        "城关镇第2小学2024届3班",
        "捐655500元",
        "﨑\ufe00某（，。：；）",
        "不愿留名",
        "",
    ],
)
def test_dates_and_small_numbers_stay_as_they_were_typed(typed: str) -> None:
    assert without_numbers(typed) == typed


DIGITS = st.sampled_from(["0123456789", "０１２３４５６７８９", "⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾"])
MARK = st.characters(categories=["P", "S"]).filter(
    lambda char: not any(each.isalnum() for each in unicodedata.normalize("NFKC", char))
)
BETWEEN = st.one_of(
    st.text(st.sampled_from(" \u3000\t\u200b-–—‐−－.·_"), max_size=4), st.text(MARK, max_size=2)
)


@settings(max_examples=500)
@given(st.data())
def test_no_telephone_comes_through_however_it_is_written(data: st.DataObject) -> None:
    number = data.draw(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
    spelled = "".join(
        data.draw(DIGITS)[int(digit)] + (data.draw(BETWEEN) if place < 10 else "")
        for place, digit in enumerate(number)
    )
    assert without_numbers(f"王某{spelled}转") == "王某***转"

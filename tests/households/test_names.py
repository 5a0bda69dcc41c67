"""Names found by sound and stored as their bearers write them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from households.names import NAME_LENGTH, clean_name, fold, search_keys, search_terms
from households.names.search import COMBINATIONS, FULL_LENGTH, INITIALS_LENGTH
from households.names.surnames import COMPOUND, PLAIN, SINGLE

IDEOGRAPHS = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
CHINESE_NAMES = st.text(IDEOGRAPHS, min_size=2, max_size=5)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("单", "shan"), ("曾", "zeng"), ("仇", "qiu"), ("解", "xie"), ("区", "ou"), ("查", "zha"),
        ("朴", "piao"), ("盖", "ge"), ("任", "ren"), ("冼", "xian"), ("缪", "miao"), ("乐", "yue"),
        ("翟", "zhai"), ("种", "chong"), ("逄", "pang"), ("员", "yun"), ("召", "shao"),
        ("尉迟", "yuchi"), ("万俟", "moqi"), ("欧阳", "ouyang"), ("上官", "shangguan"),
        ("司马", "sima"), ("诸葛", "zhuge"), ("单于", "chanyu"), ("长孙", "zhangsun"),
        ("令狐", "linghu"), ("澹台", "tantai"), ("乐正", "yuezheng"),
    ],
)  # fmt: skip
def test_a_surname_is_read_as_a_surname_first(surname: str, reading: str) -> None:
    assert search_keys(f"{surname}明").full.split()[0] == f"{reading}ming"


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄", "danxiong"),
        ("曾亮", "cengliang"),
        ("仇明", "chouming"),
        ("盖明", "gaiming"),
        ("任明", "renming"),
        ("万俟明", "wansiming"),
        ("尉迟明", "weichiming"),
        ("单于", "shanyu"),
        ("单于", "danyu"),
        ("欧阳", "ouyang"),
    ],
)
def test_who_does_not_know_the_surname_finds_it_too(name: str, typed: str) -> None:
    assert typed in search_keys(name).full.split()


def test_a_character_with_two_readings_is_found_by_both() -> None:
    assert {"zhangchangle", "zhangchangyue", "zhangzhangle"} <= set(
        search_keys("张长乐").full.split()
    )


def test_the_reading_inside_a_word_comes_first() -> None:
    assert search_keys("张重阳").full.split()[0] == "zhangchongyang"


def test_a_plain_surname_is_not_blurred_by_readings_nobody_uses() -> None:
    assert search_keys("王强国").full.split() == ["wangqiangguo", "wangjiangguo"]


def test_initials_are_one_letter_a_character() -> None:
    assert search_keys("张诗晨").initials == "zsc"


def test_a_name_with_a_dot_keeps_both_parts_and_is_found_by_the_second() -> None:
    keys = search_keys("古丽·买买提")
    assert keys.full.split()[0] == "gulimaimaiti"
    assert "maimaiti" in keys.full.split()
    assert keys.initials.split()[0] == "glmmt"
    assert "mmt" in keys.initials.split()


def test_latin_names_are_found_by_any_word() -> None:
    assert search_keys("Ana  Lúcia") == ("analucia lucia", "al l")


def test_u_with_two_dots_is_v_in_keys_and_in_what_is_typed() -> None:
    assert search_keys("吕绿").full.split()[0] == "lvlv"
    assert {search_terms(typed) for typed in ("lvbu", "Lǚ bù", "lübu", "LYUBU")} == {"lvbu"}


def test_rare_and_private_characters_have_readings_or_are_left_out() -> None:
    assert search_keys("张𬭎䶮").full.split()[0] == "zhanghongyan"
    assert search_keys("张\U0003fffd") == ("zhang", "z")


def test_a_compatibility_ideograph_is_found_like_its_plain_form() -> None:
    assert search_keys("王\uf9f4") == search_keys("王林")


def test_no_name_gives_no_keys() -> None:
    assert search_keys("") == search_keys(" · ") == ("", "")


@given(CHINESE_NAMES)
@example("一欸")
def test_keys_are_lower_case_letters_and_bounded(name: str) -> None:
    keys = search_keys(name)
    for key in keys:
        assert key == "" or all(word.isascii() and word.isalpha() for word in key.split(" "))
        assert key == key.lower()
        assert len(key.split()) <= COMBINATIONS


def test_the_longest_name_of_polyphones_fits_its_columns_and_is_quick() -> None:
    keys = search_keys("乐重行朝长都" * (NAME_LENGTH // 6))
    assert 0 < len(keys.full) <= FULL_LENGTH
    assert 0 < len(keys.initials) <= INITIALS_LENGTH
    longest = search_keys("双" * NAME_LENGTH)
    assert longest.full == "shuang" * NAME_LENGTH


def test_the_tables_of_surnames_are_well_formed() -> None:
    assert all(len(name) == 1 for name in SINGLE)
    assert all(len(name) == len(reading) == 2 for name, reading in COMPOUND.items())
    assert not PLAIN & set(SINGLE)


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("Zhāng Sān", "zhangsan"),
        ("zhang'san", "zhangsan"),
        ("ＺＳ", "zs"),
        ("张 三", "张三"),
        ("古丽•买买提", "古丽·买买提"),
        ("古丽.买买提", "古丽·买买提"),
        ("ＨＤ－０１ ２", "hd-012"),
        ("００１２", "0012"),
        ("zhang-san", "zhangsan"),
        ("%_'\"\\", ""),
        ("  ", ""),
        ("\uf9f4", "\uf9f4"),
    ],
)
def test_a_query_is_made_comparable(query: str, terms: str) -> None:
    assert search_terms(query) == terms


@given(ANY_TEXT)
def test_a_query_made_comparable_twice_is_the_same(query: str) -> None:
    terms = search_terms(query)
    assert search_terms(terms) == terms


def test_fold_makes_full_width_half_width_and_drops_every_blank() -> None:
    assert fold("\u3000Ａ０ １\u200b２\u00a0\t３\ufeff\n") == "A0123"


def test_fold_knows_one_middle_dot() -> None:
    assert {fold(f"古{dot}丽") for dot in "·・•‧･∙⋅"} == {"古·丽"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  张三 ", "张三"),
        ("张 三", "张三"),
        ("张\u3000三", "张三"),
        ("张\n三", "张三"),
        ("\u200b张\u00a0三\ufeff", "张三"),
        ("古丽 • 买买提", "古丽·买买提"),
        ("古丽．买买提", "古丽·买买提"),
        ("Ana   Lúcia", "Ana Lúcia"),
        ("Ａｎａ", "Ana"),
        ("张\U00020000𬭎䶮㛃", "张\U00020000𬭎䶮㛃"),
        ("张\ue863 三", "张\ue863三"),
        ("⽅⼤⼒", "方大力"),
        ("〇", "〇"),
        ("", ""),
        (" \u3000", ""),
    ],
)
def test_a_name_is_stored_clean(typed: str, stored: str) -> None:
    assert clean_name(typed) == stored


@pytest.mark.parametrize("char", ["\uf9f4", "\ufa11", "\U0002f800"])
def test_ideographs_are_never_normalised(char: str) -> None:
    assert clean_name(f"张{char}") == f"张{char}"
    assert fold(char) == char


def test_a_variation_selector_stays_with_its_character() -> None:
    assert clean_name("葛\U000e0100明") == "葛\U000e0100明"


def test_sixty_characters_are_a_name_and_sixty_one_are_not() -> None:
    assert clean_name("张" * NAME_LENGTH) == "张" * NAME_LENGTH
    with pytest.raises(ValueError, match="61 个字，超过 60 个字"):
        clean_name("张" * (NAME_LENGTH + 1))


@given(ANY_TEXT)
def test_every_ideograph_of_a_name_survives_cleaning(text: str) -> None:
    try:
        name = clean_name(text)
    except ValueError:
        return
    kept = [char for char in text if unicodedata.name(char, "").startswith("CJK ")
            and unicodedata.category(char) == "Lo"]  # fmt: skip
    assert [char for char in name if char in kept] == kept
    assert clean_name(name) == name

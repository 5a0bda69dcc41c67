"""The names of the demo: believable, repeatable, printable, and nobody's in particular."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from households import demo_names
from households.demo_names import (
    BLOCKED,
    COMPOUND,
    DOTTED,
    GENERATIONS,
    OLDER_MEN,
    OLDER_WOMEN,
    RARE,
    SINGLE,
    SURNAMES,
    VILLAGES,
    YOUNGER_MEN,
    YOUNGER_WOMEN,
    group_names,
    house_numbers,
    is_blocked,
    names,
    village_names,
)
from households.names import clean_name, search_keys

FONTS = Path(__file__).parents[2] / "static" / "fonts"
COMMUNITY = [name for village in village_names() for name in names(1, 150, village)]


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]


def test_the_same_seed_gives_the_same_names_and_another_gives_others() -> None:
    assert names(1, 50, "赵庄") == names(1, 50, "赵庄")
    assert names(1, 50, "赵庄") != names(2, 50, "赵庄")
    assert names(1, 50, "赵庄") != names(1, 50, "河东村")
    assert names(1, 50, "赵庄")[:20] == names(1, 20, "赵庄")


def test_a_village_has_its_clans() -> None:
    heads = names(1, 200, "赵庄")
    surnames = Counter(name[0] for name in heads)
    assert surnames.most_common(1)[0][0] == "赵"
    assert 60 <= surnames["赵"] <= 120
    assert sum(count for _, count in surnames.most_common(3)) >= 130


def test_every_name_is_clean_and_can_be_found_by_pinyin() -> None:
    for name in COMMUNITY:
        assert clean_name(name) == name
        assert search_keys(name).full


def test_names_are_of_two_or_three_characters_but_for_a_few() -> None:
    lengths = Counter(map(len, COMMUNITY))
    assert lengths[2] + lengths[3] > 0.97 * len(COMMUNITY)
    assert lengths[2] > 0.05 * len(COMMUNITY)


def test_some_are_rare_some_compound_some_dotted_and_some_occur_twice() -> None:
    assert 10 <= sum(bool(set(name) & set(RARE)) for name in COMMUNITY) <= 100
    assert 3 <= sum(name[:2] in COMPOUND for name in COMMUNITY) <= 30
    assert 2 <= sum("·" in name for name in COMMUNITY) <= 30
    assert 0.8 < len(set(COMMUNITY)) / len(COMMUNITY) < 1


def test_every_character_has_a_glyph_in_the_fonts_of_the_wall_sheet() -> None:
    printable: set[int] = set()
    for font in ("NotoSerifSC-Regular-subset", "NotoSerifSC-Fallback"):
        printable |= set(TTFont(FONTS / f"{font}.ttf").getBestCmap())
    pools = (*SURNAMES, *COMPOUND, *RARE, *(piece for part in DOTTED for piece in part), *VILLAGES)
    characters = set("".join((*pools, *COMMUNITY, *names(2, 3000))))
    assert sorted(char for char in characters if ord(char) not in printable) == []


def test_no_name_is_one_that_everybody_knows() -> None:
    assert not [name for seed in range(20) for name in names(seed, 500) if is_blocked(name)]


def test_a_blocked_name_is_never_given(monkeypatch: pytest.MonkeyPatch) -> None:
    first = names(1, 1, "赵庄")[0]
    monkeypatch.setattr(demo_names, "BLOCKED", frozenset({digest(first)}))
    assert first not in names(1, 500, "赵庄")


def test_every_entry_of_the_block_list_is_a_name_that_would_be_given_without_it() -> None:
    fashions = (OLDER_WOMEN, YOUNGER_MEN, YOUNGER_WOMEN, (GENERATIONS, OLDER_MEN + "".join(RARE)))
    given = {first + second for pair in fashions for first in pair[0] for second in pair[1]}
    possible = {
        digest(surname + name)
        for surname in (*SURNAMES, *COMPOUND)
        for name in given | set(SINGLE) | set(RARE)
    }
    assert len(BLOCKED) > 1000
    assert possible >= BLOCKED


def test_more_names_than_there_are_to_choose_from_repeat_and_come_to_an_end() -> None:
    assert len(names(1, 20_000)) == 20_000


def test_the_demo_community_has_13_villages_and_46_groups() -> None:
    assert len(village_names()) == len(set(village_names())) == 13
    groups = [group for village in village_names() for group in group_names(village)]
    assert len(groups) == 46
    assert group_names("赵庄") == ["第1组", "第2组", "第3组", "第4组"]


def test_house_numbers_go_up_with_gaps() -> None:
    numbers = [int(number.removesuffix("号")) for number in house_numbers(1, 100)]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 100
    assert numbers[-1] > 100
    assert house_numbers(1, 100) == house_numbers(1, 100)

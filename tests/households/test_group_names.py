"""The ways villages and villager groups are written."""

import pytest

from households.services.group_names import group_key, group_number, village_key


@pytest.mark.parametrize(
    "written",
    [
        "11",
        "11组",
        "第11组",
        "十一组",
        "第十一组",
        "第十一村民小组",
        "１１组",
        " 第 11 组 ",
        "一一组",
        "十一队",
    ],
)
def test_a_numbered_group_is_known_however_it_is_written(written: str) -> None:
    assert group_key(written) == "11"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("一组", 1),
        ("两组", 2),
        ("十组", 10),
        ("二十组", 20),
        ("廿三组", 23),
        ("卅组", 30),
        ("9", 9),
    ],
)
def test_chinese_numerals_are_read(written: str, number: int) -> None:
    assert group_number(written) == number


@pytest.mark.parametrize("written", ["东头组", "十里铺组", "组", "0组", "十十组", "三里组", ""])
def test_a_name_is_no_number(written: str) -> None:
    assert group_number(written) is None


def test_a_group_may_carry_its_villages_name_in_front() -> None:
    assert group_key("赵庄村三组", "赵庄") == group_key("赵庄3组", "赵庄村") == "3"


def test_a_group_that_only_looks_like_the_villages_name_keeps_its_own() -> None:
    assert group_key("赵庄", "赵庄") == "赵庄"
    assert group_key("东头组", "赵庄") == group_key("东头", "赵庄")


def test_a_village_may_be_written_with_its_kind() -> None:
    assert village_key("赵庄村") == village_key("赵庄自然村") == village_key(" 赵庄") == "赵庄"
    assert village_key("村") == "村"

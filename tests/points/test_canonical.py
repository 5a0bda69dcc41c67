import hashlib
import json
import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.canonical import (
    GENESIS,
    canonical_json,
    check_code,
    digest,
    household_ref,
    normalise_code,
)

SCALARS = st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"))
KEYS = st.text(st.characters(codec="utf-8"), max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)
CONTENTS = st.dictionaries(KEYS, VALUES, max_size=5)
DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)


def reversed_keys(value: object) -> object:
    if isinstance(value, dict):
        return {key: reversed_keys(inner) for key, inner in reversed(value.items())}
    if isinstance(value, list):
        return [reversed_keys(inner) for inner in value]
    return value


def test_canonical_json_is_written_out_by_hand() -> None:
    content = {"月": 11, "b": [1, True, None, {"z": "−3", "a": '张*\n"引"'}], "a": {}}
    expected = '{"a":{},"b":[1,true,null,{"a":"张*\\n\\"引\\"","z":"−3"}],"月":11}'
    assert canonical_json(content) == expected.encode()


@given(VALUES)
def test_canonical_json_reads_back_as_what_was_written(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(CONTENTS)
def test_the_order_of_keys_changes_nothing(content: dict[str, object]) -> None:
    other_way_round = reversed_keys(content)
    assert canonical_json(other_way_round) == canonical_json(content)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        math.nan,
        Decimal(1),
        date(2026, 11, 23),
        (1, 2),
        {1, 2},
        b"x",
        {1: "one"},
        {None: 1},
        {"deep": [{"er": 0.5}]},
    ],
)
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="canonical JSON has no"):
        canonical_json(value)


def test_a_digest_is_sha256_of_the_previous_digest_and_the_content() -> None:
    expected = hashlib.sha256(b"0" * 64 + b'{"number":1}').hexdigest()
    assert digest(GENESIS, {"number": 1}) == expected
    second = hashlib.sha256(expected.encode() + b'{"number":2}').hexdigest()
    assert digest(expected, {"number": 2}) == second


@given(DIGESTS, DIGESTS, CONTENTS, CONTENTS)
def test_any_change_of_content_or_of_the_past_changes_the_digest(
    one: str, other: str, content: Mapping[str, object], changed: Mapping[str, object]
) -> None:
    # 1 == True in Python, but not on paper: compare what is written.
    if canonical_json(content) != canonical_json(changed):
        assert digest(one, content) != digest(one, changed)
    if one != other:
        assert digest(one, content) != digest(other, content)


def test_true_and_one_have_different_digests() -> None:
    assert digest(GENESIS, {"veto": True}) != digest(GENESIS, {"veto": 1})


@given(CONTENTS, KEYS, st.integers())
def test_one_more_number_changes_the_digest(
    content: dict[str, object], key: str, number: int
) -> None:
    longer = {**content, key + "+": [content.get(key + "+"), number]}
    assert digest(GENESIS, longer) != digest(GENESIS, content)


@pytest.mark.parametrize("previous", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"])
def test_a_previous_digest_that_is_none_is_refused(previous: str) -> None:
    with pytest.raises(ValueError, match="64 lower-case"):
        digest(previous, {})


def test_a_check_code_is_the_first_sixteen_letters_in_fours() -> None:
    assert check_code("a1b2c3d4e5f60718" + "9" * 48) == "A1B2-C3D4-E5F6-0718"


def test_a_check_code_is_made_of_a_whole_digest_only() -> None:
    with pytest.raises(ValueError, match="64 lower-case"):
        check_code("a1b2c3d4e5f60718")


@pytest.mark.parametrize(
    "typed",
    [
        "A1B2-C3D4-E5F6-0718",
        "a1b2-c3d4-e5f6-0718",
        "a1b2c3d4e5f60718",
        " A1B2 C3D4 E5F6 0718\n",
        "AlB2-C3D4-E5F6-O7l8",
        "aIb2-c3d4-e5f6-o7I8",
        "A1B2—C3D4–E5F6−0718",
        "A1B2――C3D4‐E5F6‑0718",
        "Ａ１Ｂ２－ｃ３ｄ４－Ｅ５Ｆ６－０７１８",
        "ＡｌＢ２　Ｃ３Ｄ４　Ｅ５Ｆ６　Ｏ７１８",
        "A1B2_C3D4.E5F6·0718\u200b",
    ],
)
def test_a_check_code_is_understood_however_it_is_typed(typed: str) -> None:
    assert normalise_code(typed) == "A1B2-C3D4-E5F6-0718"


@given(DIGESTS)
def test_a_printed_check_code_is_already_normal(full: str) -> None:
    assert normalise_code(check_code(full)) == check_code(full)


@pytest.mark.parametrize(
    "typed", ["", "A1B2-C3D4-E5F6-071", "A1B2-C3D4-E5F6-07181", "G1B2-C3D4-E5F6-0718", "校验码"]
)
def test_what_cannot_be_a_check_code_is_refused_in_chinese(typed: str) -> None:
    with pytest.raises(ValueError, match="校验码应为 16 位"):
        normalise_code(typed)


def test_a_household_reference_is_stable_and_bound_to_all_three_parts() -> None:
    reference = household_ref("salt", "C01", "0001")
    assert reference == household_ref("salt", "C01", "0001")
    assert len(reference) == 32
    assert set(reference) <= set("0123456789abcdef")
    others = {
        household_ref("pepper", "C01", "0001"),
        household_ref("salt", "C02", "0001"),
        household_ref("salt", "C01", "0002"),
        household_ref("salt", "C010", "001"),
        household_ref("saltC01", "", "0001"),
    }
    assert len(others | {reference}) == 6


def test_a_household_reference_repeats_by_the_written_rule() -> None:
    expected = hashlib.sha256(b'["salt","C01","0001"]').hexdigest()[:32]
    assert household_ref("salt", "C01", "0001") == expected


def test_a_household_reference_without_a_salt_is_refused() -> None:
    with pytest.raises(ValueError, match="salt"):
        household_ref("", "C01", "0001")

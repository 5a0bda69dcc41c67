"""One way to write content as bytes, and the digests and codes made from it.

The offline verifier repeats these steps, so they are fixed for good:

* canonical JSON: UTF-8, no white space, object keys sorted by Unicode code point, characters
  written as themselves (only `"`, `\\` and control characters are escaped), whole numbers only;
* digest: SHA-256 of the previous digest's 64 lower-case hexadecimal letters (ASCII) followed
  by the canonical JSON, written as 64 lower-case hexadecimal letters;
* check code: the first 16 of them, in capitals, in groups of four.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

GENESIS: Final = "0" * 64
"""What stands in for the previous digest in a community's first notice."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[0-9A-F]{16}")
_MISREAD = str.maketrans("OIL", "011")


def canonical_json(content: object) -> bytes:
    """The one way to write `content`.

    Raises TypeError for anything but str, int, bool, None, list and dict with str keys: a float or
    a date has several spellings, and a digest must have one.
    """
    _require_plain(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def _require_plain(value: object) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"canonical JSON has no key of type {type(key).__name__}")
            _require_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            _require_plain(inner)
    elif value is not None and not isinstance(value, (str, int)):
        raise TypeError(f"canonical JSON has no value of type {type(value).__name__}")


def digest(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 over the previous digest and the canonical JSON of `content`, as 64 hex letters.

    Raises ValueError when `previous` is not itself such a digest, TypeError as `canonical_json`.
    """
    _require_digest(previous)
    return hashlib.sha256(previous.encode("ascii") + canonical_json(dict(content))).hexdigest()


def check_code(full_digest: str) -> str:
    """What a paper prints of a digest: “A1B2-C3D4-E5F6-0718”.

    Raises ValueError when `full_digest` is not 64 lower-case hexadecimal letters.
    """
    _require_digest(full_digest)
    return _grouped(full_digest[:16].upper())


def normalise_code(typed: str) -> str:
    """A check code as `check_code` writes it, from what somebody read off a paper.

    Understands small letters, full-width letters and digits, O for 0, I or l for 1, and any or
    no spaces and dashes. Raises ValueError (a Chinese sentence) when 16 letters do not remain.
    """
    folded = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(letter for letter in folded if letter.isalnum()).translate(_MISREAD)
    if not _CODE.fullmatch(letters):
        raise ValueError(
            "校验码应为 16 位，由数字 0 至 9 和字母 A 至 F 组成，请对照公示单重新输入。"
        )
    return _grouped(letters)


def household_ref(salt: str, community_code: str, household_code: str) -> str:
    """What the chain holds in a household's place: 32 hex letters of a salted SHA-256.

    Household codes are few and easy to guess, so only the salt keeps a reference from being
    traced back; raises ValueError when it is empty.
    """
    if not salt:
        raise ValueError("a household reference needs a salt")
    named = canonical_json([salt, community_code, household_code])
    return hashlib.sha256(named).hexdigest()[:32]


def _require_digest(value: str) -> None:
    if not _DIGEST.fullmatch(value):
        raise ValueError("a digest is 64 lower-case hexadecimal letters")


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))

"""What a household's particulars look like once they are fit for storing.

Each function takes what was typed or read from a table and returns the value to store. It raises
ValueError with a Chinese sentence that says what is wrong and what to do.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import CharField

from households.models import Household
from households.names import clean_name, fold

# The code stands in addresses, so it holds nothing that an address gives a meaning to.
CODE = re.compile(r"[\w-]+")
PHONE = re.compile(r"[\d+()/,;、-]*", re.ASCII)
MOST_PEOPLE = 99
# What people write to say that there is nothing to write.
NOTHING = frozenset({"无", "没有", "暂无", "-", "--", "—", "——", "/"})


def clean_code(typed: str) -> str:
    """A household code: letters, digits, characters and -, at most 20."""
    code = fold(typed)
    if not code:
        raise ValueError("户编号不能空着，请填写。")
    if not CODE.fullmatch(code):
        raise ValueError(f"户编号“{code}”里有不能用的符号，只能用数字、字母、汉字和-，请改正。")
    return _no_longer_than(code, "code")


def clean_head(typed: str) -> str:
    """The name of the head of the household."""
    head = clean_name(typed)
    if not head:
        raise ValueError("户主不能空着，请填写户主姓名。")
    return head


def clean_people(number: int | None) -> int | None:
    """How many people live there, 0 to 99; None when nobody has counted."""
    if number is not None and not 0 <= number <= MOST_PEOPLE:
        raise ValueError(f"人口应在 0 至 {MOST_PEOPLE} 之间，现为 {number}，请改正。")
    return number


def clean_phone(typed: str) -> str:
    """A telephone number, or two, without blanks."""
    phone = unless_nothing(fold(typed))
    if not PHONE.fullmatch(phone):
        raise ValueError(f"联系电话“{phone}”里有不能用的字，请只填数字，区号后用-隔开。")
    return _no_longer_than(phone, "phone")


def clean_house_number(typed: str) -> str:
    """The number on the door, without blanks."""
    return _no_longer_than(unless_nothing(fold(typed)), "house_number")


def clean_note(typed: str) -> str:
    """A note on one line; its punctuation stays as it is written."""
    return _no_longer_than(" ".join(typed.split()), "note")


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "code": clean_code,
    "head": clean_head,
    "people": clean_people,
    "phone": clean_phone,
    "house_number": clean_house_number,
    "note": clean_note,
}
"""Field of `Household` → the function that makes a value fit for it."""


def unless_nothing(text: str) -> str:
    """The text, or nothing for 无 and its like."""
    return "" if text in NOTHING else text


def _no_longer_than(text: str, field: str) -> str:
    stored: CharField = Household._meta.get_field(field)  # type: ignore[assignment]
    if len(text) > (stored.max_length or 0):
        raise ValueError(
            f"{stored.verbose_name}有 {len(text)} 个字，"
            f"超过 {stored.max_length} 个字，请缩短后重填。"
        )
    return text

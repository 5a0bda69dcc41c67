"""What all kinds of notices have in common: groups by village, and the names that were shown."""

from typing import Any

from points.models import Notice, NoticeHousehold

ERASED = ("—", "已隐去")
"""Code and name of a household whose name was erased after the notice."""

Shown = dict[str, tuple[str, str]]
"""Code and name by reference."""


def names_shown(notice: Notice) -> Shown:
    """The code and name that hung in the place of each reference. One query."""
    kept = NoticeHousehold.objects.filter(notice=notice)
    return {ref: (code, name) for ref, code, name in kept.values_list("ref", "code", "shown_as")}


def by_village(content: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The groups of frozen `content` by the code of their village, both in its order."""
    villages: dict[str, list[dict[str, Any]]] = {}
    for group in content["groups"]:
        villages.setdefault(group["village_code"], []).append(group)
    return villages

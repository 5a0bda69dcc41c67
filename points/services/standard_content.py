"""The whole of a standard as plain JSON: what a notice freezes, and what versions are told by.

Areas in order of number with their rules and items; no primary keys, so that a standard written to
a table and read from it again is the same. What is empty is left out: a column that standards get
later changes no content of today.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Model

from points.canonical import canonical_json
from points.models import Item, Rule, Standard
from points.models.capped import Capped

SETTINGS: Final = ("base_points", "base_exchangeable", "village_items", "village_points")
"""What a standard says once for all of it, by field."""
CAPS: Final = tuple(field.name for field in Capped._meta.fields)
ITEM: Final = tuple(
    field.name
    for field in Item._meta.concrete_fields
    if field.remote_field is None and not field.primary_key and field.editable
)
"""The fields of an item but its place in the standard and its village."""


def frozen(standard: Standard) -> dict[str, Any]:
    """Everything `standard` says: title, first month, settings, areas → rules → items; a village
    by its code and name. Three queries."""
    items: defaultdict[int, list[Any]] = defaultdict(list)
    for item in standard.items.select_related("village").order_by("position"):
        items[item.rule_id].append(_item(item))
    rules: defaultdict[int, list[Any]] = defaultdict(list)
    for rule in standard.rules.order_by("number"):
        rules[rule.area_id].append(_rule(rule, items[rule.pk]))
    return {
        "title": standard.title,
        "starts": str(standard.starts),
        "settings": _said(standard, SETTINGS),
        "areas": [
            {"number": area.number, "name": area.name}
            | {"caps": _said(area, CAPS), "rules": rules[area.pk]}
            for area in standard.areas.order_by("number")
        ],
    }


def version_of(content: dict[str, Any]) -> str:
    """64 hex letters that change with any word or number of frozen `content`."""
    return hashlib.sha256(canonical_json(content)).hexdigest()


def content_version(standard: Standard) -> str:
    """64 hex letters that change with any word or number of the standard. Three queries."""
    return version_of(frozen(standard))


def _rule(rule: Rule, items: list[Any]) -> dict[str, Any]:
    caps = _said(rule, CAPS)
    return {"number": rule.number, "title": rule.title, "caps": caps, "items": items}


def _item(item: Item) -> dict[str, Any]:
    village = [item.village.code, item.village.name] if item.village else None
    return _said(item, ITEM) | ({"village": village} if village else {})


def _said(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of `row` that say something."""
    values = {name: getattr(row, name) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "", False, 0)}

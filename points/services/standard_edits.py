"""Changes to a draft of the standard; every one of them is refused once it is adopted."""

import re
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from households.refusals import Refused
from points.models import Area, Item, Rule, Standard
from points.periods import Month
from points.services.standards import locked_draft, refuse_second

_ASIDE = 10_000
"""Added to a number while others move: further than any number of a standard reaches."""


@transaction.atomic
def change_draft(
    standard: Standard, title: str, starts: Month, settings: Mapping[str, int] | None = None
) -> Standard:
    """Gives a draft another title, first month or `settings` (base points, and what a village may
    add, by field).

    Raises ValidationError (Chinese) for a title that is no title, Refused for one that another
    draft of the month has, AlreadyHandled once the draft is adopted.
    """
    draft = locked_draft(standard)
    draft.title, draft.from_year, draft.from_month = title, starts.year, starts.month
    refuse_second(draft)
    changed = dict(settings or {})
    for name, value in changed.items():
        setattr(draft, name, value)
    draft.full_clean()
    draft.save(update_fields=["title", "from_year", "from_month", *changed])
    return draft


@transaction.atomic
def delete_draft(standard: Standard) -> None:
    """Deletes a draft with all it holds. Raises AlreadyHandled once it is adopted."""
    locked_draft(standard).delete()


@transaction.atomic
def write_parts(
    standard: Standard,
    areas: Sequence[Area],
    rules: Sequence[Rule],
    removed: Sequence[Area | Rule] = (),
) -> None:
    """Writes the new and changed `areas` and `rules` of a draft, then deletes those `removed`.

    Numbers may be exchanged in one go. Raises ValidationError (Chinese) for two of one number or
    name or an area of another standard, Refused for the removal of an area that still has rules or
    of a rule that still has items, AlreadyHandled once the draft is adopted.
    """
    draft = locked_draft(standard)
    for rows in (areas, rules):
        _set_aside([*rows, *removed])
        for row in rows:
            row.standard = draft
            row.full_clean()
            row.save()
    for row in sorted(removed, key=lambda row: isinstance(row, Area)):
        _remove(row)
    _renumber(draft)


@transaction.atomic
def write_item(item: Item) -> Item:
    """Writes a new or changed item of a draft; a new one is put among the items of its rule.

    Raises ValidationError (Chinese) where it contradicts itself or repeats a code, AlreadyHandled
    once the draft is adopted.
    """
    if item._state.adding:
        item.standard = item.rule.standard
    draft = locked_draft(item.standard)
    stays = Item.objects.filter(pk=item.pk, rule=item.rule).exists()
    if not stays:
        item.position = _place(item)
    item.full_clean()
    item.save()
    if not stays:
        _renumber(draft, item)
        item.refresh_from_db(fields=["position"])
    return item


@transaction.atomic
def delete_item(item: Item) -> None:
    """Deletes an item of a draft. Raises AlreadyHandled once the draft is adopted."""
    locked_draft(item.standard)
    item.delete()


def _set_aside(rows: Sequence[Area | Rule]) -> None:
    """Frees the numbers of `rows`, so that one may take the number another gives up."""
    for model in {type(row) for row in rows}:
        keys = [row.pk for row in rows if isinstance(row, model) and row.pk]
        model.objects.filter(pk__in=keys, number__lt=_ASIDE).update(number=F("number") + _ASIDE)


def _remove(row: Area | Rule) -> None:
    if isinstance(row, Area) and row.rules.exists():
        raise Refused(f"方面“{row}”下面还有条，请先把它们改归别的方面或删除。")
    if isinstance(row, Rule) and row.items.exists():
        raise Refused(f"“{row}”下面还有评分项，请先把它们改归别的条或删除。")
    row.delete()


def _place(item: Item) -> int:
    """The position of the last item of its rule whose code comes before the item's own."""
    others = Item.objects.filter(rule=item.rule).values_list("position", "code")
    before = [position for position, code in others if _natural(code) <= _natural(item.code)]
    return max(before, default=0)


def _natural(code: str) -> list[str | int]:
    """A key by which 1.10 comes after 1.9."""
    parts = re.split(r"(\d+)", code)
    return [int(part) if part.isdecimal() else part for part in parts]


def _renumber(draft: Standard, placed: Item | None = None) -> None:
    """Numbers the items from 1 by rule and position; `placed` goes after the one it shares its
    position with."""
    items = draft.items.select_related("rule")
    ordered = sorted(items, key=lambda item: (item.rule.number, item.position, item == placed))
    moved = []
    for position, item in enumerate(ordered, start=1):
        if item.position != position:
            item.position = position
            moved.append(item)
    Item.objects.bulk_update(moved, ["position"])

"""Which item of a sheet an activity counts under. In a later sheet than that of its month another
standard may be in force, which has given the code to another item: then it is the item of the same
title, or none."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from points.models import Item, ProposalAnswer, Sheet, Standard
from points.periods import Month
from points.proposals import Source
from points.services.activities import countable


def counted_under(
    sheet: Sheet, wanted: Collection[tuple[Month, str]], by_code: Mapping[str, Item]
) -> dict[tuple[Month, str], Item]:
    """Of `wanted`, months with codes of activities, those that count in `sheet`, with the item;
    `by_code` are the items of the sheet. Two queries at most."""
    titles = _titles_then(sheet, {month for month, _ in wanted if month != sheet.period})
    by_title = {item.title: item for item in by_code.values() if countable(item)}
    found = {}
    for month, code in wanted:
        item = by_code.get(code)
        then = titles.get(month)
        if then is not None and (item is None or then.get(code) != item.title):
            item = by_title.get(then.get(code, ""))
        if item is not None and (month == sheet.period or countable(item)):
            found[month, code] = item
    return found


def _titles_then(sheet: Sheet, months: Collection[Month]) -> dict[Month, dict[str, str]]:
    """Those of `months` that have another standard than `sheet`, with the titles of its items by
    code. A month before the first standard has nothing but codes to go by: it is left out."""
    if not months:
        return {}
    standards = list(
        Standard.objects.filter(community=sheet.community_id).in_force_on_first_day_of(max(months))
    )
    in_force = {
        month: next((each.pk for each in standards if each.starts <= month), sheet.standard_id)
        for month in months
    }
    others = {key for key in in_force.values() if key != sheet.standard_id}
    if not others:
        return {}
    titles: defaultdict[int, dict[str, str]] = defaultdict(dict)
    items = Item.objects.filter(standard__in=others).order_by()
    for standard, code, title in items.values_list("standard", "code", "title"):
        titles[standard][code] = title
    return {month: titles[key] for month, key in in_force.items() if key in others}


def answered_under(codes: Mapping[str, str], households: Collection[int]) -> set[tuple[int, str]]:
    """(household, activity's ref) of what was taken or struck under the code that `codes` has for
    the ref: it is not asked about again under the item's new one. One query, without codes none."""
    if not codes:
        return set()
    answers = ProposalAnswer.objects.filter(
        source=Source.ACTIVITY, household__in=households, key__in=codes
    )
    return {
        (household, ref)
        for household, ref, code in answers.values_list("household_id", "key", "item_code")
        if code == codes[ref]
    }

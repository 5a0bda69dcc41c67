"""年度核查: what the standard gives once a year to every household unless the check says no, like
不私搭乱建围墙棚屋、土灶烟囱，每年加5分 in the article's community.

Such items show by what they are: an award of fixed points, counted by the year, of which the
evidence is a check (佐证 “核查表”). Honours that are also counted by the year are given to few and
proven by something else; they are left to whoever records them.
"""

from collections import Counter
from datetime import date, datetime
from typing import Final

from django.db.models import Count, Min

from households.models import Household
from households.services.days import day_of
from points.models import Item, Record, Sheet, SheetLine
from points.proposals import Proposal, Source
from points.services.policies import policy_of
from points.services.sheet_households import CAME_LATER, newcomers, of_sheet
from points.spans import Span

CHECK: Final = "核查"
GROUP: Final = "村小组"
"""How a standard names those who score for the group among those who may propose an item."""


def proposed_yearly(sheet: Sheet, at: datetime) -> list[Proposal]:
    """For every household of `sheet` each yearly item that it has not been given in the year's
    other months, from the community's 年度项目核查月 on. Eight queries at most.

    A household that was first scored later in the year than others, as it came or its village
    joined then, has that in its reason. Doubtful are those with a deduction of the same rule this
    year, those of a household that came after the sheet was opened, and of an item that others than
    the group have to propose. Whoever came when the month was over has no proposal.
    """
    if sheet.month < policy_of(sheet.community).yearly_month:
        return []
    items = list(yearly_items(sheet))
    if not items:
        return []
    day = min(sheet.period.last_day, day_of(at))
    came = newcomers(sheet)
    living = [
        each
        for each in of_sheet(sheet)
        if (each.left_on is None or each.left_on > day) and each.pk not in came.afterwards
    ]
    keys = [household.pk for household in living]
    given = _given_elsewhere(sheet, items, keys)
    deducted = _deductions(sheet, items, keys)
    began, since = _first_month(sheet), _first_months(sheet, keys)
    return [
        _proposal(
            sheet,
            item,
            household,
            day,
            began,
            since,
            deducted[household.pk, item.pk],
            CAME_LATER if household.pk in came.within else "",
        )
        for item in items
        for household in living
        if (household.pk, item.code) not in given
    ]


def yearly_items(sheet: Sheet) -> list[Item]:
    """The items of `sheet` that a yearly check gives to every household. One query."""
    found = Item.objects.of_sheet(sheet).filter(
        unit=Span.YEAR.unit,
        points_min__gt=0,
        case_by_case=False,
        evidence__contains=CHECK,
    )
    return [
        item
        for item in found.select_related("rule").order_by("position")
        if not (item.has_range or item.tiers)
    ]


def must_check(item: Item) -> str:
    """“须两委核查”, where the standard names others than the group to propose `item`."""
    if not item.proposers or GROUP in item.proposers:
        return ""
    return f"须{item.proposers.replace('/', '、')}核查"


def _given_elsewhere(
    sheet: Sheet, items: list[Item], households: list[int]
) -> set[tuple[int, str]]:
    records = Record.objects.standing().filter(
        item__code__in=[item.code for item in items],
        line__household__in=households,
        line__year=sheet.year,
    )
    elsewhere = records.exclude(line__sheet=sheet).order_by()
    return set(elsewhere.values_list("line__household_id", "item__code"))


def _deductions(sheet: Sheet, items: list[Item], households: list[int]) -> Counter[tuple[int, int]]:
    """(household, item) → deductions of the item's rule this year, by its number. Those that are
    sensitive are counted only for an item that is so itself: its reason is read by others."""
    found = (
        Record.objects.standing()
        .filter(
            points__lt=0,
            item__rule__number__in=[item.rule.number for item in items],
            line__household__in=households,
            line__year=sheet.year,
        )
        .order_by()
        .values_list("line__household_id", "item__rule__number", "item__sensitive")
        .annotate(Count("pk"))
    )
    counted: Counter[tuple[int, int]] = Counter()
    for household, rule, sensitive, number in found:
        for item in items:
            if item.rule.number == rule and (item.sensitive or not sensitive):
                counted[household, item.pk] += number
    return counted


def _first_month(sheet: Sheet) -> int:
    """The month (1..12) in which the community began to score this year."""
    months = Sheet.objects.filter(community=sheet.community_id, year=sheet.year).order_by("month")
    return months.values_list("month", flat=True)[0]


def _first_months(sheet: Sheet, households: list[int]) -> dict[int, int]:
    lines = SheetLine.objects.filter(household__in=households, year=sheet.year).order_by()
    return dict(lines.values_list("household_id").annotate(Min("month")))


def _proposal(
    sheet: Sheet,
    item: Item,
    household: Household,
    day: date,
    began: int,
    since: dict[int, int],
    deducted: int,
    came: str,
) -> Proposal:
    first = since.get(household.pk, sheet.month)
    why = f"{sheet.year}年度核查"
    if first > began and not came:
        why += f"，本户{sheet.year}年{first}月起计分"
    if deducted:
        why += f"，本年本条有{deducted}条扣分"
    doubts = ["本条有扣分" if deducted else "", came, must_check(item)]
    return Proposal(
        household_id=household.pk,
        item_code=item.code,
        quantity=1,
        points=None,
        occurred_on=day,
        why=why,
        source=Source.YEARLY,
        key=str(sheet.year),
        doubt="；".join(filter(None, doubts)),
    )

"""What volunteers' work proposes at group scoring: of closed activities, and of a year on a list.

An activity counts for a household of the sheet: in the sheet of its own month, and in a later one,
marked late, when the household's sheet of its month takes no more records (it was closed too late,
or nobody answered then): see `points.services.activity_items` for what it counts under there. What
its hours yield is worked out over all of the month's activities in the order they were closed in:
see `points.hours`. Whoever came without a minute yields nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from households.models import Household
from households.services.days import day_of
from points.hours import By, Reckoning, Share, in_hours, shares
from points.models import Activity, Attendance, Item, Record, Sheet, SheetLine, TeamMember
from points.periods import Month
from points.proposals import MOST_WORDS, Proposal, Source
from points.services.activity_items import answered_under, counted_under
from points.services.policies import policy_of
from points.services.sheet_households import of_sheet
from points.services.teams import YEARLY_UNIT

MONTHS_BACK: Final = 6
"""For which an activity is still proposed late; afterwards it takes somebody to record it."""


@dataclass(frozen=True, slots=True)
class _Presence:
    """What one household did at one activity: how many persons, for how many minutes in all."""

    activity: Activity
    persons: int
    minutes: int


def proposed_by_activity(sheet: Sheet, at: datetime) -> list[Proposal]:
    """For the households of `sheet` what the closed activities yield that end by its month, and in
    the year's month of checks what a whole year on a team's list does. Twelve queries at most."""
    households = {each.pk: each for each in of_sheet(sheet)}
    items = {item.code: item for item in Item.objects.of_sheet(sheet)}
    return [
        *_of_activities(sheet, households, items),
        *_of_teams(sheet, households, items, at),
    ]


def _of_activities(
    sheet: Sheet, households: Mapping[int, Household], by_code: Mapping[str, Item]
) -> Iterable[Proposal]:
    present = _presences(sheet, households)
    if not present:
        return
    wanted = {
        (each.activity.month, each.activity.item_code) for _, seen in present for each in seen
    }
    items = counted_under(sheet, wanted, by_code)
    months = {(household, each.activity.month) for household, seen in present for each in seen}
    open_elsewhere = _taken_by_earlier_sheets(sheet, months)
    joined = sheet.group.parent.joined_on if sheet.group.parent else None
    moved = {
        each.activity.ref: each.activity.item_code
        for _, seen in present
        for each in seen
        if (item := items.get((each.activity.month, each.activity.item_code)))
        and item.code != each.activity.item_code
    }
    answered = answered_under(moved, households)
    for household, seen in present:
        for each, yielded in _yields(seen, items):
            month = each.activity.month
            late = month != sheet.period
            before = joined is None or each.activity.held_on < joined
            if late and (before or (household, month) in open_elsewhere):
                continue
            if (household, each.activity.ref) in answered:
                continue
            item = items[month, each.activity.item_code]
            yield _proposal(household, each, yielded, item, late=late)


def _presences(
    sheet: Sheet, households: Mapping[int, Household]
) -> list[tuple[int, list[_Presence]]]:
    """By household what it did at the closed activities up to the sheet's month, in the order they
    were closed in. One query."""
    first = _earliest(sheet.period)
    came = (
        Attendance.objects.standing()
        .filter(
            household__in=households,
            community=sheet.community_id,
            left__isnull=False,
            activity__state=Activity.State.CLOSED,
            activity__held_on__gte=first.first_day,
            activity__held_on__lte=sheet.period.last_day,
        )
        .select_related("activity")
        .order_by("household__code", "activity__ended_at", "activity", "pk")
    )
    found: defaultdict[int, defaultdict[int, list[Attendance]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for each in came:
        found[each.household_id][each.activity_id].append(each)
    return [
        (household, [_presence(signed) for signed in by_activity.values()])
        for household, by_activity in found.items()
    ]


def _earliest(month: Month) -> Month:
    """The first month of which activities are proposed in a sheet of `month`."""
    for _ in range(MONTHS_BACK):
        month = month.previous()
    return month


def is_too_old(activity: Activity, day: date) -> bool:
    """Whether an activity that is closed on `day` is so old that no sheet proposes it."""
    return activity.month < _earliest(Month.of(day))


def _presence(signed: list[Attendance]) -> _Presence:
    activity = signed[0].activity
    minutes = [each.counted(activity.most_hours) for each in signed]
    return _Presence(activity, len(signed), sum(minutes))


def _taken_by_earlier_sheets(
    sheet: Sheet, months: Collection[tuple[int, Month]]
) -> set[tuple[int, Month]]:
    """Those of `months` (household, month) for which an earlier sheet still takes records: there
    it is proposed. One query."""
    earlier = {household for household, month in months if month != sheet.period}
    if not earlier:
        return set()
    taking = Sheet.objects.taking_records().exclude(pk=sheet.pk)
    lines = SheetLine.objects.filter(household__in=earlier, sheet__in=taking.values("pk"))
    return {
        (household, Month(year, month))
        for household, year, month in lines.values_list("household_id", "year", "month")
    }


def _yields(
    seen: Iterable[_Presence], items: Mapping[tuple[Month, str], Item]
) -> Iterable[tuple[_Presence, Share]]:
    """What each of a household's activities yields, where it yields anything."""
    in_month: defaultdict[tuple[Month, str], list[_Presence]] = defaultdict(list)
    for each in seen:
        in_month[each.activity.month, each.activity.item_code].append(each)
    for counted, together in in_month.items():
        item = items.get(counted)
        reckoning = Reckoning.of(item.unit) if item is not None else None
        if reckoning is None:
            continue
        for each, share in zip(together, _shares(together, reckoning), strict=True):
            if share.units:
                yield each, share


def _shares(together: list[_Presence], reckoning: Reckoning) -> list[Share]:
    if reckoning.by is By.HOURS:
        return shares([each.minutes for each in together], reckoning.stretch)
    by_persons = reckoning.by is By.PERSONS
    return [Share(each.persons if by_persons else 1, each.minutes, 0) for each in together]


def _proposal(household: int, each: _Presence, share: Share, item: Item, *, late: bool) -> Proposal:
    activity = each.activity
    why = f"“{activity}”{each.persons}人，{in_hours(each.minutes)}"
    if share.total > share.minutes:
        why += f"；{activity.held_on.month}月累计{in_hours(share.total)}"
    why += f"，按{item.unit}计{share.units}"
    return Proposal(
        household_id=household,
        item_code=item.code,
        quantity=share.units,
        points=None,
        occurred_on=activity.held_on,
        why=why[:MOST_WORDS],
        source=Source.ACTIVITY,
        key=activity.ref,
        late=late,
    )


def _of_teams(
    sheet: Sheet, households: Mapping[int, Household], items: Mapping[str, Item], at: datetime
) -> list[Proposal]:
    """A proposal for each household and item with persons who were on a list all the year: from its
    first day to the last one of the sheet's month, or to today while it lasts."""
    yearly = [item.code for item in items.values() if item.unit == YEARLY_UNIT]
    if not yearly or sheet.month < policy_of(sheet.community).yearly_month:
        return []
    day = min(sheet.period.last_day, day_of(at))
    first = Month(sheet.year, 1).first_day
    listed = (
        TeamMember.objects.on_list(day)
        .filter(household__in=households, team__item_code__in=yearly, joined_on__lte=first)
        .select_related("team")
        .order_by("household__code", "pk")
    )
    by_item: defaultdict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for member in listed:
        by_item[member.household_id, member.team.item_code].setdefault(
            member.person, member.team.name
        )
    given = _given_this_year(sheet, by_item)
    return [
        Proposal(
            household_id=household,
            item_code=code,
            quantity=len(persons),
            points=None,
            occurred_on=day,
            why=_on_lists(sheet.year, persons)[:MOST_WORDS],
            source=Source.YEARLY,
            key=str(sheet.year),
        )
        for (household, code), persons in by_item.items()
        if (household, code) not in given
    ]


def _given_this_year(
    sheet: Sheet, by_item: Mapping[tuple[int, str], dict[str, str]]
) -> set[tuple[int, str]]:
    if not by_item:
        return set()
    records = Record.objects.standing().filter(
        line__household__in={household for household, _ in by_item},
        line__year=sheet.year,
        item__code__in={code for _, code in by_item},
    )
    return set(records.values_list("line__household_id", "item__code"))


def _on_lists(year: int, persons: Mapping[str, str]) -> str:
    """“2026年全年在册2人：巾帼志愿者1人、乡风文明岗1人”: no names, as other people read it."""
    number: defaultdict[str, int] = defaultdict(int)
    for team in persons.values():
        number[team] += 1
    teams = "、".join(f"{team}{count}人" for team, count in number.items())
    return f"{year}年全年在册{len(persons)}人：{teams}"

"""The demo's months: records, claims, changes and the five steps, up to the account or a halt."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from households.models import Household, User
from households.services.days import moment_of
from points.demo.deductions import tell_deductions
from points.demo.disputes import adjust, dispute
from points.demo.hangings import hang_up, take_down
from points.demo.patrols import BY_PATROL, patrolled, take_proposals, walk
from points.demo.proposals import check_the_year
from points.demo.volunteers import help_out
from points.demo.world import DELEGATES, World
from points.models import Item, Record, Sheet
from points.periods import Month
from points.services import notices, posting, records, review, revisions, sheets
from points.services.meetings import Assembly
from points.services.recordbook import Draft
from points.services.scorebook import with_points_now
from points.services.sheet_checks import Seen
from points.steps import Step

CLAIMED = {"2.2": 2, "3.1": 2, "5.2": 6, "6.2": 12, "7.2": 10, "8.2": 6, "10.1": 6, "11.2": 20}
"""Item a household claims itself → of 100 households a month, how many."""
SCORED = {
    "4.1": 45,
    "4.2": 30,
    "4.3": 15,
    "5.1": 60,
    "13.1": 40,
    "5.3": 1,
    "6.3": 2,
    "12.3": 1,
    "11.3": 1,
}
"""Item the villager group records → of 100 households a month, how many."""
NOTES = {"7.2": "帮邻居收稻谷", "6.2": "清理村口水塘", "11.2": "护路值守", "6.3": "劝导两次未改"}


def at_hour(day_month: Month, day: int, hour: int = 10) -> datetime:
    """A moment of the office's time zone, on the `day` (from 1) of a month."""
    when = day_month.first_day + timedelta(days=day - 1)
    return moment_of(when, hour)


def run_month(world: World, month: Month, seed: int, now: datetime, halts: bool) -> None:
    """One month of the demo, as it would have gone; nothing happens later than `now`.

    With `halts`, each village's sheets stop at another of the five steps; otherwise the month is
    published and posted.
    """
    chance = random.Random(f"{seed}-{month}")
    made = sheets.open_month(world.community, month, world.clerk, at_hour(month, 1))
    walk(world, month, now, runs=halts)
    if halts:
        help_out(world, month, now)
    _record(world, month, made, chance, now)
    villages = sorted({sheet.group.parent_id or 0 for sheet in made})
    if halts:
        for village, step in zip(villages, Step, strict=False):
            mine = [sheet for sheet in made if sheet.group.parent_id == village]
            _review(world, mine, step, chance, _evening(month, now))
        check_the_year(world, month, made, _evening(month, now))
        return
    _return_one(world, made[0], _evening(month, now))
    _review(world, made, None, chance, _evening(month, now))
    following = month.next()
    opened = at_hour(following, 2)
    notice = notices.publish_month(world.community, month, opened.date(), world.publisher, opened)
    hang_up(world, notice, chance)
    dispute(world, notice, at_hour(following, 4))
    closed = at_hour(following, 10)
    posting.close_notices(world.community, closed, world.publisher)
    take_down(world, notice)
    adjust(world, notice, closed)


def _evening(month: Month, now: datetime) -> datetime:
    """When the month is reviewed: its last evening, or now while it still runs."""
    return min(at_hour(month, month.last_day.day, 20), now)


def _record(
    world: World, month: Month, made: Sequence[Sheet], chance: random.Random, now: datetime
) -> None:
    items = {item.code: item for item in Item.objects.filter(standard=made[0].standard)}
    walked = {group.pk for group in patrolled(world)}
    last = min(month.last_day, timezone.localdate(now))
    written = _evening(month, now)
    claims: list[Draft] = []
    by_office: list[Draft] = []
    for sheet in made:
        scorer = world.scorers[sheet.group_id]
        scored: list[Draft] = []
        for household in Household.objects.filter(lines__sheet=sheet).select_related("group"):
            claims += _drafts(household, items, CLAIMED, month, last.day, chance)
            mine = _drafts(household, items, SCORED, month, last.day, chance)
            if sheet.group_id in walked:
                mine = [draft for draft in mine if draft.item_code not in BY_PATROL]
            # Nobody records for his own household: the office does that.
            (by_office if household.pk == scorer.household_id else scored).extend(mine)
        records.record_matters(month, scored, Record.Origin.GROUP, scorer, written)
    records.record_matters(month, claims, Record.Origin.SELF, world.publisher, written)
    records.record_matters(month, by_office, Record.Origin.OFFICE, world.publisher, written)


def _drafts(
    household: Household,
    items: dict[str, Item],
    odds: dict[str, int],
    month: Month,
    last_day: int,
    chance: random.Random,
) -> list[Draft]:
    drafts = []
    for code, percent in odds.items():
        if chance.randrange(100) >= percent:
            continue
        item = items[code]
        drafts.append(
            Draft(
                household=household,
                item_code=code,
                occurred_on=month.first_day + timedelta(days=chance.randrange(last_day)),
                quantity=1 if item.once_a_month or item.has_range else chance.choice((1, 1, 1, 2)),
                points=chance.randint(item.points_min, item.points_max) if item.has_range else None,
                note=NOTES.get(code, ""),
            )
        )
    return drafts


def _review(
    world: World, made: Sequence[Sheet], halt: Step | None, chance: random.Random, at: datetime
) -> None:
    """Passes the steps before `halt` (None: all five) for all sheets that are not yet past them."""
    for step in Step:
        if step is halt:
            return
        waiting = list(Sheet.objects.filter(pk__in=[sheet.pk for sheet in made], step=step))
        if step is Step.GROUP:
            for sheet in waiting:
                scorer = world.scorers[sheet.group_id]
                take_proposals(world, sheet, at)
                _recognise_less(sheet, scorer, chance, at)
                review.pass_sheets(_seen([sheet]), step, scorer, at)
            continue
        if step is Step.COMMITTEE:
            for sheet in waiting:
                _refuse_one(sheet, world.committee[0], chance, at)
            for member in world.committee[: len(world.committee) // 2]:
                review.pass_sheets(_seen(waiting), step, member, at)
        if step is Step.AUDIT:
            tell_deductions(world, waiting, chance, at)
        day = timezone.localdate(at)
        meeting = Assembly(day, DELEGATES, 52, 49, 1, 2) if step is Step.ASSEMBLY else None
        review.pass_sheets(_seen(waiting), step, _person(world, step), at, assembly=meeting)


def _person(world: World, step: Step) -> User:
    return {
        Step.SELF: world.clerk,
        Step.COMMITTEE: world.committee[-1],
        Step.AUDIT: world.auditor,
        Step.ASSEMBLY: world.recorder,
    }[step]


def _seen(made: Sequence[Sheet]) -> list[Seen]:
    keys = [sheet.pk for sheet in made]
    rows = Sheet.objects.filter(pk__in=keys).values_list("pk", "version")
    return [Seen(key, version) for key, version in rows]


def _awards(sheet: Sheet, by: User) -> QuerySet[Any]:
    waiting = with_points_now(Record.objects.standing().filter(line__sheet=sheet))
    others = waiting.filter(points_now__gt=0).exclude(line__household=by.household_id)
    return others.select_related("line", "item")


def _recognise_less(sheet: Sheet, by: User, chance: random.Random, at: datetime) -> None:
    """Of one claim for several times, once is recognised, as happens in most groups."""
    several = list(_awards(sheet, by).filter(quantity__gt=1))
    if several:
        record = chance.choice(several)
        once = record.points // record.quantity
        reason = "经核实只有一次"
        revisions.revise(record, Step.GROUP, record.points_now, once, reason, by, at)


def _refuse_one(sheet: Sheet, by: User, chance: random.Random, at: datetime) -> None:
    awards = list(_awards(sheet, by))
    if awards:
        record = chance.choice(awards)
        reason = "评议认为佐证不足，不予认可"
        revisions.revise(record, Step.COMMITTEE, record.points_now, 0, reason, by, at)


def _return_one(world: World, sheet: Sheet, at: datetime) -> None:
    """The committee sends one sheet back to its group, which passes it again."""
    review.pass_sheets(_seen([sheet]), Step.SELF, world.clerk, at)
    review.pass_sheets(_seen([sheet]), Step.GROUP, world.scorers[sheet.group_id], at)
    (seen,) = _seen([sheet])
    reason = "第1组漏记了村口水塘清理，请补上"
    review.return_sheet(seen, Step.COMMITTEE, Step.GROUP, reason, world.committee[0], at)

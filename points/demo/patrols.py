"""The demo's patrols: two groups walked every Wednesday, a few findings, one problem left open."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from households.models import Household, Place
from households.services.days import moment_of
from points.demo.photos import taken
from points.demo.world import World
from points.models import PatrolFinding, Sheet
from points.patrol import week_of
from points.periods import Month
from points.photos import Prepared
from points.proposals import Source
from points.services import patrol_checks, patrol_plans, patrols, proposals
from points.services.patrol_book import Noted
from points.services.patrol_plans import Planned
from points.services.sheet_checks import Seen

GROUPS = 2
"""Of the second village, which in the running month waits for its group scorers."""
BY_PATROL = ("4.1", "4.2", "4.3", "5.1")
"""Items that nobody records by hand where patrols walk."""
WEDNESDAY = 2
NOTES = {6: "垃圾桶没盖", 1: "门前堆着沙石", 8: "鸡在路上跑", 4: "墙上贴了小广告"}
"""Indicator → what was seen."""


def patrolled(world: World) -> list[Place]:
    """The groups that are walked."""
    villages = list(dict.fromkeys(group.parent_id for group in world.groups))
    return [group for group in world.groups if group.parent_id == villages[1]][:GROUPS]


def walk(world: World, month: Month, now: datetime, *, runs: bool) -> None:
    """The rounds of the month's Wednesdays up to `now`, found, confirmed and partly looked at
    again. While the month `runs`, the last round waits for its second walker, and the coming week
    is planned."""
    chance = random.Random(f"patrols-{month}")
    today, groups = timezone.localdate(now), patrolled(world)
    days = [day for day in _wednesdays(month) if day <= today]
    for day in days:
        for group in groups:
            waits = runs and (day, group) == (days[-1], groups[-1])
            _round(world, group, day, chance, min(moment_of(day, 17), now), waits=waits)
    if runs:
        coming = week_of(today) + timedelta(days=WEDNESDAY)
        _plan(world, groups, coming if coming > today else coming + timedelta(days=7), now)
    _look_again(world, month, now, leave=1 if runs else 0)


def take_proposals(world: World, sheet: Sheet, at: datetime) -> None:
    """What the patrols of the month propose becomes records, but for the scorer's own household."""
    scorer = world.scorers[sheet.group_id]
    offers = proposals.offers_of(sheet, at)
    marks = [
        each.mark
        for each in offers
        if each.proposal.source is Source.PATROL
        and not each.recorded
        and each.household.pk != scorer.household_id
    ]
    if marks:
        proposals.take(Seen(sheet.pk, sheet.version), marks, scorer, at)


def _wednesdays(month: Month) -> Iterator[date]:
    day = week_of(month.first_day) + timedelta(days=WEDNESDAY)
    while day <= month.last_day:
        if month.contains(day):
            yield day
        day += timedelta(days=7)


def _plan(world: World, groups: list[Place], day: date, at: datetime) -> None:
    first, second = (member.pk for member in world.committee[1:3])
    rounds = [Planned(group, day, first, second) for group in groups]
    patrol_plans.plan(world.community, day, rounds, world.clerk, at)


def _round(
    world: World, group: Place, day: date, chance: random.Random, at: datetime, *, waits: bool
) -> None:
    first, second = world.committee[1:3]
    rounds = [Planned(group, day, first.pk, second.pk)]
    (patrol,) = patrol_plans.plan(world.community, day, rounds, world.clerk, at)
    households = list(Household.objects.living_in(group))
    noted = [
        Noted(household, chance.choice((1, 3, 6, 7)), chance.randint(1, 3))
        for household in chance.sample(households, min(5, len(households)))
    ]
    worst, indicator = chance.choice(households), chance.choice(list(NOTES))
    noted.append(
        Noted(
            worst,
            indicator,
            chance.randint(2, 4),
            NOTES[indicator],
            told=True,
            fix_by=day + timedelta(days=5),
            photos=[_photo(chance)],
        )
    )
    patrols.enter(patrol, noted, first, at, walked_on=day)
    patrol.refresh_from_db()
    for walker in (first,) if waits else (first, second):
        patrol_plans.confirm(patrol, patrol.version, day, walker, at)


def _look_again(world: World, month: Month, now: datetime, *, leave: int) -> None:
    """All problems of the month but the last `leave` are put right in time."""
    found = PatrolFinding.objects.problems().filter(
        community=world.community, round__walked_on__range=(month.first_day, month.last_day)
    )
    problems = list(found.select_related("round").order_by("fix_by", "pk"))
    for finding in problems[: len(problems) - leave]:
        day = (finding.fix_by or finding.round.day) - timedelta(days=1)
        if day <= timezone.localdate(now):
            by, at = finding.by, min(moment_of(day, 17), now)
            patrol_checks.check(finding, day, "", [], by, at, fixed=True)


def _photo(chance: random.Random) -> Prepared:
    """A bin beside a door, with what lies around it."""
    picture = Image.new("RGB", (480, 360), (196, 188, chance.randint(160, 190)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 240, 480, 360), fill=(128, 120, 104))
    left = chance.randint(40, 300)
    draw.rectangle((left, 130, left + 110, 290), fill=(40, chance.randint(90, 130), 70))
    for _ in range(chance.randint(3, 8)):
        x, y, size = chance.randrange(430), chance.randint(250, 330), chance.randint(15, 45)
        draw.ellipse((x, y, x + size, y + size // 2), fill=(90, 70, chance.randint(40, 90)))
    return taken(picture)

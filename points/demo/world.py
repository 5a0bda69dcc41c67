"""The demo's places, households and people: generated, none of them real."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from households.demo_names import group_names, house_numbers, names, village_names
from households.models import Household, Place, User
from households.roles import Role
from households.services import accounts, appointments, cards, households, places
from points.models import Policy, Standard
from points.periods import Month
from points.services import policies, standards
from points.services.standard_file import read_standard

CODE = "DEMO"
NAME = "东岭社区"
PASSWORD = "Donglin-2026"
JOINED = 5
MEMBERS = 5
"""Of the committee; three of them have to agree."""
DELEGATES = 60
JOINED_LATER = 2
"""Of the villages, five have joined; the last two of them a month after the others."""
STANDARD = Path(__file__).resolve().parent.parent / "data" / "standard-14-rules.csv"


@dataclass
class World:
    """The demo community while it is made."""

    community: Place
    groups: list[Place] = field(default_factory=list)
    administrator: User = field(init=False)
    clerk: User = field(init=False)
    publisher: User = field(init=False)
    committee: list[User] = field(default_factory=list)
    auditor: User = field(init=False)
    recorder: User = field(init=False)
    supervisor: User = field(init=False)
    scorers: dict[int, User] = field(default_factory=dict)
    """Group (primary key) → its scorer; joined villages only."""


def build(first_month: Month, per_group: int, seed: int, at: datetime) -> World:
    """Places, households, people and the adopted standard, as they stood at `at`."""
    chance = random.Random(seed)
    world = World(places.create_community(CODE, NAME))
    started = date(first_month.year, 1, 1)
    _appoint_officers(world, started, seed)
    _make_places(world, first_month)
    _appoint_delegates(world, started, seed)
    _make_households(world, per_group, seed, chance, at)
    _appoint_scorers(world, started)
    _issue_cards(world, at)
    policies.save(
        Policy(
            community=world.community,
            office=f"{NAME}居民委员会",
            office_phone="0000-1234501",
            supervision_phone="0000-1234502",
            township_phone="0000-1234503",
            exchange_examples="20分可换大米一袋\n15分可换食用油一桶\n10分可理发一次",
        )
    )
    _adopt_standard(world, Month(first_month.year, 1), at)
    return world


def _appoint_delegates(world: World, since: date, seed: int) -> None:
    """Villagers' delegates never sign in; they are counted at the assembly."""
    for number, name in enumerate(names(seed + 2, DELEGATES), start=1):
        user = accounts.create_user(f"daibiao{number:02d}", name, world.community, password="")
        group = world.groups[number % len(world.groups)]
        appointments.appoint(user, Role.DELEGATE, group, since, basis="村民小组推选")


def _issue_cards(world: World, at: datetime) -> None:
    joined = Household.objects.filter(group__parent__joined_on__isnull=False)
    cards.issue_all(list(joined.select_related("group")), world.clerk, at)


def officer(world: World, login: str, name: str, role: Role, place: Place, since: date) -> User:
    """Somebody who signs in and holds an office."""
    user = accounts.create_user(login, name, world.community, PASSWORD)
    appointments.appoint(user, role, place, since, basis="村民代表会议决议")
    return user


def _appoint_officers(world: World, since: date, seed: int) -> None:
    called = iter(names(seed + 1, 6 + MEMBERS))
    home = world.community
    world.administrator = officer(world, "guanli", next(called), Role.ADMINISTRATOR, home, since)
    world.clerk = officer(world, "jifenban", next(called), Role.CLERK, home, since)
    world.publisher = officer(world, "jifenban2", next(called), Role.CLERK, home, since)
    for number in range(1, MEMBERS + 1):
        login = "pingshen" if number == 1 else f"pingshen{number}"
        member = officer(world, login, next(called), Role.COMMITTEE, home, since)
        world.committee.append(member)
    world.auditor = officer(world, "lianwei", next(called), Role.AUDITOR, home, since)
    world.recorder = officer(world, "shending", next(called), Role.RECORDER, home, since)
    world.supervisor = officer(world, "jiandu", next(called), Role.SUPERVISOR, home, since)


def _make_places(world: World, first_month: Month) -> None:
    later = first_month.next().first_day
    for number, name in enumerate(village_names(), start=1):
        joined = None
        if number <= JOINED:
            joined = later if number > JOINED - JOINED_LATER else first_month.first_day
        village = places.create_village(world.community, f"{number:02d}", name, joined)
        world.groups += [
            places.create_group(village, f"{number:02d}{order:02d}", group)
            for order, group in enumerate(group_names(name), start=1)
        ]


def _make_households(
    world: World, per_group: int, seed: int, chance: random.Random, at: datetime
) -> None:
    made: list[Household] = []
    for name, village in groupby(world.groups, lambda group: group.parent and group.parent.name):
        sizes = [(group, max(2, per_group + chance.randint(-6, 6))) for group in village]
        count = sum(size for _, size in sizes)
        heads = iter(names(seed, count, name or ""))
        numbers = iter(house_numbers(f"{seed} {name}", count))
        made += [
            Household(
                group=group,
                code=f"{group.code}{order:03d}",
                head=next(heads),
                people=chance.randint(1, 7),
                house_number=next(numbers),
            )
            for group, size in sizes
            for order in range(1, size + 1)
        ]
    households.create_all(made, world.administrator, at)


def _appoint_scorers(world: World, since: date) -> None:
    joined = [group for group in world.groups if group.parent and group.parent.joined_on]
    for group in joined:
        home = Household.objects.filter(group=group).order_by("code")[1]
        login = f"zu{group.code}"
        user = accounts.create_user(login, home.head, world.community, PASSWORD, home)
        appointments.appoint(user, Role.SCORER, group, since, basis="村民小组会议推选")
        world.scorers[group.pk] = user


def _adopt_standard(world: World, starts: Month, at: datetime) -> Standard:
    rows = read_standard(STANDARD.read_bytes(), STANDARD.name)
    draft = standards.create_draft(
        world.community, f"{starts.year}年家庭诚信积分标准", starts, rows
    )
    return standards.adopt(draft, f"{starts.year - 1}年12月村民代表会议", world.administrator, at)

"""Who may walk which group, and who walked longest ago."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce

from households.backends import covers
from households.models import Appointment, Place, User
from points.models import PatrolRound
from points.services.policies import policy_of

PLAN = "points.plan_patrol"
WALK = "points.walk_patrol"


@dataclass(frozen=True, slots=True)
class Walkers:
    """The people of a community who may walk on a day, by primary key and in the order of who
    walked longest ago; `last` is that day, None for nobody's round yet.

    `at_home` are the groups (primary keys) that are somebody's own: where his household lives, or
    which he has an office for. With `outsiders` nobody walks those.
    """

    people: Mapping[int, User]
    last: Mapping[int, date | None]
    at_home: Mapping[int, frozenset[int]]
    outsiders: bool

    def why_not(self, user_id: int, group: Place) -> str:
        """Why a person may not walk `group`, in a sentence; empty when he may."""
        person = self.people.get(user_id)
        if person is None:
            return "所选的巡查员现在没有巡查的任职，请改选。"
        if self.outsiders and group.pk in self.at_home[user_id]:
            return f"{person.name}是{group.label}的，不能巡查自己的组，请改选别组的人。"
        return ""

    def proposed_for(
        self, groups: Sequence[Place], busy: Iterable[int] = ()
    ) -> dict[int, list[int]]:
        """group → two walkers (fewer where there are none), whoever walked longest ago first and
        everybody about as often; `busy` are those who have a round of the week already."""
        rounds = Counter(busy)
        order = {pk: number for number, pk in enumerate(self.people)}
        found: dict[int, list[int]] = {}
        for group in groups:
            free = [pk for pk in self.people if not self.why_not(pk, group)]
            free.sort(key=lambda pk: (rounds[pk], order[pk]))
            found[group.pk] = free[:2]
            rounds.update(found[group.pk])
        return found


def walkers_of(community: Place, day: date) -> Walkers:
    """The walkers of `community` on `day`. Three queries."""
    roles = [role for role, rights in settings.GRANTS.items() if WALK in rights]
    held = (
        Appointment.objects.open_on(day)
        .filter(community=community, role__in=roles)
        .select_related("user__household")
        .order_by("user__name", "user_id", "pk")
    )
    people: dict[int, User] = {}
    at_home: dict[int, set[int]] = {}
    for office in held:
        people[office.user_id] = office.user
        own = at_home.setdefault(office.user_id, set())
        own.add(office.place_id)
        if office.user.household is not None:
            own.add(office.user.household.group_id)
    last = _last_days(community)
    order = sorted(people, key=lambda pk: (last.get(pk) or date.min, people[pk].name, pk))
    return Walkers(
        {pk: people[pk] for pk in order},
        {pk: last.get(pk) for pk in order},
        {pk: frozenset(own) for pk, own in at_home.items()},
        policy_of(community).patrol_outsiders,
    )


def _last_days(community: Place) -> dict[int, date]:
    """Of each person the last day on which he walked, or is to walk. One query."""
    rounds = PatrolRound.objects.standing().filter(community=community).order_by()
    pairs = rounds.values_list("first_walker", "second_walker").annotate(
        last=Max(Coalesce("walked_on", "planned_for"))
    )
    days: dict[int, date] = {}
    for first, second, last in pairs:
        for person in (first, second):
            days[person] = max(last, days.get(person, date.min))
    return days


def may_enter(patrol: PatrolRound, user: User, day: date) -> bool:
    """Whether `user` may enter findings of the round: the office that plans for its group, or one
    of its two walkers, wherever his office is. One query, read afresh."""
    held = Appointment.objects.open_on(day).filter(user=user, community=patrol.community_id)
    offices = list(held.select_related("place"))
    if patrol.is_walked_by(user):
        return any({WALK, PLAN} & settings.GRANTS[office.role] for office in offices)
    return any(
        PLAN in settings.GRANTS[office.role] and covers(office, patrol.group) for office in offices
    )

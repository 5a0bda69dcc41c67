"""The teams of a community with their numbers, and the list of one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from households.models import User
from points.models import Activity, Team, TeamMember
from points.reports.activity_list import ActivityRow, activity_rows, listed

LATEST = 10


@dataclass(frozen=True, slots=True)
class TeamPage:
    """`members` are those of households in scope, `former` those of them who have left; `number`
    counts all who are on the list."""

    team: Team
    members: list[TeamMember]
    former: list[TeamMember]
    number: int
    households: int
    activities: list[ActivityRow]


def with_numbers(teams: QuerySet[Team]) -> QuerySet[Team]:
    """With `members_now`, the persons on its list; standing teams first."""
    now = Count("members", Q(members__left_on__isnull=True))
    return teams.annotate(members_now=now).order_by("until", "name")


def team_page(team: Team, user: User, day: date) -> TeamPage:
    """The page of one team. Five queries."""
    visible = TeamMember.objects.visible_to(user, day).filter(team=team)
    found = list(
        visible.select_related("household__group__parent").order_by("household__code", "pk")
    )
    on_list = team.members.filter(left_on__isnull=True)
    numbers = on_list.aggregate(all=Count("pk"), households=Count("household", distinct=True))
    held = Activity.objects.visible_to(user, day).filter(team=team)
    latest = listed(held).order_by("-held_on", "-pk")[:LATEST]
    return TeamPage(
        team=team,
        members=[each for each in found if each.left_on is None],
        former=[each for each in found if each.left_on is not None],
        number=numbers["all"],
        households=numbers["households"],
        activities=activity_rows(latest),
    )

"""The patrols of a town: one that has found something, one that is yet to be walked."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from households.models import Place
from households.roles import Role
from points.models import PatrolCheck, PatrolFinding, PatrolRound
from points.services import patrol_checks, patrol_plans, patrols
from points.services.patrol_book import Noted
from points.services.patrol_plans import Planned
from tests.factory import NOON
from tests.photos import photo

if TYPE_CHECKING:
    from tests.access.towns import Town

DAY = date(2026, 11, 18)
LAST_WEEK = DAY - timedelta(days=7)


class TownPatrols:
    """`walked` is of the town's first group, with a problem that was looked at again; `planned` is
    of the week before, and has one walker's word. Both are open. The walkers hold offices of
    the whole community."""

    def __init__(self, town: "Town") -> None:
        mark = town.mark
        self.walkers = [town.officer(Role.SUPERVISOR, town.community) for _ in range(2)]
        first, second = (walker.pk for walker in self.walkers)
        called_off, self.planned, self.walked = (
            patrol_plans.plan(
                town.community, day, [Planned(town.group, day, first, second)], town.clerk, NOON
            )[0]
            for day in (LAST_WEEK - timedelta(days=7), LAST_WEEK, DAY)
        )
        patrol_plans.call_off(called_off, f"{mark}下雨", town.clerk, NOON)
        patrol_plans.confirm(self.planned, 1, LAST_WEEK, self.walkers[0], NOON)
        noted = Noted(
            town.household,
            6,
            2,
            f"{mark}垃圾桶没盖",
            told=True,
            fix_by=DAY,
            photos=[photo(7)],
        )
        (self.finding,) = patrols.enter(self.walked, [noted], self.walkers[0], NOON, walked_on=DAY)
        mistake = Noted(town.household, 7, 1)
        (wrong,) = patrols.enter(self.walked, [mistake], self.walkers[0], NOON)
        patrols.void(wrong, f"{mark}看错了", self.walkers[0], NOON)
        self.check = patrol_checks.check(
            self.finding, DAY, f"{mark}还没盖", [photo(8)], self.walkers[0], NOON, fixed=False
        )


def patrol_state(community: Place) -> list[object]:
    """What the acts of the table change about the patrols of a town."""
    ours = {"community": community}
    rounds = PatrolRound.objects.filter(**ours).order_by("pk")
    findings = PatrolFinding.objects.filter(**ours).order_by("pk")
    return [
        list(rounds.values_list("pk", "version", "closed_at", "voided_at")),
        list(findings.values_list("pk", "voided_at")),
        PatrolCheck.objects.filter(**ours).count(),
    ]

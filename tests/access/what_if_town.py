"""The replays of a town: one that has come out, another that waits."""

from typing import TYPE_CHECKING

from points.models import PrintJob
from points.periods import Month
from points.services import print_jobs, replays
from points.services.replay_content import result_of
from points.services.replay_facts import groups_with_months
from points.services.replaying import replay_group
from points.services.replays import Wanted
from points.stars import Stars
from tests.factory import NOON

if TYPE_CHECKING:
    from tests.access.towns import Town

OCTOBER = Month(2026, 10)
LEVELS = ((5, 5),)


class TownReplays:
    """Both are of October under the town's draft, and were asked for by its clerk."""

    def __init__(self, town: "Town") -> None:
        self.town = town
        job = self._asked(Stars(LEVELS))
        PrintJob.objects.filter(pk=job.pk).update(state="running", started_at=NOON, pieces=1)
        on, wanted = replays.ground_of(job), Wanted.of(job.asked)
        groups = groups_with_months(town.community, wanted.first, wanted.last)
        parts = [(group, replay_group(group, on)) for group in groups]
        result = result_of(on, wanted, parts, None)
        self.result = replays.keep(job, result.content, result.families, NOON)
        print_jobs.finish(job, job.title, NOON)
        self.waiting = self._asked(Stars())

    def _asked(self, stars: Stars) -> PrintJob:
        wanted = Wanted(OCTOBER, OCTOBER, stars)
        town = self.town
        return replays.ask(town.draft, wanted, town.clerk, NOON, "https://example.cn")

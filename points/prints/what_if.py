"""推算: replays settled months under another standard beside the request, a villager group at a
time. No paper comes of it: what comes out is kept in the database, and shown and printed from
there."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from households.models import Place
from points.models import PrintJob
from points.printing.pieces import Piece, Print
from points.prints.kinds import Work
from points.reports.point_cost import PointCostOn
from points.services import replays
from points.services.replay_content import result_of
from points.services.replay_facts import groups_with_months, living
from points.services.replaying import replay_group
from points.services.replays import Wanted


def what_if_work(cost: PointCostOn) -> Work:
    """推算, which reckons what points cost by `cost`."""

    def build(job: PrintJob) -> Print:
        on, wanted = replays.ground_of(job), Wanted.of(job.asked)
        asked = (job.community, wanted.first, wanted.last)
        groups = groups_with_months(*asked)

        def piece(group: Place) -> Piece:
            def make() -> bytes:
                return json.dumps(replay_group(group, on)).encode()

            return Piece(str(group.pk), group.label, make)

        def bound(parts: Sequence[bytes]) -> bytes:
            made = dict(zip((group.pk for group in groups), map(json.loads, parts), strict=True))
            homes = living(*asked)

            def found_in(group: Place) -> Mapping[str, Any]:
                known = made.get(group.pk)
                if known is not None and {*map(int, known["families"])} == homes[group.pk]:
                    return known
                # Somebody has moved meanwhile, and would count in both groups or in neither.
                return replay_group(group, on)

            found = [(group, found_in(group)) for group in groups_with_months(*asked)]
            price = cost(job.community, job.day)
            told = (price.points, price.fen, price.basis) if price else None
            result = result_of(on, wanted, found, told)
            replays.keep(job, result.content, result.families, timezone.now())
            return b""

        return Print(job.title, [piece(group) for group in groups], bound)

    return Work(replays.RIGHT, build)

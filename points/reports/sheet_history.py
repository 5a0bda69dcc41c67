"""Every decision on a sheet, all rounds: what it scored, who voted on it, what meeting took it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from points.models import CommitteeVote, MeetingScan, Sheet, StepDecision
from points.steps import Step


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A decision and what all households together had then (None for a return); the committee's
    votes it came from, and how many pages of the assembly's minutes were scanned."""

    decision: StepDecision
    points: int | None
    votes: list[CommitteeVote]
    scans: int


def history_rows(
    sheet: Sheet, decisions: Sequence[StepDecision], scores: Mapping[int, Mapping[int, int]]
) -> list[HistoryRow]:
    """`decisions` on `sheet` in their order, with `scores` (decision → line → points). Two queries
    at most."""
    votes = _votes(sheet) if any(each.step == Step.COMMITTEE for each in decisions) else {}
    meetings = [each.meeting_id for each in decisions if each.meeting_id is not None]
    scanned = MeetingScan.objects.filter(meeting__in=meetings) if meetings else ()
    scans = Counter(scan.meeting_id for scan in scanned)
    return [
        HistoryRow(
            each,
            _points(each, scores),
            # The version stands in the decision as it was voted on.
            votes.get((each.round, each.version), []) if each.step == Step.COMMITTEE else [],
            scans[each.meeting_id or 0],
        )
        for each in decisions
    ]


def _votes(sheet: Sheet) -> Mapping[tuple[int, int], list[CommitteeVote]]:
    found: defaultdict[tuple[int, int], list[CommitteeVote]] = defaultdict(list)
    for vote in CommitteeVote.objects.filter(sheet=sheet).select_related("by").order_by("pk"):
        found[vote.round, vote.version].append(vote)
    return found


def _points(decision: StepDecision, scores: Mapping[int, Mapping[int, int]]) -> int | None:
    if decision.outcome != StepDecision.Outcome.PASSED:
        return None
    return sum(scores.get(decision.pk, {}).values())

"""An assembly: its numbers, the sheets it ratified or the standard it adopted, the minutes in words
and as scanned."""

from dataclasses import dataclass
from typing import Any

from households.models import User
from points.models import Meeting, MeetingScan, Standard, StepDecision
from points.periods import chinese_date
from points.reports.decisions import sums


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """`ratified` are the decisions on sheets the person sees, each with what all households
    together had then; `others` how many more sheets there were; `adopted` are standards."""

    meeting: Meeting
    facts: list[dict[str, Any]]
    ratified: list[tuple[StepDecision, int]]
    others: int
    scans: list[MeetingScan]
    adopted: list[Standard]

    @property
    def name(self) -> str:
        """What the assembly is called by what it did."""
        return "村民代表会议" if self.adopted and not self.ratified else "审定会议"


def meeting_page(meeting: Meeting, user: User) -> MeetingPage:
    """The page of `meeting` for `user`. Six queries."""
    decisions = list(
        StepDecision.objects.visible_to(user)
        .filter(meeting=meeting)
        .select_related("sheet__group__parent")
        .order_by("sheet__year", "sheet__month", "sheet__group__code")
    )
    points = sums(decisions)
    return MeetingPage(
        meeting=meeting,
        facts=_facts(meeting),
        ratified=[(decision, points.get(decision.pk, 0)) for decision in decisions],
        others=meeting.decisions.count() - len(decisions),
        scans=list(meeting.scans.all()),
        adopted=list(meeting.standards.all()),
    )


def _facts(meeting: Meeting) -> list[dict[str, Any]]:
    named = [
        ("会议日期", chinese_date(meeting.held_on)),
        ("代表总数", f"{meeting.total}人"),
        ("到会", f"{meeting.present}人"),
        ("同意", f"{meeting.in_favour}票"),
        ("反对", f"{meeting.against}票"),
        ("弃权", f"{meeting.abstained}票"),
        ("会议纪要", meeting.minutes),
        ("记录人", meeting.recorded_by.name),
    ]
    return [{"label": label, "text": text} for label, text in named]

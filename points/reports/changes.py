"""What has changed on a sheet since a version of it was on somebody's screen."""

from dataclasses import dataclass
from datetime import datetime

from points.models import Answer, Record, Revision, Sheet, StepDecision
from points.services.amounts import signed

EARLIER_MONTH = "前面月份的积分审定了或有更正，本年已得的分有变，各户本月计分可能随之改变，请核对。"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `household` is empty when it is of the whole sheet, `by` and `at` when no one
    person made it."""

    kind: str
    household: str
    text: str
    by: str = ""
    at: datetime | None = None


def changes_since(sheet: Sheet, version: int) -> list[Change]:
    """Everything that moved `sheet` on from `version`, in the order it happened. Five queries."""
    touched: dict[int, list[Change]] = {}

    def put(at_version: int, change: Change) -> None:
        touched.setdefault(at_version, []).append(change)

    mine = Record.objects.filter(line__sheet=sheet).order_by("pk")
    mine = mine.select_related("line__household", "item", "recorded_by", "voided_by")
    for record in mine.filter(version__gt=version):
        told = f"{record.item} {signed(record.points)}分"
        household, by = str(record.line.household), record.author
        put(record.version, Change("新记", household, told, by, record.recorded_at))
    for record in mine.filter(voided_in_version__gt=version):
        told = f"{record.item} {signed(record.points)}分，原因：{record.void_reason}"
        household, by = str(record.line.household), record.voided_by_whom
        put(record.voided_in_version or 0, Change("作废", household, told, by, record.voided_at))
    revisions = Revision.objects.filter(record__line__sheet=sheet, version__gt=version)
    for revision in revisions.select_related("record__line__household", "record__item", "by"):
        before, after = signed(revision.points_before), signed(revision.points_after)
        told = f"{revision.record.item} {before} → {after}分，理由：{revision.reason}"
        household = str(revision.record.line.household)
        put(revision.version, Change("改分", household, told, revision.by.name, revision.at))
    answers = Answer.objects.filter(record__line__sheet=sheet, version__gt=version)
    for answer in answers.select_related("record__line__household", "record__item", "typed_by"):
        told = f"{answer.record.item}：{answer.text}"
        household = str(answer.record.line.household)
        put(answer.version, Change("陈述", household, told, answer.author, answer.at))
    for decision in sheet.decisions.filter(version__gte=version).select_related("by"):
        put(decision.version + 1, _decided(decision))
    # Only an earlier month, settled or corrected, moves a sheet on without a row of its own.
    for at_version in range(version + 1, sheet.version + 1):
        if at_version not in touched:
            put(at_version, Change("前面月份", "", EARLIER_MONTH))
    return [change for at_version in sorted(touched) for change in touched[at_version]]


def _decided(decision: StepDecision) -> Change:
    told = decision.get_step_display()
    if decision.outcome == StepDecision.Outcome.RETURNED:
        told += f"退回到{decision.get_returned_to_display()}，理由：{decision.comment}"
    return Change(decision.get_outcome_display(), "", told, decision.by.name, decision.at)

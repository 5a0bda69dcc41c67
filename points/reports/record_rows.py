"""The records behind a household's score: what each counted, why, who changed it, how a deduction
stands with the household."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from points.models import (
    Answer,
    Evidence,
    Record,
    Revision,
    Sheet,
    SheetLine,
)
from points.services.corrections import counted_now
from points.services.scorebook import score_sheets
from points.services.standings import settled_scores
from points.services.telling import Telling, tellings


@dataclass(frozen=True, slots=True)
class Counted:
    """What one record counted, in points with sign, and the sentence that says why."""

    points: int
    explanation: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A sheet's scores: total and points per area number by line, and what each record counted."""

    totals: Mapping[int, int]
    by_area: Mapping[int, Mapping[str, int]]
    counted: Mapping[int, Counted]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as it stands: `points` after all revisions; `counted` None once it is voided.

    `photos` hang on it. A deduction that stands has its `telling`, and what the household said to
    it in `answers`.
    """

    record: Record
    points: int
    counted: Counted | None
    revisions: list[Revision]
    may_revise: bool
    photos: int
    telling: Telling | None
    answers: list[Answer]

    @property
    def vetoes(self) -> bool:
        """Whether it is grounds for 一票否决: a veto item that was neither voided nor refused."""
        return self.record.item.veto and self.counted is not None and self.points != 0


def scores_now(sheet: Sheet) -> Standing:
    """The scores as they would be passed now, or as they were kept once the sheet is settled."""
    return _live(sheet) if sheet.in_review else _kept(sheet)


def _live(sheet: Sheet) -> Standing:
    lines = score_sheets([sheet])
    return Standing(
        {line.line_id: line.score.total for line in lines},
        {line.line_id: line.score.by_area for line in lines},
        {
            matter.key: Counted(matter.counted, matter.explanation)  # type: ignore[misc]
            for line in lines
            for matter in line.score.matters
        },
    )


def _kept(sheet: Sheet) -> Standing:
    scores = settled_scores().filter(decision__sheet=sheet)
    rows = list(scores.values_list("line_id", "final", "final_by_area"))
    counted = counted_now(SheetLine.objects.filter(sheet=sheet))
    return Standing(
        {line: total for line, total, _ in rows},
        {line: by_area for line, _, by_area in rows},
        {record: Counted(*now) for record, now in counted.items()},
    )


def record_rows(
    sheet: Sheet, counted: Mapping[int, Counted], locked: Collection[int], *, may_revise: bool
) -> dict[int, list[RecordRow]]:
    """The records of `sheet` by line, voided ones too, by day. Five queries.

    `locked` are the households whose records may not be revised.
    """
    revisions: defaultdict[int, list[Revision]] = defaultdict(list)
    for revision in (
        Revision.objects.filter(record__line__sheet=sheet)
        .select_related("by", "appointment__place__parent")
        .order_by("pk")
    ):
        revisions[revision.record_id].append(revision)
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for answer in Answer.objects.filter(record__line__sheet=sheet).select_related("typed_by"):
        answers[answer.record_id].append(answer)
    photos = Counter(
        Evidence.objects.filter(record__line__sheet=sheet).values_list("record_id", flat=True)
    )
    records = list(
        Record.objects.filter(line__sheet=sheet)
        .select_related("item", "line", "recorded_by", "voided_by")
        .order_by("occurred_on", "pk")
    )
    points = {
        record.pk: revisions[record.pk][-1].points_after if revisions[record.pk] else record.points
        for record in records
    }
    stands = {record.pk for record in records if record.voided_at is None}
    told = tellings({key: points[key] for key in stands if points[key] < 0})
    rows: defaultdict[int, list[RecordRow]] = defaultdict(list)
    for record in records:
        key = record.pk
        rows[record.line_id].append(
            RecordRow(
                record,
                points[key],
                counted.get(key) if key in stands else None,
                revisions[key],
                may_revise and key in stands and record.line.household_id not in locked,
                photos[key],
                told.get(key),
                answers[key],
            )
        )
    return rows

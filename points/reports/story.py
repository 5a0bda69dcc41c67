"""What happened to a record, in order: who, when, in which office, from what to what, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, auto
from operator import attrgetter
from typing import Final

from points.models import Answer, Evidence, Record, RecordCorrection, RecordScore, Revision, Serving
from points.periods import chinese_date
from points.services.amounts import signed

AFTER_REVIEW: Final = 2**31
"""Later than any version of a sheet."""
OFFICE: Final = ("by", "appointment__place__parent")
"""What a fact is read with that keeps its author's office."""


class Kind(IntEnum):
    """What happened, in the order in which things of one moment and one version come."""

    RECORDED = auto()
    EVIDENCE = auto()
    TOLD = auto()
    ANSWERED = auto()
    REVISED = auto()
    VOIDED = auto()
    STRUCK = auto()
    PASSED = auto()
    RETURNED = auto()
    COUNTED = auto()
    VOTED = auto()
    PUBLISHED = auto()
    POSTED = auto()
    OBJECTED = auto()
    ACCEPTED = auto()
    REPLIED = auto()
    CORRECTED = auto()
    RECOUNTED = auto()
    REVERSED = auto()
    ENTERED = auto()

    @property
    def style(self) -> str:
        """Its class in story.css."""
        return f"is-{self.name.lower()}"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: `who` in which `office` (empty where none is kept), the `change` it
    made, in points, and why.

    `moved` is the version of the sheet that it led to. `record` is what it happened to, None for a
    thing of the whole line; `objection` the reference of the objection that it goes back to.
    """

    at: datetime
    kind: Kind
    who: str
    what: str
    office: str = ""
    change: str = ""
    why: str = ""
    moved: int = 0
    record: Record | None = None
    objection: str = ""


def in_order(story: Iterable[Happening]) -> list[Happening]:
    """As it happened; what was written at one moment goes by the versions it led to."""
    return sorted(story, key=attrgetter("at", "moved", "kind"))


def change(before: int | None, after: int) -> str:
    """From what to what, in points; what there is where nothing was before, or nothing changed."""
    if before is None or before == after:
        return f"{signed(after)} 分"
    return f"{signed(before)} → {signed(after)} 分"


def record_story(record: Record, *, for_household: bool = False) -> list[Happening]:
    """The story of one record, read with `recorded_by` and `voided_by`. Six queries.

    `for_household` leaves out what leads to an objection, and so to who raised it.
    """
    return record_stories([record], for_household=for_household)[record.pk]


def record_stories(
    records: Iterable[Record], *, for_household: bool = False
) -> dict[int, list[Happening]]:
    """Each record's story, by primary key. Six queries for any number of records."""
    of = {record.pk: record for record in records}
    found = {key: list(_written(record)) for key, record in of.items()}
    for facts in (_photos, _servings, _answers, _revisions, _scores, _corrections):
        for key, each in facts(list(of)):
            found[key].append(
                replace(
                    each,
                    record=of[key],
                    moved=max(each.moved, of[key].version),
                    objection="" if for_household else each.objection,
                )
            )
    return {key: in_order(story) for key, story in found.items()}


def _written(record: Record) -> Iterator[Happening]:
    """That it was recorded, and that it was voided."""
    yield Happening(
        at=record.recorded_at,
        kind=Kind.RECORDED,
        who=record.author,
        what=f"{'补录' if record.late else '记录'}，来源：{record.source}",
        change=change(None, record.points),
        why=record.note,
        moved=record.version,
        record=record,
    )
    if record.voided_at is not None:
        yield Happening(
            at=record.voided_at,
            kind=Kind.VOIDED,
            who=record.voided_by_whom,
            what="作废",
            why=record.void_reason,
            moved=record.voided_in_version or 0,
            record=record,
        )


def _photos(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    """One happening for all photos that somebody brought at one time."""
    brought: defaultdict[tuple[int, datetime, str], int] = defaultdict(int)
    for photo in Evidence.objects.filter(record__in=keys).select_related("by"):
        brought[photo.record_id, photo.at, photo.author] += 1
    for (key, at, author), count in brought.items():
        yield key, Happening(at, Kind.EVIDENCE, author, f"附佐证照片{count}张")


def _servings(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    for each in Serving.objects.filter(record__in=keys).select_related(*OFFICE):
        witness = f"，见证人{each.witness}" if each.witness else ""
        day, last = chinese_date(each.served_on), chinese_date(each.answer_until)
        yield (
            each.record_id,
            Happening(
                at=each.at,
                kind=Kind.TOLD,
                who=each.by.name,
                office=str(each.appointment),
                what=f"{each.get_how_display()}扣分（{day}）{witness}",
                change=change(None, each.points_told),
                why=f"本户可在{last}前（含当天）陈述",
            ),
        )


def _answers(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    for each in Answer.objects.filter(record__in=keys).select_related("typed_by"):
        what = f"本户陈述（{each.get_how_display()}，{chinese_date(each.answered_on)}）"
        yield each.record_id, Happening(each.at, Kind.ANSWERED, each.author, what, why=each.text)


def _revisions(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    rows = Revision.objects.filter(record__in=keys)
    for each in rows.select_related(*OFFICE, "reply__objection"):
        upon = None if each.reply is None else each.reply.objection
        yield (
            each.record_id,
            Happening(
                at=each.at,
                kind=Kind.REVISED if upon is None else Kind.CORRECTED,
                who=each.by.name,
                office=str(each.appointment),
                what=f"{each.get_step_display()}{'不予认可' if each.refused else '改分'}",
                change=change(each.points_before, each.points_after),
                why=each.reason,
                moved=each.version if upon is None else AFTER_REVIEW,
                objection="" if upon is None else upon.ref,
            ),
        )


def _scores(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    """What the records counted when their sheet was settled."""
    rows = RecordScore.objects.filter(record__in=keys)
    for each in rows.select_related(*(f"decision__{name}" for name in OFFICE)):
        decision = each.decision
        yield (
            each.record_id,
            Happening(
                at=decision.at,
                kind=Kind.COUNTED,
                who=decision.by.name,
                office=str(decision.appointment),
                what=f"{decision.get_step_display()}计分",
                change=change(None, each.counted),
                why=each.explanation,
                moved=decision.version + 1,
            ),
        )


def _corrections(keys: Sequence[int]) -> Iterator[tuple[int, Happening]]:
    """What the records counted anew after an upheld objection."""
    rows = RecordCorrection.objects.filter(record__in=keys)
    for each in rows.select_related(
        *(f"correction__reply__{name}" for name in (*OFFICE, "objection"))
    ):
        reply = each.correction.reply
        yield (
            each.record_id,
            Happening(
                at=each.correction.at,
                kind=Kind.RECOUNTED,
                who=reply.by.name,
                office=str(reply.appointment),
                what="更正计分",
                change=change(each.counted_before, each.counted_after),
                why=each.explanation,
                moved=AFTER_REVIEW,
                objection=reply.objection.ref,
            ),
        )

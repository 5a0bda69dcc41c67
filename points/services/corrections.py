"""The only writer of corrections: a line's new score after an upheld objection.

A posted line has its entry reversed and a new one written. A line that waits is posted with its
new total.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from typing import cast

from django.db import transaction
from django.db.models import F, QuerySet

from households.models import Place
from households.services.days import day_of
from points.models import (
    Correction,
    Entry,
    ObjectionReply,
    Posting,
    Record,
    RecordCorrection,
    RecordScore,
    Sheet,
    SheetLine,
)
from points.periods import Month
from points.scoring import Score, Scored, StandardRules, YearSoFar, score
from points.services import ledger
from points.services.scorebook import matters_of, rules_of
from points.services.sheet_checks import later_than, lock
from points.services.standings import settled_scores
from points.services.yearbook import pasts, years_so_far
from points.sofar import CountedMonth, so_far


def lock_year(line: SheetLine) -> None:
    """Holds still what a correction of `line` builds on or changes, until the transaction ends.

    That is the community, as a notice tells of either all of a correction or nothing, and the
    sheets on which `line` and its household's later months are.
    """
    Place.objects.select_for_update(no_key=True).get(pk=line.community_id)
    lock([line.sheet_id, *_after(line).values_list("sheet", flat=True)])


def _after(line: SheetLine) -> QuerySet[SheetLine]:
    """The household's later months that build on it."""
    later = SheetLine.objects.filter(later_than(line.year, line.month))
    return later.filter(household=line.household_id)


def _later(line: SheetLine) -> QuerySet[SheetLine]:
    """Its later months of the year, which share the year's caps with it."""
    return _after(line).filter(year=line.year)


@transaction.atomic
def correct(reply: ObjectionReply) -> Correction:
    """Scores the line of an upheld objection anew, after its records were revised.

    The year's caps hold for all months together: what a later month has counted, if it is settled,
    is left to it; one under review finds what the correction leaves. No entries are written when
    the total stays the same.
    """
    line = reply.objection.line
    lock_year(line)
    before = settled_scores().get(line=line).final
    found = _score_beside_the_year(line)
    entered = _entry_of(line) if found.total != before else None
    reversal, entry = _enter_anew(line, entered, found.total, reply) if entered else (None, None)
    correction = Correction.objects.create(
        community_id=line.community_id,
        reply=reply,
        line=line,
        total_before=before,
        total_after=found.total,
        by_area=dict(found.by_area),
        reversal=reversal,
        entry=entry,
        at=reply.at,
    )
    _keep_counts(correction, found)
    return correction


def counted_now(lines: QuerySet[SheetLine] | Sequence[SheetLine]) -> dict[int, tuple[int, str]]:
    """record (primary key) → points with sign and the sentence why, of lines that are settled.

    Two queries.
    """
    settled = RecordScore.objects.filter(record__line__in=lines)
    corrected = RecordCorrection.objects.filter(record__line__in=lines).order_by("pk")
    rows = chain(
        settled.values_list("record_id", "counted", "explanation"),
        # The latest correction stands.
        corrected.values_list("record_id", "counted_after", "explanation"),
    )
    return {record: (points, explanation) for record, points, explanation in rows}


def _score_beside_the_year(line: SheetLine) -> Score:
    rules, month = rules_of(line.sheet.standard), line.sheet.period
    matters = matters_of(Record.objects.standing().filter(line=line))[line.pk]
    earlier = years_so_far([line.household_id], month).get(line.household_id, YearSoFar())
    past = pasts({line.household_id: matters}, rules, month).get(line.household_id, {})
    later = so_far(_counted_later(line, rules), month)
    year = earlier.and_also(YearSoFar(past=past)).and_also(later)
    return score(matters, rules, year)


def _counted_later(line: SheetLine, rules: StandardRules) -> list[CountedMonth]:
    """The year's later months as they are settled, under the items that `rules` have, too."""
    counted = counted_now(_later(line))
    months: defaultdict[Month, list[Scored]] = defaultdict(list)
    records = Record.objects.filter(pk__in=counted, item__code__in=rules.items)
    for record, code, day, year, month in records.values_list(
        "pk", "item__code", "occurred_on", "line__year", "line__month"
    ):
        points, explanation = counted[record]
        scored = Scored(record, code, points, explanation, day if points else None)
        months[Month(year, month)].append(scored)
    return [CountedMonth(month, rules, scored) for month, scored in months.items()]


def _entry_of(line: SheetLine) -> Entry | None:
    """The entry that stands for the line in its account; None while it waits to be posted."""
    corrected = Correction.objects.filter(line=line, entry__isnull=False).order_by("-pk")
    found = corrected.select_related("entry").first()
    if found is None:
        posting = Posting.objects.filter(line=line).select_related("entry").first()
        return posting.entry if posting else None
    return found.entry


def _enter_anew(line: SheetLine, entered: Entry, total: int, reply: ObjectionReply) -> list[Entry]:
    """The reversal of `entered`, and the entry of `total` in its place."""
    label, household = line.sheet.period.label, line.household_id
    reversal, correction = Entry.Kind.REVERSAL, Entry.Kind.CORRECTION
    anew = f"{label}积分（异议更正）"
    return ledger.write(
        line.community_id,
        [
            ledger.Movement(
                household, -entered.points, reversal, line.year, f"冲销{label}积分", entered
            ),
            ledger.Movement(household, total, correction, line.year, anew),
        ],
        day_of(reply.at),
        reply.by,
        reply.at,
    )


def _keep_counts(correction: Correction, found: Score) -> None:
    """What each record counts from now on, where that or its sentence has changed; whoever has a
    later month of the household on the screen must look again before he approves it."""
    line = correction.line
    before = counted_now(SheetLine.objects.filter(pk=line.pk))
    after = {cast("int", each.key): (each.counted, each.explanation) for each in found.matters}
    changed = [
        RecordCorrection(
            community_id=line.community_id,
            correction=correction,
            record_id=record,
            counted_before=before[record][0],
            counted_after=counted,
            explanation=explanation,
        )
        for record, (counted, explanation) in after.items()
        if before[record] != (counted, explanation)
    ]
    RecordCorrection.objects.bulk_create(changed)
    if any(each.counted_before != each.counted_after for each in changed):
        later = Sheet.objects.filter(pk__in=_after(line).values("sheet"))
        later.filter(state=Sheet.State.REVIEW).update(version=F("version") + 1)

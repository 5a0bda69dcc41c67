"""The only writer of records: adds them, takes claims, and voids them with a reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, OuterRef, Subquery, Value, When

from households.models import Card, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Record, Sheet, SheetLine
from points.periods import Month
from points.services.recordbook import Draft, RecordBook, claims_are_over
from points.steps import Step

WITHDRAWN = "本户撤回"


class DraftsRefused(Refused):
    """Some of several drafts were refused, none was kept: `by_position` has each one's Refused."""

    def __init__(self, by_position: dict[int, Refused]) -> None:
        super().__init__([message for each in by_position.values() for message in each.messages])
        self.by_position = by_position


def record_matter(month: Month, draft: Draft, origin: str, by: User, at: datetime) -> Record:
    """Writes one matter into the month's sheet of its household.

    Raises Refused with a sentence at the field that is wrong.
    """
    try:
        return record_matters(month, [draft], origin, by, at)[0]
    except DraftsRefused as refused:
        raise refused.by_position[0] from refused


@transaction.atomic
def claim(month: Month, draft: Draft, card: Card, at: datetime) -> Record:
    """Writes down what the household of `card` claims for `month`, while self-evaluation is open.

    An item with a range is claimed at its lowest points: what it deserves is for the scorers to
    say. Raises Refused with a sentence at the field that is wrong.
    """
    book = RecordBook.open(month, [draft.household])
    item = book.item_for(draft.household, draft.item_code)
    if item is not None and item.has_range:
        draft = replace(draft, points=draft.quantity * item.points_min)
    record = book.accept(draft, Record.Origin.SELF, card, at)
    change(book, [record], {}, card, at)
    return record


@transaction.atomic
def withdraw_claim(record: Record, card: Card, at: datetime) -> None:
    """Voids a claim of the card's household, however it came in, while self-evaluation is open.

    Raises Refused for another household's record, for one that is no claim, once self-evaluation
    is over; AlreadyHandled when it was voided meanwhile.
    """
    mine = Record.objects.filter(pk=record.pk, line__household=card.household_id)
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .filter(pk__in=mine.filter(origin=Record.Origin.SELF).values("line__sheet"))
        .first()
    )
    if sheet is None:
        raise Refused("只能撤回本户自评申报的事项。")
    if not sheet.waits_at(Step.SELF):
        raise Refused(claims_are_over(sheet))
    _void({record.pk: WITHDRAWN}, card, at)
    _count_change([sheet.pk])


@transaction.atomic
def record_matters(
    month: Month, drafts: Sequence[Draft], origin: str, by: User, at: datetime
) -> list[Record]:
    """Writes all of `drafts` or none; raises DraftsRefused naming each that was refused.

    Raises Refused when `by` holds no office to record for one of the groups. The number of queries
    does not grow with the drafts.
    """
    book = RecordBook.open(month, [draft.household for draft in drafts])
    return record_in(book, drafts, origin, by, at)


def record_in(
    book: RecordBook, drafts: Sequence[Draft], origin: str, by: User, at: datetime
) -> list[Record]:
    """`record_matters` within the transaction that opened `book`."""
    groups = [sheet.group for sheet in book.sheets.values()]
    offices_for(by, "points.add_record", groups, day_of(at))
    records: list[Record] = []
    refused: dict[int, Refused] = {}
    for position, draft in enumerate(drafts):
        try:
            records.append(book.accept(draft, origin, by, at))
        except Refused as error:
            refused[position] = error
    if refused:
        raise DraftsRefused(refused)
    change(book, records, {}, by, at)
    return records


def change(
    book: RecordBook,
    added: Sequence[Record],
    voids: Mapping[int, str],
    by: User | Card,
    at: datetime,
) -> None:
    """Voids records (primary key → reason) and adds those that `book` accepted: one version on.

    For use within the transaction that opened `book` and asked for the offices; a book of which
    something is voided has one sheet. Raises AlreadyHandled when a record was voided meanwhile.
    """
    if voids:
        _void(voids, by, at)
    SheetLine.objects.bulk_create(book.new_lines, batch_size=2000)
    Record.objects.bulk_create(added, batch_size=2000)
    _count_change(book.sheets if voids else {record.line.sheet_id for record in added})


@transaction.atomic
def void_records(records: Collection[int], reason: str, by: User, at: datetime) -> None:
    """Voids the records (primary keys) for one `reason`; all or none.

    Raises Refused without a reason, after group scoring, for the own household, for a claim once
    self-evaluation is over, without an office; AlreadyHandled when one was voided meanwhile.
    """
    reason = reason.strip()
    if not reason:
        raise Refused({"reason": "请写明作废的原因。"})
    sheets = list(
        Sheet.objects.select_for_update(of=("self",))
        .select_related("group__parent")
        .filter(pk__in=Record.objects.filter(pk__in=records).values("line__sheet"))
        .order_by("pk")
    )
    offices_for(by, "points.void_record", [sheet.group for sheet in sheets], day_of(at))
    for sheet in sheets:
        if not sheet.takes_records:
            raise Refused(
                f"{sheet}的村小组评分已结束，记录不能再作废；请在当前步骤改分并写明理由。"
            )
    chosen = Record.objects.filter(pk__in=records)
    if by.household_id and chosen.filter(line__household=by.household_id).exists():
        raise Refused("不能作废自己家的记录，请由别的工作人员办理。")
    past_claims = chosen.filter(origin=Record.Origin.SELF).exclude(line__sheet__step=Step.SELF)
    if past_claims.exists():
        raise Refused("群众自评已截止，自评事项不能作废；不予认可的，请在评分时改为0分并写明理由。")
    _void(dict.fromkeys(records, reason), by, at)
    _count_change([sheet.pk for sheet in sheets])


def _void(reasons: Mapping[int, str], by: User | Card, at: datetime) -> None:
    by_reason: defaultdict[str, list[int]] = defaultdict(list)
    for record, reason in reasons.items():
        by_reason[reason].append(record)
    version = Sheet.objects.filter(lines=OuterRef("line_id")).values("version")
    voided = (
        Record.objects.standing()
        .filter(pk__in=list(reasons))
        .update(
            voided_by=by if isinstance(by, User) else None,
            voided_by_card=by if isinstance(by, Card) else None,
            voided_at=at,
            void_reason=Case(
                *(When(pk__in=keys, then=Value(why)) for why, keys in by_reason.items())
            ),
            voided_in_version=Subquery(version) + 1,
        )
    )
    if voided != len(reasons):
        raise AlreadyHandled


def _count_change(sheets: Iterable[int]) -> None:
    Sheet.objects.filter(pk__in=sheets).update(version=F("version") + 1)

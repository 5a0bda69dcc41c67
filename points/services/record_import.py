"""Imports a month's records from a table: all or nothing, and the same file twice adds nothing.

A row says “this matter belongs in the books”. Rows that say exactly the same (household, item,
day, quantity, points, note, amount, event, meeting) are counted against the records that stand
already, wherever those came from: of k such rows and m such records the first m rows are skipped
and reported, the rest is added. So two equal rows in one file are two events, and importing the
file again finds both. An item of which a household has one a month may stand in one row only.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from households.services.roster_cells import CodeBook
from households.tables import RowError, Table, read_table
from points.models import Item, Record
from points.periods import Month
from points.services.amounts import points_for
from points.services.record_rows import (
    AMOUNT,
    DAY,
    DECIDED_BY,
    EVENT,
    HEADINGS,
    HOUSEHOLD,
    ITEM,
    NOTE,
    POINTS,
    QUANTITY,
    DraftRow,
    read_rows,
)
from points.services.recordbook import Draft, RecordBook
from points.services.records import DraftsRefused, record_in

COLUMN_OF = {
    "household": HOUSEHOLD,
    "item": ITEM,
    "occurred_on": DAY,
    "quantity": QUANTITY,
    "points": POINTS,
    "note": NOTE,
    "amount": AMOUNT,
    "event": EVENT,
    "decided_by": DECIDED_BY,
}
"""Field that a service refuses → the column it came from."""

Matter = tuple[int, str, date, int, int, str, int | None, str, str]
"""Household, item code, day, quantity, points, note, amount, event, meeting."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many records were added; the rows skipped because their record stands already; the rows
    below the table that were left out as a total or a signature. Numbers of rows are Excel's."""

    added: int
    skipped: tuple[int, ...]
    left_out: tuple[int, ...]

    @property
    def summary(self) -> str:
        told = f"新增 {self.added} 条，跳过 {len(self.skipped)} 条"
        if self.skipped:
            told += f"（{rows_told(self.skipped)}已有相同记录，跳过）"
        if self.left_out:
            told += f"；表下的合计、签字等未导入（{rows_told(self.left_out)}）"
        return told


class ImportRefused(Refused):
    """The table has mistakes, nothing was imported; `errors` names row, column and reason."""

    def __init__(self, errors: Sequence[RowError]) -> None:
        self.errors = sorted(errors, key=lambda error: (error.row, error.column_letter))
        super().__init__([str(error) for error in self.errors])


def rows_told(rows: Sequence[int], most: int = 20) -> str:
    """“第5、7、9行”; no more than `most` are named."""
    named = "、".join(str(row) for row in rows[:most])
    return f"第{named}行" + (f"等{len(rows)}行" if len(rows) > most else "")


@transaction.atomic
def import_records(
    content: bytes,
    filename: str,
    community: Place,
    month: Month,
    by: User,
    at: datetime,
    check: bool = False,
) -> Imported:
    """Adds what the table has and the books have not; with `check` tells so and adds nothing.

    Raises TableError for a file that is no such table, ImportRefused for mistakes in its rows,
    Refused without an office. The number of queries does not grow with the rows.
    """
    table = read_table(content, filename, HEADINGS)
    offices_for(by, "points.import_record", [community], day_of(at))
    drafts, errors = read_rows(table, *_households(community, table), month)
    book = RecordBook.open(month, list({each.draft.household for each in drafts}))
    fresh, skipped = _split(table, drafts, book, errors)
    try:
        added = record_in(book, [each.draft for each in fresh], Record.Origin.OFFICE, by, at)
    except DraftsRefused as refused:
        for position, reason in refused.by_position.items():
            errors += _where(table, fresh[position], reason)
    if errors:
        raise ImportRefused(errors)
    if check:
        transaction.set_rollback(True)
    left_out = tuple(number for number, _ in table.left_out)
    return Imported(len(added), tuple(skipped), left_out)


def _households(community: Place, table: Table) -> tuple[dict[str, Household], CodeBook]:
    """The households the table may mean by code, and the book that knows all codes there are."""
    here = Household.objects.filter(community=community)
    known = set(here.values_list("code", flat=True))
    codes = CodeBook(known, ())
    wanted = {codes.code(row.values[HOUSEHOLD]) for row in table.rows}
    found = here.filter(code__in=wanted & known).select_related("group__parent")
    return {household.code: household for household in found}, codes


def _split(
    table: Table, drafts: Sequence[DraftRow], book: RecordBook, errors: list[RowError]
) -> tuple[list[DraftRow], list[int]]:
    """The rows to record, and the numbers of those whose record stands; adds to `errors`."""
    standing = _standing(book, {each.draft.household.pk for each in drafts})
    first_row: dict[tuple[int, str], int] = {}
    fresh: list[DraftRow] = []
    skipped: list[int] = []
    for each in drafts:
        household, code = each.draft.household, each.draft.item_code
        item = book.item_for(household, code)
        number = each.row.number
        first = first_row.setdefault((household.pk, code), number)
        if each.bare_code and book.item_for(household, f"{each.bare_code}0"):
            reason = f"分不清是{code}还是{code}0，请把这一列的格式改为“文本”后重新填写。"
            errors.append(table.error(each.row, ITEM, reason))
        elif item is not None and item.once_a_month and first != number:
            reason = f"与第{first}行重复，{item.code}一户一月只记一次，请只留一行。"
            errors.append(table.error(each.row, ITEM, reason))
        elif item is not None and (matter := _matter(each.draft, item)) and standing[matter]:
            standing[matter] -= 1
            skipped.append(number)
        else:
            fresh.append(each)
    return fresh, skipped


def _standing(book: RecordBook, households: Collection[int]) -> Counter[Matter]:
    records = Record.objects.standing().filter(
        line__sheet__in=list(book.sheets), line__household__in=households
    )
    return Counter(
        records.order_by().values_list(
            "line__household_id",
            "item__code",
            "occurred_on",
            "quantity",
            "points",
            "note",
            "amount",
            "event",
            "decided_by",
        )
    )


def _matter(draft: Draft, item: Item) -> Matter | None:
    """What the row says, points worked out; None where they can't be, for the book to refuse."""
    try:
        points = points_for(item, draft.quantity, draft.points, draft.amount)
    except Refused:
        return None
    household, day = draft.household.pk, draft.occurred_on
    much = (draft.quantity, points, draft.note, draft.amount)
    return household, item.code, day, *much, draft.event, draft.decided_by


def _where(table: Table, wrong: DraftRow, reason: Refused) -> list[RowError]:
    if not hasattr(reason, "error_dict"):
        return [table.error(wrong.row, HOUSEHOLD, message) for message in reason.messages]
    return [
        table.error(wrong.row, COLUMN_OF[field], message)
        for field, messages in reason.message_dict.items()
        for message in messages
    ]

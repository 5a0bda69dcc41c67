"""The only writer of answers to proposals: takes them, when they become records, or strikes them.

Proposals themselves are never kept. Every source works them out anew from what it knows; what has
been answered is left out, so a matter is recorded once however often the button is pressed.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from django.db import transaction

from households.models import Household, User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Item, ProposalAnswer, Record, Sheet, SheetLine
from points.proposals import Proposal, Source
from points.services import records
from points.services.proposed_by_activity import proposed_by_activity
from points.services.proposed_by_patrol import beside_what_was_taken, proposed_by_patrol
from points.services.proposed_yearly import proposed_yearly
from points.services.recordbook import Draft, RecordBook
from points.services.sheet_checks import Seen, lock, require_at, require_seen
from points.services.sheet_households import of_sheet
from points.steps import Step

RIGHT: Final = "points.add_record"
MOST_NAMED: Final = 10
"""Codes that a refusal names before it says “等”."""

SourceOf: TypeAlias = Callable[[Sheet, datetime], list[Proposal]]
"""What a source proposes for a sheet (with group and village), in a constant number of queries.
It need not know what was answered, nor what stands in the books of the sheet already."""

SOURCES: tuple[SourceOf, ...] = (proposed_by_patrol, proposed_by_activity, proposed_yearly)

ORIGIN: Final = {
    Source.PATROL: Record.Origin.PATROL,
    Source.ACTIVITY: Record.Origin.ACTIVITY,
    Source.YEARLY: Record.Origin.YEARLY,
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal that has no answer yet. `recorded` where the household has its one record a month
    of this item: then there is nothing to take."""

    proposal: Proposal
    household: Household
    item: Item
    recorded: bool

    @property
    def mark(self) -> str:
        """What a form calls it by: another one once its source counts otherwise."""
        each = self.proposal
        much = f"{each.quantity}" if each.points is None else f"{each.quantity}|{each.points}"
        return f"{each.source}|{each.key}|{each.item_code}|{self.household.code}|{much}"

    @property
    def of(self) -> str:
        """What an address calls all that its source proposes of its item by."""
        return f"{self.proposal.source}|{self.proposal.item_code}"


class RowsRefused(Refused):
    """Some of the chosen proposals can't be recorded, so none was: `by_mark` says why."""

    def __init__(self, by_mark: dict[str, str]) -> None:
        super().__init__(list(by_mark.values()))
        self.by_mark = by_mark


@dataclass(frozen=True, slots=True)
class _Board:
    """The unanswered proposals of a sheet, and what its record book needs to know: the lines by
    household, the items by code, the (household, item) that have their record of the month."""

    offers: list[Offer]
    lines: dict[int, int]
    items: dict[str, Item]
    recorded: set[tuple[int, int]]


def proposals_of(sheet: Sheet, at: datetime) -> list[Proposal]:
    """What may be taken or struck on `sheet` now; nothing outside group scoring."""
    return [offer.proposal for offer in offers_of(sheet, at) if not offer.recorded]


def offers_of(sheet: Sheet, at: datetime) -> list[Offer]:
    """The unanswered proposals by source, item and household. Four queries beside the sources'."""
    return _read(sheet, at).offers if sheet.waits_at(Step.GROUP) else []


def _read(sheet: Sheet, at: datetime) -> _Board:
    proposed = [each for source in SOURCES for each in source(sheet, at)]
    if not proposed:
        return _Board([], {}, {}, set())
    found = list(of_sheet(sheet))
    households = {household.pk: household for household in found}
    lines = {household.pk: household.line_key for household in found if household.line_key}
    items = {item.code: item for item in Item.objects.filter(standard=sheet.standard_id)}
    answered = set(
        ProposalAnswer.objects.filter(
            household__in={each.household_id for each in proposed},
            key__in={each.key for each in proposed},
        ).values_list("household_id", "item_code", "source", "key")
    )
    proposed = beside_what_was_taken(proposed, items)
    once = Record.objects.standing().filter(line__sheet=sheet, once_a_month=True)
    recorded = set(once.order_by().values_list("line__household_id", "item_id"))
    offers = [
        Offer(
            each,
            households[each.household_id],
            items[each.item_code],
            (each.household_id, items[each.item_code].pk) in recorded,
        )
        for each in dict.fromkeys(proposed)
        if each.household_id in households
        and each.item_code in items
        and each.matter not in answered
    ]
    order = {source: number for number, source in enumerate(Source)}
    offers.sort(
        key=lambda each: (
            order[each.proposal.source],
            each.item.position,
            each.household.code,
            each.proposal.key,
        )
    )
    return _Board(offers, lines, items, recorded)


def open_on(sheets: Iterable[Sheet], at: datetime) -> dict[Sheet, int]:
    """Those of `sheets` that have proposals nobody has answered, with their number. The queries
    grow with the sheets."""
    found = {sheet: sum(not each.recorded for each in offers_of(sheet, at)) for sheet in sheets}
    return {sheet: number for sheet, number in found.items() if number}


@transaction.atomic
def take(seen: Seen, marks: Collection[str], by: User, at: datetime) -> list[Record]:
    """Records the chosen proposals of one sheet, all or none, and answers them.

    Raises AlreadyHandled when the sheet is no longer at group scoring, Changed when it is not what
    was seen, Refused without an office or a choice and when one of them has been answered or is
    counted otherwise now, RowsRefused for rows that can't be recorded. The number of queries does
    not grow with the rows.
    """
    sheet, board = _looked_at(seen, by, at)
    chosen = _chosen(board, marks)
    lines = {
        household: SheetLine(
            pk=line, sheet=sheet, community_id=sheet.community_id, household_id=household
        )
        for household, line in board.lines.items()
    }
    items = {(sheet.standard_id, code): item for code, item in board.items.items()}
    book = RecordBook(sheet.period, [sheet], lines, items, board.recorded)
    added: list[Record] = []
    wrong: dict[str, str] = {}
    for offer in chosen:
        each = offer.proposal
        draft = Draft(
            offer.household,
            each.item_code,
            each.occurred_on,
            each.quantity,
            each.points,
            each.why,
            each.late,
        )
        try:
            added.append(book.accept(draft, ORIGIN[each.source], by, at))
        except Refused as refused:
            wrong[offer.mark] = "".join(refused.messages)
    if wrong:
        raise RowsRefused(wrong)
    records.change(book, added, {}, by, at)
    _answer(sheet, chosen, added, "", by, at)
    return added


@transaction.atomic
def strike(seen: Seen, marks: Collection[str], reason: str, by: User, at: datetime) -> int:
    """Answers the chosen proposals with “不计” and a reason; returns how many. All or none.

    Raises Refused without a reason and for the own household; otherwise as `take`.
    """
    sheet, board = _looked_at(seen, by, at)
    return _strike(sheet, _chosen(board, marks), reason, by, at)


@transaction.atomic
def strike_households(
    seen: Seen, of: str, codes: Collection[str], reason: str, by: User, at: datetime
) -> int:
    """As `strike`, for the households of these codes and what one source proposes of one item:
    `of` as `Offer.of` says it. Raises Refused at households for a code without such a proposal."""
    sheet, board = _looked_at(seen, by, at)
    here = [offer for offer in board.offers if offer.of == of and not offer.recorded]
    known = {offer.household.code.casefold() for offer in here}
    unknown = [code for code in codes if code.casefold() not in known]
    if unknown:
        named = "、".join(unknown[:MOST_NAMED]) + ("等" if len(unknown) > MOST_NAMED else "")
        told = f"{named}在本表没有这一项的待处理建议，请核对编号；已经处理过的不用再填。"
        raise Refused({"households": told})
    wanted = {code.casefold() for code in codes}
    chosen = [offer for offer in here if offer.household.code.casefold() in wanted]
    return _strike(sheet, chosen, reason, by, at)


def _strike(sheet: Sheet, chosen: list[Offer], reason: str, by: User, at: datetime) -> int:
    reason = reason.strip()
    if not reason:
        raise Refused({"reason": "请写明不计的原因。"})
    if any(offer.household.pk == by.household_id for offer in chosen):
        raise Refused("不能处理自己家的建议，请由别的工作人员办理。")
    _answer(sheet, chosen, [None] * len(chosen), reason, by, at)
    return len(chosen)


def _looked_at(seen: Seen, by: User, at: datetime) -> tuple[Sheet, _Board]:
    """The sheet, locked and found as it was seen, with what is proposed for it after the lock."""
    (sheet,) = lock([seen.sheet])
    offices_for(by, RIGHT, [sheet.group], day_of(at))
    require_at([sheet], Step.GROUP)
    require_seen([sheet], [seen])
    return sheet, _read(sheet, at)


def _chosen(board: _Board, marks: Collection[str]) -> list[Offer]:
    wanted = set(marks)
    if not wanted:
        raise Refused("请至少勾选一条建议。")
    chosen = [offer for offer in board.offers if offer.mark in wanted and not offer.recorded]
    if gone := len(wanted) - len(chosen):
        raise Refused(f"有{gone}条建议已被他人处理或有了变化，本次未作改动。请核对下面的建议。")
    return chosen


def _answer(
    sheet: Sheet,
    offers: Sequence[Offer],
    taken: Sequence[Record | None],
    reason: str,
    by: User,
    at: datetime,
) -> None:
    ProposalAnswer.objects.bulk_create(
        (
            ProposalAnswer(
                community_id=sheet.community_id,
                sheet=sheet,
                household=offer.household,
                item_code=offer.item.code,
                source=offer.proposal.source,
                key=offer.proposal.key,
                why=offer.proposal.why,
                record=record,
                strike_reason=reason,
                by=by,
                at=at,
            )
            for offer, record in zip(offers, taken, strict=True)
        ),
        batch_size=2000,
    )

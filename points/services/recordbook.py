"""What a month's open sheets accept: finds a household's line and tests a matter against them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db.models import Q

from households.models import Appointment, Card, Household, User
from households.refusals import Refused
from households.services.days import day_of
from points.models import Item, Record, Sheet, SheetLine
from points.periods import Month, chinese_date
from points.services.amounts import points_for
from points.steps import Step

TYPES_IN_CLAIMS = "points.pass_self"
"""The right of whoever types in what households claim on paper: the office, not a group."""
HOUSEHOLD = "本户"
"""How a standard names the household among those who may propose an item."""


def origin_by(office: Appointment) -> Record.Origin:
    """Where a matter comes from that a person in `office` records of his own accord."""
    if TYPES_IN_CLAIMS in settings.GRANTS[office.role]:
        return Record.Origin.OFFICE
    return Record.Origin.GROUP


def claimable(item: Item) -> bool:
    """Whether households may claim it: an award that the standard lets them propose, or for which
    it names no proposers, and that no meeting has to settle first."""
    open_to_all = not item.proposers or HOUSEHOLD in item.proposers
    return not item.is_deduction and not item.case_by_case and open_to_all


def why_not_claimable(item: Item) -> str:
    """Why `claimable` says no, for whoever claims it all the same."""
    if item.is_deduction:
        return f"{item}是扣分项，不能自评申报。"
    if item.case_by_case:
        return f"{item}一事一议，由会议议定，不能自评申报；有这样的事，请告诉村小组。"
    proposers = item.proposers.replace("/", "、")
    return f"{item}由{proposers}提出，不能自评申报；有遗漏的，请告诉村小组。"


@dataclass(frozen=True, slots=True)
class Draft:
    """One matter as typed: quantity in the item's unit, points for the whole matter or None; an
    amount in whole 元, the mark of its event and the meeting that settled it where the item asks
    for them."""

    household: Household
    item_code: str
    occurred_on: date
    quantity: int = 1
    points: int | None = None
    note: str = ""
    late: bool = False
    amount: int | None = None
    event: str = ""
    decided_by: str = ""


class RecordBook:
    """The sheets of one month that the given households belong to, locked, with what they hold.

    `lines` go by household, `items` by standard and code, `taken` holds the (household, item) of
    once-a-month items that have their record; all by primary key. `new_lines` collects the lines
    that accepted drafts need and that are not in the database yet.
    """

    def __init__(
        self,
        month: Month,
        sheets: Iterable[Sheet],
        lines: Mapping[int, SheetLine],
        items: Mapping[tuple[int, str], Item],
        taken: Iterable[tuple[int, int]] = (),
    ) -> None:
        self.month = month
        self.sheets = {sheet.pk: sheet for sheet in sheets}
        self.new_lines: list[SheetLine] = []
        self._sheet_of_group = {sheet.group_id: sheet for sheet in self.sheets.values()}
        self._lines = dict(lines)
        self._items = items
        self._taken = set(taken)

    @classmethod
    def open(cls, month: Month, households: Collection[Household]) -> Self:
        """Locks and reads; call inside a transaction. Four queries for any number of households."""
        # Somebody who moved during the month keeps the line in the old group's sheet.
        of_lines = SheetLine.objects.filter(
            household__in=households, sheet__year=month.year, sheet__month=month.month
        )
        of_groups = {household.group_id for household in households}
        locked = (
            Sheet.objects.of_month(month)
            .select_for_update(of=("self",))
            .select_related("group__parent")
            .filter(Q(pk__in=of_lines.values("sheet")) | Q(group__in=of_groups))
            .order_by("pk")
        )
        sheets = {sheet.pk: sheet for sheet in locked}
        lines = {line.household_id: line for line in of_lines.filter(sheet__in=sheets)}
        items = Item.objects.filter(
            standard__in={s.standard_id for s in sheets.values()}
        ).select_related("village")
        taken = Record.objects.standing().filter(line__in=lines.values(), once_a_month=True)
        asked = {lines[h.pk].sheet_id for h in households if h.pk in lines}
        asked_groups = {h.group_id for h in households if h.pk not in lines}
        return cls(
            month,
            [s for s in sheets.values() if s.pk in asked or s.group_id in asked_groups],
            lines,
            {(item.standard_id, item.code): item for item in items},
            taken.values_list("line__household_id", "item_id"),
        )

    def sheet_for(self, household: Household) -> Sheet:
        """The sheet a household's matters of this month go to.

        Raises Refused when its village has not joined, no sheet is open, or scoring is over.
        """
        sheet = self._sheet_of(household)
        gone = household.left_on is not None and household.left_on < self.month.first_day
        if gone and household.pk not in self._lines:
            raise Refused({"household": f"{household}已迁出，不再记分。"})
        if sheet is None:
            raise Refused({"household": self._why_no_sheet(household)})
        if not sheet.takes_records:
            raise Refused({"household": scoring_is_over(sheet)})
        return sheet

    def item_for(self, household: Household, code: str) -> Item | None:
        """The item of that code in the standard of the household's sheet, if there are such."""
        sheet = self._sheet_of(household)
        return None if sheet is None else self._items.get((sheet.standard_id, code))

    def _sheet_of(self, household: Household) -> Sheet | None:
        line = self._lines.get(household.pk)
        if line is not None:
            return self.sheets[line.sheet_id]
        return self._sheet_of_group.get(household.group_id)

    def _why_no_sheet(self, household: Household) -> str:
        group = household.group
        village = group.parent
        joined = village.joined_on if village is not None else None
        if joined is None or joined > self.month.first_day:
            return f"{group.label}所在的村{self.month.label}尚未参加积分制，不能记分。"
        return f"{group.label}{self.month.label}还没有开表，请先由积分办开表。"

    def accept(self, draft: Draft, origin: str, by: User | Card, at: datetime) -> Record:
        """The unsaved record for `draft`; `new_lines` has its line when that is to be made first.

        A card writes down nothing but claims of its own household, a person nothing for his own.
        Raises Refused with a sentence at the field that is wrong.
        """
        household = draft.household
        if isinstance(by, Card):
            self._check_claim(draft, origin, by)
        sheet = self.sheet_for(household)
        if isinstance(by, User) and by.household_id == household.pk:
            raise Refused({"household": "不能给自己家记分，请由别的工作人员记录。"})
        if origin == Record.Origin.SELF and sheet.step != Step.SELF:
            raise Refused(
                {"origin": f"{sheet}的群众自评已截止，不能再补自评；请改选来源“积分办”。"}
            )
        item = self.item_for(household, draft.item_code)
        if item is None:
            raise Refused(
                {"item": f"本月执行的标准里没有评分项{draft.item_code}，请对照标准改正。"}
            )
        _check_village(item, sheet)
        if origin == Record.Origin.SELF and not claimable(item):
            raise Refused({"item": why_not_claimable(item)})
        if household.left_on is not None and draft.occurred_on > household.left_on:
            told = f"{household}已于{chinese_date(household.left_on)}迁出，之后的事不再记分。"
            raise Refused({"occurred_on": told})
        self._check_day(draft, sheet, at)
        _check_words(item, draft)
        points = points_for(item, draft.quantity, draft.points, draft.amount)
        if item.once_a_month:
            self._take(household, item, draft, by)
        return Record(
            community_id=sheet.community_id,
            line=self._line_of(household, sheet),
            item=item,
            occurred_on=draft.occurred_on,
            quantity=draft.quantity,
            amount=draft.amount,
            points=points,
            event=draft.event,
            decided_by=draft.decided_by,
            note=draft.note,
            origin=origin,
            late=draft.late,
            once_a_month=item.once_a_month,
            version=sheet.version + 1,
            recorded_by=by if isinstance(by, User) else None,
            by_card=by if isinstance(by, Card) else None,
            recorded_at=at,
        )

    def _check_claim(self, draft: Draft, origin: str, card: Card) -> None:
        """What holds a card back before anybody else would be."""
        if origin != Record.Origin.SELF or card.household_id != draft.household.pk:
            raise Refused({"household": "积分卡只能申报本户的事。"})
        sheet = self._sheet_of(draft.household)
        if sheet is not None and not sheet.waits_at(Step.SELF):
            raise Refused(claims_are_over(sheet))
        if not self.month.contains(draft.occurred_on):
            told = f"现在只能申报{self.month.label}的事，请改日期；以前漏报的，请告诉村小组补录。"
            raise Refused({"occurred_on": told})

    def _take(self, household: Household, item: Item, draft: Draft, by: User | Card) -> None:
        """Keeps the one record a month of `item`; raises Refused when it is there already."""
        if (household.pk, item.pk) not in self._taken:
            self._taken.add((household.pk, item.pk))
            return
        if isinstance(by, Card):
            told = f"本户{self.month.label}已有这一项，不用再报；自己报错了的，可以先撤回再报。"
            raise Refused({"item": told})
        what_to_do = (
            "按月计的项目，补录的和本月的只能记一项。" if draft.late else "要改请先作废原记录。"
        )
        raise Refused({"item": f"{household}本月已有{item.code}的记录，{what_to_do}"})

    def _line_of(self, household: Household, sheet: Sheet) -> SheetLine:
        if household.pk not in self._lines:
            line = SheetLine.of(sheet, household.pk)
            self._lines[household.pk] = line
            self.new_lines.append(line)
        return self._lines[household.pk]

    def _check_day(self, draft: Draft, sheet: Sheet, at: datetime) -> None:
        if not draft.late:
            check_day_within(self.month, draft.occurred_on, at)
            return
        if draft.occurred_on >= self.month.first_day:
            raise Refused(
                {"occurred_on": f"补录的是{self.month.label}以前的事，请改日期或不勾补录。"}
            )
        joined = sheet.group.parent.joined_on if sheet.group.parent else None
        if joined is None or draft.occurred_on < joined:
            since = f"（{chinese_date(joined)}）" if joined else ""
            raise Refused(
                {"occurred_on": f"这一天在本村参加积分制{since}之前，不能补录，请核对日期。"}
            )


def _check_village(item: Item, sheet: Sheet) -> None:
    """Raises Refused for an item that another village has added."""
    if item.village_id is not None and item.village_id != sheet.group.parent_id:
        raise Refused({"item": f"{item}是{item.village}自定的，不能记给别村的农户，请改评分项。"})


def _check_words(item: Item, draft: Draft) -> None:
    """Raises Refused for a case-by-case matter without its meeting, and for an event or a meeting
    that the item has no use for: nobody would see that it changes nothing."""
    if item.case_by_case and not draft.decided_by:
        told = "本项一事一议，请填写议定的会议，如“2026年11月10日村民代表会议”。"
        raise Refused({"decided_by": told})
    if draft.decided_by and not item.case_by_case:
        raise Refused({"decided_by": "本项不是一事一议，请把议定的会议空着。"})
    if draft.event and not item.within_event:
        raise Refused({"event": "本项不按事件计分，请把事件空着；要说明的请写在说明里。"})


def check_day_within(month: Month, day: date, at: datetime) -> None:
    """Raises Refused (at occurred_on) for a day to come or outside the month."""
    if day > day_of(at):
        raise Refused({"occurred_on": "日期还没有到，请改正。"})
    if not month.contains(day):
        told = f"日期不在{month.label}内，请改正；漏记的旧事请勾选“补录”，表格里填“补录”列。"
        raise Refused({"occurred_on": told})


def claims_are_over(sheet: Sheet) -> str:
    """Why a sheet past self-evaluation takes no more claims, for the household that asks."""
    return f"{sheet.period.label}的自评已截止，不能再申报或撤回；漏报、错报的，请告诉村小组。"


def scoring_is_over(sheet: Sheet) -> str:
    """Why a sheet past group scoring takes no more records, and what to do instead."""
    return f"{sheet}的村小组评分已结束，不能再记。请记入还没有评分的月份，并勾选“补录”。"

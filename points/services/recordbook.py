"""What a month's open sheets accept: finds a household's line and tests a matter against them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from households.models import Household, User
from households.refusals import Refused
from households.services.days import day_of
from points.models import Item, Record, Sheet, SheetLine
from points.periods import Month
from points.services.amounts import points_for


@dataclass(frozen=True, slots=True)
class Draft:
    """One matter as typed: quantity in the item's unit, points for the whole matter or None."""

    household: Household
    item_code: str
    occurred_on: date
    quantity: int = 1
    points: int | None = None
    note: str = ""
    late: bool = False


class RecordBook:
    """The sheets of one month that the given households belong to, locked, with what they hold."""

    def __init__(
        self,
        month: Month,
        sheets: list[Sheet],
        lines: dict[int, SheetLine],
        items: dict[tuple[int, str], Item],
        taken: set[tuple[int, int]],
    ) -> None:
        self.month = month
        self.sheets = {sheet.pk: sheet for sheet in sheets}
        self._sheet_of_group = {sheet.group_id: sheet for sheet in sheets}
        self._lines = lines
        self._items = items
        self._taken = taken

    @classmethod
    def open(cls, month: Month, households: Collection[Household]) -> Self:
        """Locks and reads; call inside a transaction. Five queries for any number of households."""
        sheets = cls._lock_sheets(month, households)
        lines = SheetLine.objects.filter(sheet__in=sheets, household__in=households)
        standards = {sheet.standard_id for sheet in sheets}
        items = Item.objects.filter(standard__in=standards).select_related("rule")
        taken = Record.objects.standing().filter(line__in=lines, once_a_month=True)
        return cls(
            month,
            sheets,
            {line.household_id: line for line in lines},
            {(item.standard_id, item.code): item for item in items},
            set(taken.values_list("line__household_id", "item_id")),
        )

    @staticmethod
    def _lock_sheets(month: Month, households: Collection[Household]) -> list[Sheet]:
        # A household that moved during the month keeps its line in the old group's sheet.
        of_lines = SheetLine.objects.filter(
            household__in=households, sheet__year=month.year, sheet__month=month.month
        ).values_list("sheet_id", flat=True)
        groups = {household.group_id for household in households}
        of_groups = Sheet.objects.of_month(month).filter(group__in=groups)
        wanted = {*of_lines, *of_groups.values_list("pk", flat=True)}
        return list(
            Sheet.objects.select_for_update(of=("self",))
            .select_related("group__parent")
            .filter(pk__in=wanted)
            .order_by("pk")
        )

    def sheet_for(self, household: Household) -> Sheet:
        """The sheet a household's matters of this month go to.

        Raises Refused when its village has not joined, no sheet is open, or scoring is over.
        """
        line = self._lines.get(household.pk)
        if line is not None:
            sheet = self.sheets[line.sheet_id]
        elif household.left_on is not None:
            raise Refused({"household": f"{household}已迁出，不再记分。"})
        else:
            found = self._sheet_of_group.get(household.group_id)
            if found is None:
                raise Refused({"household": self._why_no_sheet(household)})
            sheet = found
        if not sheet.takes_records:
            raise Refused(
                {
                    "household": f"{sheet.group.label}{self.month.label}的村小组评分已结束，不能再记。"
                    "请记入还没有评分的月份，并勾选“补录”。"
                }
            )
        return sheet

    def _why_no_sheet(self, household: Household) -> str:
        group = household.group
        village = group.parent
        joined = village.joined_on if village is not None else None
        if joined is None or joined > self.month.first_day:
            return f"{group.label}所在的村{self.month.label}尚未参加积分制，不能记分。"
        return f"{group.label}{self.month.label}还没有开表，请先由积分办开表。"

    def draft(
        self, draft: Draft, origin: str, by: User, at: datetime
    ) -> tuple[Record, SheetLine | None]:
        """The unsaved record for `draft`, and its line when that has to be made first.

        Raises Refused with a sentence at the field that is wrong.
        """
        sheet = self.sheet_for(draft.household)
        if by.household_id == draft.household.pk:
            raise Refused({"household": "不能给自己家记分，请由别的工作人员记录。"})
        item = self._items.get((sheet.standard_id, draft.item_code))
        if item is None:
            raise Refused(
                {"item": f"本月执行的标准里没有评分项{draft.item_code}，请对照标准改正。"}
            )
        self._check_day(draft, at)
        points = points_for(item, draft.quantity, draft.points)
        if item.once_a_month and draft.quantity > 1:
            raise Refused({"quantity": f"本项按{item.unit}计，一户一月只记一次，数量应为1。"})
        line = self._lines.get(draft.household.pk)
        new_line = None
        if line is None:
            line = new_line = SheetLine(
                community_id=sheet.community_id, sheet=sheet, household=draft.household
            )
            self._lines[draft.household.pk] = line
        if item.once_a_month:
            if (draft.household.pk, item.pk) in self._taken:
                raise Refused(
                    {"item": f"{draft.household}本月已有{item.code}的记录，要改请先作废原记录。"}
                )
            self._taken.add((draft.household.pk, item.pk))
        return Record(
            community_id=sheet.community_id,
            line=line,
            item=item,
            occurred_on=draft.occurred_on,
            quantity=draft.quantity,
            points=points,
            note=draft.note,
            origin=origin,
            late=draft.late,
            once_a_month=item.once_a_month,
            version=sheet.version + 1,
            recorded_by=by,
            recorded_at=at,
        ), new_line

    def _check_day(self, draft: Draft, at: datetime) -> None:
        if draft.occurred_on > day_of(at):
            raise Refused({"occurred_on": "日期还没有到，请改正。"})
        if draft.late:
            if draft.occurred_on >= self.month.first_day:
                raise Refused({"occurred_on": f"补录的是{self.month.label}以前的事，请改日期或不勾补录。"})
        elif not self.month.contains(draft.occurred_on):
            raise Refused(
                {
                    "occurred_on": f"日期不在{self.month.label}内，请改正；"
                    "以前漏记的事请勾选“补录”。"
                }
            )

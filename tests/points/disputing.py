"""A notice that hangs and is objected to, with shorthands for what the office does then."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from households.models import Card, Household, User
from households.services import cards
from points.models import Notice, Objection, ObjectionReply, Record, SheetLine
from points.periods import Month
from points.services import objections, records, sheets
from points.services.objections import Raised
from points.services.recordbook import Draft
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until
from tests.points.notice_months import publish

TWENTIETH = NOON.date()
"""2026年11月20日, a Friday: the first day of a notice that is opened at NOON."""


def hang(office: Office, month: Month, drafts: Sequence[Draft], at: datetime = NOON) -> Notice:
    """Opens `month`, records `drafts`, passes every step and publishes."""
    opened = sheets.open_month(office.community, month, office.clerk, at)
    records.record_matters(month, drafts, Record.Origin.OFFICE, office.clerk, at)
    for sheet in opened:
        pass_until(office, sheet, None, at)
    return publish(office, month, at)


def rescue(household: Household, points: int, month: Month = NOVEMBER) -> Draft:
    """Item 11.3 on the month's third day: 5 to 20 points, 20 a year."""
    return Draft(household, "11.3", date(month.year, month.month, 3), points=points)


class Dispute(Office):
    """November hangs from 20 to 26 November: Zhang has 10 points for 11.3, Li 3 for 4.1."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四麦")
        patrol = Draft(self.li, "4.1", date(2026, 11, 3))
        self.notice = hang(self, NOVEMBER, [rescue(self.zhang, 10), patrol])
        self.record = Record.objects.get(line__household=self.zhang)

    def line(self, household: Household | None = None) -> SheetLine:
        """Zhang's line in the notice, or that of `household`."""
        return SheetLine.objects.get(sheet__notice=self.notice, household=household or self.zhang)

    def card(self, household: Household | None = None) -> Card:
        return cards.issue(household or self.zhang, self.clerk, NOON).card

    def object(
        self,
        household: Household | None = None,
        by: User | Card | None = None,
        at: datetime = NOON,
        **more: Any,
    ) -> Objection:
        """Zhang objects in person to his own line, and the clerk types it in at once, unless told
        otherwise."""
        told: dict[str, Any] = {
            "text": "救人那件事应该是15分",
            "how": Objection.How.ORAL,
            "received_on": TWENTIETH,
            "objector": self.zhang,
        }
        raised = Raised(**{**told, **more})
        line = self.line(household)
        return objections.raise_objection(self.notice, line, raised, by or self.clerk, at)

    def uphold(
        self, objection: Objection, points: int, at: datetime = NOON, text: str = "经核实应为15分"
    ) -> ObjectionReply:
        """The rescue of Zhang's is worth `points`."""
        return objections.uphold(objection, text, {self.record.pk: points}, self.clerk, at)


def correct(
    office: Office,
    notice: Notice,
    household: Household,
    points: int,
    at: datetime,
    code: str = "11.3",
) -> None:
    """The household's one record of the item becomes worth `points`, upon its objection."""
    line = SheetLine.objects.get(sheet__notice=notice, household=household)
    told = Raised("不对", Objection.How.ORAL, notice.opens_on, household)
    made = objections.raise_objection(notice, line, told, office.clerk, at)
    record = Record.objects.get(line=line, item__code=code)
    objections.uphold(made, "经核实", {record.pk: points}, office.clerk, at)

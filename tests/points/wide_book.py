"""An office whose standard says what the shipped one does not; it is used from July 2026 on."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from households.models import Household
from points.models import Record, Sheet
from points.periods import Month
from points.services import records, sheets, standards
from points.services.recordbook import Draft
from points.services.standards import ItemRow
from tests.factory import NOON, Office, make_household, pass_until

SETTINGS = {"base_points": 100, "village_items": 1, "village_points": 2}
TIERS = {"tiers": "0~100:1；100~1000:2；1000~:3", "tiers_by": "amount"}


def row(
    rule: int, code: str, title: str, low: int, high: int | None = None, **more: Any
) -> ItemRow:
    """An item of rule 1 (环境) or 2 (文明), per 次 unless told otherwise."""
    area, name = {1: ("环境建设", "环境"), 2: ("文明建设", "文明")}[rule]
    unit = more.pop("unit", "次")
    top = low if high is None else high
    return ItemRow(area, rule, name, None, code, title, low, top, unit, **more)


BURNING = {"repeat_days": 60, "validity_months": 2, "yearly_cap": -6}
ROWS = (
    row(1, "1.1", "焚烧垃圾", -2, **BURNING, settings=SETTINGS),
    row(1, "1.2", "美丽庭院", 5, unit="季", once=True),
    row(2, "2.1", "拾金不昧", 1, 3, **TIERS),
    row(2, "2.2", "见义勇为", 5, 20, case_by_case=True),
    row(2, "2.3", "参加抢险", 2, exclusive_group="抢险", within_event=True),
    row(2, "2.4", "抢险立功", 5, exclusive_group="抢险", within_event=True),
    row(2, "2.5", "志愿服务", 3, quarterly_cap=5),
    row(2, "2.6", "助力采摘", 2, village="赵庄"),
    row(2, "2.7", "劝导他人", 1, 2, tiers="1~3:1；3~:2", tiers_by="quantity"),
)  # fmt: skip


class WideOffice(Office):
    """Zhang lives in the one group, of 赵庄."""

    def __init__(self, rows: Sequence[ItemRow] = ROWS) -> None:
        super().__init__()
        self.wide = standards.create_draft(self.community, "新标准", Month(2026, 7), rows)
        standards.adopt(self.wide, "2026年6月村民代表会议", self.administrator, NOON)
        self.zhang = make_household(self.group, "张三禾")

    def open(self, month: Month, *drafts: Draft, at: datetime = NOON) -> Sheet:
        """Opens `month` and records `drafts`."""
        (sheet,) = sheets.open_month(self.community, month, self.clerk, at)
        if drafts:
            records.record_matters(month, drafts, Record.Origin.OFFICE, self.clerk, at)
        return sheet

    def settle(self, month: Month, *drafts: Draft, at: datetime = NOON) -> Sheet:
        return pass_until(self, self.open(month, *drafts, at=at), None, at)

    def on(self, day: date, code: str, household: Household | None = None, **more: Any) -> Draft:
        """A matter of Zhang's unless told otherwise."""
        return Draft(household or self.zhang, code, day, **more)

"""An office whose November waits for group scoring, with two items of a yearly check proposed."""

from dataclasses import replace
from datetime import date

from households.models import Household, User
from points.models import Record, Sheet
from points.periods import Month
from points.proposals import Proposal, Source
from points.services import policies, proposals, records, sheets
from points.services.recordbook import Draft
from points.services.standards import ItemRow
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    appoint,
    make_household,
    make_standard,
    make_user,
    pass_until,
    seen,
)

CHECKED = "核查表"
ROWS_WITH_CHECKS = (
    *(replace(row, evidence=CHECKED) if row.code == "1.1" else row for row in ROWS),
    ItemRow(
        "家庭建设", 8, "远离黄赌毒", 5, "8.1", "全年无涉黄涉赌涉毒", 3, 3, "年", None, 3, "",
        CHECKED, "两委", sensitive=True,
    ),
    ItemRow(
        "家庭建设", 8, "远离黄赌毒", 5, "8.3", "涉黄赌毒受到处罚", -20, -20, "次", None, -20, "",
        "处罚决定书", "两委", sensitive=True,
    ),
    ItemRow(
        "家庭建设", 9, "和睦家庭关系", 8, "9.2", "照料老人得到公认", 3, 3, "年", None, 3, "",
        "评议记录", "村小组",
    ),
)  # fmt: skip


class Checking(Office):
    """Zhang and Li live in the one group. `month` is its check month too, unless told otherwise."""

    def __init__(
        self, name: str = "东岭社区", month: Month = NOVEMBER, households: int = 2
    ) -> None:
        super().__init__(name)
        make_standard(self.community, month, ROWS_WITH_CHECKS)
        heads = ("张三禾", "李四麦", *(f"王{number}" for number in range(3, households + 1)))
        self.households = [make_household(self.group, head) for head in heads[:households]]
        self.zhang, self.li = self.households[:2]
        self.check_in(month.month)
        (self.sheet,) = sheets.open_month(self.community, month, self.clerk, NOON)
        pass_until(self, self.sheet, Step.GROUP)

    def check_in(self, month: int) -> None:
        """Makes `month` (1..12) the community's 年度项目核查月."""
        policy = policies.policy_of(self.community)
        policy.yearly_month = month
        policies.save(policy)

    def offers(self) -> list[proposals.Offer]:
        return proposals.offers_of(self.sheet, NOON)

    def marks(self, code: str = "", household: Household | None = None) -> list[str]:
        """Of what is open, all of it unless told otherwise."""
        return [
            offer.mark
            for offer in self.offers()
            if not offer.recorded
            and code in ("", offer.item.code)
            and household in (None, offer.household)
        ]

    def take(self, marks: list[str] | None = None, by: User | None = None) -> list[Record]:
        wanted = self.marks() if marks is None else marks
        return proposals.take(seen(self.sheet), wanted, by or self.scorer, NOON)

    def strike(self, marks: list[str], reason: str = "墙角搭了棚子", by: User | None = None) -> int:
        return proposals.strike(seen(self.sheet), marks, reason, by or self.scorer, NOON)

    def record(self, code: str, household: Household, day: date = date(2026, 11, 3)) -> Record:
        """One matter recorded by hand, by the clerk."""
        draft = Draft(household, code, day)
        return records.record_matter(Month.of(day), draft, "office", self.clerk, NOON)

    def neighbour(self, household: Household) -> User:
        """A scorer of the group who lives in `household`."""
        user = make_user(self.community, "周邻居", household)
        appoint(user, "scorer", self.group)
        return user


def proposal(household: Household, code: str = "7.2", **more: object) -> Proposal:
    """One of an activity on 3 November, unless told otherwise."""
    said = {
        "quantity": 1,
        "points": None,
        "occurred_on": date(2026, 11, 3),
        "why": "11月3日清沟，4小时",
        "source": Source.ACTIVITY,
        "key": "清沟",
    }
    return Proposal(household.pk, code, **{**said, **more})  # type: ignore[arg-type]


def propose(monkeypatch: object, *proposed: Proposal) -> None:
    """Makes `proposed` all that is ever proposed."""

    def source(sheet: Sheet, at: object) -> list[Proposal]:
        return list(proposed)

    monkeypatch.setattr(proposals, "SOURCES", (source,))  # type: ignore[attr-defined]

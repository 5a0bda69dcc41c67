"""What a round of patrol accepts: tests a finding against its group, its days and its writer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from django.db.models import Exists, OuterRef, Q

from households.models import Household, User
from households.models.household import HouseholdQuerySet
from households.refusals import Refused
from households.services.days import day_of
from points.models import PatrolFinding, PatrolRound, SheetLine
from points.models.patrol_finding import MOST_PHOTOS
from points.patrol import FULL_MARKS, INDICATORS, week_of
from points.periods import Month, chinese_date
from points.photos import Prepared
from points.services.patrol_plans import counting_month_of, lock, walked
from points.services.patrol_walkers import may_enter

MOST_WORDS = 100
"""Letters in the note of a finding."""

GRACE = timedelta(days=1)
"""After a round was closed: what was noted later, by the phone's clock, was not found in it."""
LATEST = timedelta(days=60)
"""How long after it was closed a phone may come back with what it noted."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One finding as tapped or typed: points `taken` (1 to 5) under an indicator (1 to 10).

    `fix_by` makes it a problem to be put right. `noted_at` is the clock of the phone it was
    written down on; None for what is typed from paper.
    """

    household: Household
    indicator: int
    taken: int
    note: str = ""
    told: bool = False
    fix_by: date | None = None
    photos: Sequence[Prepared] = ()
    noted_at: datetime | None = None


def households_of(patrol: PatrolRound) -> HouseholdQuerySet:
    """Whom a round may find something at, by code: who lives in its group, and who has his line of
    the month there."""
    month = patrol.period
    lines = SheetLine.objects.filter(
        household=OuterRef("pk"),
        year=month.year,
        month=month.month,
        sheet__group=patrol.group_id,
    )
    lives = Q(group=patrol.group_id, left_on__isnull=True)
    in_community = Household.objects.filter(community=patrol.community_id)
    return in_community.filter(lives | Exists(lines)).order_by("code")


class RoundBook:
    """A locked round that takes findings of `by`; tests each against it."""

    def __init__(
        self, patrol: PatrolRound, by: User, at: datetime, households: Collection[int]
    ) -> None:
        self.patrol = patrol
        self.by = by
        self.at = at
        self._households = households

    @classmethod
    def open(cls, patrol: PatrolRound, by: User, at: datetime) -> Self:
        """Locks and reads; call inside a transaction. Raises Refused for whoever may not enter, and
        for a round that was called off."""
        current = lock(patrol)
        if not may_enter(current, by, day_of(at)):
            raise Refused("只有这一轮的巡查员和积分办能记扣分，请联系积分办。")
        if current.voided_at is not None:
            raise Refused("这一轮已经取消，不能记扣分；请积分办重新安排，在新的一轮里重记。")
        return cls(current, by, at, set(households_of(current).values_list("pk", flat=True)))

    def require_open(self) -> None:
        """Raises Refused once both walkers have confirmed."""
        if not self.patrol.is_open:
            raise Refused(
                "这一轮两位巡查员已经确认结束，不能再记扣分；漏记的，请在下一轮巡查时记。"
            )

    def note_day(self, day: date) -> None:
        """The day of the round, as typed. Raises Refused at walked_on."""
        self.require_open()
        walked(self.patrol, day, self.at)

    def accept(self, noted: Noted) -> PatrolFinding:
        """An unsaved finding. Raises Refused with a sentence at the field that is wrong."""
        late = self._late_month(noted)
        household = noted.household
        if household.pk not in self._households:
            group = self.patrol.group.label
            raise Refused({"household": f"{household}不在{group}，本轮只记{group}的农户，请核对。"})
        if household.pk == self.by.household_id:
            told = "不能给自己家记巡查扣分，请由另一位巡查员记。"
            raise Refused({"household": told})
        if not 1 <= noted.indicator <= len(INDICATORS):
            raise Refused({"indicator": f"指标应在1至{len(INDICATORS)}之间，请改正。"})
        if not 1 <= noted.taken <= FULL_MARKS:
            told = f"每项满分{FULL_MARKS}分，一次扣1至{FULL_MARKS}分，请改正。"
            raise Refused({"taken": told})
        if len(noted.photos) > MOST_PHOTOS:
            raise Refused({"photos": f"一条最多附{MOST_PHOTOS}张照片，请少选几张。"})
        note = noted.note.strip()
        if len(note) > MOST_WORDS:
            raise Refused({"note": f"问题最多写{MOST_WORDS}个字，请写短一些。"})
        if self.patrol.walked_on is None:
            walked(self.patrol, self._day_of(noted), self.at)
        if noted.fix_by is not None and noted.fix_by < self.patrol.day:
            walked_on = chinese_date(self.patrol.day)
            raise Refused({"fix_by": f"是{walked_on}巡查的，整改期限不能更早，请改正。"})
        return PatrolFinding(
            community_id=self.patrol.community_id,
            round=self.patrol,
            household=household,
            indicator=noted.indicator,
            taken=noted.taken,
            note=note,
            told_on_the_spot=noted.told,
            fix_by=noted.fix_by,
            late=late is not None,
            counts_year=late.year if late else None,
            counts_month=late.month if late else None,
            noted_at=noted.noted_at,
            version=self.patrol.version + 1,
            by=self.by,
            at=self.at,
        )

    def _late_month(self, noted: Noted) -> Month | None:
        closed_at = self.patrol.closed_at
        if closed_at is None:
            return None
        if noted.noted_at is None:
            self.require_open()
        elif noted.noted_at >= closed_at + GRACE:
            raise Refused(
                f"这一轮{chinese_date(day_of(closed_at))}已经确认结束，"
                "这一条是结束之后才记的，不能再收；请在下一轮巡查时记。"
            )
        if self.at > closed_at + LATEST:
            raise Refused(
                f"这一轮结束已超过{LATEST.days}天，不能再补收；确有问题的，请在下一轮巡查时记。"
            )
        return counting_month_of(noted.household, self.patrol.counts_in or self.patrol.period)

    def _day_of(self, noted: Noted) -> date:
        """When a round was walked of which nobody has typed the day: by the phone's clock; where
        that is wrong, today or the day it was planned for."""
        today = day_of(self.at)
        planned = self.patrol.planned_for
        days = [day_of(noted.noted_at)] if noted.noted_at else []
        for day in (*days, today, planned):
            if day <= today and week_of(day) == self.patrol.week:
                return day
        told = f"这一轮安排在{chinese_date(planned)}，这一周还没有到，不能记扣分。"
        raise Refused(told)

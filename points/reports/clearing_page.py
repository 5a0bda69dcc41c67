"""年末: how a community's year ends, its announcements, who may do what with them, and what is told
before one is carried out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from households.models import Place, User
from households.services.days import day_of
from points.models import (
    Clearing,
    ClearingAnnouncement,
    HangingReceipt,
    Objection,
    Policy,
    SheetLine,
)
from points.periods import closing_day
from points.services.clearing_announcements import ANNOUNCE
from points.services.clearings import CLEAR
from points.services.policies import policy_of

WITHDRAWN, CLEARED, DUE, HANGS, PAST = "已收回", "已清零", "可以清零", "公告中", "已过期"
TONES: Final = {WITHDRAWN: "", CLEARED: "ok", DUE: "warn", HANGS: "info", PAST: "warn"}


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """An announcement, what became of it, and the acts open to the person who looks."""

    announcement: ClearingAnnouncement
    standing: str
    clearings: list[Clearing]
    may_withdraw: bool
    may_clear: bool
    may_reverse: bool

    @property
    def tone(self) -> str:
        return TONES[self.standing]

    @property
    def clearing(self) -> Clearing | None:
        """The clearing that stands."""
        return next((each for each in self.clearings if each.reversed_at is None), None)


@dataclass(frozen=True, slots=True)
class YearEndPage:
    """`waiting` counts lines of the last year that are not in the accounts yet."""

    policy: Policy
    rows: list[AnnouncementRow]
    may_announce: bool
    year: int
    waiting: int

    @property
    def clears(self) -> bool:
        return self.policy.year_end == Policy.YearEnd.CLEAR


def last_year(day: date) -> int:
    """The year that is to be ended on `day`: this one from December on, else the one before."""
    return day.year if day.month == 12 else day.year - 1


def year_end_page(community: Place, user: User, day: date) -> YearEndPage:
    """The page of `community` for `user` on `day`. A constant number of queries."""
    policy, year = policy_of(community), last_year(day)
    announces, clears = (user.has_perm(right, community) for right in (ANNOUNCE, CLEAR))
    announced = ClearingAnnouncement.objects.filter(community=community).select_related(
        "notice", "announced_by", "withdrawn_by"
    )
    found = announced.prefetch_related("clearings__by", "clearings__reversed_by")
    rows = [_row(each, announces, clears, user, day) for each in found]
    return YearEndPage(
        policy=policy,
        rows=rows,
        may_announce=announces and policy.year_end == Policy.YearEnd.CLEAR,
        year=year,
        waiting=_unposted(community, year),
    )


def _row(
    each: ClearingAnnouncement, announces: bool, clears: bool, user: User, day: date
) -> AnnouncementRow:
    clearings = list(each.clearings.all())
    standing = next((one for one in clearings if one.reversed_at is None), None)
    stands = _standing(each, standing, day)
    other = each.announced_by_id != user.pk
    return AnnouncementRow(
        announcement=each,
        standing=stands,
        clearings=clearings,
        may_withdraw=announces and stands in (HANGS, DUE, PAST),
        may_clear=clears and stands == DUE and other,
        may_reverse=clears and standing is not None and day_of(standing.at) == day,
    )


def _standing(each: ClearingAnnouncement, clearing: Clearing | None, day: date) -> str:
    if each.withdrawn_at is not None:
        return WITHDRAWN
    if clearing is not None:
        return CLEARED
    if day < each.clears_on:
        return HANGS
    return DUE if day <= each.last_day else PAST


def earliest(policy: Policy, day: date) -> date:
    """The first day of a clearing whose announcement hangs from `day` on."""
    return closing_day(day, policy.period_days) + timedelta(days=1)


def cautions(announcement: ClearingAnnouncement) -> list[str]:
    """What whoever clears should know and no rule refuses, in sentences. Three queries."""
    notice = announcement.notice
    told = []
    noted = HangingReceipt.objects.standing().filter(notice=notice)
    have = set(noted.values_list("village__code", flat=True))
    there = {group["village_code"]: group["village"] for group in notice.content["groups"]}
    missing = [name for code, name in there.items() if code not in have]
    if missing:
        where = "各村" if not have else "、".join(missing)
        told.append(f"{where}没有登记张贴，按公示期计算；请先问清公告确实张贴过。")
    waiting = _unposted(announcement.community, announcement.year)
    if waiting:
        told.append(
            f"{announcement.year}年还有{waiting}户次的月度积分没有入账，"
            "以后入账的留在各户账上，不随这次清零。"
        )
    disputed = Objection.objects.open().filter(
        community=announcement.community, line__year=announcement.year
    )
    count = disputed.filter(line__posting__isnull=False).count()
    if count:
        told.append(
            f"{announcement.year}年有{count}件异议还没有答复，积分已经入账；"
            "清零以后减分的，余额会低于零，最好先答复。"
        )
    return told


def _unposted(community: Place, year: int) -> int:
    """How many lines of `year` are not in the accounts."""
    lines = SheetLine.objects.filter(community=community, year=year)
    return lines.filter(posting__isnull=True).count()

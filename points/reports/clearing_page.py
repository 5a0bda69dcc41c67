"""年末: how a community's year ends, its announcements, and who may do what with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from households.models import Place, User
from households.services.days import day_of
from points.models import Clearing, ClearingAnnouncement, Policy, SheetLine
from points.periods import chinese_date
from points.services.clearings import ANNOUNCE, CLEAR
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
    """`earliest` is the first day an announcement of today may name; `waiting` counts lines of the
    last year that are not in the accounts yet."""

    policy: Policy
    rows: list[AnnouncementRow]
    may_announce: bool
    earliest: date
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
        "announced_by", "withdrawn_by"
    )
    found = announced.prefetch_related("clearings__by", "clearings__reversed_by")
    rows = [_row(each, announces, clears, user, day) for each in found]
    waiting = SheetLine.objects.filter(community=community, year=year, posting__isnull=True)
    return YearEndPage(
        policy=policy,
        rows=rows,
        may_announce=announces and policy.year_end == Policy.YearEnd.CLEAR,
        earliest=day + timedelta(days=policy.period_days),
        year=year,
        waiting=waiting.count(),
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


def told(announcement: ClearingAnnouncement, policy: Policy) -> list[str]:
    """What the announcement says, paragraph by paragraph."""
    year, day = announcement.year, chinese_date(announcement.clears_on)
    debts = "余额为负数的一并归零。" if policy.clears_debts else "余额为负数的，结转下年，不归零。"
    return [
        f"按照《家庭诚信积分实施方案》，各户{year}年及以前积攒、到{day}还没有兑换的可兑积分，"
        f"于{day}清零。请需要兑换的家庭在此之前到爱心超市兑换。",
        f"荣誉积分不清零：{year}年的荣誉积分、排名和星级不受影响。"
        f"{year + 1}年起新得的积分不清零；兑换时先用以前的积分。{debts}",
        "已经兑换的物品、已经开出的服务券照常有效；服务券过期退回的积分，退回后照常可用。"
        "已经预约还没有领取的，预约占用的积分不清零。",
        "清零只记一笔账，看得见、查得到；办错了的，当天整批撤销。对公告有疑问，请向社区积分办提出。",
    ]

"""The only writer of year's-end clearings: announced by one person, carried out by another.

What is cleared is the balance left of the year and those before it. What has been spent counts as
spent from the oldest points first, so that points of a later year stay; so do points held for
somebody's reservations. Honour points are never touched.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Max, Sum

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Account, ClearedBalance, Clearing, ClearingAnnouncement, Entry, Policy
from points.periods import FIRST_YEAR, chinese_date
from points.services import ledger
from points.services.policies import policy_of

ANNOUNCE: Final = "points.add_clearingannouncement"
CLEAR: Final = "points.add_clearing"
AT_ONCE: Final = 500
"""Households whose accounts are locked and entered together."""

T = TypeVar("T")

Held = Callable[[Collection[int]], Mapping[int, int]]
"""household (primary key) → points its reservations hold, asked once the accounts are locked."""


@dataclass(frozen=True, slots=True)
class Due:
    """What would be cleared: `points` with sign of so many `households`."""

    households: int
    points: int


@transaction.atomic
def announce(
    community: Place, year: int, clears_on: date, by: User, at: datetime
) -> ClearingAnnouncement:
    """Announces that what is left of `year` is cleared on the day `clears_on`.

    The announcement hangs as long as a notice does, before that day. Raises Refused with a sentence
    at the field that is wrong: where the community carries over, for a year to come or long past,
    for a day too early or outside December of the year and the year after it, while another
    announcement for the year stands, or without an office.
    """
    policy, day = _lock(community, ANNOUNCE, by, at)
    _require_clears(policy)
    if not FIRST_YEAR <= year <= day.year:
        raise Refused({"year": f"清零年度应在{FIRST_YEAR}至{day.year}年之间，请改正。"})
    if not date(year, 12, 1) <= clears_on <= date(year + 1, 12, 31):
        told = f"{year}年的积分，清零日期应在{year}年12月1日至{year + 1}年12月31日之间，请改正。"
        raise Refused({"clears_on": told})
    earliest = day + timedelta(days=policy.period_days)
    if clears_on < earliest:
        told = (
            f"公告要先张贴{policy.period_days}天，清零日期最早是{chinese_date(earliest)}，请改正。"
        )
        raise Refused({"clears_on": told})
    made = ClearingAnnouncement.objects.filter(community=community)
    standing = made.standing().filter(year=year).first()
    if standing is not None:
        told = f"{year}年已有{standing}，清零日期是{chinese_date(standing.clears_on)}；"
        raise Refused({"year": f"{told}要改日期，请先收回它。"})
    last = made.aggregate(last=Max("number"))["last"] or 0
    return ClearingAnnouncement.objects.create(
        community=community,
        number=last + 1,
        year=year,
        clears_on=clears_on,
        period_days=policy.period_days,
        announced_by=by,
        announced_on=day,
        announced_at=at,
    )


@transaction.atomic
def withdraw(announcement: ClearingAnnouncement, reason: str, by: User, at: datetime) -> None:
    """Takes an announcement back, with the reason, so that another may be made.

    Raises Refused without a reason or an office, and once its year is cleared; AlreadyHandled when
    it was taken back meanwhile.
    """
    _lock(announcement.community, ANNOUNCE, by, at)
    if not reason.strip():
        raise Refused({"reason": "请写明为什么收回公告。"})
    if Clearing.objects.standing().filter(announcement=announcement).exists():
        raise Refused("已经按这份公告清零，不能再收回。")
    written = ClearingAnnouncement.objects.standing().filter(pk=announcement.pk)
    if not written.update(withdrawn_by=by, withdrawn_at=at, withdraw_reason=reason.strip()):
        raise AlreadyHandled


def due(announcement: ClearingAnnouncement, held: Held) -> Due:
    """What carrying it out now would clear. Two queries, and three for each 500 households."""
    policy, found = policy_of(announcement.community), Due(0, 0)
    for accounts in _batches(announcement.community, _accounts):
        left = _left(accounts, announcement.year, policy, held)
        found = Due(found.households + len(left), found.points + sum(left.values()))
    return found


@transaction.atomic
def clear(
    announcement: ClearingAnnouncement, seen: Due, held: Held, by: User, at: datetime
) -> Clearing:
    """Carries an announcement out: one entry for each account that has something left of its year.

    `seen` is what the page showed; `held` is asked for within the locks. Raises Refused where the
    community carries over by now, before the day and more than a week after it, for the person who
    announced it, where what is to be cleared has changed since it was seen, and where there is
    nothing; AlreadyHandled for an announcement that was carried out or taken back.
    """
    policy, day = _lock(announcement.community, CLEAR, by, at)
    if not ClearingAnnouncement.objects.standing().filter(pk=announcement.pk).exists():
        raise AlreadyHandled("这份公告已经收回，本次未作改动。")
    if Clearing.objects.standing().filter(announcement=announcement).exists():
        raise AlreadyHandled(f"{announcement.year}年已经清零，不能再清一次，本次未作改动。")
    _require_clears(policy)
    if day < announcement.clears_on:
        raise Refused(f"公告的清零日期是{chinese_date(announcement.clears_on)}，还没有到。")
    if day > announcement.last_day:
        told = f"公告的清零日期是{chinese_date(announcement.clears_on)}，已过了一周"
        raise Refused(f"{told}，请收回这份公告，另发一份。")
    if announcement.announced_by_id == by.pk:
        raise Refused("公告是您发的，清零须由另一位经办人办理。")
    left: dict[int, int] = {}
    locked: dict[int, Account] = {}
    for accounts in _batches(announcement.community, ledger.lock):
        locked |= accounts
        left |= _left(accounts, announcement.year, policy, held)
    found = Due(len(left), sum(left.values()))
    if not left:
        raise Refused("没有一户有要清零的积分，不用办理。")
    if found != seen:
        raise Refused(
            f"您打开页面之后有变动：现在要清零的是{found.households}户，"
            f"合计{found.points}分。请核对后再次确认。"
        )
    office = offices_for(by, CLEAR, [announcement.community], day)[announcement.community_id]
    clearing = Clearing.objects.create(
        community_id=announcement.community_id,
        announcement=announcement,
        households=found.households,
        points=found.points,
        by=by,
        appointment=office,
        at=at,
    )
    _enter(clearing, left, locked, day)
    return clearing


@transaction.atomic
def reverse(clearing: Clearing, reason: str, by: User, at: datetime) -> None:
    """Gives back all that a clearing took, as one act on the same day: an entry for each of its.

    Raises Refused on a later day, without a reason or an office; AlreadyHandled when it was
    reversed meanwhile.
    """
    _, day = _lock(clearing.community, CLEAR, by, at)
    if day != day_of(clearing.at):
        told = f"{chinese_date(day_of(clearing.at))}的清零只能当天撤销"
        raise Refused(f"{told}；个别户有错的，请办理入账后更正。")
    if not reason.strip():
        raise Refused({"reason": "请写明为什么撤销清零。"})
    standing = Clearing.objects.standing().filter(pk=clearing.pk)
    if not standing.update(reversed_by=by, reversed_at=at, reverse_reason=reason.strip()):
        raise AlreadyHandled
    year = clearing.announcement.year
    balances = clearing.balances.select_related("entry").order_by("pk")
    for batch in _chunks(list(balances)):
        accounts = ledger.lock([each.household_id for each in batch])
        moves = [
            ledger.Movement(
                each.household_id,
                each.points,
                Entry.Kind.RESTORED,
                year,
                f"撤销{year}年末清零",
                each.entry,
            )
            for each in batch
        ]
        ledger.enter(accounts, moves, day, by, at)


def _enter(
    clearing: Clearing, left: Mapping[int, int], accounts: Mapping[int, Account], day: date
) -> None:
    year = clearing.announcement.year
    for batch in _chunks(list(left)):
        moves = [
            ledger.Movement(each, -left[each], Entry.Kind.CLEARING, year, f"{year}年末清零")
            for each in batch
        ]
        own = {each: accounts[each] for each in batch}
        entries = ledger.enter(own, moves, day, clearing.by, clearing.at)
        ClearedBalance.objects.bulk_create(
            ClearedBalance(
                community_id=clearing.community_id,
                clearing=clearing,
                household_id=household,
                points=left[household],
                entry=entry,
            )
            for household, entry in zip(batch, entries, strict=True)
        )


def _lock(community: Place, right: str, by: User, at: datetime) -> tuple[Policy, date]:
    """The community's settings and the day of `at`; others wait until the transaction ends."""
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    day = day_of(at)
    offices_for(by, right, [community], day)
    return policy_of(community), day


def _require_clears(policy: Policy) -> None:
    if policy.year_end != Policy.YearEnd.CLEAR:
        raise Refused("本社区的设置是可兑积分结转下年，不清零；要清零，请先由管理员改设置。")


def _batches(
    community: Place, read: Callable[[Sequence[int]], dict[int, Account]]
) -> Iterator[dict[int, Account]]:
    """household → account of those that have a balance, in the order everybody locks them in."""
    with_balance = Account.objects.filter(community=community).exclude(balance=0)
    for batch in _chunks(list(with_balance.order_by("pk").values_list("household", flat=True))):
        yield read(batch)


def _accounts(households: Sequence[int]) -> dict[int, Account]:
    found = Account.objects.filter(household__in=households)
    return {account.household_id: account for account in found}


def _left(accounts: Mapping[int, Account], year: int, policy: Policy, held: Held) -> dict[int, int]:
    """household → points to clear, with sign. Two queries and what `held` asks."""
    later = dict(
        Entry.objects.filter(account__household__in=accounts, year__gt=year)
        .exclude(kind__in=Entry.SPENT)
        .order_by()
        .values_list("account__household")
        .annotate(points=Sum("points"))
    )
    reserved = held(list(accounts))
    found: dict[int, int] = {}
    for household, account in accounts.items():
        points = account.balance - max(later.get(household, 0), 0) - reserved.get(household, 0)
        if points > 0:
            found[household] = points
        elif account.balance < 0 and policy.clears_debts:
            found[household] = account.balance
    return found


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]

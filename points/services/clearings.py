"""The only writer of year's-end clearings: announced by one person, carried out by another, and
reversed on the same day.

What is cleared is the balance left of the year and those before it. What has been spent counts as
spent from the oldest points first, so that points of a later year stay; so do points held for
somebody's reservations. Honour points are never touched.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import Sum

from households.models import Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Account, ClearedBalance, Clearing, ClearingAnnouncement, Entry
from points.periods import chinese_date
from points.services import hangings, ledger
from points.services.clearing_announcements import lock_community, require_clears

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


def due(announcement: ClearingAnnouncement, held: Held) -> Due:
    """What carrying it out now would clear. One query, and three for each 500 households."""
    found = Due(0, 0)
    for accounts in _batches(announcement.community, _accounts):
        left = _left(accounts, announcement, held)
        found = Due(found.households + len(left), found.points + sum(left.values()))
    return found


@transaction.atomic
def clear(
    announcement: ClearingAnnouncement, seen: Due, held: Held, by: User, at: datetime
) -> Clearing:
    """Carries an announcement out: one entry for each account that has something left of its year.

    `seen` is what the page showed; `held` is asked for within the locks. Raises Refused where the
    community carries over by now, before the day and more than a week after it, while the paper
    has not hung its days in a village that typed receipts, for the person who announced it, where
    what is to be cleared has changed since it was seen, and where there is nothing; AlreadyHandled
    for an announcement that was carried out or taken back.
    """
    policy, day = lock_community(announcement.community, CLEAR, by, at)
    if not ClearingAnnouncement.objects.standing().filter(pk=announcement.pk).exists():
        raise AlreadyHandled("这份公告已经收回，本次未作改动。")
    if Clearing.objects.standing().filter(announcement=announcement).exists():
        raise AlreadyHandled(f"{announcement.year}年已经清零，不能再清一次，本次未作改动。")
    require_clears(policy)
    _require_its_day(announcement, day)
    if announcement.announced_by_id == by.pk:
        raise Refused("公告是您发的，清零须由另一位经办人办理。")
    left: dict[int, int] = {}
    locked: dict[int, Account] = {}
    for accounts in _batches(announcement.community, ledger.lock):
        locked |= accounts
        left |= _left(accounts, announcement, held)
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
    _, day = lock_community(clearing.community, CLEAR, by, at)
    if day != day_of(clearing.at):
        told = f"{chinese_date(day_of(clearing.at))}的清零只能当天撤销"
        raise Refused(f"{told}；个别户有错的，请办理入账后更正，荣誉积分也随着变。")
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


def _require_its_day(announcement: ClearingAnnouncement, day: date) -> None:
    due = f"公告的清零日期是{chinese_date(announcement.clears_on)}"
    if day < announcement.clears_on:
        raise Refused(f"{due}，还没有到。")
    if day > announcement.last_day:
        raise Refused(f"{due}，已过了一周，请收回这份公告，另发一份。")
    # Receipts lock the notice as well, so that none is typed until the clearing is through.
    hangings.lock_notice(announcement.notice_id)
    if hangings.hang_longer([announcement.notice], day):
        raise Refused(
            f"{due}，但有的村张贴得晚，或提前撤下了，还没有张贴满期，"
            f"请看第{announcement.notice.number}期公示的张贴记录；一周之内满不了的，"
            "请收回这份公告，另发一份。"
        )


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


def _left(
    accounts: Mapping[int, Account], announcement: ClearingAnnouncement, held: Held
) -> dict[int, int]:
    """household → points to clear, with sign. One query and what `held` asks."""
    later = dict(
        Entry.objects.filter(account__household__in=accounts, year__gt=announcement.year)
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
        elif account.balance < 0 and announcement.clears_debts:
            found[household] = account.balance
    return found


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]

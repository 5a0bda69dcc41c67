"""The only writer of entries. Accounts are locked in one order, read again, then written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.models import User
from points.models import Account, Entry


@dataclass(frozen=True, slots=True)
class Movement:
    """Points for one household, with sign, and the year they bring honour to.

    A reversal names the entry it `reverses`.
    """

    household_id: int
    points: int
    kind: str
    year: int
    note: str
    reverses: Entry | None = None


@transaction.atomic
def write(
    community_id: int,
    movements: Sequence[Movement],
    effective_on: date,
    by: User | None,
    at: datetime,
) -> list[Entry]:
    """One entry for each of `movements`, in their order, in which one household may have several.

    `by` is None for what the system does when a period is over. Opens accounts that are missing.
    Raises IntegrityError where the database's own law is broken, as by an exchange that overdraws
    or a second reversal of one entry.
    """
    accounts = _lock_accounts(community_id, [move.household_id for move in movements])
    entries = []
    for move in movements:
        account = accounts[move.household_id]
        account.balance += move.points
        account.last_number += 1
        entries.append(
            Entry(
                community_id=community_id,
                account=account,
                number=account.last_number,
                kind=move.kind,
                points=move.points,
                balance_after=account.balance,
                year=move.year,
                effective_on=effective_on,
                note=move.note,
                reverses=move.reverses,
                by=by,
                at=at,
            )
        )
    Entry.objects.bulk_create(entries, batch_size=2000)
    Account.objects.bulk_update(accounts.values(), ["balance", "last_number"], batch_size=500)
    return entries


def _lock_accounts(community_id: int, households: Sequence[int]) -> dict[int, Account]:
    with_account = set(
        Account.objects.filter(household__in=households).values_list("household_id", flat=True)
    )
    # Two first movements may meet here: the unique household keeps one account, both go on with it.
    Account.objects.bulk_create(
        (
            Account(community_id=community_id, household_id=household)
            for household in sorted(set(households) - with_account)
        ),
        ignore_conflicts=True,
    )
    locked = Account.objects.select_for_update().filter(household__in=households).order_by("pk")
    return {account.household_id: account for account in locked}

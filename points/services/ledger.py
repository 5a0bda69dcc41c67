"""The only writer of entries. Accounts are locked in one order, read again, then written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from households.compiled import Compiled
from households.models import User
from households.rows import insert_rows, update_rows
from points.models import Account, Entry
from points.models.entry import NOTE_LENGTH
from points.wording import shortened

_LOCKED = Compiled(
    lambda among: Account.objects.select_for_update().filter(household__pk__in=among).order_by("pk")
)


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
    return enter(accounts, movements, effective_on, by, at)


def note(text: str) -> str:
    """`text` as an entry notes it: cut where it is too long. What the entry comes from has it in
    full."""
    return shortened(text, NOTE_LENGTH)


def lock(households: Sequence[int]) -> dict[int, Account]:
    """The accounts, by household, of those of `households` (primary keys) that have one, locked.

    For whoever looks at a balance before he writes, within his transaction. One query.
    """
    return {account.household_id: account for account in _LOCKED.objects(households)}


def enter(
    accounts: Mapping[int, Account],
    movements: Sequence[Movement],
    effective_on: date,
    by: User | None,
    at: datetime,
) -> list[Entry]:
    """`write` upon accounts that its caller has locked. Two queries."""
    entries = []
    for move in movements:
        account = accounts[move.household_id]
        account.balance += move.points
        account.last_number += 1
        entries.append(
            Entry(
                community_id=account.community_id,
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
    insert_rows(Entry, entries)
    update_rows(Account, ["balance", "last_number"], accounts.values())
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
    return lock(households)

"""A community whose ledger knows every kind of entry of the points, and what somebody with the
database's own password could do to it."""

from datetime import timedelta
from typing import Any

from django.db import connection

from households import guards
from households.models import Household
from points.canonical import GENESIS, digest
from points.models import Account, Entry, Notice
from points.services import adjustments, posting
from tests.factory import NOVEMBER, make_household
from tests.points.disputing import Dispute, hang, rescue
from tests.points.notice_months import AFTER

DAY = timedelta(days=1)
DECEMBER = NOVEMBER.next()
MUCH_LATER = AFTER + 30 * DAY
"""27 December: the notice of December hangs until 2 January."""
OVER = MUCH_LATER + 7 * DAY


class Books(Dispute):
    """November is posted: Zhang's line was corrected from 10 to 12 before and to 15 after it, Li
    has 3 and was given 2 by an adjustment. December tells of all that, and is posted: Zhang has 5.
    """

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.uphold(self.object(), 12)
        posting.close_notices(self.community, AFTER)
        typed_late = self.object(objector=self.li, at=AFTER)
        self.uphold(typed_late, 15, AFTER)
        self.adjust(self.li, 2)
        self.second = hang(self, DECEMBER, [rescue(self.zhang, 5, DECEMBER)], MUCH_LATER)
        posting.close_notices(self.community, OVER)

    def adjust(self, household: Household, points: int) -> None:
        made = adjustments.propose(
            household, points, 2026, "漏记", "签到表", self.clerk, AFTER + DAY
        )
        adjustments.decide(made, approved=True, comment="", by=self.auditor, at=AFTER + DAY)

    def entry(self, kind: str, household: Household | None = None) -> Entry:
        """The first entry of `kind` of Zhang's, or of `household`."""
        mine = Entry.objects.filter(kind=kind, account__household=household or self.zhang)
        return mine.order_by("number")[0]


def spoil(rows: Any, **values: Any) -> None:
    """Changes one row."""
    guards.remove(connection)
    assert rows.update(**values) == 1


def drop(rows: Any) -> None:
    """Deletes one row."""
    guards.remove(connection)
    assert rows.delete()[0] == 1


def move(entry: Entry, household: Household | None = None) -> Household:
    """Moves `entry` into a new account with no other, of a new household unless one is named; both
    accounts add up. Returns whose it is now."""
    household = household or make_household(entry.account.household.group)
    left = entry.account
    target = Account.objects.create(community_id=entry.community_id, household=household)
    target_id, points = target.pk, entry.points
    spoil(Entry.objects.filter(pk=entry.pk), account=target_id, number=1, balance_after=points)
    spoil(Account.objects.filter(pk=target_id), balance=points, last_number=1)
    rewrite(left)
    return household


def rewrite(account: Account) -> None:
    """Numbers the entries of `account` anew and adds them up, as a careful thief would."""
    guards.remove(connection)
    running = number = 0
    for number, entry in enumerate(account.entries.order_by("number"), start=1):
        running += entry.points
        Entry.objects.filter(pk=entry.pk).update(number=number, balance_after=running)
    Account.objects.filter(pk=account.pk).update(balance=running, last_number=number)


def remake(notice: Notice, content: Any) -> None:
    """Gives `notice` another content, and makes the chain anew from it on."""
    guards.remove(connection)
    Notice.objects.filter(pk=notice.pk).update(content=content)
    before = GENESIS
    for each in Notice.objects.filter(community=notice.community_id).order_by("number"):
        own = digest(before, each.content)
        Notice.objects.filter(pk=each.pk).update(previous_digest=before, digest=own)
        before = own

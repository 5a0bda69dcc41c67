"""The only writer of lapses: a service that nobody came for until its last day costs no points.

The office owes the merchant nothing for it, so the household gets back what it gave. Locks the
household's account, the vouchers.
"""

from collections import Counter
from datetime import datetime

from django.db import transaction

from households.services.days import day_of
from points.models import Entry
from points.services import ledger
from supermarket.models import Redemption, Voucher
from supermarket.services import vouchers
from supermarket.services.one_by_one import one_by_one


def lapse_over(at: datetime) -> list[Entry]:
    """Gives back the points of the vouchers of all communities whose last day has passed unused,
    each slip in its own transaction; returns the entries. A second call does nothing. Raises
    NotAllDone after all were tried where the database failed."""
    over = Voucher.objects.over_on(day_of(at))
    slips = Redemption.objects.filter(lines__vouchers__in=over).select_related(
        "community", "household", "entry"
    )
    return one_by_one(slips.distinct().order_by("pk"), lambda slip: lapse(slip, at))


@transaction.atomic
def lapse(redemption: Redemption, at: datetime) -> Entry | None:
    """Gives back the points of the vouchers of one slip, which all have the same last day; None
    where there is nothing to give back, as when they were used or the slip cancelled meanwhile."""
    accounts = ledger.lock([redemption.household_id])
    lines = [voucher.line for voucher in vouchers.lapse(redemption, at)]
    if not lines:
        return None
    services = "、".join(
        f"{name}{number}张" for name, number in Counter(line.name for line in lines).items()
    )
    refund = ledger.Movement(
        household_id=redemption.household_id,
        points=sum(line.points_each for line in lines),
        kind=Entry.Kind.REFUND,
        year=redemption.entry.year,
        note=ledger.note(f"兑换单{redemption.slip_number}的服务券过期未用：{services}"),
        reverses=redemption.entry,
    )
    (entry,) = ledger.enter(accounts, [refund], day_of(at), None, at)
    return entry

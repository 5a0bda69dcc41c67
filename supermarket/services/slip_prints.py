"""The only writer of prints: what was sent to paper, by whom, and for the how-manieth time."""

from datetime import datetime
from typing import Final

from django.db import transaction

from households.models import User
from households.refusals import Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from supermarket.models import Redemption, SlipPrint, Voucher

PRINT: Final = "supermarket.print_slip"


@transaction.atomic
def note(redemption: Redemption, sheet: str, paper: str, by: User, at: datetime) -> SlipPrint:
    """Notes that a slip, or its vouchers, go to paper now; numbered from one for each of the two.

    To be called before the paper is made: what was noted and not printed makes the next sheet a
    重印 too many, what was printed and not noted would be a second original. Raises Refused for
    vouchers when none is left to be used, and without an office.
    """
    day = day_of(at)
    offices_for(by, PRINT, [redemption.outlet.place], day)
    # Two who print at once come one by one.
    Redemption.objects.select_for_update(no_key=True).get(pk=redemption.pk)
    if sheet == SlipPrint.Sheet.VOUCHERS:
        usable = Voucher.objects.filter(line__redemption=redemption).usable_on(day)
        if not usable.exists():
            raise Refused("这张兑换单没有还能用的服务券，不必打印。")
    before = SlipPrint.objects.filter(redemption=redemption, sheet=sheet).count()
    return SlipPrint.objects.create(
        community_id=redemption.community_id,
        redemption=redemption,
        sheet=sheet,
        number=before + 1,
        paper=paper,
        by=by,
        at=at,
    )

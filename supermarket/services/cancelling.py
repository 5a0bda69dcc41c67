"""The only writer of cancellations: a whole slip taken back, its points and goods with it.

Locks the window (shared), the household's account, the stock, the vouchers.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Entry
from points.periods import chinese_date
from points.services import ledger
from supermarket.models import Cancellation, Redemption
from supermarket.services import stock, vouchers, window_hold
from supermarket.services.windows import last_day_for

MOST_LETTERS: Final = 100
"""Of the reason."""


@transaction.atomic
def cancel(redemption: Redemption, reason: str, by: User, at: datetime) -> Cancellation:
    """Takes a slip back: its points go to the household, its goods into the lots they came from,
    its vouchers are worth nothing.

    Until the last day on which the points of its window's quarter may be exchanged. Raises Refused
    later, once the quarter's notice is out, without a reason, for the own household, when a voucher
    was used, and without an office; AlreadyHandled when the slip was cancelled before.
    """
    day = day_of(at)
    offices_for(by, "supermarket.cancel_redemption", [redemption.outlet.place], day)
    if by.household_id == redemption.household_id:
        raise Refused("不能撤销自己家的兑换单，请由别的工作人员办理。")
    reason = " ".join(reason.split())
    if not reason:
        raise Refused({"reason": "请写明撤销的原因。"})
    if len(reason) > MOST_LETTERS:
        raise Refused({"reason": f"撤销的原因最多{MOST_LETTERS}个字，请缩短。"})
    quarter = redemption.window.period
    if day > last_day_for(quarter):
        last = chinese_date(last_day_for(quarter))
        raise Refused(f"{quarter.label}的兑换单只能在{last}以前（含当天）撤销，账已经结了。")
    _require_untold(redemption)
    accounts = ledger.lock([redemption.household_id])
    if Cancellation.objects.filter(redemption=redemption).exists():
        raise AlreadyHandled("这张兑换单已经撤销，本次未作改动。")
    stock.give_back(redemption, by, at)
    vouchers.require_unused(redemption)
    refund = ledger.Movement(
        household_id=redemption.household_id,
        points=redemption.points,
        kind=Entry.Kind.REFUND,
        year=redemption.entry.year,
        note=ledger.note(f"撤销兑换单{redemption.slip_number}：{reason}"),
        reverses=redemption.entry,
    )
    (entry,) = ledger.enter(accounts, [refund], day, by, at)
    return Cancellation.objects.create(
        community_id=redemption.community_id,
        redemption=redemption,
        reason=reason,
        entry=entry,
        by=by,
        at=at,
    )


def _require_untold(redemption: Redemption) -> None:
    """Nobody publishes the window's notice until the transaction ends. Raises Refused once it is
    out."""
    window = window_hold.hold(redemption.window, redemption.community_id)
    if window is not None and window.notice_id is not None:
        raise Refused(
            f"{window.period.label}的兑换已经公示，这张兑换单不能再撤销。"
            "积分有差错的，请办理入账后更正；物品有差错的，请在盘点时调整。"
        )

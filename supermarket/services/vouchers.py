"""The only writer of vouchers: made with the slip of a service, used once, at their merchant, or
lapsed."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from households.models import Place, User
from households.names import fold
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.periods import chinese_date, closing_day
from supermarket.models import Cancellation, Outlet, Redemption, RedemptionLine, Voucher
from supermarket.services.market_policies import policy_of

_ADDRESS: Final = re.compile(r"/voucher/([^/?#]+)", re.IGNORECASE)
_MISREAD: Final = str.maketrans("OIL", "011")


def issue(
    lines: Iterable[tuple[RedemptionLine, int | None]], community: Place, on: date
) -> list[Voucher]:
    """A voucher for each unit of a line that has a merchant (primary key), for as many days from
    `on` as the community's policy says.

    For use within the transaction that makes the slip. Two queries; none where all is goods.
    """
    services = [(line, merchant) for line, merchant in lines if merchant is not None]
    if not services:
        return []
    expires_on = closing_day(on, policy_of(community).voucher_days)
    return Voucher.objects.bulk_create(
        Voucher(community_id=community.pk, line=line, merchant_id=merchant, expires_on=expires_on)
        for line, merchant in services
        for _ in range(line.quantity)
    )


def code_in(typed: str) -> str:
    """The code in what was typed or scanned, as it is stored.

    With dashes or without, in small letters and full width, with O for 0 and I or L for 1; the
    address that the QR code holds will do too.
    """
    text = fold(typed)
    scanned = _ADDRESS.search(text)
    letters = (char for char in (scanned[1] if scanned else text).upper() if char.isalnum())
    return "".join(letters).translate(_MISREAD)


def find(typed: str, merchant: Outlet, day: date) -> Voucher:
    """The voucher that `merchant` may serve for on `day`, with its household, to be looked at.

    Raises Refused as `use`.
    """
    vouchers = Voucher.objects.select_related("merchant__place", "line__redemption__household")
    voucher = vouchers.filter(community=merchant.community_id, code=code_in(typed)).first()
    return _usable(voucher, merchant, day)


def require_unused(redemption: Redemption) -> None:
    """Locks the vouchers of a slip that is to be cancelled. Raises Refused when one was used or has
    brought its points back."""
    locked = Voucher.objects.select_for_update(of=("self",), no_key=True).select_related("line")
    for voucher in locked.filter(line__redemption=redemption).order_by("pk"):
        if voucher.used_at is not None:
            used_on = chinese_date(day_of(voucher.used_at))
            told = f"这张兑换单的{voucher.line.name}券已于{used_on}核销，不能再撤销。"
            raise Refused(told)
        if voucher.lapsed_at is not None:
            told = f"这张兑换单的{voucher.line.name}券过期未用，积分已退回，不能再撤销。"
            raise Refused(told)


def lapse(redemption: Redemption, at: datetime) -> list[Voucher]:
    """Notes that the vouchers of a slip that nobody used are over; returns them, with their lines.

    For use within the transaction that gives their points back, after the household's account is
    locked, so that the slip is not cancelled meanwhile.
    """
    locked = Voucher.objects.select_for_update(of=("self",), no_key=True).select_related("line")
    over = locked.over_on(day_of(at)).filter(line__redemption=redemption)
    lapsed = list(over.order_by("pk"))
    Voucher.objects.filter(pk__in=[each.pk for each in lapsed]).update(lapsed_at=at)
    return lapsed


@transaction.atomic
def use(typed: str, merchant: Outlet, by: User, at: datetime) -> Voucher:
    """Notes that `merchant` has served for a voucher.

    Raises Refused for a code that was never given out in this community, for another merchant's
    voucher, a cancelled one, one whose last day has passed, and without an office at the merchant;
    AlreadyHandled for one that was used before.
    """
    day = day_of(at)
    offices_for(by, "supermarket.use_voucher", [merchant.place], day)
    locked = Voucher.objects.select_for_update(of=("self",), no_key=True).select_related(
        "merchant__place", "line__redemption__household"
    )
    voucher = locked.filter(community=merchant.community_id, code=code_in(typed)).first()
    voucher = _usable(voucher, merchant, day)
    voucher.used_at, voucher.used_by = at, by
    voucher.save(update_fields=["used_at", "used_by"])
    return voucher


def _usable(voucher: Voucher | None, merchant: Outlet, day: date) -> Voucher:
    if voucher is None:
        raise Refused(
            "没有这个券号，请对照服务券核对；仍然查不到的，这张券不是本社区发的，不能用。"
        )
    if voucher.merchant_id != merchant.pk:
        raise Refused(f"这张券是{voucher.merchant}的{voucher.line.name}，请到那里使用。")
    # Asked after the lock: what a query joins to the row it waits for is from before the wait.
    if Cancellation.objects.filter(redemption=voucher.line.redemption_id).exists():
        raise Refused("这张券的兑换单已经撤销，积分已退回，不能再用。")
    if voucher.used_at is not None:
        used_on = chinese_date(day_of(voucher.used_at))
        raise AlreadyHandled(f"这张券已于{used_on}核销，不能再用。")
    # A lapse may have come first even to who asks on the last day: he had to wait for it.
    if voucher.expires_on < day or voucher.lapsed_at is not None:
        expires = chinese_date(voucher.expires_on)
        raise Refused(f"这张券的有效期到{expires}为止，已经过期，不能再用。积分会退回本户。")
    return voucher

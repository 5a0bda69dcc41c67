"""A slip in words: for its page, the list of slips, and the papers made of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from households.services.days import day_of
from points.periods import chinese_date
from supermarket.models import Redemption, Voucher
from supermarket.services.windows import last_day_for

UNUSED, USED, EXPIRED, CANCELLED = "未使用", "已核销", "已过期", "已作废"


def with_their_lines(found: QuerySet[Redemption]) -> QuerySet[Redemption]:
    """The slips with what a row of a list tells of each. One query more."""
    chain = ("outlet__place", "household", "entry", "window", "by", "cancellation")
    return found.select_related(*chain).prefetch_related("lines")


def with_everything(found: QuerySet[Redemption]) -> QuerySet[Redemption]:
    """The slips with what their page and their papers tell. Four queries more."""
    chain = ("community", "household__group__parent", "cancellation__by", "cancellation__entry")
    return (
        with_their_lines(found)
        .select_related(*chain)
        .prefetch_related("lines__vouchers__merchant__place", "prints__by")
    )


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """A voucher and where it stands. Only the end of its code is told: the whole is the paper's."""

    voucher: Voucher
    number: str
    standing: str
    told: str

    @property
    def ending(self) -> str:
        return self.voucher.code[-4:]


def voucher_rows(redemption: Redemption, day: date) -> list[VoucherRow]:
    """The vouchers of a slip (`with_everything`), numbered as on paper, as they stand on `day`."""
    found = [(line, voucher) for line in redemption.lines.all() for voucher in line.vouchers.all()]
    rows = []
    for place, (line, voucher) in enumerate(found, start=1):
        voucher.line = line
        number = f"{redemption.slip_number}-{place}"
        rows.append(VoucherRow(voucher, number, *_standing(redemption, voucher, day)))
    return rows


def _standing(redemption: Redemption, voucher: Voucher, day: date) -> tuple[str, str]:
    if is_cancelled(redemption):
        return CANCELLED, ""
    if voucher.used_at is not None:
        return USED, chinese_date(day_of(voucher.used_at))
    expires = f"有效期至{chinese_date(voucher.expires_on)}"
    if voucher.lapsed_at is not None:
        return EXPIRED, f"{expires}，积分已退回"
    return (EXPIRED if voucher.expires_on < day else UNUSED), expires


def is_cancelled(redemption: Redemption) -> bool:
    return getattr(redemption, "cancellation", None) is not None


def is_open_to_cancelling(redemption: Redemption, day: date) -> bool:
    """Whether its books are still open on `day`; what else may forbid it, cancelling says."""
    window = redemption.window
    told = window.notice_id is not None
    return not (is_cancelled(redemption) or told or day > last_day_for(window.period))


def collector_words(redemption: Redemption) -> str:
    """“户主本人”, “家庭成员 张小禾”, “他人代领 李四（邻居）”."""
    kind = redemption.get_collector_display()
    relation = f"（{redemption.relation}）" if redemption.relation else ""
    return f"{kind} {redemption.collector_name}{relation}".strip()


def facts(redemption: Redemption) -> list[dict[str, Any]]:
    """What is known about a slip beside its lines."""
    household = redemption.household
    named = [
        ("编号", redemption.slip_number),
        ("户编号", household.code),
        ("户主", household.head),
        ("村组", household.group.label),
        ("领取人", collector_words(redemption)),
        ("合计", f"{redemption.points}分"),
        ("兑后余额", f"{redemption.entry.balance_after}分"),
        ("兑换期", redemption.window.period.label),
        ("柜台", str(redemption.outlet)),
        ("经办", str(redemption.by)),
        ("时间", date_format(timezone.localtime(redemption.at), "Y年n月j日 H:i")),
    ]
    return [{"label": label, "text": text} for label, text in named]

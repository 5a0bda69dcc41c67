"""The only writer of settlements: what the office owes a merchant for a quarter, and its paying."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from households.models import User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of, moment_of
from points.periods import Quarter, chinese_date
from supermarket.models import Outlet, Settlement, SettlementLine, Voucher
from supermarket.models.voucher import VoucherQuerySet

PAPER_LENGTH: Final = 60


@transaction.atomic
def settle(merchant: Outlet, quarter: Quarter, by: User, at: datetime) -> Settlement:
    """What is owed, in 分, for the vouchers used at `merchant` until the end of `quarter` and not
    settled before, each at the cost of the day it was exchanged on.

    Raises Refused while the quarter lasts, when nothing was used, or without an office;
    AlreadyHandled when the quarter has been settled.
    """
    offices_for(by, "supermarket.settle", [merchant.place], day_of(at))
    Outlet.objects.select_for_update(no_key=True).get(pk=merchant.pk)
    if Settlement.objects.filter(
        merchant=merchant, year=quarter.year, quarter=quarter.quarter
    ).exists():
        raise AlreadyHandled(f"{merchant}{quarter.label}已经结算过，本次未作改动。")
    if day_of(at) <= quarter.last_day:
        over = chinese_date(quarter.last_day)
        raise Refused({"quarter": f"{quarter.label}到{over}才结束，请在这之后结算。"})
    mine = unsettled(quarter).filter(merchant=merchant)
    owed = list(mine.values_list("pk", "line__cost_fen_each"))
    if not owed:
        raise Refused({"quarter": f"{merchant}到{quarter.label}末没有核销过的服务券，不用结算。"})
    settlement = Settlement.objects.create(
        community_id=merchant.community_id,
        merchant=merchant,
        year=quarter.year,
        quarter=quarter.quarter,
        amount_fen=sum(cost for _, cost in owed),
        made_by=by,
        made_at=at,
    )
    SettlementLine.objects.bulk_create(
        (
            SettlementLine(
                community_id=merchant.community_id,
                settlement=settlement,
                voucher_id=voucher,
                cost_fen=cost,
            )
            for voucher, cost in owed
        ),
        batch_size=2000,
    )
    return settlement


def unsettled(quarter: Quarter) -> VoucherQuerySet:
    """The vouchers used until the end of `quarter` that no settlement holds yet, by their use."""
    end = moment_of(quarter.last_day + timedelta(days=1))
    used = Voucher.objects.filter(used_at__lt=end, settled__isnull=True)
    return used.order_by("used_at", "pk")


@transaction.atomic
def mark_paid(settlement: Settlement, paid_on: date, paper: str, by: User, at: datetime) -> None:
    """Notes that the merchant has its money, by which paper.

    Raises Refused for a day to come or before the settlement was made, without a paper, without an
    office; AlreadyHandled when it was marked before.
    """
    offices_for(by, "supermarket.settle", [settlement.merchant.place], day_of(at))
    if paid_on > day_of(at):
        raise Refused({"paid_on": "付款日期还没有到，请改正。"})
    if paid_on < day_of(settlement.made_at):
        made = chinese_date(day_of(settlement.made_at))
        raise Refused({"paid_on": f"付款日期早于结算日期{made}，请改正。"})
    if not paper.strip():
        raise Refused({"paper": "请写明付款凭据，如收据或转账单的号码。"})
    if len(paper.strip()) > PAPER_LENGTH:
        raise Refused({"paper": f"付款凭据最多{PAPER_LENGTH}个字，请缩短。"})
    unpaid = Settlement.objects.filter(pk=settlement.pk, paid_on__isnull=True)
    if not unpaid.update(paid_on=paid_on, paid_by=by, paid_paper=paper.strip()):
        raise AlreadyHandled("这张结算单已经登记过付款，本次未作改动。")
    settlement.refresh_from_db()

"""The only writer of slips: points for goods and services, in one transaction.

Locks the window (shared, so that nobody closes it meanwhile), the household's account, the stock
by primary key; what it decides upon is read after that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction

from households.models import Household, User
from households.names import clean_name
from households.refusals import Refused
from households.rows import insert_rows
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import Account, Entry
from points.services import ledger
from supermarket.limits import Wanted
from supermarket.models import Outlet, Redemption, RedemptionLine
from supermarket.services import reservations, stock, vouchers, windows
from supermarket.services.offers import (
    OnOffer,
    Pick,
    Terms,
    lock_account,
    require_as_seen,
    terms_of,
)
from supermarket.services.shelf import Shelf, lock

SERVE: Final = "supermarket.serve_counter"
RELATION_LENGTH: Final = 20


@dataclass(frozen=True, slots=True)
class Collected:
    """Who takes it along: the head, a member (name), or somebody else (name and relation)."""

    kind: str = Redemption.Collector.HEAD
    name: str = ""
    relation: str = ""


@transaction.atomic
def exchange(
    outlet: Outlet,
    household: Household,
    basket: Sequence[Pick],
    collector: Collected,
    by: User,
    at: datetime,
) -> Redemption:
    """Gives `household` what is in the basket for its points: a slip, and a voucher for each unit
    of a service.

    What it has reserved of these products, here and for this window, is fetched with it; what else
    it has reserved keeps its points back. Raises Refused outside a window, saying when the next one
    is, for a household that has left, a collector without a name, and without an office at the
    counter; Changed for a product repriced or retired since the page showed it; NotOffered for
    more than points, limits or shelf allow.

    At most 15 queries however full the basket; 2 more where there is a service in it, 1 more where
    something reserved is fetched.
    """
    day = day_of(at)
    office = offices_for(by, SERVE, [outlet.place], day)[outlet.place_id]
    collector = _cleaned(collector)
    if outlet.kind != Outlet.Kind.SHOP:
        raise Refused(f"{outlet}是商家，请到爱心超市的柜台兑换。")
    window = windows.require_open(outlet.community, day)
    account = lock_account(household, outlet.community_id)
    offered = require_as_seen(basket, outlet.community_id, day)
    mine, others = reservations.split(household, window, outlet, offered)
    terms = terms_of(account, sum(each.points for each in others), window, offered)
    claimed = {each.product: each.quantity for each in mine}
    wanted = [_wanted(pick, offered[pick.product.pk]) for pick in basket]
    # Every counter waits at the shelf, so it is locked last. What the household can't have anyway
    # is told together with what the shelf lacks; what the shelf refuses after that is undone.
    if terms.refusals(wanted):
        _lock_shelf(outlet, wanted, terms, claimed, day)
    move = _movement(household, account, wanted, offered, day)
    (entry,) = ledger.enter({household.pk: account}, [move], day, by, at)
    redemption = Redemption(
        community_id=outlet.community_id,
        window=window,
        outlet=outlet,
        household=household,
        collector=collector.kind,
        collector_name=collector.name,
        relation=collector.relation,
        points=-move.points,
        entry=entry,
        by=by,
        appointment=office,
        at=at,
    )
    insert_rows(Redemption, [redemption])
    lines = [_line(redemption, each, offered[each.product]) for each in wanted]
    insert_rows(RedemptionLine, lines)
    services = [(line, offered[line.product_id].merchant) for line in lines]
    vouchers.issue(services, outlet.community, day)
    reservations.claim(mine, at)
    shelf = _lock_shelf(outlet, wanted, terms, claimed, day)
    stock.take(shelf, [line for line in lines if line.product_id in shelf.stocks], by, at, claimed)
    return redemption


def _wanted(pick: Pick, now: OnOffer) -> Wanted:
    return Wanted(now.pk, now.unit, pick.quantity, pick.points_seen, now.limit)


def _lock_shelf(
    outlet: Outlet,
    wanted: Sequence[Wanted],
    terms: Terms,
    claimed: Mapping[int, int],
    day: date,
) -> Shelf:
    """The goods among what is `wanted`, locked; `claimed` units are the household's own. Raises
    NotOffered with everything that is wrong."""
    goods = [each.product for each in wanted if terms.offered[each.product].merchant is None]
    shelf = lock(outlet, goods)

    def with_left(each: Wanted) -> Wanted:
        own = claimed.get(each.product, 0)
        return replace(each, left=shelf.available(each.product, day, own))

    terms.require([with_left(each) if each.product in goods else each for each in wanted])
    return shelf


def _movement(
    household: Household,
    account: Account,
    wanted: Sequence[Wanted],
    offered: Mapping[int, OnOffer],
    day: date,
) -> ledger.Movement:
    goods = "、".join(f"{offered[each.product].name}{each.quantity}{each.unit}" for each in wanted)
    # The slip's number is that of the entry to come: the account is locked.
    note = f"兑换单{household.code}-{account.last_number + 1}：{goods}"
    return ledger.Movement(
        household_id=household.pk,
        points=-sum(each.points for each in wanted),
        kind=Entry.Kind.EXCHANGE,
        year=day.year,
        note=ledger.note(note),
    )


def _line(redemption: Redemption, each: Wanted, now: OnOffer) -> RedemptionLine:
    return RedemptionLine(
        community_id=redemption.community_id,
        redemption=redemption,
        product_id=now.pk,
        name=now.name,
        unit=now.unit,
        quantity=each.quantity,
        points_each=each.points_each,
        cost_fen_each=now.cost_fen,
    )


def _cleaned(collector: Collected) -> Collected:
    """The collector as he is stored. Raises Refused by field."""
    if collector.kind == Redemption.Collector.HEAD:
        return Collected()
    wrong: dict[str, str] = {}
    name, relation = "", " ".join(collector.relation.split())
    try:
        name = clean_name(collector.name)
    except ValueError as error:
        wrong["collector_name"] = str(error)
    else:
        if not name:
            wrong["collector_name"] = "请填写领取人的姓名。"
    if collector.kind == Redemption.Collector.OTHER and not relation:
        wrong["relation"] = "他人代领的，请填写与户主的关系。"
    elif len(relation) > RELATION_LENGTH:
        wrong["relation"] = f"与户主的关系最多{RELATION_LENGTH}个字，请缩短。"
    if wrong:
        raise Refused(wrong)
    return Collected(collector.kind, name, relation)

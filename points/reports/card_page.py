"""What a household's card shows first: its points, its months, what waits for its answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from households.models import Household
from points.models import Account, ClearingAnnouncement, Objection
from points.periods import Month
from points.reports.card_activities import CardCall, card_calls, to_answer
from points.reports.card_claim import open_to_claims
from points.reports.card_honours import CardVeto, card_honours, card_vetoes, told_vetoes
from points.reports.card_months import POSTED, CardMonth, CardRecord, card_months
from points.reports.honours_of_years import HonourOfYear
from points.services.policies import policy_of
from points.services.standings import honour

MOST_OBJECTIONS: Final = 10
MOST_CALLS: Final = 3


@dataclass(frozen=True, slots=True)
class CardPage:
    """All numbers are points: `balance` can be spent, `honour` is what `year` gave, `waiting` comes
    later (reason → points); `clearing` is the announcement of a day to come on which points are
    cleared. The months of this year and the last: under review, settled but not to be spent yet,
    posted; the latest first. `calls` are the next it may answer, `vetoes` those it was told of,
    `honours` its last settled years."""

    year: int
    balance: int
    honour: int
    waiting: Mapping[str, int]
    buys: list[str]
    current: list[CardMonth]
    published: list[CardMonth]
    earlier: list[CardMonth]
    to_answer: list[CardRecord]
    objections: list[Objection]
    may_claim: bool
    calls: list[CardCall]
    clearing: ClearingAnnouncement | None
    vetoes: list[CardVeto]
    honours: list[HonourOfYear]


def card_page(household: Household, today: date) -> CardPage:
    """The page of one household on the day `today`.

    A constant number of queries, however much there is, for one standard.
    """
    months = card_months(household, [today.year, today.year - 1], today)
    account = Account.objects.filter(household=household).first()
    return CardPage(
        year=today.year,
        balance=account.balance if account else 0,
        honour=honour([household.pk], Month.of(today)).get(household.pk, 0),
        waiting=_waiting(months),
        buys=policy_of(household.community).exchange_examples.splitlines(),
        current=[each for each in months if not each.status],
        published=[each for each in months if each.status not in ("", POSTED)],
        earlier=[each for each in months if each.status == POSTED],
        to_answer=[
            each for month in months for each in month.records if each.waits_for_answer(today)
        ],
        objections=list(objections_of(household)[:MOST_OBJECTIONS]),
        may_claim=bool(open_to_claims(household)),
        calls=card_calls(household, to_answer(household, today)[:MOST_CALLS]),
        clearing=ClearingAnnouncement.objects.coming_on(today)
        .filter(community=household.community_id)
        .first(),
        vetoes=card_vetoes(told_vetoes(household, today), household, today),
        honours=card_honours(household),
    )


def _waiting(months: Sequence[CardMonth]) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for each in months:
        if each.status not in ("", POSTED):
            found[each.status] += each.month.total
    return dict(found)


def objections_of(household: Household) -> QuerySet[Objection]:
    """What `household` has objected, by card or through the office, the latest first."""
    return (
        Objection.objects.filter(objector=household)
        .select_related(
            "notice", "line__sheet", "line__household", "reply__by", "reply__appointment__place"
        )
        .defer("notice__content")
        .order_by("-pk")
    )

"""积分账核对: every account added up again, every posting held against its line, the chain of
notices made again.

Each question is one statement, so that what is written meanwhile is in both sides of it or in none.
Entries come as a stream: memory stays the same however many there are.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from households.models import Place
from points.chain import first_fault
from points.explain import written
from points.models import Account, Correction, Entry, Sheet, SheetLine
from points.periods import Month
from points.reports.notice_chain import links_of
from points.services.standings import settled_scores

AT_ONCE = 2000


def ledger_differences(community: Place) -> Iterator[str]:
    """What does not agree in the points of `community`, in sentences; nothing where all does."""
    yield from _accounts(community)
    yield from _postings(community)
    fault = first_fault(links_of(community))
    if fault is not None:
        yield f"公示链从第{fault.number}期起对不上：{fault.reason}。"


def _accounts(community: Place) -> Iterator[str]:
    rows = (
        Entry.objects.filter(community=community)
        .order_by("account_id", "number")
        .values_list(
            "account__household__code",
            "number",
            "points",
            "balance_after",
            "account__balance",
            "account__last_number",
        )
        .iterator(chunk_size=AT_ONCE)
    )
    # Read to its end before anything is told: nobody leaves a cursor open.
    wrong = [
        f"户{code}的{found}。"
        for code, entries in groupby(rows, key=itemgetter(0))
        if (found := _account(list(entries)))
    ]
    yield from wrong
    empty = Account.objects.filter(community=community, entries__isnull=True)
    for code, balance in empty.exclude(balance=0, last_number=0).values_list(
        "household__code", "balance"
    ):
        yield f"户{code}的账户余额是{written(balance)}分，却没有一笔账目。"


def _account(entries: list[tuple[str, int, int, int, int, int]]) -> str:
    """What is wrong with one account, or nothing."""
    running = 0
    for expected, (_, number, points, after, _, _) in enumerate(entries, start=1):
        if number != expected:
            return f"第{expected}笔账目不见了，后面接的是第{number}笔"
        running += points
        if after != running:
            return f"第{number}笔账目写着余额{written(after)}分，逐笔相加是{written(running)}分"
    *_, balance, last_number = entries[-1]
    if balance != running:
        return f"账户余额是{written(balance)}分，各笔账目相加是{written(running)}分"
    if last_number != len(entries):
        return f"账户记着有{last_number}笔账目，实有{len(entries)}笔"
    return ""


def _postings(community: Place) -> Iterator[str]:
    here = SheetLine.objects.filter(sheet__community=community)
    missing = here.filter(sheet__state=Sheet.State.POSTED, posting__isnull=True)
    for line in missing.select_related("household"):
        label = _month(line.year, line.month)
        yield f"户{line.household.code}{label}的积分表已入账，这一户却没有账目。"
    monthly = Entry.objects.filter(community=community, kind=Entry.Kind.MONTH)
    for entry in monthly.filter(posting__isnull=True).select_related("account__household"):
        code = entry.account.household.code
        yield f"户{code}的第{entry.number}笔账目是月度积分，却没有对应的积分表。"
    anew = (
        Correction.objects.filter(line=OuterRef("line"), entry__isnull=False)
        .order_by()
        .values("line")
        .annotate(points=Sum(F("entry__points") + F("reversal__points")))
    )
    scores = (
        settled_scores()
        .filter(line__sheet__community=community, line__posting__isnull=False)
        .annotate(
            entered=F("line__posting__entry__points") + Coalesce(Subquery(anew.values("points")), 0)
        )
    )
    wrong = scores.exclude(
        Q(entered=F("final"))
        & Q(line__posting__entry__account__household=F("line__household"))
        & Q(line__posting__notice=F("line__sheet__notice"))
    )
    rows = wrong.values_list(
        "line__household__code", "line__year", "line__month", "final", "entered"
    )
    for code, year, month, final, entered in rows:
        what = "入的账户或公示不对" if final == entered else f"入账的是{written(entered)}分"
        yield f"户{code}{_month(year, month)}审定{written(final)}分，{what}。"


def _month(year: int, month: int) -> str:
    return Month(year, month).label

"""积分账核对: every account added up again, every entry held against the paper it comes from, every
posting against its line, every notice against its lines, the chain of notices and the lots made
again.

Each question is one statement, so that what is written meanwhile is in both sides of it or in none.
"""

from collections.abc import Iterator
from typing import Final

from django.db.models import CharField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat

from households.models import Place
from points.explain import written
from points.models import Account, AdjustmentDecision, Correction, Entry, Sheet, SheetLine
from points.periods import Month
from points.reports.clearing_check import clearing_differences
from points.reports.entry_papers import Paper, paper_differences
from points.reports.lots_check import lot_differences
from points.reports.notice_check import notice_differences
from points.reports.ranking_check import ranking_differences
from points.running import Row, Words, disagreements
from points.services.standings import settled_scores

AT_ONCE: Final = 2000

ACCOUNT: Final = Words("账户", "账户余额", "账目", "余额", "分")

PAPERS: Final = {
    Entry.Kind.MONTH: Paper("积分表", ("posting__line__household",), ("posting__line__year",)),
    Entry.Kind.REVERSAL: Paper(
        "异议更正", ("reversal_of__line__household",), ("reversal_of__line__year",)
    ),
    Entry.Kind.CORRECTION: Paper(
        "更正单",
        ("correction__line__household", "adjustment_decision__adjustment__household"),
        ("correction__line__year", "adjustment_decision__adjustment__year"),
    ),
    Entry.Kind.CLEARING: Paper(
        "清零记录", ("cleared__household",), ("cleared__clearing__announcement__year",)
    ),
    Entry.Kind.RESTORED: Paper(
        "清零记录",
        ("reverses__cleared__household",),
        ("reverses__cleared__clearing__announcement__year",),
    ),
}
"""Exchanges and their refunds come from slips: see the supermarket."""


def ledger_differences(community: Place) -> Iterator[str]:
    """What does not agree in the points of `community`, in sentences; nothing where all does.

    A constant number of queries.
    """
    yield from _accounts(community)
    for kind, paper in PAPERS.items():
        yield from paper_differences(community, kind, paper)
    yield from _adjustments(community)
    yield from clearing_differences(community)
    yield from _missing(community)
    yield from _postings(community)
    yield from notice_differences(community)
    yield from ranking_differences(community)
    yield from lot_differences(community)


def _accounts(community: Place) -> list[str]:
    label = Concat(Value("户"), "household__code", Value("的"), output_field=CharField())
    rows = (
        Account.objects.filter(community=community)
        .order_by("pk", "entries__number")
        .values_list(
            "pk",
            label,
            "balance",
            "last_number",
            "entries__number",
            "entries__points",
            "entries__balance_after",
        )
    )
    return disagreements((Row(*row) for row in rows.iterator(chunk_size=AT_ONCE)), ACCOUNT)


def _adjustments(community: Place) -> Iterator[str]:
    approved = AdjustmentDecision.objects.filter(community=community, entry__isnull=False)
    wrong = approved.exclude(entry__points=F("adjustment__points")).values_list(
        "adjustment__household__code", "adjustment__points", "entry__number", "entry__points"
    )
    for code, due, number, points in wrong:
        told = f"户{code}的入账后更正是{written(due)}分"
        yield f"{told}，账上第{number}笔账目是{written(points)}分。"


def _missing(community: Place) -> Iterator[str]:
    """Lines without an entry whose sheet is posted, or whose notice is closed: no later call would
    post them."""
    unposted = SheetLine.objects.filter(community=community, posting__isnull=True)
    missing = unposted.filter(
        Q(sheet__state=Sheet.State.POSTED) | Q(sheet__notice__closed_at__isnull=False)
    )
    rows = missing.order_by("year", "month", "household__code").values_list(
        "household__code", "year", "month", "sheet__state"
    )
    for code, year, month, state in rows:
        paper = "积分表" if state == Sheet.State.POSTED else "公示"
        yield f"户{code}{Month(year, month).label}的{paper}已入账，这一户却没有账目。"


def _postings(community: Place) -> Iterator[str]:
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
        Q(entered=F("final")) & Q(line__posting__notice=F("line__sheet__notice"))
    )
    rows = wrong.values_list(
        "line__household__code",
        "line__year",
        "line__month",
        "final",
        "entered",
        "line__sheet__notice__number",
        "line__posting__notice__number",
    )
    for code, year, month, final, entered, due, notice in rows:
        told = f"户{code}{Month(year, month).label}审定{written(final)}分"
        if entered != final:
            yield f"{told}，入账的是{written(entered)}分。"
        else:
            yield f"{told}，在第{due}期公示，入账却写着第{notice}期。"

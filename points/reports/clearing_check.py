"""年末清零核对: every announcement held against its notice, every clearing against the entries it
made and, reversed, against theirs."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from households.models import Place
from points.explain import written
from points.models import ClearedBalance, Clearing, Notice


def clearing_differences(community: Place) -> Iterator[str]:
    """What does not agree in the clearings of `community`, in sentences. Three queries."""
    yield from _announcements(community)
    counted = Clearing.objects.filter(community=community).annotate(
        kept=Count("balances"), sum=Coalesce(Sum("balances__points"), 0)
    )
    wrong = counted.exclude(kept=F("households"), sum=F("points")).order_by("pk")
    rows = wrong.values_list("announcement__year", "households", "points", "kept", "sum")
    for year, households, points, kept, found in rows:
        yield f"{year}年清零写着{households}户{points}分，明细是{kept}户{found}分。"
    balances = ClearedBalance.objects.filter(community=community).annotate(
        taken=F("entry__points"), back=Coalesce("entry__reversed_by__points", 0)
    )
    standing = Q(clearing__reversed_at__isnull=True)
    off = balances.exclude(
        Q(standing, taken=-F("points"), back=0) | Q(~standing, taken=-F("points"), back=F("points"))
    ).order_by("household__code")
    names = ("clearing__announcement__year", "household__code", "points", "taken", "back")
    for year, code, points, taken, back in off.values_list(*names):
        told = f"户{code}{year}年清零{points}分，账上记{written(taken)}分"
        yield f"{told}，退回{back}分，对不上。" if back else f"{told}，对不上，或撤销后没有退回。"


def _announcements(community: Place) -> Iterator[str]:
    """The content is what the check codes on paper are of, so it is the one to believe."""
    told = Notice.objects.filter(community=community, kind=Notice.Kind.CLEARING)
    rows = told.order_by("number").values_list(
        "number",
        KT("content__year"),
        KT("content__clears_on"),
        "announced_clearing__year",
        "announced_clearing__clears_on",
    )
    for number, year, day, kept_year, kept_day in rows:
        if kept_year is None:
            yield f"第{number}期公示是清零公告，却没有这份公告的登记。"
        elif (year, day) != (str(kept_year), str(kept_day)):
            yield f"第{number}期清零公告登记的年度或清零日期，和公示的内容不一样。"

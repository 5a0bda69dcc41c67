"""What keeps a year from being ranked for good: everything that may still change its points."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max

from households.models import Place
from points.models import Adjustment, Entry, Objection, Sheet, Veto
from points.models.veto import VetoObjection
from points.periods import Month, chinese_date
from points.steps import Step


def hindrances(community: Place, year: int, day: date) -> list[str]:
    """Each month that is not posted, each open objection, each correction that waits, each veto
    that is not told or still open to objection on `day`, in sentences. Five queries."""
    return [
        *_unopened(community, year),
        *_unposted(community, year),
        *_disputed(community, year),
        *_waiting(community, year),
        *_vetoes(community, year, day),
    ]


def last_entry_on(community: Place, year: int) -> date | None:
    """The last day on which something was entered that the year's honour points count."""
    entries = Entry.objects.honour(year).filter(community=community)
    return entries.aggregate(last=Max("effective_on"))["last"]


def _unopened(community: Place, year: int) -> Iterator[str]:
    opened = set(
        Sheet.objects.filter(community=community, year=year).values_list("month", flat=True)
    )
    if not opened:
        yield f"{year}年还没有积分表，没有可以排名的。"
        return
    for month in range(min(opened), 13):
        if month not in opened:
            yield f"{Month(year, month).label}还没有开积分表。"


def _unposted(community: Place, year: int) -> Iterator[str]:
    sheets = (
        Sheet.objects.filter(community=community, year=year)
        .exclude(state=Sheet.State.POSTED)
        .select_related("group__parent")
        .order_by("month", "group__parent__code", "group__code")
    )
    for sheet in sheets:
        stands = Step(sheet.step).label if sheet.in_review else sheet.get_state_display()
        yield f"{sheet}还没有入账（{stands}）。"


def _disputed(community: Place, year: int) -> Iterator[str]:
    disputed = (
        Objection.objects.open()
        .filter(community=community, line__year=year)
        .select_related("line__household", "line__sheet__group__parent")
    )
    for each in disputed:
        yield f"户{each.line.household.code}{each.line.sheet.period.label}的异议还没有答复。"


def _waiting(community: Place, year: int) -> Iterator[str]:
    waiting = Adjustment.objects.filter(
        community=community, year=year, decision__isnull=True
    ).select_related("household")
    for each in waiting:
        yield f"户{each.household.code}的入账后更正还没有复核。"


def _vetoes(community: Place, year: int, day: date) -> Iterator[str]:
    vetoes = list(
        Veto.objects.barring(year).filter(community=community).select_related("household")
    )
    disputed = set(
        VetoObjection.objects.filter(veto__in=vetoes, replied_at__isnull=True).values_list(
            "veto_id", flat=True
        )
    )
    for each in vetoes:
        code = each.household.code
        if each.object_until is None:
            yield f"户{code}的一票否决还没有告知。"
        elif each.pk in disputed:
            yield f"户{code}对一票否决的异议还没有答复。"
        elif each.object_until >= day:
            yield f"户{code}对一票否决的异议期到{chinese_date(each.object_until)}为止，还没有过。"

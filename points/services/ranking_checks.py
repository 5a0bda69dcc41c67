"""What keeps a year from being ranked for good: everything that may still change its points."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, Max, OuterRef, QuerySet

from households.models import Household, Place
from households.services.days import day_of
from points.models import Adjustment, Entry, Objection, Sheet, SheetLine, Veto
from points.models.veto import VetoObjection, VetoQuerySet
from points.periods import Month, chinese_date
from points.steps import Step


def hindrances(community: Place, year: int, day: date) -> list[str]:
    """That the year is not over on `day`, each month that is not posted, each open objection, each
    correction that waits, each veto that is not told or still open to objection, in sentences.
    Eight queries."""
    return list(_hindrances(community, year, day))


def may_be_ranked(community: Place, year: int, day: date) -> bool:
    """Whether there is none of them. At most eight queries."""
    return next(_hindrances(community, year, day), None) is None


def _hindrances(community: Place, year: int, day: date) -> Iterator[str]:
    yield from _unfinished(year, day)
    yield from _unopened(community, year)
    yield from _unposted(community, year)
    yield from _disputed(community, year)
    yield from _waiting(community, year)
    yield from open_vetoes(community, year, day)


def hindrances_of(household: Household, year: int, day: date) -> list[str]:
    """What keeps the place of one household from being corrected: a veto that is not told or still
    open to objection. Two queries."""
    return list(_open_vetoes(Veto.objects.barring(year).filter(household=household), day))


def open_vetoes(community: Place, year: int, day: date) -> list[str]:
    """Vetoes about the year that are not told or still open to objection on `day`, for the office's
    eyes: each may yet take a family off the list. Two queries."""
    return list(_open_vetoes(Veto.objects.barring(year).filter(community=community), day))


def last_entry_on(community: Place, year: int) -> date | None:
    """The last day on which something was entered that the year's honour points count."""
    entries = Entry.objects.honour(year).filter(community=community)
    return entries.aggregate(last=Max("effective_on"))["last"]


def last_veto_on(community: Place, year: int) -> date | None:
    """The last day on which something happened to a veto that is about the year's last day: it was
    written, told, objected to, answered, lifted or voided. One query."""
    end = date(year, 12, 31)
    about = Veto.objects.filter(community=community, starts_on__lte=end, ends_on__gte=end)
    steps = ("at", "told_noted_at", "voided_at", "lift__at", "objections__at")
    found = about.aggregate(
        **{step: Max(step) for step in steps}, replied=Max("objections__replied_at")
    )
    days = [day_of(at) for at in found.values() if at is not None]
    return max(days, default=None)


def _unfinished(year: int, day: date) -> Iterator[str]:
    # A veto of the last day counts, and so does what is done on it.
    if day.year <= year:
        yield f"{year}年还没有过完。"


def _unopened(community: Place, year: int) -> Iterator[str]:
    """Months without a sheet, from the first one on; groups without one of December. Of an earlier
    month none can be opened any more once a later one is settled."""
    sheets = Sheet.objects.filter(community=community, year=year)
    opened = set(sheets.values_list("month", flat=True))
    if not opened:
        yield f"{year}年还没有积分表，没有可以排名的。"
        return
    for month in range(min(opened), 13):
        if month not in opened:
            yield f"{Month(year, month).label}还没有开积分表。"
    december = Month(year, 12)
    if december.month in opened:
        for group in _without_sheet(community, december):
            yield f"{group.label}{december.label}还没有开积分表。"


def _without_sheet(community: Place, month: Month) -> QuerySet[Place]:
    """Joined groups in which somebody lives who has no line in `month`."""
    lines = SheetLine.objects.filter(household=OuterRef("pk"), year=month.year, month=month.month)
    without = Household.objects.living_here_in(month.first_day).filter(~Exists(lines))
    return (
        Place.objects.filter(community=community, pk__in=without.values("group"))
        .joined_on(month.first_day)
        .exclude(sheets__in=Sheet.objects.of_month(month))
        .select_related("parent")
        .order_by("parent__code", "code")
    )


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
    for code, number in Counter(each.household.code for each in waiting).items():
        many = f"{number}笔" if number > 1 else ""
        yield f"户{code}的{many}入账后更正还没有复核。"


def _open_vetoes(barring: VetoQuerySet, day: date) -> Iterator[str]:
    """Those of `barring` that are not told, or may still be or are objected to on `day`."""
    vetoes = list(barring.select_related("household"))
    open_ones = VetoObjection.objects.open().filter(veto__in=vetoes)
    disputed = set(open_ones.values_list("veto_id", flat=True))
    for each in vetoes:
        code = each.household.code
        if each.object_until is None:
            yield f"户{code}的一票否决还没有告知。"
        elif each.pk in disputed:
            yield f"户{code}对一票否决的异议还没有答复。"
        elif each.object_until >= day:
            yield f"户{code}对一票否决的异议期到{chinese_date(each.object_until)}为止，还没有过。"

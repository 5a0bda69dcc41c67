"""What must hold before a sheet is passed, returned or changed. Locks first, then the looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from django.db.models import Count, Max, Q

from households.models import User
from households.refusals import AlreadyHandled, Refused
from points.models import CommitteeVote, Item, Sheet, Standard, StepDecision
from points.periods import chinese_date
from points.services.hangings import last_day, last_days
from points.spans import Span
from points.steps import Step

Ends: TypeAlias = Mapping[int, date | None]
"""Of a sheet (primary key) that has a notice its last day in the sheet's village; None where it was
taken down early and has to hang again, from a day that nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A sheet (primary key) and the content version that was on the screen."""

    sheet: int
    version: int


class Changed(Refused):
    """The sheet is no longer what the person had on the screen; `sheets` names which."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        names = "、".join(str(sheet) for sheet in sheets)
        super().__init__(f"{names}在您打开页面之后有改动，本次没有办理。请核对改动后再次提交。")
        self.sheets = sheets


def lock(keys: Sequence[int]) -> list[Sheet]:
    """The sheets, earliest month first, locked in that order and read after the lock.

    Raises Refused for none.
    """
    sheets = list(
        # In time order, as the assembly's step goes on to lock later months.
        Sheet.objects.select_for_update(of=("self",))
        .select_related("group__parent", "standard", "notice")
        .defer("notice__content")
        .filter(pk__in=keys)
        .order_by("year", "month", "pk")
    )
    if not sheets:
        raise Refused("请至少选一张积分表。")
    return sheets


def require_at(sheets: Sequence[Sheet], step: Step) -> None:
    """Raises AlreadyHandled when a sheet is not under review at `step`, and Refused when it hangs
    before its ratification: what hangs is what the assembly ratifies."""
    hung = [sheet for sheet in sheets if sheet.awaits_ratification and sheet.step == step]
    if hung:
        names = "、".join(str(sheet) for sheet in hung)
        raise Refused(f"{names}已经公示，不能再退回或改分；有出入的按异议或更正办理。")
    moved = [sheet for sheet in sheets if not sheet.in_review or sheet.step != step]
    if moved:
        names = "、".join(str(sheet) for sheet in moved)
        raise AlreadyHandled(f"{names}已被他人处理，不在{step.label}这一步了，本次未作改动。")


def require_waiting(sheets: Sequence[Sheet], step: Step) -> None:
    """As `require_at`; a sheet that hung before its ratification waits at the assembly's step."""
    require_at([sheet for sheet in sheets if not sheet.waits_at(step)], step)


def hung_until(sheets: Sequence[Sheet]) -> Ends:
    """The last days of `sheets`, with their groups and notices. One query, without notices none."""
    noticed = [(sheet, sheet.notice) for sheet in sheets if sheet.notice is not None]
    days = last_days(notice for _, notice in noticed)
    return {sheet.pk: last_day(notice, sheet.group.parent_id, days) for sheet, notice in noticed}


def hangs(sheet: Sheet, ends: Ends, day: date) -> bool:
    """Whether `sheet` has a notice that is not over in its village on `day`."""
    last = ends.get(sheet.pk, date.min)
    return last is None or last >= day


def how_long(sheet: Sheet, ends: Ends) -> str:
    """How long a sheet that has a notice hangs: “公示期到2026年11月26日为止”."""
    last = ends[sheet.pk]
    return f"公示期到{chinese_date(last)}为止" if last else "公示单提前撤下，要重新张贴"


def require_hung(sheets: Sequence[Sheet], day: date) -> None:
    """Raises Refused for a sheet that is ratified after its notice, while that hangs in its village
    on `day`."""
    ends = hung_until(sheets)
    for sheet in sheets:
        if hangs(sheet, ends, day):
            told = how_long(sheet, ends)
            raise Refused(f"{sheet}的{told}，期满之后才能提交代表大会审定。")


def require_seen(sheets: Sequence[Sheet], seen: Sequence[Seen]) -> None:
    """Raises Changed when the content of a sheet is not what was on the screen."""
    versions = {each.sheet: each.version for each in seen}
    changed = [sheet for sheet in sheets if sheet.version != versions[sheet.pk]]
    if changed:
        raise Changed(changed)


def require_no_other_step(sheets: Sequence[Sheet], step: Step, by: User) -> None:
    """Raises Refused when `by` has ever passed a different step of one of the sheets, or voted on
    it in the committee."""
    if step is not Step.COMMITTEE:
        votes = CommitteeVote.objects.filter(sheet__in=sheets, by=by)
        vote = votes.select_related("sheet__group__parent").first()
        if vote is not None:
            raise Refused(f"您在{vote.sheet}的评议中投过票，同一张表的另一步须由别人办理。")
    other = (
        StepDecision.objects.filter(sheet__in=sheets, by=by, outcome=StepDecision.Outcome.PASSED)
        .exclude(step=step)
        .select_related("sheet__group__parent")
        .first()
    )
    if other is not None:
        raise Refused(
            f"{other.sheet}的{other.get_step_display()}是您通过的，同一张表的另一步须由别人办理。"
        )


def reaches_back(standard: Standard) -> int:
    """How many days before a month its matters may depend on those of another year: for doubling,
    and for what counts once in a week. One query."""
    items = standard.items.aggregate(
        most=Max("repeat_days"), weekly=Count("pk", filter=Q(once=True, unit=Span.WEEK.unit))
    )
    return max(items["most"] or 0, 7 if items["weekly"] else 0)


def later_than(year: int, month: int) -> Q:
    """Lines of sheets that build on those of a month: later in its year, and in a later one where
    the standard looks back for doubling or for what counts once in a span."""
    looking_back = Item.objects.filter(Q(repeat_days__isnull=False) | Q(once=True))
    looks_back = Q(sheet__standard__in=looking_back.values("standard"))
    return Q(year=year, month__gt=month) | (Q(year__gt=year) & looks_back)


def _earlier(sheet: Sheet) -> Q:
    """The months that scoring `sheet` builds on: the year's earlier ones, and those of the last
    year that its standard reaches back to."""
    same_year = Q(year=sheet.year, month__lt=sheet.month)
    since = sheet.period.first_day - timedelta(days=reaches_back(sheet.standard))
    if since.year == sheet.year:
        return same_year
    return same_year | Q(year=since.year, month__gte=since.month)


def require_earlier_months_settled(sheets: Sequence[Sheet]) -> None:
    """`sheets` are of one month. The year's caps build on what earlier months counted, wherever a
    household lived then, so those must be settled first."""
    first = sheets[0]
    unsettled = (
        Sheet.objects.filter(
            _earlier(first),
            state=Sheet.State.REVIEW,
            lines__household__lines__sheet__in=[sheet.pk for sheet in sheets],
        )
        .select_related("group__parent")
        .order_by("year", "month", "pk")
        .first()
    )
    if unsettled is not None:
        lacks = "两委审核" if unsettled.notice_first else "审定"
        raise Refused(f"{unsettled}还没有{lacks}，请先办完前面月份的积分表。")

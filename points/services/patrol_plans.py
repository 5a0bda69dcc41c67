"""The only writer of patrol rounds and of what their walkers confirm: plans them, calls them off,
notes the day they were walked, closes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import PatrolConfirmation, PatrolRound, Record, Sheet, SheetLine
from points.models.sheet import SheetQuerySet
from points.patrol import week_of
from points.periods import Month, chinese_date
from points.services.patrol_walkers import PLAN, may_enter, walkers_of

FARTHEST = timedelta(days=62)
"""A week farther ahead is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One group's round: the day it is planned for and its walkers (primary keys)."""

    group: Place
    day: date
    first: int
    second: int


class PlanRefused(Refused):
    """Some of the rounds can't be made, so none was: `by_group` (primary key) says why."""

    def __init__(self, by_group: dict[int, str]) -> None:
        super().__init__(list(by_group.values()))
        self.by_group = by_group


@transaction.atomic
def plan(
    community: Place, week: date, rounds: Sequence[Planned], by: User, at: datetime
) -> list[PatrolRound]:
    """Makes the rounds of one week, all or none; `week` is any of its days.

    Raises PlanRefused with a sentence for each group: a second round of the week, the same walker
    twice, one who may not walk there, a day outside the week, a village that has not joined; and
    Refused without a round, for a week too far ahead, without an office.
    """
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    offices_for(by, PLAN, [each.group for each in rounds], day_of(at))
    monday = week_of(week)
    if not rounds:
        raise Refused("请至少安排一个组。")
    if monday > day_of(at) + FARTHEST:
        raise Refused({"week": "这一周离现在还远，请核对日期。"})
    standing = PatrolRound.objects.standing().filter(community=community, week=monday)
    taken = set(standing.values_list("group", flat=True))
    walkers = walkers_of(community, day_of(at))
    wrong: dict[int, str] = {}
    for each in rounds:
        joined = each.group.parent.joined_on if each.group.parent else None
        why = (
            f"{each.group.label}这一周已经安排了巡查，一组一周只巡查一次。"
            if each.group.pk in taken
            else "两位巡查员是同一个人，请改选其中一位。"
            if each.first == each.second
            else f"{each.group.label}所在的村那天还没有参加积分制，请不选这个组。"
            if joined is None or joined > each.day
            else "巡查日期不在这一周里，请改正。"
            if week_of(each.day) != monday
            else walkers.why_not(each.first, each.group) or walkers.why_not(each.second, each.group)
        )
        if why:
            wrong[each.group.pk] = why
        taken.add(each.group.pk)
    if wrong:
        raise PlanRefused(wrong)
    return PatrolRound.objects.bulk_create(
        PatrolRound(
            community=community,
            group=each.group,
            week=monday,
            planned_for=each.day,
            first_walker_id=each.first,
            second_walker_id=each.second,
            planned_by=by,
            planned_at=at,
        )
        for each in rounds
    )


def lock(patrol: PatrolRound) -> PatrolRound:
    """The round as it is now, locked until the transaction ends, with its group and walkers."""
    found = PatrolRound.objects.select_for_update(of=("self",)).select_related(
        "group__parent", "first_walker", "second_walker"
    )
    return found.get(pk=patrol.pk)


@transaction.atomic
def call_off(patrol: PatrolRound, reason: str, by: User, at: datetime) -> None:
    """Calls a round off for `reason`; its week may be planned anew.

    Raises Refused without a reason, with findings, once closed, without an office;
    AlreadyHandled when somebody has called it off.
    """
    current = lock(patrol)
    offices_for(by, PLAN, [current.group], day_of(at))
    if current.voided_at is not None:
        raise AlreadyHandled("这一轮已经取消，本次未作改动。")
    if not reason.strip():
        raise Refused({"reason": "请写明取消的原因。"})
    if current.closed_at is not None:
        raise Refused("这一轮已经确认结束，不能取消；有差错的，请作废有错的扣分。")
    if current.findings.standing().exists():
        raise Refused("这一轮已有扣分，不能取消；确要取消的，请先逐条作废扣分。")
    PatrolRound.objects.filter(pk=current.pk).update(
        voided_by=by, voided_at=at, void_reason=reason.strip()
    )


def walked(current: PatrolRound, day: date, at: datetime) -> None:
    """Notes on a locked round the `day` it was walked; another day than the one it had is a new
    version. Raises Refused (at walked_on) for a day outside its week or to come."""
    if day > day_of(at):
        raise Refused({"walked_on": "巡查日期还没有到，请改正。"})
    if week_of(day) != current.week:
        first, last = chinese_date(current.week), chinese_date(current.last_day)
        told = f"这一轮是{first}至{last}这一周的，巡查日期不在其中，请改正。"
        raise Refused({"walked_on": told})
    if current.walked_on == day:
        return
    before, current.walked_on = current.walked_on, day
    PatrolRound.objects.filter(pk=current.pk).update(walked_on=day)
    if before is not None:
        count_change(current)


def count_change(current: PatrolRound) -> None:
    """One version on: whoever confirmed the one before has to look again. A closed round keeps the
    version that both stand by."""
    if current.closed_at is not None:
        return
    PatrolRound.objects.filter(pk=current.pk).update(version=F("version") + 1)
    current.version += 1


@transaction.atomic
def confirm(
    patrol: PatrolRound,
    version: int,
    day: date,
    by: User,
    at: datetime,
    *,
    on_paper: bool = False,
) -> PatrolRound:
    """A walker stands by what was found up to `version`, walked on `day`; with `on_paper` the
    office has the signatures of both. When both have confirmed the same version, it is closed.

    It counts in its own month, or in the next one whose sheet still takes records. Raises Refused
    when it has changed since `version`, for a day outside the week, for whoever may not;
    AlreadyHandled when it is closed, or confirmed by him already.
    """
    current = lock(patrol)
    signing = _signing(current, by, at, on_paper=on_paper)
    if current.voided_at is not None:
        raise Refused("这一轮已经取消，不用确认。")
    if current.closed_at is not None:
        raise AlreadyHandled("这一轮已经确认结束，本次未作改动。")
    if current.version != version:
        raise Refused("您看的时候，这一轮的扣分又有了变化，请看过下面最新的情况再确认。")
    walked(current, day, at)
    have = set(
        current.confirmations.filter(version=current.version).values_list("walker", flat=True)
    )
    missing = [walker for walker in signing if walker.pk not in have]
    if not missing:
        raise AlreadyHandled("您已经确认过，等另一位巡查员确认即可，本次未作改动。")
    PatrolConfirmation.objects.bulk_create(
        PatrolConfirmation(
            community_id=current.community_id,
            round=current,
            walker=walker,
            version=current.version,
            by=by,
            at=at,
        )
        for walker in missing
    )
    if have | {walker.pk for walker in missing} == {walker.pk for walker in current.walkers}:
        month = counting_month(current.group, current.period)
        current.closed_at = at
        current.counts_year, current.counts_month = month.year, month.month
        current.save(update_fields=["closed_at", "counts_year", "counts_month"])
    return current


def _signing(current: PatrolRound, by: User, at: datetime, *, on_paper: bool) -> list[User]:
    """Whose confirmation `by` gives; raises Refused where he may not."""
    if on_paper:
        offices_for(by, PLAN, [current.group], day_of(at))
        return list(current.walkers)
    if not current.is_walked_by(by) or not may_enter(current, by, day_of(at)):
        raise Refused("只有这一轮的两位巡查员能确认；纸质表已签字的，请积分办登记。")
    return [walker for walker in current.walkers if walker.pk == by.pk]


def counting_month(group: Place, own: Month) -> Month:
    """The first month from `own` on in which a patrol of `group` still changes something: its
    sheet is not opened yet, or takes records and has none that a patrol proposed. Two queries;
    locks the group's sheets from then on."""
    return _counting(Sheet.objects.filter(group=group), own)


def counting_month_of(household: Household, own: Month) -> Month:
    """The same for what was found at one household, wherever it has moved: asks the sheets that
    are about it."""
    return _counting(_about(household), own)


def sheet_about(household: Household, month: Month) -> Sheet | None:
    """The sheet of `month` that is about `household`, locked; None before it is opened. One
    query."""
    return _by_month(_about(household).of_month(month)).get(month)


def _about(household: Household) -> SheetQuerySet:
    """Sheets that have its line (`in_line`), and those of the group it lives in now, which are
    about it in the months without such a line."""
    in_line = SheetLine.objects.filter(sheet=OuterRef("pk"), household=household.pk)
    sheets = Sheet.objects.annotate(in_line=Exists(in_line))
    return sheets.filter(Q(in_line=True) | Q(group=household.group_id))


def _by_month(asked: SheetQuerySet) -> dict[Month, Sheet]:
    sheets: dict[Month, Sheet] = {}
    for each in asked.select_for_update(of=("self",)).order_by("pk"):
        if getattr(each, "in_line", True) or each.period not in sheets:
            sheets[each.period] = each
    return sheets


def _counting(asked: SheetQuerySet, own: Month) -> Month:
    sheets = _by_month(asked.from_month(own))
    proposed = (
        Record.objects.standing()
        .filter(line__sheet__in=sheets.values(), origin=Record.Origin.PATROL)
        .order_by()
        .values_list("line__sheet", flat=True)
    )
    done = set(proposed.distinct())
    month = own
    while (sheet := sheets.get(month)) is not None:
        if sheet.takes_records and sheet.pk not in done:
            break
        month = month.next()
    return month

"""The only writer of activities: called, changed, begun, closed before two witnesses, cancelled."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from households.backends import covers_place
from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.roles import PlaceKind
from households.services.appointments import offices_for
from households.services.days import day_of
from points.hours import Reckoning
from points.models import Activity, Attendance, Item, Standard, Team
from points.models.activity import MOST_HOURS
from points.periods import Month, chinese_date
from points.services.persons import one_name

RIGHT = "points.organise_activity"
ORGANISER = "活动组织者"
"""How a standard names the organisers among those who may propose an item."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call for volunteers as typed: `place` is whom it is for, `wanted` None for everybody."""

    title: str
    place: Place
    spot: str
    held_on: date
    starts: time
    ends: time
    item_code: str
    organiser: str
    most_hours: int = 8
    wanted: int | None = None
    team: Team | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Who vouches for what was signed; `household` is None for somebody from elsewhere."""

    name: str
    household: Household | None = None


def countable(item: Item) -> bool:
    """Whether an activity may count under `item`: an award of fixed points that organisers may
    propose, by hours, persons or times, and that no meeting has to settle first."""
    fixed = item.points_min > 0 and not item.has_range and not item.tiers and not item.once
    by_organisers = not item.proposers or ORGANISER in item.proposers
    return (
        fixed
        and by_organisers
        and not item.case_by_case
        and not item.within_event
        and Reckoning.of(item.unit) is not None
    )


def countable_items(community: Place, month: Month) -> list[Item]:
    """What an activity of `month` may count under. At most two queries."""
    in_force = Standard.objects.filter(community=community).in_force_on_first_day_of(month)
    standard = in_force.first()
    if standard is None:
        return []
    items = standard.items.select_related("village", "rule__area").order_by("position")
    return [item for item in items if countable(item)]


@transaction.atomic
def call(draft: Call, by: User, at: datetime) -> Activity:
    """Sends a call out. Raises Refused with a sentence at the field that is wrong, and without an
    office for whom it is for."""
    offices_for(by, RIGHT, [draft.place], day_of(at))
    activity = Activity(community=draft.place.home(), called_by=by, called_at=at)
    _write(activity, draft)
    activity.save(force_insert=True)
    return activity


@transaction.atomic
def change(activity: Activity, draft: Call, by: User, at: datetime) -> None:
    """Writes a call anew that has not begun. Raises Refused as `call`, and where somebody has
    signed up who would not belong to it any more; AlreadyHandled once it has begun or ended."""
    current = lock(activity)
    offices_for(by, RIGHT, [current.place, draft.place], day_of(at))
    if not current.is_called:
        raise AlreadyHandled("活动已经开始或结束，招募信息不能再改，本次未作改动。")
    moved = (draft.place, draft.team) != (current.place, current.team)
    if moved and current.sign_ups.standing().exists():
        told = "已经有人报名，不能再改面向哪里和哪支队伍；要改的，请取消之后另发一次招募。"
        raise Refused({"place": told})
    _write(current, draft)
    current.save(
        update_fields=[
            *("title", "place", "team", "spot", "held_on", "starts", "ends", "wanted"),
            *("item_code", "most_hours", "organiser", "note"),
        ]
    )


@transaction.atomic
def start(activity: Activity, by: User, at: datetime) -> None:
    """Opens the signing in. Raises AlreadyHandled when that is done or it has ended; Refused before
    its day, and without an office."""
    current = lock(activity)
    offices_for(by, RIGHT, [current.place], day_of(at))
    if not current.is_called:
        raise AlreadyHandled("活动已经开始签到或者已经结束，本次未作改动。")
    if day_of(at) < current.held_on:
        raise Refused(f"活动在{chinese_date(current.held_on)}，当天才能开始签到。")
    current.state = Activity.State.RUNNING
    current.started_by, current.started_at = by, at
    current.save(update_fields=["state", "started_by", "started_at"])


@transaction.atomic
def close(
    activity: Activity, witness: Witness, second: Witness, by: User, at: datetime
) -> Activity:
    """Ends an activity before two witnesses; what was signed stays as it is from now on.

    Two different people, of two different households where both live here, neither of them the
    organiser or `by`: so of whoever came, one at least vouches who is not of his family. Raises
    AlreadyHandled when it has ended; Refused while somebody is signed in and not out, where nobody
    came, and without an office.
    """
    current = lock(activity)
    offices_for(by, RIGHT, [current.place], day_of(at))
    if not current.is_open:
        raise AlreadyHandled(f"活动{current.get_state_display()}，本次未作改动。")
    there = current.attendances.still_there().count()
    if there:
        raise Refused(f"还有{there}人没有签退，请先办签退，或作废签错的。")
    if not current.is_running or not current.attendances.standing().exists():
        raise Refused("还没有人签到，不能结束；活动没有办成的，请取消。")
    first_name = one_name(witness.name, "witness", "第一位见证人的姓名")
    second_name = one_name(second.name, "second_witness", "第二位见证人的姓名")
    if first_name == second_name:
        raise Refused({"second_witness": "两位见证人要是不同的人，请改填一位。"})
    for field, name in (("witness", first_name), ("second_witness", second_name)):
        if name == current.organiser:
            raise Refused({field: "见证人不能是组织者本人，请改填一位。"})
        if name == by.name:
            raise Refused({field: "见证人不能是办理结束的人本人，请改填一位。"})
    if witness.household is not None and witness.household == second.household:
        told = "两位见证人是同一户的，请改填一位别户的。"
        raise Refused({"second_witness_household": told})
    current.state = Activity.State.CLOSED
    current.ended_by, current.ended_at = by, at
    current.witness, current.witness_household = first_name, witness.household
    current.second_witness, current.second_witness_household = second_name, second.household
    current.save(
        update_fields=[
            *("state", "ended_by", "ended_at", "witness", "witness_household"),
            *("second_witness", "second_witness_household"),
        ]
    )
    return current


@transaction.atomic
def cancel(activity: Activity, reason: str, by: User, at: datetime) -> None:
    """Calls an activity off. Raises AlreadyHandled when it has ended; Refused without a reason,
    after somebody was signed in, and without an office."""
    current = lock(activity)
    offices_for(by, RIGHT, [current.place], day_of(at))
    if not current.is_open:
        raise AlreadyHandled(f"活动{current.get_state_display()}，本次未作改动。")
    if Attendance.objects.standing().filter(activity=current).exists():
        raise Refused("已经有人签到，不能取消；请办结束，或先作废签错的。")
    if not reason.strip():
        raise Refused({"reason": "请写明取消的原因，报了名的人会看到。"})
    current.state = Activity.State.CANCELLED
    current.ended_by, current.ended_at, current.cancel_reason = by, at, reason.strip()
    current.save(update_fields=["state", "ended_by", "ended_at", "cancel_reason"])


def lock(activity: Activity) -> Activity:
    """The activity as it is now, locked until the transaction ends: nobody signs up or in, and
    nothing of it changes meanwhile."""
    locked = Activity.objects.select_for_update(of=("self",))
    chain = ("community", "place__parent", "place__community", "team")
    return locked.select_related(*chain).get(pk=activity.pk)


def takes(activity: Activity, household: Household) -> bool:
    """Whether `household` lives where the call of `activity` is for."""
    return covers_place(activity.place_id, household.group)


def _write(activity: Activity, draft: Call) -> None:
    if draft.place.kind not in (PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.GROUP):
        raise Refused({"place": "请选社区、自然村或村民小组。"})
    if draft.ends <= draft.starts:
        told = "结束时间要在开始时间之后；跨两天的，请每天发一次招募。"
        raise Refused({"ends": told})
    if not 1 <= draft.most_hours <= MOST_HOURS:
        raise Refused({"most_hours": f"每人最多计的小时数应在1至{MOST_HOURS}之间，请改正。"})
    if draft.wanted is not None and not 1 <= draft.wanted <= 999:
        raise Refused({"wanted": "招募人数应在1至999之间；不限人数的请空着。"})
    if draft.team is not None and draft.team.until is not None:
        raise Refused({"team": f"{draft.team}已经撤销，请改选。"})
    activity.item_code = _item_for(draft).code
    activity.title = one_name(draft.title, "title", "活动名称")
    activity.spot = one_name(draft.spot, "spot", "集合地点")
    activity.organiser = one_name(draft.organiser, "organiser", "组织者的姓名")
    activity.place, activity.team = draft.place, draft.team
    activity.held_on, activity.starts, activity.ends = draft.held_on, draft.starts, draft.ends
    activity.wanted, activity.most_hours = draft.wanted, draft.most_hours
    activity.note = draft.note.strip()


def _item_for(draft: Call) -> Item:
    month = Month.of(draft.held_on)
    items = countable_items(draft.place.home(), month)
    item = next((each for each in items if each.code == draft.item_code), None)
    if item is None:
        told = (
            f"{month.label}执行的标准里，{draft.item_code}不是活动可以计分的项，请改选。"
            if items
            else f"{month.label}1日还没有通过的标准，或标准里没有活动可以计分的项，请先看标准。"
        )
        raise Refused({"item_code": told})
    if item.village_id is not None and not covers_place(item.village_id, draft.place):
        raise Refused({"item_code": f"{item}是{item.village}自定的，只能用于面向这个村的活动。"})
    return item

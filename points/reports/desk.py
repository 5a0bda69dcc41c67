"""What waits for a person: built from his appointments and the day, without a clock of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from django.db.models import Count, Q
from django.urls import reverse

from households.models import Appointment, User
from households.roles import PlaceKind, Role
from points.models import (
    Adjustment,
    Notice,
    Objection,
    Record,
    Sheet,
    SheetLine,
    Standard,
    StepDecision,
)
from points.periods import Month, chinese_date
from points.reports.decisions import voted_on
from points.reports.desk_hangings import OnTheWall, on_the_wall
from points.reports.desk_honours import honour_tasks
from points.reports.desk_patrols import patrol_tasks
from points.reports.desk_proposals import proposal_tasks
from points.reports.months import months_to_open
from points.reports.notice_kinds import reading
from points.reports.objection_list import ObjectionRow, listed, objection_rows
from points.reports.objection_words import Clock
from points.reports.progress import VillageProgress, month_progress
from points.reports.ratify_page import has_hung
from points.reports.tasks import MOST_NAMES, Task, holds
from points.services.gridbook import takes
from points.services.hangings import RIGHT as HANG
from points.services.recordbook import TYPES_IN_CLAIMS
from points.services.servings import RIGHT
from points.services.telling import untold
from points.services.votes import polls
from points.steps import Step

LATEST = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one person on one day. `grids` are the sheets whose records, `claims` those whose
    claims on paper are to be typed in; `month` and `progress` are for community-level people,
    `hanging`, `objections` (open ones, the most urgent first) and `decisions` for supervisors."""

    offices: list[Appointment]
    tasks: list[Task]
    grids: list[Sheet]
    claims: list[Sheet] = field(default_factory=list)
    month: Month | None = None
    progress: list[VillageProgress] = field(default_factory=list)
    hanging: Sequence[Notice] = field(default_factory=list)
    objections: list[ObjectionRow] = field(default_factory=list)
    decisions: list[StepDecision] = field(default_factory=list)


def desk(user: User, day: date) -> Desk:
    """What waits for `user` on `day`. A constant number of queries, at most 23; proposals cost a
    scorer some more for each of his sheets, of three at most, and whoever settles the year's
    ranking pays nine more while that of the last year is open."""
    offices = user.offices(day)
    if not offices:
        return Desk([], [], [])
    waiting = list(
        Sheet.objects.visible_to(user, day)
        .filter(Q(state=Sheet.State.REVIEW) | has_hung(day))
        .select_related("group__parent")
        .order_by("year", "month", "group__parent__code", "group__code")
    )
    at_community = any(office.place.kind == PlaceKind.COMMUNITY for office in offices)
    month = _latest_month(user, day) if at_community else None
    supervises = any(office.role == Role.SUPERVISOR for office in offices)
    handles = holds(offices, "points.handle_objection")
    wall = on_the_wall(user, offices, day) if holds(offices, HANG) else OnTheWall([], [])
    disputed = _open_objections(user, day) if supervises or handles else []
    return Desk(
        offices=offices,
        tasks=[
            *proposal_tasks(user, offices, waiting, day),
            *_to_review(user, offices, waiting, day),
            *patrol_tasks(user, offices, day),
            *_of_deductions(user, offices, day),
            *_of_the_clerk(user, offices, day),
            *wall.tasks,
            *(_of_objections(user, disputed) if handles else ()),
            *_of_adjustments(user, offices, day),
            *_of_the_standard(user, offices, day),
            *honour_tasks(user, offices, day),
        ],
        grids=[
            sheet
            for sheet in waiting
            if sheet.takes_records and holds(offices, "points.add_record", sheet.group)
        ],
        claims=[
            sheet
            for sheet in waiting
            if takes(sheet, claims=True) and holds(offices, TYPES_IN_CLAIMS, sheet.group)
        ],
        month=month,
        progress=month_progress(user, month, day) if month else [],
        hanging=wall.running if supervises else [],
        objections=disputed if supervises else [],
        decisions=_latest_decisions(user, day) if supervises else [],
    )


def _latest_month(user: User, day: date) -> Month | None:
    latest = Sheet.objects.visible_to(user, day).order_by("-year", "-month")
    found = latest.values_list("year", "month").first()
    return Month(*found) if found else None


def _to_review(
    user: User, offices: Sequence[Appointment], waiting: Sequence[Sheet], day: date
) -> list[Task]:
    """Sheets waiting at a step the person may pass: a task for each month and step, and one for
    the assembly, which may ratify several months. What he has voted on, or has to stay out of,
    does not wait for him."""
    own = _own_steps(user, waiting)
    mine = [
        sheet
        for sheet in waiting
        if holds(offices, Step(sheet.step).right, sheet.group) and not own[sheet.pk] - {sheet.step}
    ]
    found = polls([sheet for sheet in mine if sheet.step == Step.COMMITTEE], day)
    tasks: defaultdict[tuple[Month | None, Step], list[Sheet]] = defaultdict(list)
    for sheet in mine:
        poll, step = found.get(sheet.pk), Step(sheet.step)
        if poll is None or not (user in poll.panel.out or poll.vote_of(user)):
            tasks[None if step is Step.ASSEMBLY else sheet.period, step].append(sheet)
    lines = SheetLine.objects.filter(sheet__in=mine).order_by().values_list("sheet_id")
    households = dict(lines.annotate(Count("pk")))
    return [
        _task(step, sheets, sum(households.get(sheet.pk, 0) for sheet in sheets))
        for (_, step), sheets in tasks.items()
    ]


def _own_steps(user: User, sheets: Sequence[Sheet]) -> Mapping[int, set[str]]:
    """sheet → the steps in which `user` has had a part. Two queries."""
    own: defaultdict[int, set[str]] = defaultdict(set)
    passed = StepDecision.objects.filter(
        sheet__in=sheets, by=user, outcome=StepDecision.Outcome.PASSED
    )
    for sheet_id, step in passed.order_by().values_list("sheet_id", "step"):
        own[sheet_id].add(step)
    for sheet_id in voted_on(user, sheets):
        own[sheet_id].add(Step.COMMITTEE)
    return own


def _task(step: Step, sheets: Sequence[Sheet], households: int) -> Task:
    months = sorted({sheet.period for sheet in sheets})
    title, text = f"{months[0].label}{step.label}", f"{_named(sheets)}，{households}户"
    if len(months) > 1:
        named = "、".join(month.label for month in months)
        title, text = step.label, f"{named}，{len(sheets)}张积分表，{households}户"
    url = reverse("sheet_ratify") if step is Step.ASSEMBLY else _address(months[0], sheets)
    return Task(title, text, url, "去办理")


def _named(sheets: Sequence[Sheet]) -> str:
    names = "、".join(sheet.group.label for sheet in sheets[:MOST_NAMES])
    return f"{names}等{len(sheets)}个组" if len(sheets) > MOST_NAMES else names


def _address(month: Month, sheets: Sequence[Sheet]) -> str:
    if len(sheets) == 1:
        return reverse("sheet", args=[month, sheets[0].group.code])
    return reverse("sheet_list", query={"month": str(month)})


def _of_deductions(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Deductions that their households have yet to be told of, but for the person's own."""
    if not holds(offices, RIGHT):
        return []
    others = Record.objects.visible_to(user, day).exclude(line__household=user.household_id)
    count = untold(others).count()
    text = "先附佐证照片，再告知本户，两委审核才能通过。"
    url = reverse("record_list", query={"state": "untold"})
    return [Task(f"{count}项扣分待告知", text, url, "去告知")] if count else []


def _of_the_clerk(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Months to open, settled sheets to publish, notices that are over."""
    tasks = []
    if holds(offices, "points.open_sheet"):
        for month in months_to_open(user.community, day):
            url = reverse("sheet_open", query={"month": str(month)})
            text = "开表之后才能记录这个月的事。"
            tasks.append(Task(f"{month.label}有组还没有开表", text, url, "开表"))
    if holds(offices, "points.publish_notice"):
        ready = Sheet.objects.visible_to(user, day).ready().order_by("year", "month")
        for year, number, sheets in ready.values_list("year", "month").annotate(Count("pk")):
            month = Month(year, number)
            url = reverse("notice_new", query={"month": str(month)})
            tasks.append(Task(f"{month.label}待公示", f"{sheets}张积分表可以公示", url, "去公示"))
    if holds(offices, "points.close_notice"):
        over = Notice.objects.visible_to(user, day).to_post_on(day).order_by("number")
        for notice in over.defer("content"):
            text = f"{notice.title}，{chinese_date(notice.closes_on)}期满"
            closing = reading(notice).closing
            label = f"第{notice.number}期公示待{closing}"
            tasks.append(Task(label, text, reverse("notice_list"), f"去{closing}"))
    return tasks


def _open_objections(user: User, day: date) -> list[ObjectionRow]:
    waiting = listed(Objection.objects.visible_to(user, day).open())
    return objection_rows(waiting.order_by("reply_by", "pk"), day)


def _of_objections(user: User, disputed: Sequence[ObjectionRow]) -> list[Task]:
    """Objections to accept and to answer, but for those that concern the person's household."""
    waiting: defaultdict[str, list[Clock]] = defaultdict(list)
    for row in disputed:
        near = (row.objection.line.household_id, row.objection.objector_id)
        if row.clock is not None and (user.household_id is None or user.household_id not in near):
            waiting[row.clock.act].append(row.clock)
    return [
        Task(
            f"{len(clocks)}件异议待{act}",
            f"最急的一件{min(clocks, key=attrgetter('due')).left}",
            reverse("objection_list"),
            f"去{act}",
        )
        for act, clocks in waiting.items()
    ]


def _of_adjustments(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """Corrections that others have proposed, but for those of the person's household."""
    if not holds(offices, "points.decide_adjustment"):
        return []
    proposed = Adjustment.objects.visible_to(user, day).filter(decision__isnull=True)
    count = proposed.exclude(proposed_by=user).exclude(household=user.household_id).count()
    text = "由另一个人提出，您同意之后才计入积分账。"
    url = reverse("adjustment_list")
    return [Task(f"{count}笔入账后更正待复核", text, url, "去复核")] if count else []


def _of_the_standard(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """A standard to adopt; and, for whoever needs one, that there is none in force yet."""
    adopts = holds(offices, "points.adopt_standard")
    if not (adopts or holds(offices, "points.open_sheet")):
        return []
    standards = Standard.objects.visible_to(user, day)
    known = list(standards.values_list("title", "adopted_at"))
    url = reverse("standard")
    tasks = []
    if adopts:
        tasks = [
            Task("积分标准待通过", f"草案“{title}”", url, "去看标准")
            for title, adopted_at in known
            if adopted_at is None
        ]
    if not tasks and all(adopted_at is None for _, adopted_at in known):
        tasks.append(Task("还没有通过的积分标准", "有了标准才能开表。", url, "去看标准"))
    return tasks


def _latest_decisions(user: User, day: date) -> list[StepDecision]:
    visible = StepDecision.objects.visible_to(user, day)
    chain = visible.select_related("sheet__group__parent", "by", "appointment__place__parent")
    return list(chain.order_by("-at", "-pk")[:LATEST])

"""What waits for a person: built from his appointments and the day, without a clock of its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.urls import reverse

from households.backends import covers
from households.models import Appointment, Place, User
from households.roles import PlaceKind, Role
from points.models import Notice, Sheet, SheetLine, Standard, StepDecision
from points.periods import Month, chinese_date
from points.reports.months import months_to_open
from points.reports.progress import VillageProgress, month_progress
from points.steps import Step

MOST_NAMES = 4
LATEST = 8


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: `act` is the verb on its link."""

    title: str
    text: str
    url: str
    act: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one person on one day. `month` and `progress` are for community-level people,
    `hanging` and `decisions` for supervisors."""

    offices: list[Appointment]
    tasks: list[Task]
    grids: list[Sheet]
    month: Month | None = None
    progress: list[VillageProgress] = field(default_factory=list)
    hanging: list[Notice] = field(default_factory=list)
    decisions: list[StepDecision] = field(default_factory=list)


def desk(user: User, day: date) -> Desk:
    """What waits for `user` on `day`. A constant number of queries, at most 16."""
    offices = user.offices(day)
    if not offices:
        return Desk([], [], [])
    in_review = list(
        Sheet.objects.visible_to(user, day)
        .filter(state=Sheet.State.REVIEW)
        .select_related("group__parent")
        .order_by("year", "month", "group__parent__code", "group__code")
    )
    at_community = any(office.place.kind == PlaceKind.COMMUNITY for office in offices)
    month = _latest_month(user, day) if at_community else None
    supervises = any(office.role == Role.SUPERVISOR for office in offices)
    return Desk(
        offices=offices,
        tasks=[
            *_to_review(user, offices, in_review),
            *_of_the_clerk(user, offices, day),
            *_of_the_standard(user, offices, day),
        ],
        grids=[
            sheet
            for sheet in in_review
            if sheet.takes_records and holds(offices, "points.add_record", sheet.group)
        ],
        month=month,
        progress=month_progress(user, month, day) if month else [],
        hanging=_hanging(user, day) if supervises else [],
        decisions=_latest_decisions(user, day) if supervises else [],
    )


def holds(offices: Iterable[Appointment], right: str, place: Place | None = None) -> bool:
    """Whether one of `offices` grants `right`, at `place` when given."""
    return any(
        right in settings.GRANTS[office.role] and (place is None or covers(office, place))
        for office in offices
    )


def _latest_month(user: User, day: date) -> Month | None:
    latest = Sheet.objects.visible_to(user, day).order_by("-year", "-month")
    found = latest.values_list("year", "month").first()
    return Month(*found) if found else None


def _to_review(
    user: User, offices: Sequence[Appointment], in_review: Sequence[Sheet]
) -> list[Task]:
    """Sheets waiting at a step the person may pass, a task for each month and step."""
    keys = [sheet.pk for sheet in in_review]
    passed = StepDecision.objects.filter(
        sheet__in=keys, by=user, outcome=StepDecision.Outcome.PASSED
    )
    own: defaultdict[int, set[str]] = defaultdict(set)
    for sheet_id, step in passed.order_by().values_list("sheet_id", "step"):
        own[sheet_id].add(step)
    waiting: defaultdict[tuple[Month, Step], list[Sheet]] = defaultdict(list)
    for sheet in in_review:
        step = Step(sheet.step)
        if holds(offices, step.right, sheet.group) and not own[sheet.pk] - {step}:
            waiting[sheet.period, step].append(sheet)
    lines = SheetLine.objects.filter(sheet__in=keys).order_by().values_list("sheet_id")
    households = dict(lines.annotate(Count("pk")))
    return [
        Task(
            f"{month.label}{step.label}",
            f"{_named(sheets)}，{sum(households.get(sheet.pk, 0) for sheet in sheets)}户",
            _address(month, sheets),
            "去办理",
        )
        for (month, step), sheets in waiting.items()
    ]


def _named(sheets: Sequence[Sheet]) -> str:
    names = "、".join(sheet.group.label for sheet in sheets[:MOST_NAMES])
    return f"{names}等{len(sheets)}个组" if len(sheets) > MOST_NAMES else names


def _address(month: Month, sheets: Sequence[Sheet]) -> str:
    if len(sheets) == 1:
        return reverse("sheet", args=[month, sheets[0].group.code])
    return reverse("sheet_list", query={"month": str(month)})


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
            tasks.append(Task(f"{month.label}待公示", f"{sheets}张积分表已审定", url, "去公示"))
    if holds(offices, "points.close_notice"):
        over = Notice.objects.visible_to(user, day).not_closed().over_on(day).order_by("number")
        for notice, title, closed in over.values_list("number", "title", "closes_on"):
            text = f"{title}，{chinese_date(closed)}期满"
            tasks.append(Task(f"第{notice}期公示待入账", text, reverse("notice_list"), "去入账"))
    return tasks


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


def _hanging(user: User, day: date) -> list[Notice]:
    """Notices whose period runs on `day`."""
    visible = Notice.objects.visible_to(user, day).not_closed().defer("content")
    return list(visible.filter(opens_on__lte=day, closes_on__gte=day).order_by("number"))


def _latest_decisions(user: User, day: date) -> list[StepDecision]:
    visible = StepDecision.objects.visible_to(user, day)
    chain = visible.select_related("sheet__group__parent", "by", "appointment__place__parent")
    return list(chain.order_by("-at", "-pk")[:LATEST])

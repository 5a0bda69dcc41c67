"""The rounds of a month, week by week, and what people choose among."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from households.models import Place, User
from points.models import PatrolRound
from points.patrol import week_in_month
from points.periods import Month

PLANNED, LATE, OPEN, CLOSED, OFF = "待巡查", "逾期未巡查", "待确认", "已结束", "已取消"
TONES = {PLANNED: "info", LATE: "danger", OPEN: "warn", CLOSED: "ok", OFF: "plain"}


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with where it stands and how many points' worth of findings it has."""

    patrol: PatrolRound
    standing: str
    tone: str
    findings: int


@dataclass(frozen=True, slots=True)
class Week:
    """`label`: “第2周（11月9日至15日）”."""

    label: str
    rows: list[RoundRow]


def standing(patrol: PatrolRound, today: date) -> str:
    """Where a round stands, in a word."""
    if patrol.voided_at is not None:
        return OFF
    if patrol.closed_at is not None:
        return CLOSED
    if patrol.walked_on is not None:
        return OPEN
    return LATE if patrol.last_day < today else PLANNED


def listed(rounds: QuerySet[PatrolRound]) -> QuerySet[PatrolRound]:
    """`rounds` with what every list of them shows, the latest week first."""
    return (
        rounds.select_related("group__parent", "first_walker", "second_walker")
        .annotate(found=Count("findings", filter=Q(findings__voided_at__isnull=True)))
        .order_by("-week", "group__parent__code", "group__code", "pk")
    )


def weeks(rounds: Iterable[PatrolRound], today: date) -> list[Week]:
    """`rounds` (see `listed`) by their weeks. No query of its own."""
    return [
        Week(_label(monday), [_row(each, today) for each in of_week])
        for monday, of_week in groupby(rounds, key=lambda each: each.week)
    ]


def _row(patrol: PatrolRound, today: date) -> RoundRow:
    word = standing(patrol, today)
    return RoundRow(patrol, word, TONES[word], patrol.found)  # type: ignore[attr-defined]


def _label(monday: date) -> str:
    sunday = date.fromordinal(monday.toordinal() + 6)
    end = f"{sunday.day}日" if sunday.month == monday.month else f"{sunday.month}月{sunday.day}日"
    return f"{monday.month}月{monday.day}日至{end}（{monday.month}月第{week_in_month(monday)}周）"


def months_offered(user: User, today: date) -> list[tuple[str, str]]:
    """The months in which there are rounds that `user` sees, and this one, the latest first. One
    query."""
    seen = PatrolRound.objects.visible_to(user, today).order_by()
    days = seen.values_list("walked_on", "planned_for").distinct()
    found = {Month.of(walked or planned) for walked, planned in days}
    months = sorted({*found, Month.of(today)}, reverse=True)
    return [(str(month), month.label) for month in months]


def places_offered(groups: Sequence[Place]) -> list[tuple[str, str]]:
    """All places, and each village with its groups, by code."""
    choices = [("", "全部")]
    for village, members in groupby(groups, key=lambda group: group.parent):
        of_village = list(members)
        if village is not None and len(of_village) > 1:
            choices.append((village.code, f"{village.name}全村"))
        choices += [(group.code, group.label) for group in of_village]
    return choices

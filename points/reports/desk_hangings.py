"""What hangs, for the desk: the notices whose period runs, and the papers to hang and to note."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, F, When
from django.urls import reverse

from households.models import Appointment, User
from households.roles import PlaceKind
from points.models import HangingReceipt, Notice
from points.reports.tasks import MOST_NAMES, Task
from points.services.hangings import RIGHT

ACT: Final = "去登记"

Villages = Mapping[str, str]
"""code → name."""


@dataclass(frozen=True, slots=True)
class OnTheWall:
    """The notices whose period runs, by number, and what there is to do about papers."""

    running: Sequence[Notice]
    tasks: Sequence[Task]


def on_the_wall(user: User, offices: Iterable[Appointment], day: date) -> OnTheWall:
    """What hangs on `day`, and in the villages where `offices` note it:

    - a paper was taken down early and has to hang again, until whenever that is done;
    - no receipt was typed in of a notice whose period runs. Nobody has to type receipts, so that is
      a task only where another village of the same notice has one.

    Two queries.
    """
    noted = _noted(user, day)
    running = _running(user, day, noted)
    near = _near(offices)
    tasks = []
    for receipts in noted.values():
        notice = receipts[0].notice
        again = _only(near, _all_short(receipts))
        if again:
            text = f"{_named(again)}提前撤下，要重新张贴满{notice.period_days}天才算期满。"
            tasks.append(_task(f"第{notice.number}期公示要重新张贴", text, notice, again))
    for notice in running:
        have = {receipt.village.code for receipt in noted.get(notice.pk, ())}
        there = {group["village_code"]: group["village"] for group in notice.told or ()}
        missing = _only(near, {code: name for code, name in there.items() if code not in have})
        if missing:
            text = f"{_named(missing)}还没有张贴记录，别的村已经登记。"
            tasks.append(_task(f"第{notice.number}期公示有村没有登记张贴", text, notice, missing))
    return OnTheWall(running, tasks)


def _noted(user: User, day: date) -> Mapping[int, Sequence[HangingReceipt]]:
    """The standing receipts of each notice (primary key) that is not closed, by its number."""
    found: defaultdict[int, list[HangingReceipt]] = defaultdict(list)
    visible = HangingReceipt.objects.visible_to(user, day).standing()
    with_places = visible.select_related("notice", "village").defer("notice__content")
    for receipt in with_places.filter(notice__closed_at__isnull=True).order_by(
        "notice__number", "village__code"
    ):
        found[receipt.notice_id].append(receipt)
    return found


def _running(user: User, day: date, noted: Iterable[int]) -> Sequence[Any]:
    """Those whose period runs on `day`; `told` are the groups of those `noted`, None of others."""
    visible = Notice.objects.visible_to(user, day).not_closed().defer("content")
    of_noted = Case(When(pk__in=list(noted), then=F("content__groups")))
    running = visible.filter(opens_on__lte=day, closes_on__gte=day).annotate(told=of_noted)
    return list(running.order_by("number"))


def _near(offices: Iterable[Appointment]) -> set[str] | None:
    """The codes of the villages where `offices` note what hangs; None: of the whole community."""
    places = [office.place for office in offices if RIGHT in settings.GRANTS[office.role]]
    if any(place.kind == PlaceKind.COMMUNITY for place in places):
        return None
    return {place.code for place in places}


def _only(near: set[str] | None, villages: Villages) -> Villages:
    return {code: name for code, name in villages.items() if near is None or code in near}


def _all_short(receipts: Iterable[HangingReceipt]) -> Villages:
    """The villages where each paper was taken down early, and none hangs."""
    villages = {receipt.village.code: receipt.village.name for receipt in receipts}
    good = {receipt.village.code for receipt in receipts if not receipt.is_short}
    return {code: name for code, name in villages.items() if code not in good}


def _named(villages: Villages) -> str:
    names = list(villages.values())
    told = "、".join(names[:MOST_NAMES])
    return f"{told}等{len(names)}个村" if len(names) > MOST_NAMES else told


def _task(title: str, text: str, notice: Notice, villages: Villages) -> Task:
    if len(villages) == 1:
        return Task(title, text, reverse("notice_hang", args=[notice.number, *villages]), ACT)
    return Task(title, text, f"{reverse('notice', args=[notice.number])}#hangings", ACT)

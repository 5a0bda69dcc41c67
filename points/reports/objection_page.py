"""One objection as a page tells it: what was said, what happened, and the records it is about."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from households.models import User
from points.models import Correction, Objection, Posting, Record, SheetLine
from points.periods import chinese_date
from points.reports.line_story import line_story
from points.reports.notice_words import period
from points.reports.objection_words import TONES, Clock, clock, objector, standing
from points.reports.story import Happening, change
from points.services.amounts import signed, worth
from points.services.corrections import counted_now
from points.services.scorebook import with_points_now
from points.services.standings import settled_scores


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A standing record of the line: `points` after all revisions, what it counts and why."""

    record: Record
    worth: str
    points: int
    counted: int
    explanation: str


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """`clock` is None once it is answered; `may_handle` while one may accept and answer, `own` if
    that is for others, as it concerns the person's household."""

    objection: Objection
    standing: str
    tone: str
    clock: Clock | None
    facts: list[dict[str, Any]]
    records: list[RecordRow]
    story: list[Happening]
    version: int
    may_handle: bool
    own: bool


def objection_page(objection: Objection, user: User, today: date) -> ObjectionPage:
    """The page of `objection` (see `objection_list.listed`) for `user` on the day `today`.

    A constant number of queries.
    """
    line = objection.line
    answered = hasattr(objection, "reply")
    stands = standing(objection)
    households = (line.household_id, objection.objector_id)
    own = user.household_id is not None and user.household_id in households
    handles = not answered and user.has_perm("points.handle_objection", objection)
    return ObjectionPage(
        objection=objection,
        standing=stands,
        tone=TONES[stands],
        clock=None if answered else clock(objection, today),
        facts=_facts(objection, user),
        records=_records(objection),
        story=[each for each in line_story(line, user) if each.objection == objection.ref],
        version=line.sheet.version,
        may_handle=handles and not own,
        own=handles and own,
    )


def _facts(objection: Objection, user: User) -> list[dict[str, Any]]:
    line, notice = objection.line, objection.notice
    month, household = line.sheet.period, line.household
    home = reverse("household_page", args=[household.code])
    of_line = reverse("sheet_line", args=[month, line.sheet.group.code, household.code])
    named = [
        # A household that has moved since may be out of this person's scope.
        (
            "对哪一户",
            str(household),
            home if user.has_perm("points.view_account", household) else "",
        ),
        ("月份", f"{month.label}（{line.sheet.group.label}）", of_line),
        ("公示", f"第{notice.number}期，{period(notice)}", reverse("notice", args=[notice.number])),
        ("提出人", objector(objection), ""),
        ("怎么提的", f"{objection.get_how_display()}，{objection.author}", ""),
        ("收到日期", chinese_date(objection.received_on), ""),
        ("受理期限", chinese_date(objection.accept_by), ""),
        ("答复期限", chinese_date(objection.reply_by), ""),
        ("本月得分", _score(objection), ""),
        ("入账", _posting(objection), ""),
    ]
    return [{"label": label, "text": text, "url": url} for label, text, url in named]


def _score(objection: Objection) -> str:
    """What hangs, and what an answer upon this objection made of it."""
    corrected = Correction.objects.filter(reply__objection=objection).first()
    if corrected is not None:
        return change(corrected.total_before, corrected.total_after)
    return f"{signed(settled_scores().get(line=objection.line).final)} 分"


def _posting(objection: Objection) -> str:
    if Posting.objects.filter(line=objection.line).exists():
        return "已入账"
    return "还没有入账" if hasattr(objection, "reply") else "有异议，暂不入账"


def _records(objection: Objection) -> list[RecordRow]:
    """The records of the line that stand, by day."""
    standing_ = Record.objects.standing().filter(line=objection.line).select_related("item")
    counts = counted_now(SheetLine.objects.filter(pk=objection.line_id))
    return [
        RecordRow(record, worth(record.item), record.points_now, *counts[record.pk])
        for record in with_points_now(standing_).order_by("occurred_on", "pk")
    ]

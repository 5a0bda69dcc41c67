"""What the year's honours ask of a person: vetoes to tell and objections to answer, a year to be
settled and its stars to be hung, households drawn by lot to be scored again."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from households.models import Appointment, User
from points.models import (
    AnnualRanking,
    RankingLine,
    ReinspectedHousehold,
    Veto,
    VetoObjection,
)
from points.periods import chinese_date
from points.reports.objection_words import time_left
from points.reports.tasks import Task, holds
from points.services import rankings, reinspections, vetoes
from points.services.policies import policy_of
from points.services.ranking_checks import may_be_ranked

PUBLISH = "points.publish_notice"


def honour_tasks(user: User, offices: Sequence[Appointment], day: date) -> list[Task]:
    """The tasks of `user` on `day`. A query for each of his rights among them, two for whoever
    answers objections, nine for whoever settles the year while the last one is open."""
    return [
        *_to_tell(user, offices, day),
        *_to_answer(user, offices, day),
        *_to_settle(user, offices, day),
        *_to_hang(user, offices, day),
        *_to_score(user, offices, day),
    ]


def _to_tell(user: User, offices: Sequence[Appointment], day: date) -> Iterator[Task]:
    """Vetoes that their households have yet to be told of, but for the person's own."""
    if not holds(offices, vetoes.RIGHT):
        return
    others = Veto.objects.visible_to(user, day).standing().exclude(household=user.household_id)
    refs = list(others.filter(told_on__isnull=True).values_list("ref", flat=True))
    if refs:
        text = "打印告知书交给本户，再登记告知；过了异议期，年度排名才能定。"
        yield Task(f"{len(refs)}件一票否决待告知", text, _address(refs), "去告知")


def _to_answer(user: User, offices: Sequence[Appointment], day: date) -> Iterator[Task]:
    """Objections to vetoes that somebody else wrote, but for those of the person's household."""
    if not holds(offices, vetoes.DECIDE):
        return
    waiting = list(
        VetoObjection.objects.visible_to(user, day)
        .open()
        .filter(veto__in=Veto.objects.standing())
        .exclude(veto__household=user.household_id)
        .exclude(veto__by=user)
        .select_related("veto")
        .order_by("received_on", "pk")
    )
    if not waiting:
        return
    due = vetoes.reply_by(waiting[0], policy_of(user.community))
    text = f"最急的一件{chinese_date(due)}前答复，{time_left(due, day)}。"
    refs = [each.veto.ref for each in waiting]
    yield Task(f"{len(refs)}件一票否决的异议待答复", text, _address(refs), "去答复")


def _address(refs: Sequence[str]) -> str:
    """Of the only one, or of all."""
    return reverse("veto", args=refs) if len(refs) == 1 else reverse("veto_list")


def _to_settle(user: User, offices: Sequence[Appointment], day: date) -> Iterator[Task]:
    """The ranking of the last year, once nothing may change it any more."""
    if not holds(offices, rankings.FREEZE):
        return
    year = day.year - 1
    if rankings.ranking_of(user.community, year) is None and may_be_ranked(
        user.community, year, day
    ):
        text = "全年各月都已入账，没有等办的异议、更正和一票否决；开过代表会议就可以定。"
        url = reverse("ranking_freeze", args=[year])
        yield Task(f"{year}年的排名可以定了", text, url, "去定名次")


def _to_hang(user: User, offices: Sequence[Appointment], day: date) -> Iterator[Task]:
    """Rankings whose star families, or what was corrected since, are in no notice yet."""
    if not holds(offices, PUBLISH):
        return
    starred = RankingLine.objects.filter(ranking=OuterRef("pk"), stars__gt=0)
    untold = Count("corrections", filter=Q(corrections__notice__isnull=True))
    waiting = (
        AnnualRanking.objects.visible_to(user, day)
        .annotate(untold=untold)
        .filter(Q(notice__isnull=True) & Exists(starred) | Q(notice__isnull=False, untold__gt=0))
    )
    for each in waiting.defer("content").order_by("year"):
        url = reverse("stars", args=[each.year])
        if each.notice_id is None:
            text = "名次已经定了，星级家庭还没有公示。"
            yield Task(f"{each.year}年星级家庭待公示", text, url, "去公示")
        else:
            text = "公示之后又有更正，要再公示一次。"
            yield Task(f"{each.year}年排名有{each.untold}号更正待公示", text, url, "去公示")


def _to_score(user: User, offices: Sequence[Appointment], day: date) -> Iterator[Task]:
    """Drawings with households that the person may score again, the earliest first."""
    if not holds(offices, reinspections.SCORE):
        return
    drawn = reinspections.open_to(user, ReinspectedHousehold.objects.visible_to(user, day))
    lots = (
        drawn.order_by("reinspection__at", "reinspection")
        .values_list(
            "reinspection__ref",
            "reinspection__notice__year",
            "reinspection__notice__month",
        )
        .annotate(Count("pk"))
    )
    for ref, year, month, number in lots:
        title = f"{year}年{month}月复评还有{number}户待打分"
        text = "抽签抽中的户，由没有参与评分的人再评一次。"
        yield Task(title, text, reverse("reinspection", args=[ref]), "去复评")

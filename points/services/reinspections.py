"""The only writer of re-inspections: the drawing, and the second scores beside the first.

A drawing is made once for the notice of a month, by the check code of what is the last notice then:
everybody could read it before, nobody can try another. Who scores again had no part in the first
score, is not related to the household, and sees that score only afterwards.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from households.models import Appointment, Place, Relation, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.lots import draw
from points.models import (
    CommitteeVote,
    Notice,
    NoticeHousehold,
    Record,
    ReinspectedHousehold,
    Reinspection,
    Revision,
    SecondScore,
    SheetLine,
    StepDecision,
)
from points.periods import chinese_date
from points.services.amounts import MOST_POINTS

DRAW: Final = "points.draw_reinspection"
SCORE: Final = "points.score_reinspection"
MOST: Final = 50
"""Households of one drawing: more are not looked at again with care."""


def last_notice(community: Place) -> Notice | None:
    """The end of the chain, whose check code is the seed."""
    return Notice.objects.filter(community=community).order_by("-number").defer("content").first()


@transaction.atomic
def draw_lots(notice: Notice, number: int, seen: int, by: User, at: datetime) -> Reinspection:
    """Draws `number` of the households that `notice` of a month shows.

    `seen` is the number of the notice whose check code the page showed. Raises Refused for a notice
    of another kind or one that does not hang yet, for fewer than one household or more than MOST or
    than there are, or without an office; AlreadyHandled when it was drawn for before, by whatever
    seed, or where another notice has been published since the page was shown.
    """
    community = notice.community
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    day = day_of(at)
    office = offices_for(by, DRAW, [community], day)[community.pk]
    if notice.kind != Notice.Kind.MONTHLY or day < notice.opens_on:
        raise Refused({"notice": "只能从已经张贴的月度积分公示里抽。"})
    drawn = Reinspection.objects.filter(notice=notice).first()
    if drawn is not None:
        raise AlreadyHandled(
            f"{notice.period.label}已经按第{drawn.seed_of.number}期的校验码 {drawn.seed} 抽过签，"
            "不能换一个校验码再抽。"
        )
    last = last_notice(community)
    if last is None or last.number != seen:
        told = f"又发布了第{last.number}期公示" if last else "还没有公示"
        raise AlreadyHandled(f"您打开页面之后{told}，抽签用的校验码变了，请核对后再抽。")
    if day < last.opens_on:
        opens = chinese_date(last.opens_on)
        raise Refused(f"第{last.number}期公示{opens}才张贴，校验码还没有公开，请到那天再抽。")
    lines = {each.code: each.line for each in hung([notice.pk])[notice.pk]}
    most = min(MOST, len(lines))
    if not 1 <= number <= most:
        raise Refused({"number": f"抽取户数应在1至{most}之间，请改正。"})
    made = Reinspection.objects.create(
        community=community,
        notice=notice,
        seed_of=last,
        seed=last.check_code,
        number=number,
        among=len(lines),
        by=by,
        appointment=office,
        at=at,
    )
    ReinspectedHousehold.objects.bulk_create(
        ReinspectedHousehold(
            community=community, reinspection=made, place=place, line_id=lines[code]
        )
        for place, code in enumerate(draw(made.seed, lines, number), start=1)
    )
    return made


@transaction.atomic
def score_again(
    drawn: ReinspectedHousehold, points: int, note: str, by: User, at: datetime
) -> SecondScore:
    """Writes down a second score of the household's month, in points with sign.

    Raises Refused for whoever may not (see `why_not`), for more points than a correction may have,
    or without an office; AlreadyHandled when it was scored again before.
    """
    ReinspectedHousehold.objects.select_for_update(of=("self",)).get(pk=drawn.pk)
    office = _require_office(drawn, by, at)
    if SecondScore.objects.filter(household=drawn).exists():
        raise AlreadyHandled("这一户已经复评，本次未作改动。")
    reason = why_not(drawn, by)
    if reason:
        raise Refused(reason)
    if abs(points) > MOST_POINTS:
        raise Refused({"points": f"得分最多{MOST_POINTS}分，请核对。"})
    return SecondScore.objects.create(
        community_id=drawn.community_id,
        household=drawn,
        points=points,
        note=note.strip(),
        by=by,
        appointment=office,
        at=at,
    )


class Hung(NamedTuple):
    """A household, its code as it hung, its line (primary keys)."""

    household: int
    code: str
    line: int


def hung(notices: Collection[int]) -> Mapping[int, list[Hung]]:
    """Notice (primary key) → the households whose month it tells. One that only a correction is
    told of is not among them, nor one that was erased. Two queries."""
    shown = {
        (notice, household): code
        for notice, household, code in NoticeHousehold.objects.filter(
            notice__in=notices
        ).values_list("notice", "household", "code")
    }
    found: defaultdict[int, list[Hung]] = defaultdict(list)
    lines = SheetLine.objects.filter(sheet__notice__in=notices)
    for notice, household, line in lines.values_list("sheet__notice", "household", "pk"):
        if (notice, household) in shown:
            found[notice].append(Hung(household, shown[notice, household], line))
    return found


def why_not(drawn: ReinspectedHousehold, user: User) -> str:
    """Why `user` doesn't score this household again: his own, a relative's, or one whose month he
    had a part in; empty where he may. Five queries."""
    line = drawn.line
    if user.household_id == line.household_id:
        return "不能复评自己家，请由别人复评。"
    if Relation.objects.standing().filter(user=user, household=line.household_id).exists():
        return "这是您申报的亲属家，请由别人复评。"
    took_part = (
        StepDecision.objects.filter(sheet=line.sheet_id, by=user),
        CommitteeVote.objects.filter(sheet=line.sheet_id, by=user),
        Record.objects.filter(line=line, recorded_by=user),
        Revision.objects.filter(record__line=line, by=user),
    )
    if any(rows.exists() for rows in took_part):
        return "这一户本月的评分您参与过，请由没有参与的人复评。"
    return ""


def open_to(user: User, drawn: QuerySet[ReinspectedHousehold]) -> QuerySet[ReinspectedHousehold]:
    """Those of `drawn` without a second score against which `why_not` says nothing of `user`."""
    relatives = Relation.objects.standing().filter(user=user).values("household")
    sheet, line = OuterRef("line__sheet"), OuterRef("line")
    return (
        drawn.filter(second_score__isnull=True)
        .exclude(line__household=user.household_id)
        .exclude(line__household__in=relatives)
        .exclude(Exists(StepDecision.objects.filter(sheet=sheet, by=user)))
        .exclude(Exists(CommitteeVote.objects.filter(sheet=sheet, by=user)))
        .exclude(Exists(Record.objects.filter(line=line, recorded_by=user)))
        .exclude(Exists(Revision.objects.filter(record__line=line, by=user)))
    )


def _require_office(drawn: ReinspectedHousehold, by: User, at: datetime) -> Appointment:
    group = drawn.line.sheet.group
    return offices_for(by, SCORE, [group], day_of(at))[group.pk]

"""The only writer of recommendations: the first families of a year, and how they fare upward."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.models import (
    AnnualRanking,
    RankingCorrection,
    RankingLine,
    Recommendation,
    RecommendationStep,
)
from points.models.recommendation import LEVELS, Level
from points.periods import chinese_date
from points.ranking import first_ones
from points.services.honour_policies import honour_policy_of
from points.services.ranking_book import Standing, corrected

RIGHT: Final = "points.add_recommendation"
Outcome = RecommendationStep.Outcome


class Candidates(NamedTuple):
    """Who comes first by place: `clear`, and `tied` for the last place with more than there is room
    for; `wanted` is how many the community recommends."""

    clear: list[Standing]
    tied: list[Standing]
    wanted: int


def candidates(ranking: AnnualRanking) -> Candidates:
    """The first families of the ranking with all its corrections. Three queries."""
    wanted = honour_policy_of(ranking.community).recommended
    placed = {each.household.pk: each for each in corrected(ranking) if each.ranked}
    first = first_ones({pk: _place(each) for pk, each in placed.items()}, wanted)
    return Candidates([placed[pk] for pk in first.clear], [placed[pk] for pk in first.tied], wanted)


def _place(standing: Standing) -> int:
    return standing.ranked.place if standing.ranked else 0


@transaction.atomic
def recommend(
    ranking: AnnualRanking, households: Sequence[Household], reason: str, by: User, at: datetime
) -> list[Recommendation]:
    """Recommends `households` of the ranking. Those beyond doubt among the first need no reason;
    whoever shares the last place with others, or comes behind, needs one (a meeting, a deed).

    Raises Refused for none at all, for who has no place, is vetoed or has left, a missing reason
    (it names whom it is for), the own household, and without an office; AlreadyHandled, naming
    them, where one is recommended already.
    """
    community = ranking.community
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    office = offices_for(by, RIGHT, [community], day_of(at))[community.pk]
    if not households:
        raise Refused("请至少选一户。")
    if by.household_id in {each.pk for each in households}:
        raise Refused("不能推荐自己家，请由别的工作人员办理。")
    placed = {each.household.pk: each for each in corrected(ranking) if each.ranked}
    absent = [str(each) for each in households if each.pk not in placed]
    if absent:
        raise Refused(
            f"{'、'.join(absent)}不在{ranking.year}年的名次里（不参评或没有计分），不能推荐。"
        )
    left = [str(each) for each in households if placed[each.pk].household.left_on is not None]
    if left:
        raise Refused(f"{'、'.join(left)}已经迁出，不能推荐。")
    _require_new(ranking, households)
    first = candidates(ranking)
    clear = {each.household.pk for each in first.clear}
    unclear = [each for each in households if each.pk not in clear]
    if unclear and not reason.strip():
        raise Refused({"reason": _why(unclear, first)})
    lines = {
        line.household_id: line
        for line in RankingLine.objects.filter(ranking=ranking, household__in=households)
    }
    made = []
    for each in households:
        standing = placed[each.pk]
        recommendation = Recommendation.objects.create(
            community=community,
            ranking=ranking,
            line=lines[each.pk],
            place=_place(standing),
            honour=standing.honour,
            stars=standing.stars,
            reason="" if each.pk in clear else reason.strip(),
            by=by,
            appointment=office,
            at=at,
        )
        RecommendationStep.objects.create(
            community=community,
            recommendation=recommendation,
            level=Level.COMMUNITY,
            outcome=Outcome.PASSED,
            day=day_of(at),
            by=by,
            at=at,
        )
        made.append(recommendation)
    return made


def _require_new(ranking: AnnualRanking, households: Sequence[Household]) -> None:
    known = Recommendation.objects.filter(ranking=ranking, line__household__in=households)
    names = [str(each.line.household) for each in known.select_related("line__household")]
    if names:
        raise AlreadyHandled(f"{'、'.join(names)}已经推荐过，本次未作改动。")


def _why(unclear: Sequence[Household], first: Candidates) -> str:
    """What the reason is asked for: names those who share the last place, and who comes behind."""
    tied = {each.household.pk: each for each in first.tied}
    sharing = "、".join(str(each.household) for each in first.tied)
    behind = "、".join(str(each) for each in unclear if each.pk not in tied)
    told = ""
    if any(each.pk in tied for each in unclear):
        place = _place(first.tied[0])
        told = (
            f"{sharing}并列第{place}名，前{first.wanted}名放不下，"
            "请写明推荐谁、由哪次会议因为什么定的。"
        )
    if behind:
        told += f"{behind}不在前{first.wanted}名，请写明推荐的理由。"
    return told


@transaction.atomic
def note(
    recommendation: Recommendation,
    level: str,
    outcome: str,
    day: date,
    paper: str,
    title: str,
    remark: str,
    by: User,
    at: datetime,
) -> RecommendationStep:
    """Notes what a level did with it. Each level comes after the one below has passed it.

    Raises AlreadyHandled when its way has ended; Refused for a level that is not next, a day to
    come or before the last step, a title without passing, the own household, without an office.
    """
    Place.objects.select_for_update(no_key=True).get(pk=recommendation.community_id)
    offices_for(by, RIGHT, [recommendation.ranking.community], day_of(at))
    if by.household_id == recommendation.line.household_id:
        raise Refused("这是您自己家的推荐，请由别的工作人员登记。")
    steps = list(RecommendationStep.objects.filter(recommendation=recommendation).order_by("pk"))
    due = next_level(steps)
    if due is None:
        raise AlreadyHandled("这一户的推荐已经办结，本次未作改动。")
    if outcome in {Outcome.SENT, Outcome.PASSED} and recommendation.line_id in barred_since(
        recommendation.ranking
    ):
        told = "这一户已不参评，推荐不能再上报；请记“撤回”或“未通过”。"
        raise Refused({"outcome": told})
    if level != due:
        raise Refused({"level": f"现在该记{due.label}的结果，请改选；下一级通过之后才到上一级。"})
    if outcome == Outcome.SENT and steps[-1].outcome == Outcome.SENT:
        raise AlreadyHandled(f"已经记过上报{due.label}，本次未作改动。")
    if day > day_of(at):
        raise Refused({"day": "日期还没有到，请改正。"})
    if day < steps[-1].day:
        told = f"上一步是{chinese_date(steps[-1].day)}，这一步不能更早，请改正。"
        raise Refused({"day": told})
    if title.strip() and outcome != Outcome.PASSED:
        raise Refused({"title": "通过的才有称号，请改选结果或把称号去掉。"})
    return RecommendationStep.objects.create(
        community_id=recommendation.community_id,
        recommendation=recommendation,
        level=level,
        outcome=outcome,
        day=day,
        paper=paper.strip(),
        title=title.strip(),
        note=remark.strip(),
        by=by,
        at=at,
    )


def barred_since(ranking: AnnualRanking) -> set[int]:
    """The lines (primary keys) that a correction took off the list. One query."""
    numbered = RankingCorrection.objects.filter(ranking=ranking).order_by("number")
    latest = dict(numbered.values_list("line", "vetoed_after"))
    return {line for line, vetoed in latest.items() if vetoed}


def next_level(steps: Sequence[RecommendationStep]) -> Level | None:
    """The level that comes next after `steps`, in their order; None when its way has ended."""
    last = steps[-1]
    if last.outcome in (Outcome.REFUSED, Outcome.WITHDRAWN):
        return None
    place = LEVELS.index(Level(last.level))
    if last.outcome == Outcome.SENT:
        return LEVELS[place]
    return LEVELS[place + 1] if place + 1 < len(LEVELS) else None

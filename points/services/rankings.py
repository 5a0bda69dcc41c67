"""The only writer of rankings: a year is frozen once, and then only corrected by numbers."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from households.models import Household, Place, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of
from points.canonical import GENESIS, digest
from points.models import (
    AnnualRanking,
    Meeting,
    Notice,
    RankingCorrection,
    RankingLine,
    Veto,
)
from points.periods import Month, chinese_date
from points.services.honour_policies import honour_policy_of
from points.services.meetings import Assembly, keep_adopting
from points.services.ranking_book import Standing, corrected, standings_of
from points.services.ranking_checks import hindrances, hindrances_of, last_entry_on, last_veto_on
from points.services.ranking_content import ranking_content, ref_of, seen_as
from points.services.standings import honour

FREEZE: Final = "points.freeze_ranking"
CORRECT: Final = "points.correct_ranking"
_NOTHING: Final = (
    "和排名里的一样，参评资格也没有变，没有要更正的。"
    "积分有差错的，请先办理入账后更正；一票否决的，请先登记。"
)


def ranking_of(community: Place, year: int) -> AnnualRanking | None:
    """The frozen ranking of the year. One query."""
    return AnnualRanking.objects.filter(community=community, year=year).first()


@transaction.atomic
def freeze(
    community: Place, year: int, assembly: Assembly | None, seen: str, by: User, at: datetime
) -> AnnualRanking:
    """Settles the year's ranking with the meeting that decided it; `seen` is the mark of the list
    that was on the screen.

    Raises AlreadyHandled when the year is frozen; Refused with a sentence for everything that may
    still change it (see `ranking_checks`), for a meeting without its quorum, before the year's last
    entry or to come, for a list that is not what was seen, and without an office.
    """
    # Whoever corrects, adjusts or publishes locks the community, too.
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    office = offices_for(by, FREEZE, [community], day_of(at))[community.pk]
    if ranking_of(community, year) is not None:
        raise AlreadyHandled(f"{year}年的排名已经定了，本次未作改动。有差错的，请办理排名更正。")
    found = hindrances(community, year, day_of(at))
    if found:
        raise Refused([f"{year}年的排名还不能定：", *found])
    rule = honour_policy_of(community).rule
    standings = standings_of(community, year, rule)
    content = ranking_content(community, year, rule, standings)
    if seen_as(content) != seen:
        raise Refused("打开页面之后名单有变动，本次没有定。请核对现在的名单，再提交一次。")
    _require_after_the_year(assembly, community, year)
    if assembly is None:
        raise Refused("请填写会议的日期和人数。")
    meeting = keep_adopting(assembly, community.pk, by, at)
    content |= {"meeting": _told_of(meeting)}
    ranking = AnnualRanking.objects.create(
        community=community,
        year=year,
        meeting=meeting,
        content=content,
        digest=digest(GENESIS, content),
        by=by,
        appointment=office,
        at=at,
    )
    RankingLine.objects.bulk_create(
        (_line(ranking, community, each) for each in standings), batch_size=2000
    )
    return ranking


def _require_after_the_year(assembly: Assembly | None, community: Place, year: int) -> None:
    """The meeting saw what is frozen: after it nothing was entered, and no veto changed."""
    changes = (
        (last_entry_on(community, year), f"还有{year}年的积分入账"),
        (last_veto_on(community, year), f"还办过涉及{year}年的一票否决"),
    )
    for last, what in changes:
        if assembly is not None and last is not None and assembly.held_on < last:
            told = f"{chinese_date(last)}{what}，这之后开的会才能定排名，请改正会议日期。"
            raise Refused({"held_on": told})


def _told_of(meeting: Meeting) -> dict[str, Any]:
    names = ("total", "present", "in_favour", "against", "abstained")
    return {
        "held_on": meeting.held_on.isoformat(),
        **{name: getattr(meeting, name) for name in names},
    }


def _line(ranking: AnnualRanking, community: Place, standing: Standing) -> RankingLine:
    places = standing.ranked
    return RankingLine(
        community=community,
        ranking=ranking,
        household=standing.household,
        group=standing.group,
        ref=ref_of(community, standing),
        honour=standing.honour,
        months=standing.months,
        first_month=standing.first_month,
        deductions=standing.deductions,
        moved=standing.moved,
        late=standing.late,
        vetoed=standing.vetoed,
        place=places.place if places else None,
        in_village=places.in_village if places else None,
        in_group=places.in_group if places else None,
        stars=places.stars if places else 0,
    )


@transaction.atomic
def correct(
    ranking: AnnualRanking, household: Household, reason: str, paper: str, by: User, at: datetime
) -> RankingCorrection:
    """Corrects what of `household` is otherwise than it was settled: its honour points are those of
    the ledger now, and a veto that is in force on the year's last day takes it off the list, one
    that was lifted or voided puts it back.

    Raises Refused, at the field that is wrong: for a household that is not in the ranking, the own
    one, while a veto is not told or still open to objection, upon a veto that he wrote himself,
    when nothing is otherwise, without a reason or a paper, and without an office.
    """
    community, year = ranking.community, ranking.year
    Place.objects.select_for_update(no_key=True).get(pk=community.pk)
    office = offices_for(by, CORRECT, [community], day_of(at))[community.pk]
    if by.household_id == household.pk:
        raise Refused({"household": "不能更正自己家的排名，请由别的工作人员办理。"})
    line = RankingLine.objects.filter(ranking=ranking, household=household).first()
    if line is None:
        raise Refused({"household": f"{year}年的排名里没有这一户，请核对户和年度。"})
    for told in hindrances_of(household, year, day_of(at)):
        raise Refused({"household": f"{told}办完以后再更正。"})
    now = next(each for each in corrected(ranking) if each.household.pk == household.pk)
    points = honour([household.pk], Month(year, 12)).get(household.pk, 0)
    veto = Veto.objects.barring(year).filter(household=household).first()
    vetoed = veto is not None
    if veto is not None and not now.vetoed and veto.by_id == by.pk:
        raise Refused({"household": "这件一票否决是您登记的，请由别的工作人员更正排名。"})
    if (points, vetoed) == (now.honour, now.vetoed):
        raise Refused({"household": f"账上{year}年的荣誉积分是{points}分，{_NOTHING}"})
    if not reason.strip():
        raise Refused({"reason": "请写明更正的原因。"})
    if not paper.strip():
        raise Refused({"paper": "请写明依据哪份文件，如会议纪要、处罚决定书的名称和日期。"})
    return RankingCorrection.objects.create(
        community=community,
        ranking=ranking,
        number=RankingCorrection.objects.filter(ranking=ranking).count() + 1,
        line=line,
        honour_before=now.honour,
        honour_after=points,
        vetoed_before=now.vetoed,
        vetoed_after=vetoed,
        told_on=veto.told_on if veto is not None and not now.vetoed else None,
        reason=reason.strip(),
        paper=paper.strip(),
        by=by,
        appointment=office,
        at=at,
    )


def tell(ranking: AnnualRanking, notice: Notice) -> None:
    """Notes that `notice` tells of the ranking with all its corrections up to now. Call in the
    transaction that publishes it."""
    if ranking.notice_id is None:
        AnnualRanking.objects.filter(pk=ranking.pk, notice__isnull=True).update(notice=notice)
    untold = RankingCorrection.objects.filter(ranking=ranking, notice__isnull=True)
    untold.update(notice=notice)

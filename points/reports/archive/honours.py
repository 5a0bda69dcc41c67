"""年度荣誉卷 of a community: its year's ranking, stars, recommendations and vetoes, how its
balances ended, what certificates were given, which scores were looked at again, who volunteered."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from households.models import Place
from points.models import AnnualRanking, ClearingAnnouncement, Reinspection, Veto
from points.periods import Month
from points.reports.archive.book import Book, latest
from points.reports.archive.ranked import NOT_SETTLED, ranking_section, stars_section
from points.reports.archive.recommended import recommended_section
from points.reports.archive.reinspected import lots_of, lots_section
from points.reports.archive.unfinished import unfinished
from points.reports.archive.vetoed import vetoes_of, vetoes_section
from points.reports.archive.volunteered import activities_section, patrols_section
from points.reports.archive.year_end import (
    announcements_of,
    certificates_section,
    clearing_section,
)
from points.reports.veto_page import is_over
from points.services.policies import policy_of
from points.services.ranking_book import corrected

KIND: Final = "年度荣誉卷"
MATTER: Final = "家庭诚信积分荣誉材料"


def honours_book(community: Place, year: int, day: date) -> Book:
    """The volume of `community` and `year`; `day` is that of printing. A constant number of
    queries.

    It names vetoes, so it is for the archive and never hangs anywhere.
    """
    office = policy_of(community).office_name
    ranking = (
        AnnualRanking.objects.filter(community=community, year=year)
        .select_related("meeting", "by", "appointment__place__parent", "notice")
        .defer("notice__content")
        .first()
    )
    now = corrected(ranking) if ranking else []
    vetoes, lots = vetoes_of(community, year), lots_of(community, year)
    announced = announcements_of(community, year)
    sections = [
        ranking_section(ranking, now, office),
        stars_section(ranking, now, office),
        recommended_section(ranking, office),
        vetoes_section(vetoes, day, office),
        clearing_section(announced, office),
        certificates_section(community, year, day, office),
        lots_section(lots, office),
        activities_section(community, year, office),
        patrols_section(community, year, office),
    ]
    first, closes = Month(year, 1).first_day, min(day, Month(year, 12).last_day)
    return Book(
        kind=KIND,
        fonds=office,
        whose=f"{community.name}{year}年",
        matter=MATTER,
        year=year,
        span=(first, latest((closes, *(section.dated for section in sections))) or closes),
        sections=sections,
        unfinished=unfinished(year, day, (), *_lacking(ranking, vetoes, announced, lots)),
    )


def _lacking(
    ranking: AnnualRanking | None,
    vetoes: Sequence[Veto],
    announced: Sequence[ClearingAnnouncement],
    lots: Sequence[Reinspection],
) -> Iterator[str]:
    """What the year's honours still wait for. No query."""
    if ranking is None:
        yield NOT_SETTLED
    standing = [each for each in vetoes if not is_over(each)]
    if untold := sum(each.told_on is None for each in standing):
        yield f"有{untold}件一票否决还没有告知"
    if objections := sum(
        one.replied_at is None for each in standing for one in each.objections.all()
    ):
        yield f"有{objections}件否决异议还没有答复"
    if uncleared := sum(
        each.withdrawn_at is None and all(one.reversed_at for one in each.clearings.all())
        for each in announced
    ):
        yield f"有{uncleared}份清零公告还没有办理"
    households = [each for one in lots for each in one.households.all()]
    if unscored := sum(not hasattr(each, "second_score") for each in households):
        yield f"抽中复评的有{unscored}户还没有复评"

"""排名核对: each settled ranking held against its lines, and its notices against what they tell."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from households.models import Place
from points.canonical import GENESIS, digest
from points.models import AnnualRanking, Notice, RankingCorrection, RankingLine
from points.services.ranking_book import Standing, corrected, star_changes

STATES: Final = ("stars_before", "stars_after", "honour_before", "honour_after")


def ranking_differences(community: Place) -> Iterator[str]:
    """What does not agree in the rankings of `community`, in sentences; nothing where all does.
    The queries grow with its rankings and their notices alone."""
    for ranking in AnnualRanking.objects.filter(community=community).order_by("year"):
        if digest(GENESIS, ranking.content) != ranking.digest:
            yield f"{ranking.year}年排名的内容和校验码对不上。"
            continue
        yield from _lines(ranking)
        yield from _notices(ranking)


def is_as_frozen(ranking: AnnualRanking) -> bool:
    """Whether its content gives its digest, and its lines say the same as its content. One
    query."""
    return digest(GENESIS, ranking.content) == ranking.digest and not any(_lines(ranking))


def _lines(ranking: AnnualRanking) -> Iterator[str]:
    told = {
        line["ref"]: (line["honour"], line["places"], line["stars"], line["vetoed"])
        for group in ranking.content["groups"]
        for line in group["lines"]
    }
    kept = RankingLine.objects.filter(ranking=ranking).select_related("household")
    for line in kept.order_by("household__code"):
        places = [line.place, line.in_village, line.in_group] if line.place else None
        if told.pop(line.ref, None) != (line.honour, places, line.stars, line.vetoed):
            yield f"{ranking.year}年排名里，户{line.household.code}和定下来的内容不一样。"
    if told:
        yield f"{ranking.year}年排名定下来的内容里，有{len(told)}户没有留下名次。"


def _notices(ranking: AnnualRanking) -> Iterator[str]:
    """Each of its notices tells the families as they were corrected by then."""
    numbers = dict(
        RankingCorrection.objects.filter(ranking=ranking, notice__isnull=False).values_list(
            "number", "notice__number"
        )
    )
    hung = Notice.objects.filter(
        community=ranking.community_id, kind=Notice.Kind.STARS, year=ranking.year
    )
    refs = dict(RankingLine.objects.filter(ranking=ranking).values_list("household", "ref"))
    before: list[Standing] = []
    for notice in hung.order_by("number"):
        last = max((each for each, told in numbers.items() if told <= notice.number), default=0)
        now = corrected(ranking, last)
        due: Counter[Any] = Counter(
            (refs[each.household.pk], each.stars, each.honour, each.ranked.in_village)
            for each in now
            if each.ranked and each.stars
        )
        changes = star_changes(before, now) if before else []
        due.update(
            (refs[each.household.pk], was.stars, each.stars, was.honour, each.honour)
            for was, each in changes
        )
        before = now
        told = Counter(
            (line["ref"], line["stars"], line["honour"], line["place"])
            for group in notice.content["groups"]
            for line in group["lines"]
        )
        told.update(
            tuple(each[name] for name in ("ref", *STATES)) for each in notice.content["corrections"]
        )
        if told != due:
            yield f"第{notice.number}期星级家庭公示和{ranking.year}年的排名、更正不一样。"

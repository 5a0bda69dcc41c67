"""Whether a settled ranking is what its check code says, for anybody who has a paper of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache

from households.public import KEPT_FOR
from households.services.days import day_of
from points.models import AnnualRanking, RankingCorrection
from points.periods import chinese_date
from points.reports.ranking_check import is_as_frozen


@dataclass(frozen=True, slots=True)
class RankingTold:
    """What a stranger is told of a settled ranking, in words and without any household.

    `agrees`: its frozen content gives the code, and the places beside it are those of the content.
    `notice`: the number of the first notice of its star families, `corrections` a sentence each.
    """

    agrees: bool
    community: str
    code: str
    year: int
    settled: str
    families: str
    order: str
    corrections: Sequence[str]
    notice: int | None


def ranking_told(code: str) -> RankingTold | None:
    """What is known of `code` (as `normalise_code` writes it); None for no ranking's. For
    `KEPT_FOR` seconds it is not found out again."""
    key = f"ranking-{code}"
    kept: RankingTold | None = cache.get(key)
    if kept is None:
        kept = _found(code)
        if kept is not None:
            cache.set(key, kept, KEPT_FOR)
    return kept


def _found(code: str) -> RankingTold | None:
    start = code.replace("-", "").lower()
    ranking = (
        AnnualRanking.objects.filter(digest__gte=start, digest__lt=f"{start}g")
        .select_related("community", "notice", "meeting")
        .defer("notice__content")
        .first()
    )
    if ranking is None:
        return None
    lines = [line for group in ranking.content["groups"] for line in group["lines"]]
    # How many are vetoed is nothing for strangers: in a small place it names them.
    ranked = sum(not line["vetoed"] for line in lines)
    corrections = RankingCorrection.objects.filter(ranking=ranking).select_related("notice")
    return RankingTold(
        agrees=is_as_frozen(ranking),
        community=ranking.community.name,
        code=ranking.community.code,
        year=ranking.year,
        settled=f"{chinese_date(ranking.meeting.held_on)}由会议定",
        families=f"参评{ranked}户",
        order="".join(ranking.rule.sentences()),
        corrections=[
            _told(each) for each in corrections.defer("notice__content").order_by("number")
        ],
        notice=ranking.notice.number if ranking.notice else None,
    )


def _told(correction: RankingCorrection) -> str:
    """“第1号更正，2027年1月20日，已在第15期公示”."""
    notice = correction.notice
    hung = f"已在第{notice.number}期公示" if notice else "还没有公示"
    return f"第{correction.number}号更正，{chinese_date(day_of(correction.at))}，{hung}"

"""推荐: whom a year recommends, and how each fares upward."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from households.models import User
from households.tables import Column, write_xlsx
from households.tables.writing import Value
from points.models import AnnualRanking, Recommendation, RecommendationStep
from points.models.recommendation import LEVELS
from points.periods import chinese_date
from points.services.recommendations import barred_since, next_level
from points.stars import star_name


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """One recommended family: where it stands, in words, and what each level said, by level.
    `barred`: it is off the ranking since, by a correction, and its way upward is not ended."""

    recommendation: Recommendation
    stars: str
    standing: str
    levels: tuple[str, ...]
    title: str
    barred: bool


def recommended(user: User, ranking: AnnualRanking) -> list[RecommendationRow]:
    """Those of the year that `user` sees, by place. Three queries."""
    visible = Recommendation.objects.visible_to(user).filter(ranking=ranking)
    found = visible.select_related(
        "ranking__meeting", "line__household", "line__group__parent", "by"
    )
    barred = barred_since(ranking)
    return [row(each, barred=each.line_id in barred) for each in found.prefetch_related("steps")]


def row(recommendation: Recommendation, *, barred: bool = False) -> RecommendationRow:
    """The row of one, with its steps at hand; `barred`: a correction took it off the list."""
    steps = list(recommendation.steps.all())
    last = steps[-1]
    due = next_level(steps)
    waits = f"，等{due.label}" if due is not None and last.outcome != "sent" else ""
    return RecommendationRow(
        recommendation,
        star_name(recommendation.stars),
        f"{last.told}{waits}" if due is not None else last.told,
        tuple(_at(level, steps) for level in LEVELS),
        "、".join(each.title for each in steps if each.title),
        barred and due is not None,
    )


def _at(level: str, steps: Iterable[RecommendationStep]) -> str:
    return "，".join(
        f"{chinese_date(each.day)}{each.get_outcome_display()}"
        for each in steps
        if each.level == level
    )


def recommendation_table(ranking: AnnualRanking, rows: Sequence[RecommendationRow]) -> bytes:
    """The year's recommendations as an .xlsx file, a row a household."""
    columns = [
        Column("名次", "number"),
        Column("户编号", "code"),
        Column("户主", width=16),
        Column("村组", width=18),
        Column("荣誉积分", "number"),
        Column("星级"),
        Column("推荐的理由", width=30),
        *(Column(level.label, width=26) for level in LEVELS),
        Column("称号", width=24),
    ]
    cells: list[Sequence[Value]] = [
        (
            each.recommendation.place,
            each.recommendation.line.household.code,
            each.recommendation.line.household.head,
            each.recommendation.line.group.label,
            each.recommendation.honour,
            each.stars,
            each.recommendation.reason,
            *each.levels,
            each.title,
        )
        for each in rows
    ]
    return write_xlsx(f"{ranking.year}年度向上推荐家庭", columns, cells)

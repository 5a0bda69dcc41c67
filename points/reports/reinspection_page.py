"""复评: the drawings, and one with its households, second score beside the first."""

from collections.abc import Collection
from dataclasses import dataclass

from households.models import User
from points.fair_words import points as told_points
from points.models import Notice, ReinspectedHousehold, Reinspection, StepScore
from points.services.reinspections import SCORE
from points.services.standings import settled_scores
from points.steps import Step


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """One that was drawn. `first` is what its group gave, `final` what was published, in points:
    None until the second score is there, so that nobody copies them. `may_score`: the person's
    office lets him, whatever his part in the first score."""

    drawn: ReinspectedHousehold
    second: int | None
    note: str
    by: str
    first: int | None
    final: int | None
    may_score: bool

    @property
    def apart(self) -> int | None:
        """Second score less the published one, in points."""
        if self.second is None or self.final is None:
            return None
        return self.second - self.final


@dataclass(frozen=True, slots=True)
class ReinspectionPage:
    """One drawing with its rows, in the order of the lots."""

    reinspection: Reinspection
    rows: list[DrawnRow]

    @property
    def told(self) -> str:
        """How far it has come, and how far apart the scores are on average."""
        apart = [abs(each.apart) for each in self.rows if each.apart is not None]
        if not apart:
            return f"抽了{len(self.rows)}户，还没有复评。"
        mean = told_points(sum(apart) / len(apart))
        same = apart.count(0)
        return (
            f"抽了{len(self.rows)}户，复评了{len(apart)}户，{same}户与公示得分相同，"
            f"平均相差{mean}分。"
        )


def drawings(user: User) -> list[Reinspection]:
    """Those of the person's community, the latest first, without the notices' contents. One
    query."""
    seen = Reinspection.objects.visible_to(user).select_related("notice", "seed_of", "by")
    return list(seen.defer("notice__content", "seed_of__content"))


def to_draw(user: User) -> list[Notice]:
    """Notices of a month for which no lots were drawn, the latest first. One query."""
    months = Notice.objects.visible_to(user).of_months().filter(reinspection__isnull=True)
    return list(months.defer("content")[:12])


def reinspection_page(found: Reinspection, user: User) -> ReinspectionPage:
    """The households of `found` that `user` sees. A constant number of queries."""
    visible = ReinspectedHousehold.objects.visible_to(user).filter(reinspection=found)
    drawn = list(
        visible.select_related(
            "line__household__group__parent", "line__sheet__group__parent", "second_score__by"
        ).order_by("place")
    )
    first, final = first_and_final([each.line_id for each in drawn])
    rows = []
    for each in drawn:
        second = getattr(each, "second_score", None)
        rows.append(
            DrawnRow(
                drawn=each,
                second=second.points if second else None,
                note=second.note if second else "",
                by=second.by.name if second else "",
                first=first.get(each.line_id) if second else None,
                final=final.get(each.line_id) if second else None,
                may_score=second is None and user.has_perm(SCORE, each),
            )
        )
    return ReinspectionPage(found, rows)


def first_and_final(lines: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """By line (primary key), what its group gave in the latest round, and what was published, in
    points. Two queries."""
    given = StepScore.objects.filter(
        line__in=lines, decision__step=Step.GROUP, decision__outcome="passed"
    )
    first = dict(given.order_by("decision__round").values_list("line", "total"))
    final = dict(settled_scores().filter(line__in=lines).values_list("line", "final"))
    return first, final

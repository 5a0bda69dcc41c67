"""推荐表: a sheet of A4 for each recommended family, with room for its deeds, and for the opinion
and seal of each level."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.template.loader import render_to_string

from points.models import Policy, Recommendation
from points.models.recommendation import LEVELS
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.one_each import typeset_one_each
from points.reports.honours_of_years import histories
from points.stars import star_name

EARLIER: Final = 3
"""Years before that are told."""
ADVICE: Final = "请把太长的推荐理由或户主姓名改短再打印。"


def recommendation_paper(recommended: Sequence[Recommendation], policy: Policy) -> bytes:
    """A PDF with the form of each of `recommended` (with line, household, group, ranking).

    Raises MissingGlyph, naming the households, before anything is set; RunsOver where one does not
    fit on its page. It is kept nowhere.
    """
    require_glyphs(_texts(recommended, policy))
    before = histories([each.line.household for each in recommended])
    context: dict[str, Any] = {
        "rows": [
            {
                "recommendation": each,
                "stars": star_name(each.stars),
                "settled": chinese_date(each.ranking.meeting.held_on),
                "order": each.ranking.rule.sentences()[0],
                "before": [
                    year for year in before[each.line.household_id] if year.year < each.ranking.year
                ][:EARLIER],
            }
            for each in recommended
        ],
        "levels": [level.label for level in LEVELS],
        "policy": policy,
        "community": policy.community.name,
    }
    page = render_to_string("points/print/recommendation.html", context)
    return typeset_one_each(page, "推荐表", ADVICE, keep=False)


def _texts(recommended: Sequence[Recommendation], policy: Policy) -> Iterator[tuple[str, str]]:
    """Everything on the forms that people have typed, with the name of its place."""
    yield "社区名称", policy.community.name
    for each in recommended:
        household = each.line.household
        yield "村组名", each.line.group.label
        yield f"户 {household.code}", household.code + household.head
        yield "推荐的理由", each.reason

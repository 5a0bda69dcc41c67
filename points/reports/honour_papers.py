"""星级家庭证书 and 门牌: a certificate of A4 for each star family, a plate for its door."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.template.loader import render_to_string

from points.models import AnnualRanking, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.one_each import typeset_one_each
from points.services.ranking_book import Standing

ADVICE: Final = "请把太长的户主姓名或落款单位改短再打印。"


def certificates(ranking: AnnualRanking, families: Sequence[Standing], policy: Policy) -> bytes:
    """A PDF with a certificate for each of `families` (with stars, of one ranking), with the day of
    the meeting that settled it and a place for the seal.

    Raises MissingGlyph, naming the households, before anything is set; RunsOver where a name is too
    long for its page.
    """
    return _paper("points/print/certificates.html", "证书", ranking, families, policy)


def plates(ranking: AnnualRanking, families: Sequence[Standing], policy: Policy) -> bytes:
    """A PDF with a plate for the door of each of `families`; no name stands on it. Raises as
    `certificates`."""
    return _paper("points/print/plates.html", "门牌", ranking, families, policy)


def _paper(
    template: str,
    paper: str,
    ranking: AnnualRanking,
    families: Sequence[Standing],
    policy: Policy,
) -> bytes:
    require_glyphs(_texts(families, policy))
    context: dict[str, Any] = {
        "year": ranking.year,
        "families": [(each, range(each.stars), range(5 - each.stars)) for each in families],
        "policy": policy,
        "community": policy.community.name,
        "day": chinese_date(ranking.meeting.held_on),
    }
    return typeset_one_each(render_to_string(template, context), paper, ADVICE, keep=True)


def _texts(families: Sequence[Standing], policy: Policy) -> Iterator[tuple[str, str]]:
    """Everything on them that people have typed, with the name of its place."""
    yield "落款单位", policy.office
    yield "社区名称", policy.community.name
    for each in families:
        yield "村组名", each.group.label
        yield f"户 {each.household.code}", each.household.code + each.household.head

"""巡查问题清单 on A4, with the photos of each problem and room for the hand that looks again."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from households.models import Place
from points.models.photo import Photo
from points.periods import chinese_date
from points.photos import smaller
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.patrol_problems import Problem
from points.services.policies import policy_of

MOST = 60
"""Problems that are printed at once while somebody waits."""
MOST_PHOTOS = 2
"""Of each problem; the rest are on the screen."""
SIDE = 420
"""Pixels of the longer side: 3.5 cm on paper at 300 dpi."""


@dataclass(frozen=True, slots=True)
class Line:
    """A problem with its first photos as addresses that hold them."""

    problem: Problem
    photos: list[str]


def problems_paper(
    community: Place, place: str, state: str, problems: Sequence[Problem], day: date
) -> bytes:
    """One PDF, kept nowhere: `problems` of `place` (as the list names it) that are in `state`.

    A photo of which the file is gone is left out. Raises MissingGlyph, naming the household, before
    anything is set.
    """
    require_glyphs(_texts(community, problems))
    context = {
        "community": community,
        "office": policy_of(community).office_name,
        "which": f"{place} · {state} · {chinese_date(day)}",
        "lines": [Line(each, list(_pictures(each))) for each in problems],
        "day": chinese_date(day),
    }
    return typeset([render_to_string("points/print/problems.html", context)])


def _pictures(problem: Problem) -> Iterator[str]:
    for photo in problem.photos[:MOST_PHOTOS]:
        if held := _bytes(photo):
            yield f"data:image/jpeg;base64,{b64encode(smaller(held, SIDE)).decode()}"


def _bytes(photo: Photo) -> bytes:
    try:
        with photo.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        return b""
    return content


def _texts(community: Place, problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    """Everything on the list that people have typed, with the name of its place."""
    yield "社区名称", community.name
    for each in problems:
        finding = each.finding
        yield "村组名", finding.round.group.label
        yield f"户 {finding.household.code}", str(finding.household)
        yield f"户 {finding.household.code}的问题", f"{finding.note}{each.checked}"

"""评分情况 on paper, for supervisors and committee: words first, then the picture and the table."""

from datetime import date

from django.template.loader import render_to_string

from households.models import Place
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.fair_hand import FairHand


def fair_paper(community: Place, found: FairHand, day: date) -> bytes:
    """The month as PDF, A4 landscape; `day` is the day of printing. Raises MissingGlyph."""
    require_glyphs(
        [
            ("社区名称", community.name),
            *(("村组名", row.group.label) for row in found.groups),
            *(("评分人", row.name) for row in found.scorers),
        ]
    )
    context = {"found": found, "community": community, "day": chinese_date(day)}
    return typeset([render_to_string("points/print/fair_hand.html", context)])

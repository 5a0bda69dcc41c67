"""抽签结果 on paper, to hang beside the notice: which households were drawn, by what, and how
anybody draws them again. No names, no scores."""

from datetime import date

from django.template.loader import render_to_string

from points.lots import script
from points.models import NoticeHousehold, ReinspectedHousehold, Reinspection
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.services.policies import policy_of


def reinspection_paper(found: Reinspection, day: date) -> bytes:
    """The drawing as PDF, A4; `day` is that of printing. Raises MissingGlyph. Three queries."""
    community = found.community
    office = policy_of(community).office_name
    hung = dict(
        NoticeHousehold.objects.filter(notice=found.notice_id).values_list("household", "code")
    )
    households = (
        ReinspectedHousehold.objects.filter(reinspection=found)
        .select_related("line__household", "line__sheet__group__parent")
        .order_by("place")
    )
    # By the codes that were drawn: those of the notice, whatever they are now.
    drawn = [
        (each.place, hung.get(each.line.household_id, each.line.household.code), each.line.sheet)
        for each in households
    ]
    require_glyphs(
        [
            ("社区名称", community.name),
            ("落款单位", office),
            *(("村组名", sheet.group.label) for _, _, sheet in drawn),
        ]
    )
    context = {
        "found": found,
        "drawn": drawn,
        "community": community,
        "office": office,
        "script": script(),
        "day": chinese_date(day),
    }
    return typeset([render_to_string("points/print/reinspection.html", context)])

"""清零公告 on paper: a page of A4 to hang."""

from django.template.loader import render_to_string

from points.models import ClearingAnnouncement
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.clearing_page import told
from points.services.policies import policy_of


def clearing_paper(announcement: ClearingAnnouncement) -> bytes:
    """The announcement as PDF. Raises MissingGlyph before it is set."""
    policy = policy_of(announcement.community)
    require_glyphs(
        [
            ("社区名称", policy.community.name),
            ("落款单位", policy.office_name),
            ("电话", policy.office_phone + policy.supervision_phone),
        ]
    )
    context = {
        "announcement": announcement,
        "community": policy.community,
        "paragraphs": told(announcement, policy),
        "policy": policy,
        "office": policy.office_name,
        "day": chinese_date(announcement.announced_on),
    }
    return typeset([render_to_string("points/print/clearing.html", context)])

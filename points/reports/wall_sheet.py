"""The wall sheet of a notice: one village or villager group, A3 or A4 landscape, as PDF."""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from django.template.loader import render_to_string
from django.urls import reverse

from households.qr import qr_svg
from points.models import Notice, Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import render
from points.reports.notice_kinds import Village, reading
from points.reports.notice_words import period, previous_code


class Print(StrEnum):
    """How large the print is: on A3 14 points or 18, on A4 10 or 14."""

    NORMAL = "normal"
    LARGE = "large"


AWARDS_ACROSS = {Print.NORMAL: 4, Print.LARGE: 3}
"""How many awards stand side by side, so that the widest paper is used and a code is not cut."""


def wall_sheets(
    notice: Notice,
    villages: Sequence[Village],
    policy: Policy,
    paper: str,
    site: str,
    size: Print = Print.NORMAL,
) -> bytes:
    """One PDF with the sheet of each of `villages` (or of groups, as their `of_group` gives them),
    each counting its own pages.

    `site` is the address villagers reach the program by (scheme and host), for the QR code. Raises
    MissingGlyph, naming the households, before anything is set; otherwise as `printing.pdf.render`.
    """
    require_glyphs(_texts(notice, villages, policy))
    kind = reading(notice)
    address = f"{site.rstrip('/')}{reverse('verify')}?code={notice.check_code}"
    context = {
        "notice": notice,
        "community": notice.content["community"]["name"],
        "unmasking_basis": notice.content["unmasking_basis"],
        "policy": policy,
        "lead": kind.lead(notice, policy),
        "heading": kind.heading,
        "signers": kind.signers,
        "paper": paper,
        "size": size,
        "across": range(AWARDS_ACROSS[size]),
        "period": period(notice),
        "objection": kind.respond(policy),
        "remark": kind.remark(notice),
        "opened": chinese_date(notice.opens_on),
        "previous_code": previous_code(notice),
        "qr": qr_svg(address),
    }
    return render(
        [render_to_string(kind.paper, {**context, "sheet": village}) for village in villages]
    )


def _texts(
    notice: Notice, villages: Sequence[Village], policy: Policy
) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    content = notice.content
    yield "社区名称", content["community"]["name"]
    yield "公布全名的依据", content["unmasking_basis"]
    yield "落款单位", policy.office
    yield "公示引言", reading(notice).lead(notice, policy)
    yield "电话", policy.office_phone + policy.supervision_phone + policy.township_phone
    for village in villages:
        yield "村名", village.name
        for group in village.groups:
            yield "组名", group.name
            for row in group.rows:
                yield f"户 {row.code}", row.code + row.shown_as
        yield from village.typed()

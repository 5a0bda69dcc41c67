"""The standard on paper: a poster for the wall, a handout, two versions compared for a meeting."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string

from households.services.days import day_of
from points.comparison import Change, Compared
from points.models import Policy
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import render
from points.reports.notice_comment import typed_in
from points.reports.standard_page import area_parts, settings_said, size
from points.reports.standard_versions import Version


@dataclass(frozen=True, slots=True)
class Sheet:
    """A way to print a standard: its name, and what its style goes by."""

    label: str
    style: str


SHEETS: Final = {
    "poster": Sheet("张贴（A3）", "poster"),
    "handout": Sheet("手册（A4）", "handout"),
}


def standard_paper(version: Version, sheet: Sheet, policy: Policy) -> bytes:
    """A PDF with the whole of `version`. A standard longer than one sheet of the poster goes on to
    the next, never under 14 points.

    Raises MissingGlyph, naming the place, for a character that can't be printed; otherwise as
    `printing.pdf.render`.
    """
    standard = version.standard
    parts = area_parts(standard)
    require_glyphs(_texts(version, policy, typed_in(parts)))
    adopted = standard.adopted_at
    context: dict[str, Any] = {
        "sheet": sheet.style,
        "version": version,
        "standard": standard,
        "community": standard.community.name,
        "policy": policy,
        "parts": parts,
        "settings": settings_said(standard),
        "size": size(parts),
        "adopted": chinese_date(day_of(adopted)) if adopted else "",
    }
    return render([render_to_string("points/print/standard_whole.html", context)])


def comparison_paper(old: Version, new: Version, compared: Compared, policy: Policy) -> bytes:
    """A PDF with what `new` says otherwise than `old`, for the meeting. Raises as
    `standard_paper`."""
    require_glyphs(_texts(new, policy, _compared_texts(compared)))
    context = {
        "old": old,
        "new": new,
        "compared": compared,
        "community": new.standard.community.name,
        "policy": policy,
    }
    return render([render_to_string("points/print/standard_compare.html", context)])


def _texts(
    version: Version, policy: Policy, texts: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    standard = version.standard
    yield "社区名称", standard.community.name
    yield "标准的名称", standard.title
    yield "通过依据", standard.adoption_basis
    yield "落款单位", policy.office
    yield "电话", policy.office_phone + policy.supervision_phone
    yield from texts


def _compared_texts(compared: Compared) -> Iterator[tuple[str, str]]:
    for change in (*compared.areas, *compared.rules, *compared.items):
        yield str(change.part), _of_change(change)
    yield "总的规定", "".join(map(str, compared.whole))


def _of_change(change: Change) -> str:
    return "".join([*change.told, *map(str, change.differences)])

"""扣分告知单: one deduction on paper for its household, with its right to answer, to be signed."""

from collections.abc import Iterator
from typing import Final

from django.template.loader import render_to_string

from points.models import Policy, Record
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.record_page import counted
from points.services.amounts import signed

DENSITIES: Final = ((560, "is-dense is-full"), (180, "is-dense"))
"""Above how many characters the paper is set smaller, with less room for the household's hand, and
how: it has to stay one page."""


def serving_paper(record: Record, points_now: int, policy: Policy) -> bytes:
    """One A4 page as PDF, kept nowhere. Where the deduction has been told in its present weight,
    the latest day and manner are printed, otherwise there are lines to write on.

    Raises MissingGlyph, naming the part of the sheet, before anything is set.
    """
    told = counted(record)
    texts = [*_texts(record, policy), ("计分说明", told.explanation if told else "")]
    require_glyphs(texts)
    characters = sum(len(text) for _, text in texts)
    sheet = record.line.sheet
    serving = record.servings.filter(points_told__lte=points_now).last()
    context = {
        "record": record,
        "household": record.line.household,
        "group": sheet.group,
        "community": sheet.group.home(),
        "sheet": sheet,
        "policy": policy,
        "points": signed(points_now),
        "counted": told,
        "density": next((name for most, name in DENSITIES if characters > most), ""),
        "photos": record.evidence.count(),
        "serving": serving,
        "until": chinese_date(serving.answer_until) if serving else "",
    }
    return typeset([render_to_string("points/print/serving.html", context)])


def _texts(record: Record, policy: Policy) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    household, group, item = record.line.household, record.line.sheet.group, record.item
    yield "社区名称", group.home().name
    yield "落款单位", policy.office
    yield "电话", policy.office_phone
    yield "村组名", group.label
    yield f"户 {household.code}", household.code + household.head
    yield "评分项", f"{item}{item.unit}{item.evidence}{item.exclusive_group}"
    yield "积分标准", record.line.sheet.standard.title
    yield "说明", record.note
    yield "记录人", record.author
    for serving in record.servings.all():
        yield "见证人", serving.witness

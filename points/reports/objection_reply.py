"""异议答复单: the reply to an objection as a sheet of A4 for whoever objected.

To the household of the line it tells every record that was changed or counts anew. To anybody else
it tells the line's total before and after alone, and names the household as the notice did.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.template.loader import render_to_string

from points.models import Correction, Objection, ObjectionReply, Policy, Record
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.objection_words import is_of_its_own_line, objector, shown_in_notice
from points.reports.story import change
from points.services.amounts import signed

DENSITIES: Final = ((900, "is-dense is-full"), (350, "is-dense"))
"""Above how many characters the paper is set smaller, and how: it is to stay one page."""


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """A record that was revised or counts anew; what it is worth is empty where that stayed."""

    record: Record
    worth: str
    explanation: str


def reply_paper(objection: Objection, policy: Policy) -> bytes:
    """A PDF with the reply to `objection` (see `objection_list.listed`).

    It is kept nowhere. Raises MissingGlyph for a typed character that can't be printed; otherwise
    as `printing.pdf.typeset`.
    """
    own = is_of_its_own_line(objection)
    correction = Correction.objects.filter(reply__objection=objection).first()
    context: dict[str, Any] = {
        "objection": objection,
        "policy": policy,
        "community": objection.notice.community.name,
        "to": objector(objection),
        "about": "您户" if own else shown_in_notice(objection),
        "records": list(_changed(correction)) if own and correction else [],
        "outcome": _outcome(correction),
    }
    texts = list(_texts(context))
    require_glyphs(texts)
    characters = sum(len(text) for _, text in texts)
    characters += sum(len(each.explanation) for each in context["records"])
    context["density"] = next((name for most, name in DENSITIES if characters > most), "")
    return typeset([render_to_string("points/print/objection_reply.html", context)])


def _outcome(correction: Correction | None) -> str:
    """What the reply made of the line's month; nothing without a correction."""
    if correction is None:
        return "本月得分不变。"
    before, after = signed(correction.total_before), signed(correction.total_after)
    if before == after:
        return f"按改后的记录重新计算，本月合计仍为 {after} 分。"
    told = f"本月合计由 {before} 分更正为 {after} 分，将在下一期公示中列明。"
    if correction.entry is None:
        return f"{told}入账时按更正后的得分计入。"
    day = chinese_date(correction.entry.effective_on)
    return f"{told}原来的入账已冲销，更正后的得分已于{day}入账。"


def _changed(correction: Correction) -> Iterator[ChangedRecord]:
    """The records of the line that are not what they were, by day. Two queries."""
    reply: ObjectionReply = correction.reply
    revised = {each.record: each for each in reply.revisions.select_related("record__item")}
    counted = {each.record: each for each in correction.records.select_related("record__item")}
    for record in sorted({*revised, *counted}, key=lambda each: (each.occurred_on, each.pk)):
        worth = ""
        if record in revised:
            worth = change(revised[record].points_before, revised[record].points_after)
        yield ChangedRecord(record, worth, counted[record].explanation if record in counted else "")


def _texts(context: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Everything on the sheet that people have typed, with the name of its place."""
    objection, policy = context["objection"], context["policy"]
    yield "社区名称", context["community"]
    yield "落款单位", policy.office
    yield "电话", policy.supervision_phone + policy.township_phone
    yield "提出人", context["to"]
    yield "户", context["about"]
    yield "异议内容", objection.text
    yield "答复", objection.reply.text
    for each in context["records"]:
        yield "评分项", f"{each.record.item}{each.explanation}"

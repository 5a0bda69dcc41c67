"""The access table of the standard and of what people said to a draft, and its forms filled in."""

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from households.roles import Role
from points.services.standard_content import content_version
from tests.access.filled import CLERK, WRITERS, Filled
from tests.access.table import A, C, Lies, Row, U, V, form, of_draft, of_standard, page
from tests.access.towns import Town


def of_asked(row: Row) -> Row:
    return replace(row, lies=Lies.EVERYWHERE, named=lambda town: {"number": town.asked.number})


def of_comment(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"number": town.asked.number, "ref": town.comment.ref}

    return replace(row, lies=Lies.COMMUNITY, named=named)


STANDARD_TABLE: dict[str, Row] = {
    "standard": page(),
    "standard_version": of_standard(page()),
    "standard_copy": of_standard(form(A, C)),
    "standard_draft": of_draft(page(A, C)),
    "standard_draft_copy": of_draft(form(A, C)),
    "standard_adopt": of_draft(form(A)),
    "standard_ask": of_draft(form(C)),
    "standard_import": form(A, C),
    "standard_compare": page(),
    "standard_compare_print": page(),
    "standard_table": of_standard(page()),
    "standard_draft_table": of_draft(page(A, C)),
    "standard_print": of_standard(page()),
    "standard_draft_print": of_draft(page(A, C)),
    "comment_list": of_asked(page(C, U, V)),
    "comment_new": of_asked(form(C)),
    "comment_answer": of_comment(form(C)),
}


def _copy(town: Town) -> dict[str, Any]:
    return {"title": "另一草案", "starts": "2027-06"}


def _adoption(town: Town) -> dict[str, Any]:
    voices = {"total": 1, "present": 1, "in_favour": 1, "against": 0, "abstained": 0}
    met = {"how": "meeting", "held_on": "2026-11-20", "basis": "村民代表会议"}
    return {**met, **voices, "seen": content_version(town.draft)}


def _asking(town: Town) -> dict[str, Any]:
    return {"opens_on": timezone.localdate(), "seen": content_version(town.draft)}


def _table_of_items(_: Town) -> dict[str, Any]:
    lines = (
        "方面,条号,条目,每条年上限,评分项编号,评分项,分值,计分单位,每月上限,每年上限,互斥组,敏感事由,一票否决\n"
        "文明建设,1,志愿服务,,1.1,志愿服务,1,次,,,,,\n"
    )
    file = SimpleUploadedFile("标准.csv", lines.encode())
    return {"title": "导入的草案", "starts": "2027-06", "file": file}


def _opinion(_: Town) -> dict[str, Any]:
    return {"text": "多加一点", "how": "oral", "received_on": "2026-11-20"}


STANDARD_FILLED: dict[str, Filled] = {
    "standard_copy": Filled(_copy, WRITERS),
    "standard_draft_copy": Filled(_copy, WRITERS),
    "standard_adopt": Filled(_adoption, frozenset({Role.ADMINISTRATOR})),
    "standard_ask": Filled(_asking, CLERK),
    "standard_import": Filled(_table_of_items, WRITERS),
    "comment_new": Filled(_opinion, CLERK),
    "comment_answer": Filled(
        lambda _: {"outcome": "taken", "text": "采纳"}, CLERK, lies=Lies.COMMUNITY
    ),
}

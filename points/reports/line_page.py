"""A household's month on a page of its own: what it has come to, and its story."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from households.models import User
from points.models import SheetLine
from points.reports.line_story import line_story
from points.reports.sheet_words import where
from points.reports.story import Happening
from points.services.amounts import signed
from points.services.scorebook import score_line
from points.services.standings import settled_scores


@dataclass(frozen=True, slots=True)
class LinePage:
    line: SheetLine
    facts: list[dict[str, Any]]
    story: list[Happening]


def line_page(line: SheetLine, user: User) -> LinePage:
    """The page of `line` (with its sheet, household and their groups) for `user`.

    A constant number of queries, however much has happened.
    """
    sheet, household = line.sheet, line.household
    # A household that has moved since may be out of this person's scope.
    near = user.has_perm("households.view_household", household)
    home = reverse("household_page", args=[household.code]) if near else ""
    named = [
        ("农户", str(household), home),
        ("村民小组", sheet.group.label, ""),
        ("月份", sheet.period.label, reverse("sheet", args=[sheet.period, sheet.group.code])),
        ("现在", where(sheet), ""),
        ("现计得分" if sheet.in_review else "得分", f"{signed(_total(line))} 分", ""),
    ]
    facts = [{"label": label, "text": text, "url": url} for label, text, url in named]
    return LinePage(line, facts, line_story(line, user))


def _total(line: SheetLine) -> int:
    """What it would be settled with now; once settled, what is posted, with what was corrected."""
    if line.sheet.in_review:
        return score_line(line).total
    return settled_scores().get(line=line).final

"""A draft of next year's standard, changed, asked about and adopted."""

from datetime import date, datetime, timedelta
from typing import Any

from points.models import Item, Notice, Policy, Standard
from points.periods import Month
from points.services import policies, standard_comments, standard_edits, standards
from points.services.meetings import Assembly
from tests.factory import NOON, ROWS, Office

NEXT_YEAR = Month(2027, 1)
TODAY = NOON.date()
PAGE = "/standard/drafts/2027-01/1/"
BASIS = "2026年12月5日村民代表会议决议"
OVER = NOON + timedelta(days=8)
"""A notice opened on the day of NOON hangs seven days, that day counted."""


def make_draft(office: Office) -> Standard:
    return standards.create_draft(office.community, "2027年标准", NEXT_YEAR, ROWS)


def change(draft: Standard, code: str, **fields: Any) -> Item:
    item = draft.items.select_related("rule", "standard").get(code=code)
    for name, value in fields.items():
        setattr(item, name, value)
    return standard_edits.write_item(item)


def ask(office: Office, draft: Standard, at: datetime = NOON, opens_on: date = TODAY) -> Notice:
    notice = standard_comments.ask(draft, opens_on, office.clerk, at)
    draft.refresh_from_db()
    return notice


def require_asking(office: Office) -> None:
    policies.save(Policy(community=office.community, comment_first=True))


def bar(office: Office, *words: str) -> None:
    policies.save(Policy(community=office.community, barred_words="\n".join(words)))


def held(day: date, **numbers: int) -> Assembly:
    voices = {"total": 30, "present": 20, "in_favour": 11, "against": 6, "abstained": 3} | numbers
    return Assembly(day, **voices, minutes="会议纪要")

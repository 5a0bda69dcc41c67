"""A replay on A4 for the meeting: its sentences, the sums side by side, the families at the top.

Names are masked as on the wall, unless the community has resolved otherwise. The screen has the
rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.template.loader import render_to_string

from households.models import Household, User
from households.names import masked
from households.services.days import day_of
from points.models import Policy, Replay
from points.periods import chinese_date
from points.printing.fonts import require_glyphs
from points.printing.pdf import typeset
from points.reports.what_if_page import Family, Outcome, families, outcome, rows_shown
from points.reports.what_if_words import HOW, to_check, told, version_said
from points.services.policies import policy_of

MOST_ITEMS: Final = 14
MOST_FAMILIES: Final = 18
"""Rows there is room for on two sides."""


@dataclass(frozen=True, slots=True)
class Row:
    """A family as it stands on the paper."""

    name: str
    family: Family


def what_if_paper(replay: Replay, by: User, at: datetime) -> bytes:
    """The PDF, kept nowhere. Raises MissingGlyph before anything is set."""
    found, policy = outcome(replay), policy_of(replay.community)
    first = rows_shown(replay, "first")
    starred = [row for row in rows_shown(replay, "stars") if row not in first]
    rows = [*first, *starred]
    households = Household.objects.filter(community=replay.community_id)
    shown = [
        Row(_name(family.household, policy), family)
        for family in families(rows[:MOST_FAMILIES], households)
    ]
    require_glyphs(_texts(found, shown, policy, by))
    context = {
        "found": found,
        "replay": replay,
        "version": version_said(replay),
        "told": told(found),
        "to_check": to_check(found),
        "how": HOW,
        "items": found.changed[:MOST_ITEMS],
        "more_items": max(0, len(found.changed) - MOST_ITEMS),
        "rows": shown,
        "more_rows": max(0, len(rows) - MOST_FAMILIES),
        "community": policy.community,
        "office": policy.office_name,
        "maker": by,
        "worked_out_on": chinese_date(day_of(replay.at)),
        "made_on": chinese_date(day_of(at)),
    }
    return typeset([render_to_string("points/print/what_if.html", context)])


def _name(household: Household, policy: Policy) -> str:
    return masked(household.head) if policy.masks_names else household.head


def _texts(
    found: Outcome, rows: Sequence[Row], policy: Policy, by: User
) -> Iterator[tuple[str, str]]:
    yield "社区名称", policy.community.name
    yield "落款单位", policy.office_name
    yield "制表人", by.name
    yield "标准名称", found.replay.title
    for change in found.areas:
        yield "方面名称", change.label
    for village in found.villages:
        yield "村名", village.name
    for item in found.items:
        yield f"评分项{item.code}", item.code + item.title
    for lost in found.lost:
        yield f"评分项{lost.code}", lost.code + lost.title
    for renamed in found.renamed:
        yield f"评分项{renamed.code}", renamed.code + renamed.before
    for row in rows:
        yield f"户 {row.family.household.code}", row.name + row.family.household.code

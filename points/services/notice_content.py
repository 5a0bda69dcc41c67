"""The frozen content of a monthly notice: plain JSON, households by salted reference, no names.

Version 1: community (code, name), month, period, areas, on what resolution full names are shown
(if they are), and per group its lines in order of household code, each with points per area, the
month's total, honour points of the year and balance, both as they will stand once this notice is
posted.

Version 2 adds `ratification` (“before” or “after” the notice) and `corrections`: of a line after an
objection its month and total before and after, of an account after posting the points and the year.

Version 3 adds the list of awards: `items` (code and name of each, in the order of the standard),
and `awards` per group: item code, day, reference, and the points that count in the month's total;
see `notice_awards` for what is told and what never is. Corrections name their group.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from households.models import Household, Place
from points.canonical import household_ref
from points.models import Policy, Sheet
from points.periods import Month
from points.services.notice_awards import awards
from points.services.notice_places import named_group
from points.services.standings import balances, base_to_come, honour, pending, settled_scores

VERSION = 3


def monthly_content(
    community: Place,
    month: Month,
    sheets: Sequence[Sheet],
    opens_on: date,
    closes_on: date,
    policy: Policy,
) -> tuple[dict[str, Any], dict[str, Household]]:
    """The content for `sheets` (settled, of one month), and the household behind each reference.

    A constant number of queries, however many households. No sheet of `month` or earlier may be
    posted meanwhile: its points would be counted twice or not at all.
    """
    lines, behind = _lines(community, month, sheets)
    given = awards(sheets, {household.pk: ref for ref, household in behind.items()})
    standard = sheets[0].standard
    content = {
        "version": VERSION,
        "kind": "monthly",
        "community": {"code": community.code, "name": community.name},
        "month": str(month),
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
        "standard": standard.title,
        "ratification": _ratification(sheets),
        "unmasking_basis": policy.basis_of_names,
        "areas": [[str(area.number), area.name] for area in standard.areas.all()],
        "items": given.items,
        "groups": [
            {
                **named_group(sheet.group),
                "lines": lines[sheet.pk],
                "awards": given.by_sheet.get(sheet.pk, []),
            }
            for sheet in sheets
        ],
    }
    return content, behind


def _ratification(sheets: Sequence[Sheet]) -> str:
    """“after” as soon as one of the sheets has yet to be ratified by the assembly."""
    ratification = Policy.Ratification
    after = any(sheet.notice_first for sheet in sheets)
    return str(ratification.AFTER_NOTICE if after else ratification.BEFORE_NOTICE)


def _lines(
    community: Place, month: Month, sheets: Sequence[Sheet]
) -> tuple[dict[int, list[dict[str, Any]]], dict[str, Household]]:
    """The lines by sheet, and the household behind each line's reference."""
    scores = list(
        settled_scores()
        .filter(decision__sheet__in=sheets)
        .select_related("line__household")
        .order_by("line__household__code")
    )
    households = [score.line.household_id for score in scores]
    waiting = pending(households, month)
    honoured, balance = honour(households, month), balances(households)
    bases = base_to_come(households, month.year)
    lines: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    behind: dict[str, Household] = {}
    for score in scores:
        household = score.line.household
        ref = household_ref(household.salt, community.code, household.code)
        behind[ref] = household
        coming = waiting.get(household.pk, {})
        lines[score.line.sheet_id].append(
            {
                "ref": ref,
                "areas": score.final_by_area,
                "total": score.final,
                "honour": honoured.get(household.pk, 0) + coming.get(month.year, 0),
                "balance": balance.get(household.pk, 0)
                + sum(coming.values())
                + bases.get(household.pk, 0),
            }
        )
    return lines, behind

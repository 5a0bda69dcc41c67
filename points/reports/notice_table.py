"""A notice on a page: where it stands, its sentences, and the table of one village."""

from datetime import date
from typing import Any

from points.models import Notice, Policy
from points.reports.notice_clearing import since
from points.reports.notice_kinds import reading, standing, villages_of
from points.reports.notice_words import period, previous_code


def notice_table(
    notice: Notice, policy: Policy, village_code: str | None, today: date
) -> dict[str, Any] | None:
    """What the pages that show `notice` are made of; the first village where none is named.

    None for a village that is not in the notice.
    """
    kind = reading(notice)
    villages = villages_of(notice, policy.sort_by)
    if village_code is None:
        village = villages[0]
    else:
        named = [each for each in villages if each.code == village_code]
        if not named:
            return None
        village = named[0]
    return {
        "notice": notice,
        "policy": policy,
        "told_of": kind.told_of(notice),
        "lead": kind.lead(notice, policy),
        "villages": villages,
        "village": village,
        "standing": standing(notice, today),
        "since": since(notice),
        "period": period(notice),
        "objection": kind.respond(policy),
        "by_household": kind.by_household,
        "table": kind.table,
        "remark": kind.remark(notice),
        "previous_code": previous_code(notice),
    }

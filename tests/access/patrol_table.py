"""The access table of patrols, and their forms filled in."""

from dataclasses import replace
from typing import Any

from households.roles import Role
from tests.access.filled import Filled
from tests.access.patrol_town import DAY
from tests.access.table import C, Lies, M, Row, S, U, V, act, form, page, public
from tests.access.towns import Town


def of_walked(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.patrols.walked.ref})


def of_planned(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.patrols.planned.ref})


def of_finding(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.patrols.finding.ref})


def of_photo(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.patrols.finding.photos.get().ref}

    return replace(row, lies=Lies.GROUP, named=named)


def of_check_photo(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.patrols.check.photos.get().ref}

    return replace(row, lies=Lies.GROUP, named=named)


SEEN_BY = (C, S, M, U, V)

PATROL_TABLE: dict[str, Row] = {
    "patrol_list": page(*SEEN_BY),
    "patrol_plan": form(C, query="week=2026-11-25"),
    "patrol_problems": page(*SEEN_BY),
    "problems_print": page(*SEEN_BY),
    "patrol_finding": of_finding(page(*SEEN_BY)),
    "patrol_check": of_finding(form(C)),
    "finding_void": of_finding(form(C)),
    "patrol_photo": of_photo(page(*SEEN_BY)),
    "check_photo": of_check_photo(page(*SEEN_BY)),
    "patrol": of_walked(page(*SEEN_BY)),
    "patrol_entry": of_walked(form(C)),
    "patrol_add": of_walked(form(C)),
    "patrol_confirm": of_walked(act(C)),
    "patrol_call_off": of_planned(form(C)),
    "patrol_print": of_walked(page(*SEEN_BY)),
    # The script of every phone that walks; it holds nothing.
    "patrol_worker": public(),
    "patrol_walk": of_walked(page(C)),
    "patrol_send": of_walked(act(C)),
}


def _cell(town: Town) -> dict[str, Any]:
    town.patrols.walked.refresh_from_db()
    return {
        "version": town.patrols.walked.version,
        "walked_on": DAY.isoformat(),
        f"cell:{town.household.code}:1": 4,
    }


def _signed(town: Town) -> dict[str, Any]:
    town.patrols.walked.refresh_from_db()
    version = town.patrols.walked.version
    return {"version": version, "walked_on": DAY.isoformat(), "on_paper": "1"}


def _found(town: Town) -> dict[str, Any]:
    return {"household": town.household.code, "indicator": 3, "taken": 1}


def _sent(town: Town) -> dict[str, Any]:
    return _found(town) | {"noted_at": "2026-11-18T02:00:00Z"}


def _plan(town: Town) -> dict[str, Any]:
    code = town.group.code
    first, second = (walker.username for walker in town.patrols.walkers)
    return {
        f"take-{code}": "on",
        f"day-{code}": "2026-11-25",
        f"first-{code}": first,
        f"second-{code}": second,
    }


CLERK = frozenset({Role.CLERK})

PATROL_FILLED: dict[str, Filled] = {
    "patrol_plan": Filled(_plan, CLERK, lies=Lies.COMMUNITY),
    "patrol_check": Filled(lambda _: {"checked_on": "2026-11-20", "fixed": "yes"}, CLERK),
    "finding_void": Filled(lambda _: {"reason": "看错了户"}, CLERK),
    "patrol_entry": Filled(_cell, CLERK),
    "patrol_add": Filled(_found, CLERK),
    "patrol_send": Filled(_sent, CLERK, done=200),
    "patrol_confirm": Filled(_signed, CLERK),
    "patrol_call_off": Filled(lambda _: {"reason": "下雨"}, CLERK),
}

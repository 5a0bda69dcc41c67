"""The access table of activities and teams, and their forms filled in."""

from dataclasses import replace

from django.utils import timezone

from households.roles import Role
from tests.access.activity_town import called_form
from tests.access.filled import Filled
from tests.access.table import C, Lies, Row, S, act, form, page


def of_activity(state: str, row: Row) -> Row:
    """Of the town's activity in that state."""
    return replace(
        row,
        lies=Lies.COMMUNITY,
        named=lambda town: {"ref": getattr(town.activities, state).ref},
    )


def of_team(row: Row) -> Row:
    return replace(row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.activities.team.ref})


def of_household(thing: str, row: Row) -> Row:
    """Of a sign-up, an attendance or a member of the town's household."""
    return replace(
        row, lies=Lies.GROUP, named=lambda town: {"ref": getattr(town.activities, thing).ref}
    )


ACTIVITY_TABLE: dict[str, Row] = {
    "activity_list": page(),
    "activity_new": form(C, S),
    "activity": of_activity("called", page()),
    "activity_change": of_activity("called", form(C)),
    "activity_start": of_activity("called", act(C)),
    "activity_close": of_activity("running", form(C)),
    "activity_cancel": of_activity("called", form(C)),
    "activity_sign_up": of_activity("called", form(C)),
    "activity_sign_in": of_activity("running", form(C)),
    "activity_ticks": of_activity("running", form(C)),
    "activity_sheet": of_activity("called", page(C)),
    "activity_thanks": of_activity("closed", page(C)),
    "sign_up_withdraw": of_household("sign_up", form(C)),
    "attendance_void": of_household("attendance", form(C)),
    "team_list": page(),
    "team_new": form(C),
    "team": of_team(page()),
    "team_change": of_team(form(C)),
    "team_end": of_team(form(C)),
    "team_join": of_team(form(C, S)),
    "member_leave": of_household("member", form(C, S)),
}

CLERK = frozenset({Role.CLERK})
ORGANISERS = CLERK | {Role.SCORER}
TEAM = {"name": "巾帼志愿者", "leader": "赵队长", "since": "2026-01-01", "item_code": ""}
WITNESSES = {"witness": "周见证", "second_witness": "吴旁观"}

ACTIVITY_FILLED: dict[str, Filled] = {
    "activity_new": Filled(called_form, ORGANISERS),
    "activity_change": Filled(
        lambda town: called_form(town) | {"place": town.community.code, "title": "改了"},
        CLERK,
        lies=Lies.COMMUNITY,
    ),
    "activity_start": Filled(lambda _: {}, CLERK, lies=Lies.COMMUNITY),
    "activity_close": Filled(lambda _: WITNESSES, CLERK, lies=Lies.COMMUNITY),
    "activity_cancel": Filled(lambda _: {"reason": "下雨"}, CLERK, lies=Lies.COMMUNITY),
    "activity_sign_up": Filled(
        lambda town: {"household": town.newcomer.code}, CLERK, lies=Lies.COMMUNITY
    ),
    "activity_sign_in": Filled(
        lambda town: {"q": town.newcomer.code, "when": "08:30"}, CLERK, lies=Lies.COMMUNITY
    ),
    "activity_ticks": Filled(
        lambda town: {"household:1": town.newcomer.code, "came:1": "08:00", "left:1": "09:00"},
        CLERK,
        lies=Lies.COMMUNITY,
    ),
    "sign_up_withdraw": Filled(lambda _: {}, CLERK),
    "attendance_void": Filled(lambda _: {"reason": "签错了户"}, CLERK),
    "team_new": Filled(lambda _: TEAM, CLERK, lies=Lies.COMMUNITY),
    "team_change": Filled(lambda _: TEAM, CLERK, lies=Lies.COMMUNITY),
    "team_end": Filled(lambda _: {}, CLERK, lies=Lies.COMMUNITY),
    "team_join": Filled(
        lambda town: {"household": town.newcomer.code, "joined_on": "2026-03-01"},
        ORGANISERS,
    ),
    "member_leave": Filled(lambda _: {"left_on": timezone.localdate()}, ORGANISERS),
}

"""The access table of our own pages: who may do what at which address.

The back office has its rows in `admin_table`, the supermarket in `market_table`, the long prints in
`prints_table`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from households.roles import Role
from tests.access.towns import Town
from tests.factory import NOVEMBER

A, C, S, M, U, R, V, D, K, B = Role
"""Administrator, clerk, scorer, committee member, auditor, recorder, supervisor, delegate,
storekeeper, merchant."""
ALL = frozenset(Role) - {D, K, B}

Named = Callable[[Town], dict[str, Any]]


class Kind(Enum):
    """The methods an address answers to; what the admin makes is not asked about others."""

    PAGE = frozenset({"GET"})
    FORM = frozenset({"GET", "POST"})
    ACT = frozenset({"POST"})
    ADMIN = frozenset({"GET", "POST", "PUT"})


class Lies(Enum):
    """Where the thing at an address lies, and so who does not see it."""

    NOWHERE = "the address names no thing"
    EVERYWHERE = "each community has its own at this address"
    COMMUNITY = "everybody of the community may look for it"
    GROUP = "only those whose offices cover its villager group"
    SHOP = "only those whose offices cover its counter"
    MERCHANT = "only those whose offices cover its merchant"
    CLERK = "only the clerk, who asked for it"


@dataclass(frozen=True, slots=True)
class Row:
    """`may`: the roles that get through; `named`: what of a town its address names.

    `shown` and `blank` are the statuses of a page asked for, and of a form sent empty by one of
    `senders` (those who may, unless it says otherwise). `open` needs no sign-in, `anybody` nothing
    but that.
    """

    kind: Kind
    may: frozenset[Role] = ALL
    sent_by: frozenset[Role] | None = None
    lies: Lies = Lies.NOWHERE
    named: Named = field(default=lambda _: {})
    query: str = ""
    shown: int = 200
    blank: int = 422
    open: bool = False
    anybody: bool = False

    @property
    def senders(self) -> frozenset[Role]:
        return self.may if self.sent_by is None else self.sent_by


def page(*may: Role, **more: Any) -> Row:
    return Row(Kind.PAGE, frozenset(may) or ALL, **more)


def form(*may: Role, **more: Any) -> Row:
    return Row(Kind.FORM, frozenset(may) or ALL, **more)


def act(*may: Role, **more: Any) -> Row:
    return Row(Kind.ACT, frozenset(may) or ALL, **more)


def of_sheet(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"month": NOVEMBER, "group": town.group.code}

    return replace(row, lies=Lies.GROUP, named=named)


def of_record(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.record.ref})


def of_deduction(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.deduction.ref})


def of_evidence(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.evidence.ref})


def of_household(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"code": town.household.code})


def of_group(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"group": town.group.code})


def of_line(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"month": NOVEMBER, "group": town.group.code, "code": town.household.code}

    return replace(row, lies=Lies.GROUP, named=named)


def of_notice(row: Row) -> Row:
    return replace(row, lies=Lies.EVERYWHERE, named=lambda town: {"number": town.notice.number})


def of_village(place: int, row: Row) -> Row:
    """Of the notice in the town's village at `place`; a paper hangs in the first."""

    def named(town: Town) -> dict[str, Any]:
        return {"number": town.notice.number, "village": town.villages[place].code}

    return replace(row, lies=Lies.COMMUNITY, named=named)


def of_hanging(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.hanging.photos.get().ref}

    return replace(row, lies=Lies.COMMUNITY, named=named)


def of_receipt(row: Row) -> Row:
    return replace(row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.hanging.ref})


def of_meeting(row: Row) -> Row:
    return replace(row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.meeting.ref})


def of_scan(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.meeting.ref, "scan": town.meeting.scans.get().ref}

    return replace(row, lies=Lies.COMMUNITY, named=named)


def of_objection(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.objection.ref})


def of_answered(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.answered.ref})


def of_adjustment(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.adjustment.ref})


def of_its_scan(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.adjustment.ref, "scan": town.adjustment.scans.get().ref}

    return replace(row, lies=Lies.GROUP, named=named)


def of_standard(row: Row) -> Row:
    return replace(row, lies=Lies.EVERYWHERE, named=lambda town: {"month": town.standard.starts})


def of_draft(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"month": town.draft.starts, "place": 1}

    return replace(row, lies=Lies.EVERYWHERE, named=named)


def public(**more: Any) -> Row:
    return page(open=True, **more)


def _any_ref(town: Town) -> dict[str, Any]:
    return {"ref": town.record.ref}


TABLE: dict[str, Row] = {
    "desk": page(anybody=True),
    "household_list": page(),
    "household_search": page(query="q=0001"),
    "household_export": page(A, C, query="format=csv"),
    "household_page": of_household(page()),
    "household_report": of_household(page()),
    "unprintable_names": page(),
    "household_passbook": of_household(page()),
    "group_reports": of_group(page()),
    "letter": form(A, C),
    "letter_household": of_household(page(A, C)),
    "letter_group": of_group(page(A, C)),
    "card_issue": of_household(form(C)),
    "card_withdraw": of_household(form(C)),
    "cards_issue": of_group(form(C)),
    # At the door of a household nothing is asked but its token and PIN.
    "card_enter": public(named=lambda _: {"token": "A" * 22}, shown=302),
    "card_unlock": act(open=True),
    "card_leave": act(open=True, blank=302),
    # Without a card, staff or not, they lead there; with one, see test_card_access.
    "card_home": public(),
    "card_standard": public(shown=302),
    "card_report": public(shown=302),
    "card_activities": public(shown=302),
    "card_activity": form(open=True, named=_any_ref, shown=302, blank=302),
    "card_month": public(named=lambda _: {"month": NOVEMBER}, shown=302),
    "card_claim": form(open=True, shown=302, blank=302),
    "card_claim_withdraw": form(open=True, named=_any_ref, shown=302, blank=302),
    "card_record": public(named=_any_ref, shown=302),
    "card_answer": form(open=True, named=_any_ref, shown=302, blank=302),
    "card_evidence": public(named=_any_ref, shown=302),
    "card_object": form(open=True, query="notice=1", shown=302, blank=302),
    "card_objection": public(named=_any_ref, shown=302),
    "card_veto": form(open=True, named=_any_ref, shown=302, blank=302),
    "record_list": page(),
    "record_new": form(C, S),
    "record_import": form(C),
    "record_page": of_record(page()),
    "record_void": of_record(form(C, S)),
    "record_evidence": of_deduction(form(C, S, M, U)),
    "evidence_file": of_evidence(page()),
    "record_serve": of_deduction(form(C, S)),
    "record_answer": of_deduction(form(C, S)),
    "serving_print": of_deduction(page(C, S)),
    # The sheet of this record waits for its scorer.
    "record_revise": of_record(form(S)),
    "item_search": page(query=f"month={NOVEMBER}&q=11"),
    "record_grid": of_sheet(form(C, S)),
    "record_claims": of_sheet(form(C)),
    "sheet_list": page(query=f"month={NOVEMBER}"),
    "sheet_open": form(C),
    # Nothing ticked names no step, so no right is asked for; FILLED ticks a sheet.
    "sheet_pass_many": act(),
    "sheet_ratify": form(R, query=f"sheet={NOVEMBER}:assembly:1:AG1"),
    "sheet": of_sheet(page()),
    "sheet_line": of_line(page()),
    "sheet_proposals": of_sheet(form(C, S)),
    "sheet_proposals_strike": of_sheet(form(C, S, query="item=yearly%7C1.1")),
    "sheet_pass": of_sheet(act(S)),
    # Whoever may vote is told that this sheet waits for somebody else.
    "sheet_vote": of_sheet(act(M)),
    "sheet_return": of_sheet(act(S)),
    "meeting": of_meeting(page()),
    "meeting_scan": of_scan(page()),
    "blank_forms": page(C, S, M, U, R),
    "blank_forms_print": page(
        C, S, M, U, R, lies=Lies.GROUP, query=f"place=AG1&month={NOVEMBER}&sheet=patrol&paper=A4"
    ),
    "notice_list": page(),
    "notice_new": form(C),
    "notice_close": act(C),
    "notice": of_notice(page()),
    "notice_print": of_notice(page(A, C, U, R, V)),
    "notice_hang": of_village(1, form(C, V)),
    "notice_take_down": of_village(0, form(C, V)),
    "hanging_photo": of_hanging(page()),
    "hanging_void": of_receipt(form(C, V)),
    "objection_list": page(C, U, V),
    "objection_new": form(C),
    "objection": of_objection(page(C, U, V)),
    "objection_accept": of_objection(act(C)),
    "objection_refuse": of_objection(act(C)),
    "objection_uphold": of_objection(act(C)),
    "objection_reply": of_answered(page(C, U, V)),
    "adjustment_list": page(C, U, V),
    "adjustment_new": form(C),
    "adjustment": of_adjustment(form(C, U, V, sent_by=frozenset({U}))),
    "adjustment_scan": of_its_scan(page(C, U, V)),
    "board": public(),
    "board_community": public(named=lambda town: {"code": town.community.code}),
    "board_notice": public(
        named=lambda town: {"code": town.community.code, "number": town.notice.number}
    ),
    "board_standard": public(named=lambda town: {"code": town.community.code}),
    "board_points": public(named=lambda town: {"code": town.community.code}),
    "board_chain": public(named=lambda town: {"code": town.community.code}),
    "verify": public(),
    "verify_line": act(open=True),
    "healthz": public(),
    "robots": public(),
    "login": form(open=True, blank=200),
    "logout": act(anybody=True, blank=302),
    "password_change": form(anybody=True, blank=200),
    "password_change_done": page(anybody=True),
}

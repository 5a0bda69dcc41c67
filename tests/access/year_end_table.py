"""The access table of the year's end, and its forms filled in."""

from dataclasses import replace
from typing import Any

from django.utils import timezone

from households.roles import Role
from tests.access.filled import Filled
from tests.access.table import C, Lies, M, Row, U, V, form, page
from tests.access.towns import Town


def of_announcement(row: Row) -> Row:
    return replace(row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.announcement.ref})


def of_request(row: Row) -> Row:
    return replace(row, lies=Lies.GROUP, named=lambda town: {"ref": town.certificate.ref})


def of_lot(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        drawn = town.reinspection.households.get(line__household=town.household)
        return {"ref": town.reinspection.ref, "place": drawn.place}

    return replace(row, lies=Lies.GROUP, named=named)


def of_drawing(row: Row) -> Row:
    return replace(row, lies=Lies.COMMUNITY, named=lambda town: {"ref": town.reinspection.ref})


ASKED = {
    "year": 2026,
    "recipient_kind": "bank",
    "recipient": "农商银行",
    "purpose": "贷款",
    "applicant": "张三",
    "relation": "head",
    "adult": "on",
    "agrees": "on",
    "paper": "申请书",
}
OFFER = {
    "seen": 1,
    "bank": "农商银行",
    "basis": "协议",
    "per_points": 100,
    "step": "0.1",
    "bound": "0.5",
    "under_age": 45,
}

CLERK = frozenset({Role.CLERK})
AUDITOR = frozenset({Role.AUDITOR})

YEAR_END_TABLE: dict[str, Row] = {
    "year_end": page(C, U, V),
    "clearing_new": form(C),
    "clearing_withdraw": of_announcement(form(C)),
    "clearing_clear": of_announcement(form(U)),
    "clearing_reverse": of_announcement(form(U)),
    "certificate_list": page(C, U, V),
    "certificate_new": form(C),
    "certificate_form": page(C),
    # An objection is open, which is found out after the right to give it.
    "certificate": of_request(form(C, U, V, sent_by=frozenset({C}))),
    "certificate_end": of_request(form(C)),
    # None was given.
    "certificate_print": of_request(page(C, shown=404)),
    "bank_offer": form(C),
    "fair_hand": page(C, M, U, V),
    "fair_hand_print": page(C, M, U, V),
    "reinspection_list": page(C, M, U, V),
    "reinspection_new": form(U, V),
    "reinspection": of_drawing(page(C, M, U, V)),
    "reinspection_print": of_drawing(page(C, M, U, V)),
    "reinspection_score": of_lot(form(M, V)),
    "office_year": page(C, U, V),
    "office_year_print": page(C, U, V),
    "card_certificates": form(open=True, shown=302, blank=302),
    "card_certificate_end": form(
        open=True, named=lambda town: {"ref": town.certificate.ref}, shown=302, blank=302
    ),
}

YEAR_END_FILLED: dict[str, Filled] = {
    "clearing_new": Filled(
        lambda _: {
            "year": 2026,
            "clears_on": "2027-12-31",
            "opens_on": f"{timezone.localdate()}",
        },
        CLERK,
        lies=Lies.COMMUNITY,
    ),
    "clearing_withdraw": Filled(lambda _: {"reason": "日期定错了"}, CLERK, lies=Lies.COMMUNITY),
    # Its day has not come, which is found out after the right to clear.
    "clearing_clear": Filled(
        lambda _: {"seen_households": 0, "seen_points": 0},
        AUDITOR,
        done=422,
        changes=False,
        lies=Lies.COMMUNITY,
    ),
    # It was on another day, which is found out after the right to reverse.
    "clearing_reverse": Filled(
        lambda _: {"reason": "算错了"}, AUDITOR, done=422, changes=False, lies=Lies.COMMUNITY
    ),
    "certificate_new": Filled(
        lambda town: (
            ASKED | {"household": town.household.code, "consented_on": f"{timezone.localdate()}"}
        ),
        CLERK,
    ),
    "certificate": Filled(lambda _: {}, CLERK, done=422, changes=False),
    "certificate_end": Filled(lambda _: {"reason": "本户收回同意"}, CLERK),
    # October was drawn for, which is found out after the right to draw.
    "reinspection_new": Filled(
        lambda _: {"notice": 1, "number": 1, "seen": 1},
        frozenset({Role.AUDITOR, Role.SUPERVISOR}),
        done=422,
        changes=False,
        lies=Lies.COMMUNITY,
    ),
    # The committee had a part in it and the points are too many, which is found out afterwards.
    "reinspection_score": Filled(
        lambda _: {"points": 10000},
        frozenset({Role.COMMITTEE, Role.SUPERVISOR}),
        done=422,
        changes=False,
    ),
    "bank_offer": Filled(lambda _: OFFER, CLERK, lies=Lies.COMMUNITY),
}

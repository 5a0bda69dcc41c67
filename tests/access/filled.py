"""The forms of the access table filled in, so that only a missing right can stop them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from households.roles import Role
from points.reports.choice import Choice
from points.services.revisions import field_of
from points.steps import Step
from tests.access.table import Lies
from tests.access.towns import Town
from tests.factory import NOVEMBER
from tests.photos import drawn, saved


@dataclass(frozen=True, slots=True)
class Filled:
    """What is sent, by whom it is accepted, with which status, and whether that changes
    something here; `lies`: where that lies, and so who is refused and who finds nothing."""

    sent: Callable[[Town], dict[str, Any]]
    by: frozenset[Role]
    done: int = 302
    changes: bool = True
    lies: Lies = Lies.GROUP

    def data(self, town: Town) -> dict[str, Any]:
        return {"form_token": uuid4()} | self.sent(town)


def _seen(town: Town) -> dict[str, Any]:
    town.sheet.refresh_from_db()
    return {"step": Step.GROUP, "version": town.sheet.version}


def _table_of_records(town: Town) -> SimpleUploadedFile:
    lines = f"户编号,评分项编号,日期,数量\n{town.household.code},7.2,2026-11-05,1\n"
    return SimpleUploadedFile("记录.csv", lines.encode())


def _matter(town: Town) -> dict[str, Any]:
    return {
        "household": town.household.code,
        "item": "7.2",
        "occurred_on": "2026-11-05",
        "quantity": 1,
        "month": NOVEMBER,
        "origin": "office",
    }


def _cell(town: Town) -> dict[str, Any]:
    return _seen(town) | {
        "occurred_on": "2026-11-05",
        f"cell:{town.household.code}:7.2": 1,
    }


def _meeting(town: Town) -> dict[str, Any]:
    voices = {"total": 1, "present": 1, "in_favour": 1, "against": 0, "abstained": 0}
    ticked = Choice(NOVEMBER, Step.ASSEMBLY, 1, town.group.code)
    return {"sheet": str(ticked), "held_on": "2026-11-20", **voices}


def _upheld(town: Town) -> dict[str, Any]:
    line = town.objection.line
    line.sheet.refresh_from_db()
    points = {field_of(line.records.get()): 9}
    return {"text": "经核实", "version": line.sheet.version} | points


def _correction(town: Town) -> dict[str, Any]:
    why = {"reason": "漏记", "paper": "核实表"}
    return {"household": town.household.code, "points": 5, "year": 2026} | why


CLERK = frozenset({Role.CLERK})
SCORER = frozenset({Role.SCORER})
WRITERS = frozenset({Role.ADMINISTRATOR, Role.CLERK})
HANGERS = frozenset({Role.CLERK, Role.SUPERVISOR})

FILLED: dict[str, Filled] = {
    "card_issue": Filled(lambda _: {"reason": "忘了密码", "size": "CR80"}, CLERK, done=200),
    "card_withdraw": Filled(lambda town: {"card": town.card.pk, "reason": "卡丢了"}, CLERK),
    "cards_issue": Filled(lambda _: {"size": "CR80"}, CLERK, done=200),
    "letter": Filled(lambda _: {"seen": 1, "title": "一封信", "text": "您好！"}, WRITERS),
    "record_new": Filled(_matter, CLERK | SCORER),
    "record_import": Filled(
        lambda town: {"month": NOVEMBER, "file": _table_of_records(town)}, CLERK
    ),
    "record_void": Filled(lambda _: {"reason": "记错了户"}, CLERK | SCORER),
    "record_evidence": Filled(
        lambda _: {"photos": SimpleUploadedFile("1.jpg", saved(drawn()))},
        CLERK | SCORER | {Role.COMMITTEE, Role.AUDITOR},
    ),
    "record_serve": Filled(
        lambda _: {"points_seen": -5, "served_on": "2026-11-20", "how": "at_home"}, CLERK | SCORER
    ),
    "record_answer": Filled(
        lambda _: {"text": "下次注意", "how": "oral", "answered_on": "2026-11-20"}, CLERK | SCORER
    ),
    "record_revise": Filled(
        lambda _: {"step": Step.GROUP, "points_seen": 10, "points": 8, "reason": "核减"}, SCORER
    ),
    "record_grid": Filled(_cell, CLERK | SCORER),
    # Self-evaluation is over, which is found out after the right to type in claims.
    "record_claims": Filled(_cell, CLERK, done=422, changes=False),
    "sheet_open": Filled(lambda _: {"month": NOVEMBER}, CLERK),
    "sheet_pass_many": Filled(
        lambda town: {"sheet": str(Choice.of(town.sheet)), "leave": "on"}, SCORER
    ),
    # No sheet has come that far, which is found out after the right to ratify.
    "sheet_ratify": Filled(_meeting, frozenset({Role.RECORDER}), done=409, changes=False),
    "sheet_proposals": Filled(
        lambda town: _seen(town) | {"mark": f"yearly|2026|1.1|{town.newcomer.code}|1"},
        CLERK | SCORER,
    ),
    "sheet_proposals_strike": Filled(
        lambda town: _seen(town) | {"households": town.newcomer.code, "reason": "搭了棚"},
        CLERK | SCORER,
    ),
    "sheet_pass": Filled(_seen, SCORER),
    # The sheet waits for its scorer, which is found out after the right to vote.
    "sheet_vote": Filled(
        lambda town: _seen(town) | {"choice": "agree"},
        frozenset({Role.COMMITTEE}),
        done=409,
        changes=False,
    ),
    "sheet_return": Filled(
        lambda town: _seen(town) | {"to": Step.SELF, "reason": "请补自评"}, SCORER
    ),
    # Nothing is ready to be published, which is found out after the right to do so.
    "notice_new": Filled(
        lambda _: {"month": NOVEMBER, "opens_on": "2026-11-20"}, CLERK, done=422, changes=False
    ),
    # No period is over.
    "notice_close": Filled(lambda _: {}, CLERK, changes=False),
    "notice_hang": Filled(
        lambda _: {"hung_on": "2026-10-31", "hung_by": "孙张贴"}, HANGERS, lies=Lies.COMMUNITY
    ),
    "notice_take_down": Filled(
        lambda _: {"taken_on": "2026-11-20", "taken_by": "孙张贴"}, HANGERS, lies=Lies.COMMUNITY
    ),
    "hanging_void": Filled(lambda _: {"reason": "日期填错"}, HANGERS, lies=Lies.COMMUNITY),
    "print_new": Filled(lambda _: {"place": "*"}, WRITERS, lies=Lies.COMMUNITY),
    "print_stop": Filled(lambda _: {}, CLERK, lies=Lies.CLERK),
    # It has not ended, which is found out after the right to print it.
    "print_again": Filled(lambda _: {}, CLERK, changes=False, lies=Lies.CLERK),
    # No notice has hung these days, which is found out after the right to type objections in.
    "objection_new": Filled(lambda _: {"text": "不对"}, CLERK, done=422, changes=False),
    "objection_accept": Filled(lambda _: {}, CLERK),
    "objection_refuse": Filled(lambda _: {"text": "查无此事"}, CLERK),
    "objection_uphold": Filled(_upheld, CLERK),
    "adjustment_new": Filled(_correction, CLERK),
    "adjustment": Filled(lambda _: {"approved": "yes"}, frozenset({Role.AUDITOR})),
}

"""The access table of the year's honours, and its forms filled in."""

from dataclasses import replace
from typing import Any

from households.roles import Role
from points.models import (
    AnnualRanking,
    HonourPolicy,
    RankingCorrection,
    Recommendation,
    RecommendationStep,
    Veto,
    VetoLift,
    VetoObjection,
)
from points.models.honour_policy import WORDS
from tests.access.filled import Filled
from tests.access.honours_town import LAST_YEAR
from tests.access.table import A, C, Lies, M, R, Row, U, V, form, of_household, page
from tests.access.towns import Town

SEES = (A, C, M, U, R, V)
WATCH = (C, U, V)
CLERK = frozenset({Role.CLERK})
AUDITOR = frozenset({Role.AUDITOR})
RECORDER = frozenset({Role.RECORDER})


def of_year(row: Row) -> Row:
    # A year is no thing of a community: each has its own ranking of it.
    return replace(row, named=lambda _: {"year": 2026})


def of_ranking(row: Row) -> Row:
    return replace(row, lies=Lies.EVERYWHERE, named=lambda _: {"year": LAST_YEAR})


def of_recommendation(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.honours.recommendation.ref}

    return replace(row, lies=Lies.GROUP, named=named)


def of_veto(row: Row, which: str = "veto") -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": getattr(town.honours, which).ref}

    return replace(row, lies=Lies.GROUP, named=named)


def of_answer(row: Row) -> Row:
    def named(town: Town) -> dict[str, Any]:
        return {"ref": town.honours.answered.ref, "number": 1}

    return replace(row, lies=Lies.GROUP, named=named)


HONOURS_TABLE: dict[str, Row] = {
    "year_home": page(*SEES),
    "honour_settings": form(C),
    "ranking": of_year(page(*SEES)),
    "ranking_excel": of_year(page(*SEES)),
    "ranking_freeze": of_year(form(R)),
    "ranking_correct": of_ranking(form(C, R)),
    "stars": of_year(form(*SEES, sent_by=CLERK)),
    "recommendation_list": of_ranking(form(*SEES, sent_by=CLERK)),
    "recommendation_excel": of_ranking(page(*SEES)),
    "recommendation_forms": of_ranking(page(C)),
    "recommendation": of_recommendation(form(*SEES, sent_by=CLERK)),
    "recommendation_form": of_recommendation(page(C)),
    "household_honours": of_household(page(*SEES)),
    "veto_list": page(*WATCH),
    "veto_new": form(C),
    "veto": of_veto(page(*WATCH)),
    "veto_notice": of_veto(page(C)),
    "veto_answer": of_answer(page(*WATCH)),
    "veto_tell": of_veto(form(C)),
    "veto_object": of_veto(form(C), "told"),
    "veto_reply": of_veto(form(U), "disputed"),
    "veto_lift": of_veto(form(U)),
    "veto_void": of_veto(form(C)),
}


def _settings(_: Town) -> dict[str, Any]:
    levels = {f"{word}_{unit}": 0 for word in WORDS.values() for unit in ("share", "points")}
    more = {"tie_break": "months", "stars_by": "shares", "recommended": 5}
    return levels | more | {"five_share": 10}


def _veto(town: Town) -> dict[str, Any]:
    days = {"document_on": "2026-11-01", "starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    return {"household": town.newcomer.code, "matter": "偷盗", "document": "判决书"} | days


def _meeting(_: Town) -> dict[str, Any]:
    voices = {"total": 1, "present": 1, "in_favour": 1, "against": 0, "abstained": 0}
    return {"held_on": "2026-11-20", **voices}


def _correction(town: Town) -> dict[str, Any]:
    why = {"reason": "漏记", "paper": "核实表"}
    return {"household": town.household.code} | why


HONOURS_FILLED: dict[str, Filled] = {
    "honour_settings": Filled(_settings, CLERK, lies=Lies.COMMUNITY),
    # The year is not over, which is found out after the right to settle it.
    "ranking_freeze": Filled(_meeting, RECORDER, done=422, changes=False, lies=Lies.COMMUNITY),
    "ranking_correct": Filled(_correction, CLERK | RECORDER, lies=Lies.COMMUNITY),
    # Nothing is settled, which is found out after the right to publish.
    "stars": Filled(
        lambda _: {"opens_on": "2026-11-30"},
        CLERK,
        done=422,
        changes=False,
        lies=Lies.COMMUNITY,
    ),
    # The first family is recommended already, which is found out after the right to recommend.
    "recommendation_list": Filled(
        lambda town: {"households": town.household.code},
        CLERK,
        done=422,
        changes=False,
        lies=Lies.EVERYWHERE,
    ),
    "recommendation": Filled(
        lambda _: {"level": "subdistrict", "outcome": "sent", "day": "2026-11-20"}, CLERK
    ),
    "veto_new": Filled(_veto, CLERK),
    "veto_tell": Filled(
        lambda _: {"told_on": "2026-11-20", "told_how": "in_person", "told_by": "周主任"}, CLERK
    ),
    "veto_object": Filled(
        lambda _: {"received_on": "2026-11-20", "how": "oral", "text": "不是我"}, CLERK
    ),
    "veto_reply": Filled(lambda _: {"upheld": "no", "text": "查过了"}, AUDITOR),
    "veto_lift": Filled(lambda _: {"why": "已改正"}, AUDITOR),
    "veto_void": Filled(lambda _: {"reason": "户填错了"}, CLERK),
}


def honours_state(town: Town) -> list[object]:
    """What the acts of this table change in a town."""
    ours = {"community": town.community}
    vetoes = Veto.objects.filter(**ours).order_by("pk").values_list("told_on", "voided_at")
    objections = VetoObjection.objects.filter(**ours).order_by("pk").values_list("replied_at")
    facts = (AnnualRanking, RankingCorrection, VetoLift, Recommendation, RecommendationStep)
    settings = list(HonourPolicy.objects.filter(**ours).values())
    return [
        list(vetoes),
        list(objections),
        [model.objects.filter(**ours).count() for model in facts],
        settings,
    ]

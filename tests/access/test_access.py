"""Every address × person × own or another's thing, against the table."""

import pytest
from django.http import HttpResponse
from django.test import Client

from households.models import Card
from households.roles import Role
from points.models import (
    Adjustment,
    AdjustmentDecision,
    Answer,
    BankOffer,
    CertificateRequest,
    ClearingAnnouncement,
    Evidence,
    HangingReceipt,
    Letter,
    Notice,
    Objection,
    ObjectionReply,
    PrintJob,
    ProposalAnswer,
    Record,
    Reinspection,
    Revision,
    SecondScore,
    Serving,
    Sheet,
    Standard,
    StandardComment,
    StandardCommentAnswer,
    StepDecision,
)
from tests.access.activity_table import ACTIVITY_FILLED, ACTIVITY_TABLE
from tests.access.activity_town import activity_state
from tests.access.addresses import addresses
from tests.access.asking import (
    ROWS,
    SIGN_IN,
    Person,
    address_of,
    answer,
    ask,
    client_of,
    undone,
)
from tests.access.conftest import Towns
from tests.access.filled import FILLED
from tests.access.honours_table import HONOURS_FILLED, HONOURS_TABLE, honours_state
from tests.access.market_filled import MARKET_FILLED
from tests.access.market_table import MARKET_TABLE
from tests.access.market_town import market_state
from tests.access.patrol_table import PATROL_FILLED, PATROL_TABLE
from tests.access.patrol_town import patrol_state
from tests.access.prints_table import PRINTS_TABLE
from tests.access.standard_table import STANDARD_FILLED, STANDARD_TABLE
from tests.access.table import TABLE, Kind, Lies
from tests.access.towns import Town
from tests.access.what_if_table import WHAT_IF_FILLED, WHAT_IF_TABLE
from tests.access.year_end_table import YEAR_END_FILLED, YEAR_END_TABLE

pytestmark = pytest.mark.django_db

FORMS = FILLED | MARKET_FILLED | PATROL_FILLED | ACTIVITY_FILLED | WHAT_IF_FILLED
FORMS |= STANDARD_FILLED | YEAR_END_FILLED | HONOURS_FILLED
PUBLIC = {"board", "board_community", "board_notice", "healthz", "login", "verify"}
PUBLIC |= {"board_standard", "board_points", "board_market", "robots"}
PUBLIC |= {"card_enter", "card_leave", "card_unlock"}
PUBLIC |= {f"card_{page}" for page in ("home", "standard", "month", "record", "evidence")}
PUBLIC |= {f"card_{page}" for page in ("claim", "claim_withdraw", "answer", "object", "objection")}
PUBLIC |= {f"card_{page}" for page in ("market", "reserve", "reservation_withdraw", "report")}
PUBLIC |= {
    "card_veto",
    "card_activities",
    "card_activity",
    "card_certificates",
    "card_certificate_end",
}
PUBLIC |= {"board_chain", "verify_line", "patrol_worker"}
"""What everybody may open without a sign-in; the admin's own sign-in page leads to `login`."""


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting a wall sheet takes a second, and asks nothing about the person."""
    monkeypatch.setattr("points.views.notice.wall_sheets", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.blank_forms.blank_forms", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.cards.printed_cards", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.card_one.printed_cards", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.patrol.patrol_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.activity_papers.sign_in_sheet", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.activity_papers.thanks_list", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.patrol_problem.problems_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.letter.letter_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.standard_papers.standard_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.archive.book_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.reports.account_papers.typeset", lambda *_, **__: b"%PDF-")
    monkeypatch.setattr("points.views.recommendation.recommendation_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.reports.veto_paper.typeset", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.objection.reply_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.certificate.certificate_form", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.fairness.fair_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("points.views.serving.serving_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("supermarket.views.slip.slip_paper", lambda *_: b"%PDF-")
    monkeypatch.setattr("supermarket.reports.book_paper.typeset", lambda _: b"%PDF-")


def told_of(response: HttpResponse, person: Person, towns: Towns) -> set[str]:
    """The other communities that an answer names."""
    parts = response if response.streaming else [response.content]
    text = b"".join(parts).decode(errors="replace")
    return {
        town.mark
        for town in (towns.here, towns.there, towns.twin)
        if town is not person.town and town.mark in text
    }


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert {address.key for address in addresses()} == set(ROWS)


def test_every_form_of_ours_is_sent_filled_in_too() -> None:
    ours = TABLE | MARKET_TABLE | PRINTS_TABLE | PATROL_TABLE | ACTIVITY_TABLE | WHAT_IF_TABLE
    ours |= STANDARD_TABLE | YEAR_END_TABLE | HONOURS_TABLE
    forms = {key for key, row in ours.items() if "POST" in row.kind.value}
    by_anybody = {"login", "logout", "password_change", "card_leave", "card_unlock"}
    by_anybody |= {"verify_line"}
    by_card = {"card_claim", "card_claim_withdraw", "card_answer", "card_object"}
    by_card |= {"card_reserve", "card_reservation_withdraw", "card_activity"}
    by_card |= {"card_certificates", "card_certificate_end", "card_veto"}
    assert forms - by_anybody - by_card == set(FORMS)


@pytest.mark.parametrize("key", ROWS)
def test_an_address_answers_each_person_as_the_table_says(
    key: str, towns: Towns, people: list[Person]
) -> None:
    row, address = ROWS[key], address_of(key, ROWS[key], towns.here)
    wrong = []
    for person in people:
        for method in ("GET", "POST"):
            if method not in row.kind.value and person.role not in (None, Role.CLERK):
                # Refused before anybody looks who asks.
                continue
            with undone():
                response = ask(person, method, address)
            status, due = response.status_code, answer(row, person, method)
            if status not in due:
                wrong.append(f"{person.name} {method}: {status}, not {due}")
            if not (person.session or row.open) and not response.url.startswith(SIGN_IN):
                wrong.append(f"{person.name} {method}: not sent to the sign-in page")
            if not row.open and (others := told_of(response, person, towns)):
                wrong.append(f"{person.name} {method}: names {others}")
    assert not wrong, address


def test_nothing_else_is_open_without_a_sign_in() -> None:
    assert {key for key, row in ROWS.items() if row.open} == PUBLIC | {"admin:login"}


CODED = [
    key
    for key, row in ROWS.items()
    if row.kind is not Kind.ADMIN and row.lies not in (Lies.NOWHERE, Lies.COMMUNITY)
]
OURS_ALONE = {"ref"}
"""What names a thing of one community; codes may be the same in another one."""


@pytest.mark.parametrize("key", CODED)
def test_an_address_that_two_communities_share_leads_each_to_its_own(
    key: str, towns: Towns, officers_of_the_twin: list[Person]
) -> None:
    row, address = ROWS[key], address_of(key, ROWS[key], towns.here)
    ours_alone = not OURS_ALONE.isdisjoint(row.named(towns.here))
    assert ours_alone or address == address_of(key, row, towns.twin)
    for person in officers_of_the_twin:
        response = ask(person, "GET", address)
        due = answer(row, person, "GET")
        if ours_alone and "GET" in row.kind.value:
            # What else the address names may be his own, and refused before that is looked for.
            due = {404} | due - {row.shown}
        assert (response.status_code in due, told_of(response, person, towns)) == (True, set())


def state_of(town: Town) -> list[object]:
    """What the acts of the table change in a town."""
    ours = {"community": town.community}
    facts = (Answer, Evidence, Notice, Revision, Serving, StepDecision)
    facts += (Adjustment, AdjustmentDecision, Letter, Objection, ObjectionReply, ProposalAnswer)
    facts += (StandardComment, StandardCommentAnswer, BankOffer, Reinspection, SecondScore)
    counted = [model.objects.filter(**ours).count() for model in facts]
    records = Record.objects.filter(**ours).order_by("pk").values_list("pk", "voided_at")
    found = (
        Sheet.objects.filter(**ours).order_by("pk").values_list("pk", "state", "step", "version")
    )
    standards = Standard.objects.filter(**ours).order_by("pk").values_list("pk", "adopted_at")
    cards = Card.objects.filter(**ours).order_by("pk").values_list("pk", "withdrawn_at")
    accepted = Objection.objects.filter(**ours).order_by("pk").values_list("pk", "accepted_at")
    papers = (
        HangingReceipt.objects.filter(**ours)
        .order_by("pk")
        .values_list("pk", "taken_on", "voided_at")
    )
    prints = PrintJob.objects.filter(**ours).order_by("pk").values_list("pk", "state")
    announced = ClearingAnnouncement.objects.filter(**ours).order_by("pk")
    counted += announced.values_list("withdrawn_at", flat=True)
    asked = CertificateRequest.objects.filter(**ours).order_by("pk")
    counted += asked.values_list("ended_at", flat=True)
    office = [counted, *map(list, (records, found, standards, cards, accepted, papers, prints))]
    office += activity_state(town.community) + honours_state(town)
    return office + market_state(town.community) + patrol_state(town.community)


@pytest.mark.parametrize("key", FORMS)
def test_a_form_filled_in_is_accepted_from_those_who_may_and_changes_nothing_for_others(
    key: str, towns: Towns, people: list[Person]
) -> None:
    address, filled = address_of(key, ROWS[key], towns.here), FORMS[key]
    before, wrong = state_of(towns.here), []
    for person in people:
        with undone():
            data = filled.data(towns.here)
            status = client_of(person).post(address, data).status_code
            changed = state_of(towns.here) != before
        good = not changed
        near = filled.lies in person.scope
        if near and person.role in filled.by:
            good = (status, changed) == (filled.done, filled.changes)
        elif near and not person.besides:
            good = status == 403 and not changed
        if not good:
            wrong.append(f"{person.name}: {status}, {changed=}")
    assert not wrong


def test_no_address_does_without_the_token_against_forged_forms(towns: Towns) -> None:
    assert [each.key for each in addresses() if getattr(each.view, "csrf_exempt", False)] == []
    before, client = state_of(towns.here), Client(enforce_csrf_checks=True)
    client.force_login(towns.here.clerk)
    for key, filled in FORMS.items():
        address = address_of(key, ROWS[key], towns.here)
        assert client.post(address, filled.data(towns.here)).status_code == 403, key
    assert state_of(towns.here) == before

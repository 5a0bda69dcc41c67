"""Every address behind a card × whose card it is: one's own, another's, none, a withdrawn one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from points.models import (
    Answer,
    CertificateRequest,
    Evidence,
    Objection,
    Record,
    SheetLine,
    SignUp,
    VetoObjection,
)
from supermarket.models import Reservation
from tests.access.addresses import addresses
from tests.access.asking import nothing_written, undone
from tests.access.households import Home, Neighbourhood, sent, withdrawn
from tests.clock import Clock, running
from tests.factory import signed_in
from tests.points.card_holding import holding
from tests.points.notice_months import OCTOBER

pytestmark = pytest.mark.django_db

DOOR = {"card_enter", "card_unlock", "card_leave"}
"""Asked about in households/test_card_session.py: they are there to be used without a card."""
HOME = "/card/"


class Names(Enum):
    """What an address names, and so which card finds something there."""

    NOTHING = "each household has its own"
    COMMUNITY = "everybody of the community"
    OURS = "everybody of our community, nobody of another one"
    HOUSEHOLD = "one household alone"


@dataclass(frozen=True, slots=True)
class CardRow:
    """`of` fills the address from a household's things; `filled` is what a form is sent with."""

    names: Names = Names.NOTHING
    of: Callable[[Home], dict[str, Any]] = lambda _: {}
    query: str = ""
    filled: Callable[[Home], dict[str, Any]] | None = None

    def address(self, key: str, home: Home) -> str:
        return reverse(key, kwargs=self.of(home)) + self.query


def _claimed(_: Home) -> dict[str, Any]:
    return sent(month="2026-11", item="13.1", occurred_on="2026-11-05", quantity=1)


def _objected(home: Home) -> dict[str, Any]:
    """To the neighbour's line, as his own has an objection already."""
    lines = SheetLine.objects.filter(sheet=home.objection.line.sheet_id)
    neighbour = lines.exclude(household=home.card.household_id).get().household
    return sent(household=neighbour.code, text="算错了")


def _reserved(home: Home) -> dict[str, Any]:
    shop, window = home.reservation.outlet, home.reservation.window
    return sent(outlet=shop.place.code, quantity=1, window=str(window), points_seen=5)


CERTIFICATE = {
    "year": 2026,
    "recipient_kind": "bank",
    "recipient": "邮政储蓄银行",
    "purpose": "贷款",
    "applicant": "张三",
    "relation": "head",
    "adult": "on",
    "agrees": "on",
}

ROWS: dict[str, CardRow] = {
    "card_home": CardRow(),
    "card_standard": CardRow(),
    "card_report": CardRow(),
    "card_activities": CardRow(),
    "card_activity": CardRow(
        Names.OURS, lambda home: {"ref": home.activity.ref}, filled=lambda _: sent(person="小儿子")
    ),
    "card_month": CardRow(of=lambda _: {"month": OCTOBER}),
    "card_claim": CardRow(filled=_claimed),
    "card_claim_withdraw": CardRow(
        Names.HOUSEHOLD, lambda home: {"ref": home.claim.ref}, filled=lambda _: sent()
    ),
    "card_record": CardRow(Names.HOUSEHOLD, lambda home: {"ref": home.deduction.ref}),
    "card_answer": CardRow(
        Names.HOUSEHOLD,
        lambda home: {"ref": home.deduction.ref},
        filled=lambda _: sent(text="已经拆了"),
    ),
    "card_evidence": CardRow(Names.HOUSEHOLD, lambda home: {"ref": home.photo.ref}),
    "card_object": CardRow(Names.COMMUNITY, query="?notice=1", filled=_objected),
    "card_market": CardRow(),
    "card_reserve": CardRow(Names.COMMUNITY, lambda _: {"number": 101}, filled=_reserved),
    "card_reservation_withdraw": CardRow(
        Names.HOUSEHOLD, lambda home: {"ref": home.reservation.ref}, filled=lambda _: sent()
    ),
    "card_certificates": CardRow(filled=lambda _: sent(**CERTIFICATE)),
    "card_certificate_end": CardRow(
        Names.HOUSEHOLD, lambda home: {"ref": home.certificate.ref}, filled=lambda _: sent()
    ),
    "card_veto": CardRow(
        Names.HOUSEHOLD,
        lambda home: {"ref": home.veto.ref},
        filled=lambda _: sent(text="不是我家的人"),
    ),
    "card_objection": CardRow(Names.HOUSEHOLD, lambda home: {"ref": home.objection.ref}),
}


@pytest.fixture(scope="module")
def both(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Neighbourhood, Neighbourhood]]:
    """Two communities with a notice of the same number, in a transaction around the tests'."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Neighbourhood("东岭社区"), Neighbourhood("西河社区")
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


@pytest.fixture
def here(both: tuple[Neighbourhood, Neighbourhood]) -> Neighbourhood:
    return both[0]


@pytest.fixture
def there(both: tuple[Neighbourhood, Neighbourhood]) -> Neighbourhood:
    return both[1]


def state() -> list[object]:
    """What the forms behind a card change."""
    voided = list(Record.objects.order_by("pk").values_list("pk", "voided_at"))
    ended = list(Reservation.objects.order_by("pk").values_list("pk", "ended_at"))
    counts = (
        model.objects.count() for model in (Answer, Evidence, Objection, SignUp, VetoObjection)
    )
    asked = list(CertificateRequest.objects.order_by("pk").values_list("pk", "ended_at"))
    return [voided, ended, asked, *counts]


def ask(client: Client, method: str, address: str, data: Any = None) -> tuple[HttpResponse, bool]:
    """The answer, and whether anything was changed by it; undone afterwards."""
    before = state()
    with undone():
        if method == "POST":
            response = client.post(address, data or sent())
        else:
            with nothing_written():
                response = client.get(address)
        changed = state() != before
    return response, changed


def text_of(response: HttpResponse) -> str:
    parts = response if response.streaming else [response.content]
    return b"".join(parts).decode(errors="replace")


def test_every_address_behind_a_card_has_its_row() -> None:
    behind = {address.key for address in addresses() if address.route.startswith("card/")}
    assert behind == set(ROWS) | DOOR


@pytest.mark.parametrize("key", ROWS)
def test_ones_own_card_opens_it_and_shows_nothing_of_the_neighbours(
    key: str, here: Neighbourhood
) -> None:
    row = ROWS[key]
    address = row.address(key, here.zhang)
    client = holding(here.zhang.card)
    response, _ = ask(client, "GET", address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "东岭社区李" not in text_of(response)
    if row.filled is None:
        assert ask(client, "POST", address)[0].status_code == 405
        return
    blank, changed = ask(client, "POST", address)
    filled, done = ask(client, "POST", address, row.filled(here.zhang))
    # Taking something back, or the head signing up, asks for nothing but its form's token.
    asks_nothing = key in {
        "card_claim_withdraw",
        "card_reservation_withdraw",
        "card_certificate_end",
        "card_activity",
    }
    assert (blank.status_code, changed) == (302 if asks_nothing else 422, asks_nothing)
    assert (filled.status_code, done) == (302, True)


@pytest.mark.parametrize("key", ROWS)
def test_anothers_card_finds_nothing_of_a_household_and_changes_nothing(
    key: str, here: Neighbourhood, there: Neighbourhood
) -> None:
    row = ROWS[key]
    address = row.address(key, here.zhang)
    for name, card in {"neighbour": here.li.card, "stranger": there.li.card}.items():
        client = holding(card)
        response, _ = ask(client, "GET", address)
        absent = row.names is Names.HOUSEHOLD or (row.names is Names.OURS and name == "stranger")
        assert response.status_code == (404 if absent else 200), name
        text = text_of(response)
        assert "东岭社区张" not in text, name
        assert name == "neighbour" or "东岭" not in text
        if row.filled is not None and row.names is Names.HOUSEHOLD:
            answered, changed = ask(client, "POST", address, row.filled(here.zhang))
            assert (answered.status_code, changed) == (404, False), name


def test_a_stranger_objects_to_nothing_of_ours(here: Neighbourhood, there: Neighbourhood) -> None:
    """The notice of that number is his own community's, where our code does not hang."""
    code = here.zhang.card.household.code
    data = sent(household=code, text="算错了")
    response, changed = ask(holding(there.li.card), "POST", "/card/objections/new/?notice=1", data)
    assert (response.status_code, changed) == (422, False)


@pytest.mark.parametrize("key", ROWS)
@pytest.mark.parametrize("who", ["nobody", "withdrawn", "clerk", "administrator"])
def test_without_a_valid_card_there_is_only_the_way_to_one(
    key: str, who: str, here: Neighbourhood
) -> None:
    row = ROWS[key]
    address = row.address(key, here.zhang)
    filled = row.filled(here.zhang) if row.filled else None
    clients = {
        "nobody": Client,
        "withdrawn": lambda: withdrawn(here, here.zhang.card),
        "clerk": lambda: signed_in(here.clerk),
        "administrator": lambda: signed_in(here.administrator),
    }
    client = clients[who]()
    response, _ = ask(client, "GET", address)
    if key == "card_home":
        assert response.status_code == 200
        assert "请扫积分卡" in text_of(response)
    else:
        assert (response.status_code, response.url) == (302, HOME)
    assert "东岭社区张" not in text_of(response)
    if filled is not None:
        answered, changed = ask(client, "POST", address, filled)
        assert (answered.status_code, answered.url, changed) == (302, HOME, False)


def test_a_card_opens_no_page_of_the_office(here: Neighbourhood) -> None:
    client = holding(here.zhang.card)
    record = here.zhang.claim.ref
    for address in (
        "/",
        f"/records/{record}/",
        "/households/",
        "/sheets/",
        "/market/",
        "/voucher/",
        "/admin/",
    ):
        response = client.get(address)
        assert response.status_code == 302
        assert "/login/" in response.url


def test_the_forms_behind_a_card_want_the_token_against_forged_ones(here: Neighbourhood) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = holding(here.zhang.card).cookies
    for key, row in ROWS.items():
        if row.filled is not None:
            address = row.address(key, here.zhang)
            response, changed = ask(client, "POST", address, row.filled(here.zhang))
            assert (response.status_code, changed) == (403, False), key

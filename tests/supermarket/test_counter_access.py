"""Who gets through at every address of exchange day: a row each, a column a person."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from households.models import User
from supermarket.models import Cancellation, Redemption, Reservation, SlipPrint, Voucher
from supermarket.urls import counter
from tests.factory import NOON, signed_in
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

PEOPLE = ("storekeeper", "clerk", "supervisor", "scorer", "barber", "stranger")
"""The storekeeper here, the office, one who may look, one without a right, the merchant here, the
storekeeper of another community."""


@dataclass(frozen=True, slots=True)
class Row:
    """`answers`: the status of the page for each of PEOPLE (of the act, where there is no page);
    `sent`: what a form holds."""

    path: str
    answers: tuple[int, int, int, int, int, int]
    sent: dict[str, Any] = field(default_factory=dict)
    acts: bool = False


COUNTER, SLIP = "/market/counter/{shop}/", "/market/slips/{ref}/"
AT_THE_COUNTER = (200, 403, 403, 404, 404, 404)
ROWS = {
    "counters": Row("/market/counter/", (302, 403, 403, 403, 403, 302)),
    "counter": Row(COUNTER, AT_THE_COUNTER, {"q": "x"}),
    "counter_household": Row(COUNTER + "{household}/", AT_THE_COUNTER, {"step": "confirm"}),
    "reservation_withdraw": Row(
        COUNTER + "{household}/withdraw/{reservation}/", AT_THE_COUNTER, {"sent": "1"}
    ),
    "slip_list": Row("/market/slips/", (200, 200, 200, 403, 403, 200)),
    "slip": Row(SLIP, (200, 200, 200, 404, 404, 404)),
    "slip_print": Row(
        SLIP + "print/",
        (200, 200, 403, 404, 404, 404),
        {"sheet": "slip", "paper": "A6"},
        acts=True,
    ),
    "slip_cancel": Row(SLIP + "cancel/", (403, 200, 403, 404, 404, 404), {"reason": "错"}),
    "voucher_home": Row("/voucher/", (403, 403, 403, 403, 200, 403), {"code": "--"}),
    "voucher": Row("/voucher/{code}/", (403, 403, 403, 403, 200, 403), {"sent": "1"}),
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def town() -> Serving:
    return Serving()


@pytest.fixture
def people(town: Serving) -> dict[str, User]:
    here = {name: getattr(town, name) for name in PEOPLE if name != "stranger"}
    return here | {"stranger": Serving("西湖社区").storekeeper}


@pytest.fixture
def named(town: Serving) -> dict[str, str]:
    """What the addresses name."""
    slip = town.exchange(haircut=1)
    reservation = Reservation.objects.create(
        community=town.community, window=town.window, outlet=town.shop, household=town.household,
        product=town.rice, quantity=1, points=20, by=town.storekeeper, at=NOON,
    )  # fmt: skip
    return {
        "shop": town.shop.place.code,
        "household": town.household.code,
        "reservation": reservation.ref,
        "ref": slip.ref,
        "code": Voucher.objects.get().code,
    }


def facts() -> list[int]:
    """How much has been written that the forms write."""
    models = (Redemption, Cancellation, SlipPrint)
    return [
        *(model.objects.count() for model in models),
        Voucher.objects.filter(used_at__isnull=False).count(),
        Reservation.objects.filter(ended_at__isnull=False).count(),
    ]


def test_every_address_has_its_row() -> None:
    assert [pattern.name for pattern in counter.urlpatterns] == list(ROWS)


@pytest.mark.parametrize("key", ROWS)
def test_each_person_is_answered_as_the_table_says(
    key: str, people: dict[str, User], named: dict[str, str]
) -> None:
    row = ROWS[key]
    address = row.path.format(**named)
    assert Client().get(address)["Location"].startswith("/login/")
    for name, due in zip(PEOPLE, row.answers, strict=True):
        client = signed_in(people[name])
        answer = client.post(address, row.sent) if row.acts else client.get(address)
        assert answer.status_code == due, name


@pytest.mark.parametrize("key", [key for key, row in ROWS.items() if row.sent])
def test_a_form_is_refused_to_whoever_may_not_see_it(
    key: str, people: dict[str, User], named: dict[str, str]
) -> None:
    row = ROWS[key]
    before = facts()
    for name, due in zip(PEOPLE, row.answers, strict=True):
        if due in (403, 404):
            answer = signed_in(people[name]).post(row.path.format(**named), row.sent)
            assert answer.status_code == due, name
    assert facts() == before
    # A form without its token writes nothing for anybody; paper has none, and is counted.
    client = signed_in(people[PEOPLE[row.answers.index(200)]])
    answer = client.post(row.path.format(**named), row.sent)
    assert answer.status_code == (200 if row.acts else 422)
    assert (facts() == before) is not row.acts

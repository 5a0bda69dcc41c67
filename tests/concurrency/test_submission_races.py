"""One form sent twice at once, as by a second press of the button: it is carried out once."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from households.models import Submission
from households.services.submissions import once
from points.models import Record
from points.services import records, sheets
from points.services.recordbook import Draft
from tests.concurrency.harness import Outcome, race, writing
from tests.factory import NOON, NOVEMBER, Office, make_household

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def send_twice() -> Outcome:
    """A matter that a household may have several times in a month; the same form both times."""
    office = Office()
    draft = Draft(make_household(office.group), "7.2", date(2026, 11, 3))
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    token = uuid4()

    def act() -> str:
        origin = Record.Origin.OFFICE
        return records.record_matter(NOVEMBER, draft, origin, office.clerk, NOON).ref

    def send() -> tuple[str, bool]:
        return once(token, "record_new", office.clerk, NOON, act)

    return race(send, send, writing(Record))


def test_a_form_sent_twice_is_carried_out_once_and_both_get_the_first_result() -> None:
    outcome = send_twice()
    ref = Record.objects.get().ref
    assert outcome == Outcome((ref, True), (ref, False), waited=True)


def test_without_the_unique_token_the_matter_is_recorded_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stock = Submission.objects.create

    def create(**values: Any) -> Submission:
        return stock(**values | {"token": uuid4()})

    monkeypatch.setattr(Submission.objects, "create", create)
    outcome = send_twice()
    assert [sent[1] for sent in (outcome.leader, outcome.follower)] == [True, True]
    assert Record.objects.count() == 2

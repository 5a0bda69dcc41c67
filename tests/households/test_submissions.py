"""A form sent by a person or by a household's card: once, and by nobody else."""

from uuid import uuid4

import pytest

from households.models import Card, Submission, User
from households.refusals import Refused
from households.services import cards
from households.services.submissions import once
from tests.factory import NOON, Office, make_household

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def card(office: Office) -> Card:
    return cards.issue(make_household(office.group), office.clerk, NOON).card


def test_a_form_of_a_card_is_carried_out_once(card: Card) -> None:
    token = uuid4()
    assert once(token, "claim", card, NOON, lambda: "first") == ("first", True)
    assert once(token, "claim", card, NOON, lambda: "second") == ("first", False)
    sent = Submission.objects.get()
    assert (sent.card, sent.user, sent.result) == (card, None, "first")


def test_a_form_of_a_person_is_carried_out_once(office: Office) -> None:
    token = uuid4()
    assert once(token, "claim", office.clerk, NOON, lambda: None) == (None, True)
    assert once(token, "claim", office.clerk, NOON, lambda: 1) == (None, False)
    assert Submission.objects.get().user == office.clerk


def test_the_token_of_another_or_for_another_purpose_is_refused(office: Office, card: Card) -> None:
    other = cards.issue(make_household(office.group), office.clerk, NOON).card

    def sends(by: User | Card, purpose: str = "claim") -> object:
        return once(token, purpose, by, NOON, lambda: "done")

    for first, others in (
        (card, [other, office.clerk]),
        (office.clerk, [card, office.scorer]),
    ):
        token = uuid4()
        sends(first)
        for by, purpose in [*((each, "claim") for each in others), (first, "objection")]:
            with pytest.raises(Refused, match="不是从本页提交的"):
                sends(by, purpose)
    assert Submission.objects.count() == 2


def test_a_card_is_not_taken_for_the_person_of_the_same_number(office: Office, card: Card) -> None:
    token = uuid4()
    twin = User.objects.get(pk=office.clerk.pk)
    once(token, "claim", card, NOON, lambda: "done")
    twin.pk = card.pk
    with pytest.raises(Refused):
        once(token, "claim", twin, NOON, lambda: "done")


def test_a_refused_form_may_be_corrected_and_sent_again(card: Card) -> None:
    token = uuid4()

    def refuse() -> None:
        raise Refused("请改正。")

    with pytest.raises(Refused):
        once(token, "claim", card, NOON, refuse)
    assert once(token, "claim", card, NOON, lambda: "done") == ("done", True)

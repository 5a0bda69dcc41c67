"""A household that has opened its card in a browser."""

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from households.cardholder import CARD
from households.models import Card, Household
from households.services import cards
from tests.factory import NOON, Office


def card_of(office: Office, household: Household) -> Card:
    return cards.issue(household, office.clerk, NOON).card


def holding(card: Card) -> Client:
    """A browser in which `card` is unlocked, without the way through its door."""
    session = SessionStore()
    session[CARD] = card.pk
    session.save()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def text_of(client: Client, address: str) -> str:
    """The page at `address`, which must be there."""
    response = client.get(address)
    assert response.status_code == 200
    return str(response.content.decode())

"""Who is at the door by a card: what a session holds of it, and the pages it opens.

A session goes from a scan (a token whose PIN is still to come) to an unlocked card. It never holds
both a card and a person who has signed in: scanning ends whatever session there was, and whoever
signs in with a card in his session has no card until he has left and scanned again.
"""

from dataclasses import asdict
from datetime import timedelta
from functools import wraps
from typing import Any, Final

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from households.models import Card
from households.public import View, public_page
from households.services.cards import Scan

SCAN: Final = "card_scan"
CARD: Final = "card"
UNTIL_PIN: Final = timedelta(minutes=15)
UNLOCKED: Final = timedelta(hours=2)
"""Counted from the PIN, however busy the session: the phone may be somebody else's."""


class CardRequest(HttpRequest):
    """A request of whoever holds an unlocked card, with its household, group and village."""

    card: Card


def card_page(view: View) -> View:
    """Opens `view` to whoever holds an unlocked card, without a sign-in; others go to `card_home`.

    `require_POST` and its like go above it, so that a wrong method is told to everybody.
    """

    def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        card = current_card(request)
        if card is None:
            return redirect("card_home")
        request.card = card
        return view(request, *args, **kwargs)

    return entrance(wraps(view)(shown))


def entrance(view: View) -> View:
    """Opens `view` to everybody; nothing it shows is kept or listed anywhere."""
    return never_cache(public_page(view))


def current_card(request: HttpRequest) -> Card | None:
    """The card unlocked in this session; ends the session of one that was withdrawn meanwhile."""
    if request.user.is_authenticated or CARD not in request.session:
        return None
    chain = ("community", "household__community", "household__group__parent")
    cards = Card.objects.valid().select_related(*chain)
    card = cards.filter(pk=request.session[CARD]).first()
    if card is None:
        request.session.flush()
    return card


def current_scan(request: HttpRequest) -> Scan | None:
    """The card that was scanned in this session and waits for its PIN."""
    if request.user.is_authenticated or SCAN not in request.session:
        return None
    return Scan(**request.session[SCAN])


def begin(request: HttpRequest, token: str) -> None:
    """A new session for whoever scanned `token`, in place of any there was."""
    logout(request)
    request.session[SCAN] = asdict(Scan.of(token))
    request.session.set_expiry(UNTIL_PIN)


def admit(request: HttpRequest, card: Card) -> None:
    """The session goes on under a new id with `card` unlocked, without what the scan left in it."""
    request.session.cycle_key()
    del request.session[SCAN]
    request.session[CARD] = card.pk
    request.session.set_expiry(UNLOCKED)


def leave(request: HttpRequest) -> None:
    """Ends the session of a card; a person who has signed in stays so."""
    if not request.user.is_authenticated:
        request.session.flush()

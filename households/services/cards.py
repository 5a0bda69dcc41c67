"""The only writer of cards and of the attempts to open them.

A card holds a random token of 128 bits (in its QR code) and goes with six random digits. Of the
token only its SHA-256 is stored: nobody can try all of 2¹²⁸. Six digits can be tried in no time,
however slow their hash is, so the PIN's is an HMAC under a key that is derived from the token and
is in no table of ours (a session has it for the minutes between scan and PIN): who has read the
cards alone has nothing to try the digits against.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Final

from django.db import transaction

from households.models import Card, CardAttempt, Household, User
from households.refusals import AlreadyHandled, Refused
from households.services.appointments import offices_for
from households.services.days import day_of

PIN_DIGITS: Final = 6

REST: Final = timedelta(minutes=15)
FAILURES_UNTIL_REST: Final = 5
FAILURES_UNTIL_REISSUE: Final = 10
"""Failures in a row. Ten guesses find one PIN in 100,000."""
ADDRESS_LIMIT: Final = 30
"""Failures of one address in 15 minutes. A village hall, or a whole mobile network, may come from
one address: enough for the slips of a hundred people trying new cards at once; a thief with a pile
of cards gets through six of them."""
SITE_LIMIT: Final = 300
"""Failures on cards of the whole site in 15 minutes, from however many addresses. Somebody with a
copy of all 2,000 cards of a community has 20,000 guesses, one chance in 50 to open a card: at this
pace they take 17 hours, and by then the households that can't get in have been to the office.
Tokens that belong to no card do not count, or anybody could shut the site without having one."""

NEUTRAL: Final = "没有打开：请核对卡和密码，过15分钟再试；还是打不开的，请到社区积分办换一张新卡。"
"""The one answer to every refusal: what is wrong is for nobody to find out by trying."""


class Overtaken(AlreadyHandled):
    """What the cards were prepared for has changed before they were issued; none was."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A new card with its secrets, which are nowhere else: shown or printed now, or lost."""

    card: Card
    token: str = field(repr=False)
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Scan:
    """What is kept of a token between scanning and PIN (both in hex); the token is not."""

    token_hash: str
    pin_key: str

    @classmethod
    def of(cls, token: str) -> "Scan":
        """Of any token: whether there is such a card is not asked here."""
        secret = token.encode()
        return cls(
            token_hash=hashlib.sha256(secret).hexdigest(),
            pin_key=hmac.digest(secret, b"pin of a household card", "sha256").hex(),
        )

    def pin_hash(self, pin: str) -> str:
        return hmac.digest(bytes.fromhex(self.pin_key), pin.encode(), "sha256").hex()


def issue(household: Household, by: User, at: datetime, reason: str = "") -> Issued:
    """A card for `household`, valid from now on. Raises as `issue_one`."""
    (issued,) = prepare([household], by, at)
    issue_one(issued, by, at, reason)
    return issued


@transaction.atomic
def issue_one(prepared: Issued, by: User, at: datetime, reason: str = "") -> None:
    """Makes a card valid that `prepare` gave out; an earlier one is withdrawn for `reason`.

    Raises Refused without an office, without a reason where there is a card already, or for a
    household that has left.
    """
    household = prepared.card.household
    _require_office([household], by, at)
    if household.pk not in _lock([household]):
        raise Refused(f"{household}已迁出社区，不能发卡。")
    earlier = Card.objects.valid().filter(household=household).first()
    if earlier is not None:
        if not reason.strip():
            raise Refused({"reason": "这一户已经有积分卡，换卡请写明原因。"})
        _withdraw(earlier, reason.strip(), by, at)
    Card.objects.bulk_create([prepared.card])


@transaction.atomic
def issue_all(households: Sequence[Household], by: User, at: datetime) -> list[Issued]:
    """Cards for those of `households` that live here and have none, all or none, in their order.

    Raises Refused without an office for one of their groups.
    """
    _require_office(households, by, at)
    lacking = _lacking(households)
    made = [_unsaved(each, by, at) for each in households if each.pk in lacking]
    Card.objects.bulk_create([issued.card for issued in made])
    return made


def prepare(households: Sequence[Household], by: User, at: datetime) -> list[Issued]:
    """Cards for `households`, in their order, that are not issued yet and open nothing: their paper
    is set before `issue_prepared` makes them valid, while nobody has to wait.

    Raises Refused without an office for one of their groups.
    """
    _require_office(households, by, at)
    return [_unsaved(household, by, at) for household in households]


@transaction.atomic
def issue_prepared(prepared: Sequence[Issued], by: User, at: datetime) -> None:
    """Makes cards valid that `prepare` gave out, all or none.

    Raises Refused without an office, Overtaken when one of the households has got another card or
    has left meanwhile.
    """
    households = [issued.card.household for issued in prepared]
    _require_office(households, by, at)
    if _lacking(households) != {household.pk for household in households}:
        raise Overtaken("有的户刚刚发了卡，或已迁出，本次没有发卡。请刷新页面再试。")
    Card.objects.bulk_create([issued.card for issued in prepared])


@transaction.atomic
def withdraw(card: Card, reason: str, by: User, at: datetime) -> None:
    """Withdraws a card: from now on it opens nothing, and who is in by it is out.

    Raises Refused without an office or a reason, AlreadyHandled when it was withdrawn meanwhile.
    """
    _require_office([card.household], by, at)
    if not reason.strip():
        raise Refused({"reason": "请写明收回的原因。"})
    _withdraw(card, reason.strip(), by, at)


def unlock(scan: Scan, pin: str, address_hash: str, at: datetime) -> Card:
    """The card of `scan`, if `pin` is its own. Not inside a transaction: a failure has to stay.

    Raises Refused, always with the same sentence: for a token of no card or of a withdrawn one, a
    wrong PIN, a card that rests (15 minutes after five failures in a row) or that only a new one
    can replace (ten), an address or a site with too many failures in 15 minutes.
    """
    attempt = _begin(scan, address_hash, at)
    card = attempt.card
    expected = card.pin_hash if card else ""
    if not hmac.compare_digest(scan.pin_hash(pin), expected) or card is None:
        raise Refused(NEUTRAL)
    CardAttempt.objects.filter(pk=attempt.pk).update(succeeded_at=at)
    return card


@transaction.atomic(durable=True)
def _begin(scan: Scan, address_hash: str, at: datetime) -> CardAttempt:
    """Counts the attempt as a failure before anybody looks at the PIN, or refuses to look.

    The lock on the card makes those who try at once come one by one, each finding the attempts of
    those before him. The limits per address and site have no such lock: they may be exceeded by as
    many attempts as the server answers at the same time.
    """
    cards = Card.objects.select_for_update(no_key=True)
    card = cards.filter(token_hash=scan.token_hash, withdrawn_at__isnull=True).first()
    failed = CardAttempt.objects.filter(succeeded_at__isnull=True, at__gt=at - REST)
    if failed.filter(address_hash=address_hash).count() >= ADDRESS_LIMIT:
        raise Refused(NEUTRAL)
    if card is not None:
        _require_awake(card, at)
        if failed.filter(card__isnull=False).count() >= SITE_LIMIT:
            raise Refused(NEUTRAL)
    return CardAttempt.objects.create(card=card, address_hash=address_hash, at=at)


def _require_awake(card: Card, at: datetime) -> None:
    latest = card.attempts.order_by("-pk").values_list("succeeded_at", "at")
    failures = list(takewhile(lambda attempt: attempt[0] is None, latest[:FAILURES_UNTIL_REISSUE]))
    if len(failures) == FAILURES_UNTIL_REISSUE:
        raise Refused(NEUTRAL)
    if len(failures) == FAILURES_UNTIL_REST and at < failures[0][1] + REST:
        raise Refused(NEUTRAL)


def _lock(households: Sequence[Household]) -> set[int]:
    """Waits for whoever is issuing cards to one of `households`; the keys of those living here."""
    keys = [household.pk for household in households]
    rows = Household.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {pk for pk, left_on in rows.values_list("pk", "left_on") if left_on is None}


def _require_office(households: Sequence[Household], by: User, at: datetime) -> None:
    groups = {household.group_id: household.group for household in households}
    offices_for(by, "households.issue_card", groups.values(), day_of(at))


def _lacking(households: Sequence[Household]) -> set[int]:
    """The keys of those that live here and have no card; nobody else can give them one now."""
    with_card = Card.objects.valid().filter(household__in=households)
    return _lock(households) - set(with_card.values_list("household_id", flat=True))


def _unsaved(household: Household, by: User, at: datetime) -> Issued:
    token = secrets.token_urlsafe(16)
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}}"
    scan = Scan.of(token)
    card = Card(
        community_id=household.community_id,
        household=household,
        token_hash=scan.token_hash,
        pin_hash=scan.pin_hash(pin),
        issued_by=by,
        issued_at=at,
    )
    return Issued(card, token, pin)


def _withdraw(card: Card, reason: str, by: User, at: datetime) -> None:
    written = Card.objects.valid().filter(pk=card.pk)
    if not written.update(withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason):
        raise AlreadyHandled

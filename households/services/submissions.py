"""A form is carried out once, however often it is sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from households.models import Card, Submission, User
from households.refusals import Refused


def once(
    token: UUID, purpose: str, by: User | Card, at: datetime, act: Callable[[], Any]
) -> tuple[Any, bool]:
    """Carries out `act` unless this `token` was sent before.

    `by` is the person, or the card of the household, that sent the form. Returns the result of
    `act` (anything JSON can hold) and whether this call carried it out; a repeated token gets the
    first result. What `act` raises undoes the token too, so a refused form can be corrected and
    sent again. Raises Refused for another one's token or another purpose.
    """
    sender = _sender(purpose, by)
    try:
        with transaction.atomic():
            return _first_time(token, sender, at, act), True
    except _SentBeforeError:
        sent = Submission.objects.filter(token=token, **sender).first()
    if sent is None:
        raise Refused("这张表单不是从本页提交的，请刷新页面后重填。")
    return sent.result, False


def was_sent(token: UUID, purpose: str, by: User | Card) -> bool:
    """Whether `once` has carried out this form of theirs: asked before an act whose preparation
    takes long, and would find everything done."""
    return Submission.objects.filter(token=token, **_sender(purpose, by)).exists()


def _sender(purpose: str, by: User | Card) -> dict[str, Any]:
    return {"card" if isinstance(by, Card) else "user": by, "purpose": purpose}


class _SentBeforeError(Exception):
    pass


def _first_time(token: UUID, sender: dict[str, Any], at: datetime, act: Callable[[], Any]) -> Any:
    # The token goes in first: a second sending waits at its unique key until the first is through.
    try:
        with transaction.atomic():
            sent = Submission.objects.create(token=token, at=at, **sender)
    except IntegrityError as error:
        raise _SentBeforeError from error
    result = act()
    Submission.objects.filter(pk=sent.pk).update(result=result)
    return result

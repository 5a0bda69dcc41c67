"""How a form is carried out: once, and what is refused is put into it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms import TokenForm
from households.http import Request
from households.models import Card
from households.services.submissions import once

form_page = require_http_methods(["GET", "HEAD", "POST"])
"""A page with a form, and the form sent."""

Act = Callable[[datetime], Any]
"""An act at a moment; its result is anything JSON can hold."""


class _NotValid(Exception):
    pass


def carried_out(
    request: Request,
    form: TokenForm,
    purpose: str,
    act: Act,
    *lines: forms.Form,
    card: Card | None = None,
) -> tuple[bool, Any]:
    """Whether `act` is done, now or by a first sending of the same form, and its result. Whoever is
    signed in does it, or the household of `card`.

    A second sending is answered before anything of it is tested: what the first one did may have
    made its own choices impossible. A form (or one of its `lines`) that is not valid, or an act
    that is refused, gives False: the form then says why.
    """
    if not form.is_bound:
        return False, None
    now = timezone.now()

    def checked() -> Any:
        # All of them, so that everything wrong is told at once.
        good = [each.is_valid() for each in (form, *lines)]
        if not all(good):
            raise _NotValid
        return act(now)

    try:
        token = form.fields["form_token"].clean(form["form_token"].data)
        result, _ = once(token, purpose, card or request.user, now, checked)
    except _NotValid:
        return False, None
    except ValidationError as refused:
        # A token that can't be read is among the form's own errors.
        if form.is_valid():
            form.refuse(refused)
        return False, None
    return True, result

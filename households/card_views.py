"""The door of a household: scanning its card, typing the PIN, leaving."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from households.addresses import address_hash
from households.card_forms import PinForm
from households.cardholder import admit, begin, current_scan, entrance, leave
from households.forms import show_refusal
from households.refusals import Refused
from households.services import cards


@require_safe
@entrance
def card_enter(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address; whether there is such a card shows at the PIN."""
    begin(request, token)
    return redirect("card_home")


@require_POST
@entrance
def card_unlock(request: HttpRequest) -> HttpResponse:
    """Opens the scanned card with its PIN."""
    scan = current_scan(request)
    if scan is None:
        return pin_page(request, status=422)
    form = PinForm(request.POST)
    if form.is_valid():
        pin, address = form.cleaned_data["pin"], address_hash(request)
        try:
            card = cards.unlock(scan, pin, address, timezone.now())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            admit(request, card)
            return redirect("card_home")
    return pin_page(request, form, status=422)


@require_POST
@entrance
def card_leave(request: HttpRequest) -> HttpResponse:
    """Ends the session of a card."""
    leave(request)
    messages.success(request, "已退出，这部手机上看不到您家的积分了。")
    return redirect("card_home")


def pin_page(request: HttpRequest, form: PinForm | None = None, status: int = 200) -> HttpResponse:
    """Asks for the PIN of the card that was scanned, or to scan one."""
    context = {"form": form or PinForm(), "scanned": current_scan(request) is not None}
    return render(request, "households/card_pin.html", context, status=status)

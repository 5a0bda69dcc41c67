"""A household claims something of its own accord, and takes a claim back."""

from collections.abc import Sequence
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.cardholder import CardRequest, card_page
from households.forms import TokenForm
from households.refusals import Refused
from households.services.submissions import once
from points.forms.card import STALE, ClaimForm
from points.forms.record import first_day_for
from points.models import Item, Record, Sheet
from points.reports.card_claim import claim_areas, claimable_items, open_to_claims
from points.reports.record_page import counted
from points.reports.standard_page import item_line
from points.services import evidence, records

CLAIM: Final = "card_claim"
WITHDRAW: Final = "card_claim_withdraw"


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_claim(request: CardRequest) -> HttpResponse:
    """First which item (`?q=` seeks one), then day, number, note and photos (`?item=`).

    `?month=` names another month than the latest that is open.
    """
    sheets = open_to_claims(request.card.household)
    sent = request.POST or request.GET
    sheet = _chosen(sheets, sent.get("month", ""))
    items = claimable_items(sheet) if sheet else []
    item = next((each for each in items if each.code == sent.get("item")), None)
    if sheet is None or item is None:
        return _items_page(request, sheets, sheet, items)
    if request.method == "POST":
        return _claim(request, sheet, item)
    day = first_day_for(sheet.period, timezone.localdate())
    form = ClaimForm(sheet.period, item, initial={"occurred_on": day})
    return _form_page(request, form, item)


@require_http_methods(["GET", "HEAD", "POST"])
@card_page
def card_claim_withdraw(request: CardRequest, ref: str) -> HttpResponse:
    """Asks once, then takes a claim back while self-evaluation is open."""
    card, now = request.card, timezone.now()
    mine = Record.objects.filter(line__household=card.household_id).select_related("item")
    record = get_object_or_404(mine, ref=ref)
    form = TokenForm(request.POST or None)
    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            once(token, WITHDRAW, card, now, lambda: records.withdraw_claim(record, card, now))
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已撤回，这件事不计分了。报错了的，可以重新申报。")
            return redirect("card_record", ref=ref)
    context = {
        "form": form,
        "form_token": form["form_token"].value(),
        "record": record,
        "back": reverse("card_record", args=[ref]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/card/withdraw.html", context, status=status)


def _chosen(sheets: Sequence[Sheet], month: str) -> Sheet | None:
    """The sheet of `month`, or the latest without one."""
    if not month:
        return next(iter(sheets), None)
    return next((sheet for sheet in sheets if str(sheet.period) == month), None)


def _items_page(
    request: CardRequest, sheets: Sequence[Sheet], sheet: Sheet | None, items: Sequence[Item]
) -> HttpResponse:
    """What may be claimed; nothing can be sent from here, so what was sent is out of date."""
    sought = request.GET.get("q", "")
    context = {
        "sheet": sheet,
        "others": [each for each in sheets if each != sheet],
        "areas": claim_areas(items, sought),
        "sought": sought,
        "problems": [{"text": STALE}] if request.method == "POST" else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "points/card/claim_item.html", context, status=status)


def _claim(request: CardRequest, sheet: Sheet, item: Item) -> HttpResponse:
    form = ClaimForm(sheet.period, item, request.POST, request.FILES)
    card, now = request.card, timezone.now()

    def act() -> str:
        record = records.claim(sheet.period, form.draft(card.household), card, now)
        evidence.attach(record, form.cleaned_data["photos"], card, now)
        return record.ref

    if form.is_valid():
        try:
            ref, _ = once(form.cleaned_data["form_token"], CLAIM, card, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _claimed(ref))
            return redirect("card_record", ref=ref)
    return _form_page(request, form, item, status=422)


def _claimed(ref: str) -> str:
    """What a claim counts as things stand, also when the year has no room left for it."""
    record = Record.objects.select_related("line__sheet__standard", "item").get(ref=ref)
    now = counted(record)
    return f"已申报“{record.item.title}”" + (f"：{now.explanation}。" if now else "。")


def _form_page(
    request: CardRequest, form: ClaimForm, item: Item, status: int = 200
) -> HttpResponse:
    context = {"form": form, "line": item_line(item), "month": form["month"].value()}
    return render(request, "points/card/claim.html", context, status=status)

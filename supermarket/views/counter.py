"""The counter on exchange day: which counter, which household, its basket."""

from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.forms import TokenForm, show_refusal
from households.http import Request, require
from households.models import Household
from households.models.household import HouseholdQuerySet
from households.refusals import Refused
from households.scanned import card_token, households_for
from households.search import MOST_FOUND
from supermarket.forms.basket import BasketForm
from supermarket.forms.counter import FindForm
from supermarket.models import Outlet, Reservation, Window
from supermarket.reports.counter_page import counter_page, season
from supermarket.services import reservations
from supermarket.services.exchange import exchange
from supermarket.services.reserving import reserve_all

SERVE: Final = "supermarket.serve_counter"


@require_safe
def counters(request: Request) -> HttpResponse:
    """The counters of the person; straight to the only one."""
    require(request.user, SERVE)
    shops = [shop for shop in _shops(request) if request.user.has_perm(SERVE, shop)]
    if len(shops) == 1:
        return redirect("counter", shops[0].place.code)
    return render(request, "supermarket/counters.html", {"shops": shops})


@form_page
def counter(request: Request, outlet: str) -> HttpResponse:
    """Looks for the next household. By POST: a card's token belongs into no address and no log."""
    shop = served(request, outlet)
    form = FindForm(request.POST or None)
    found: list[Household] = []
    if form.is_valid():
        typed = form.cleaned_data["q"]
        if not typed:
            return redirect("counter", outlet)
        try:
            found = households_for(_households(shop), typed)
        except Refused as refused:
            show_refusal(form, refused)
        if len(found) == 1:
            return redirect("counter_household", outlet, found[0].code)
        if found:
            # The list has the keyboard then.
            del form.fields["q"].widget.attrs["autofocus"]
    context = {
        "form": form,
        "shop": shop,
        "season": season(shop.community, timezone.localdate()),
        "found": found[:MOST_FOUND],
        "more": len(found) > MOST_FOUND,
    }
    status = 422 if form.errors else 200
    return render(request, "supermarket/counter.html", context, status=status)


@form_page
def counter_household(request: Request, outlet: str, code: str) -> HttpResponse:
    """The household's basket: shown, changed, carried out."""
    shop = served(request, outlet)
    household = _household(shop, code)
    today = timezone.localdate()
    if request.method != "POST":
        return _basket_page(request, shop, household, BasketForm(shop, today), today)
    form = BasketForm(shop, today, request.POST)
    if form.changes:
        return _changed(request, shop, household, form, today)
    if form.is_valid() and not form.checks_out:
        return _basket_page(request, shop, household, form, today, unseen=True)
    if "reserve" in request.POST:
        done = _reserve(request, shop, household, form)
    else:
        done = _exchange(request, shop, household, form)
    return done or _basket_page(request, shop, household, form, today, status=422)


def _exchange(
    request: Request, shop: Outlet, household: Household, form: BasketForm
) -> HttpResponse | None:
    made: list[str] = []

    def act(at: datetime) -> str:
        basket, collector = form.picks(), form.collected()
        made.append(exchange(shop, household, basket, collector, request.user, at).ref)
        return made[0]

    done, ref = carried_out(request, form, _purpose("exchange", shop, household), act)
    if not done:
        return None
    if not made:
        messages.info(request, "这张单已经兑换过，没有重复扣分。")
    return redirect("slip", ref)


def _reserve(
    request: Request, shop: Outlet, household: Household, form: BasketForm
) -> HttpResponse | None:
    standing = Window.objects.filter(community=shop.community_id)
    windows = {f"{each.year}-{each.quarter}": each for each in standing}
    window = windows.get(request.POST["reserve"])

    def act(at: datetime) -> str:
        if window is None:
            raise Refused("没有这一期，请刷新页面后重选。")
        made = reserve_all(window, shop, household, form.picks(), request.user, at)
        goods = "、".join(f"{each.product.name}{each.quantity}{each.product.unit}" for each in made)
        points = sum(each.points for each in made)
        return f"{household}已预约{goods}，占用{points}分。积分按兑换当天的价格计。"

    done, told = carried_out(request, form, _purpose("reserve", shop, household), act)
    if not done:
        return None
    messages.success(request, told)
    return redirect("counter", shop.place.code)


def _purpose(act: str, shop: Outlet, household: Household) -> str:
    """What a basket is sent for: another counter's or household's token does not answer for it.

    Primary keys are short; the codes of a place and a household might not fit a `Submission`.
    """
    return f"{act} {shop.pk} {household.pk}"


def _changed(
    request: Request, shop: Outlet, household: Household, form: BasketForm, today: date
) -> HttpResponse:
    """The basket after something was added or taken out; the next household for its card."""
    entered = request.POST.get("entry", "")
    if not card_token(entered):
        form.change()
    elif form.lines:
        form.entry_error = "这张兑换单还没有确认。请先确认或清空，再扫下一张卡。"
    else:
        try:
            (carded,) = households_for(_households(shop), entered)
        except Refused as refused:
            form.entry_error = refused.messages[0]
        else:
            return redirect("counter_household", shop.place.code, carded.code)
    status = 422 if form.entry_error else 200
    return _basket_page(request, shop, household, form, today, status=status)


@form_page
def reservation_withdraw(request: Request, outlet: str, code: str, ref: str) -> HttpResponse:
    """Asks, then gives a reservation up."""
    shop = served(request, outlet)
    household = _household(shop, code)
    mine = Reservation.objects.filter(outlet=shop, household=household)
    chain = ("outlet__place", "household", "product", "window")
    reservation = get_object_or_404(mine.select_related(*chain), ref=ref)
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> None:
        reservations.withdraw(reservation, request.user, at)

    done, _ = carried_out(request, form, "withdraw_reservation", act)
    if done:
        messages.success(request, f"已取消预约：{reservation.product.name}。")
        return redirect("counter_household", outlet, code)
    context = {"form": form, "shop": shop, "household": household, "reservation": reservation}
    status = 422 if form.is_bound else 200
    return render(request, "supermarket/reservation_withdraw.html", context, status=status)


def served(request: Request, code: str) -> Outlet:
    """The counter of that code in the person's scope, served by him: 404, then 403."""
    shop = get_object_or_404(_shops(request), place__code=code)
    require(request.user, SERVE, shop)
    return shop


def _shops(request: Request) -> Any:
    visible = Outlet.objects.visible_to(request.user).shops()
    return visible.select_related("place", "community").order_by("place__code")


def _households(shop: Outlet) -> HouseholdQuerySet:
    """A counter serves everybody of its community, wherever they live, and sees no more of them
    than its own pages show."""
    return Household.objects.filter(community=shop.community_id)


def _household(shop: Outlet, code: str) -> Household:
    return get_object_or_404(_households(shop).select_related("group__parent"), code=code)


def _basket_page(
    request: Request,
    shop: Outlet,
    household: Household,
    form: BasketForm,
    today: date,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = counter_page(shop, household, today)
    if not form.is_bound:
        form.fetch(page.here, page.offered)
    form.compare(page.here)
    context = {
        "form": form,
        "problems": form.problems,
        "page": page,
        "shop": shop,
        "household": household,
        "after": page.spendable - form.points,
        **more,
    }
    return render(request, "supermarket/counter_household.html", context, status=status)

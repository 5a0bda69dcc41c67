"""What the pages of activities and teams share: whose they are, and a page with one form."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from households.acting import Act, carried_out
from households.forms import TokenForm
from households.http import Request, require
from points.models import Activity
from points.reports.activity_page import with_chain
from points.services.activities import RIGHT

SEE = "points.view_activity"


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with nothing but a form: `act` is the verb on its button, `back` where “取消” and a
    form that came too late lead, `trail` the pages above it as (label, address)."""

    heading: str
    act: str
    back: str
    trail: tuple[tuple[str, str], ...]
    lead: str = ""
    danger: bool = False


def visible_activity(request: Request, ref: str) -> Activity:
    """The activity of that reference in the person's community, for whoever may see such: 404,
    then 403."""
    found = get_object_or_404(with_chain(Activity.objects.visible_to(request.user)), ref=ref)
    require(request.user, SEE)
    return found


def organised_activity(request: Request, ref: str) -> Activity:
    """The same for whoever may act where its call is for."""
    found = visible_activity(request, ref)
    require(request.user, RIGHT, found.place)
    return found


def address_of(ref: str) -> str:
    """Of the page of the activity with that reference."""
    return reverse("activity", args=[ref])


def trail_to(found: Activity | None = None) -> tuple[tuple[str, str], ...]:
    """The list of activities, and the page of one."""
    above = (("活动", reverse("activity_list")),)
    return above if found is None else (*above, (found.title, address_of(found.ref)))


def answer_form(
    request: Request,
    page: FormPage,
    form: TokenForm,
    purpose: str,
    act: Act,
    done: str = "",
    to: str = "",
) -> HttpResponse:
    """The page with its form; once it is carried out `done` is told on the page at `to`. Of these
    `act` gives the one that is left out."""
    is_done, result = carried_out(request, form, purpose, act)
    if is_done:
        messages.success(request, done or result)
        return redirect(to or result)
    status = 422 if form.is_bound else 200
    return render(request, "points/activity_form.html", {"page": page, "form": form}, status=status)

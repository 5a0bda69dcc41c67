"""打印表格: forms to fill in by hand, chosen on one page and printed as one PDF."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.forms import show_refusal
from households.http import Request, require
from households.models import Place
from households.refusals import Refused
from points.forms.blank_forms import BlankFormsForm
from points.periods import Month
from points.reports.blank_forms import blank_forms
from points.reports.blank_forms_choice import (
    RIGHT,
    named,
    offer,
    require_taking_part,
    seen_groups,
)
from points.reports.blank_forms_facts import occasion
from points.services.policies import policy_of
from points.views.paper import pdf_answer


@require_safe
def choose(request: Request) -> HttpResponse:
    """The page on which forms, group and month are chosen (`?month=2026-11` to begin with)."""
    require(request.user, RIGHT)
    today = timezone.localdate()
    initial = {
        "month": request.GET.get("month", str(Month.of(today))),
        "paper": policy_of(request.user.community).paper,
    }
    form = BlankFormsForm(offer(request.user, today), initial=initial)
    return render(request, "points/blank_forms.html", {"form": form})


@require_safe
def print_chosen(request: Request) -> HttpResponse | FileResponse:
    """The chosen forms as one PDF (`?place=<code>&month=2026-11&sheet=self&sheet=group&paper=A3`),
    or the page again with what stands in the way."""
    today = timezone.localdate()
    groups = _groups(request)
    form = BlankFormsForm(offer(request.user, today), request.GET)
    if form.is_valid():
        month, chosen = form.cleaned_data["month"], form.cleaned_data["sheet"]
        try:
            taking = require_taking_part(groups, month)
            facts = occasion(request.user, taking, month, today)
            made = blank_forms(facts, chosen, form.cleaned_data["paper"])
        except Refused as refused:
            show_refusal(form, refused)
        else:
            where = taking[0].label if len(taking) == 1 else request.user.community.name
            return pdf_answer(made, f"{where}{month.label}填写表.pdf")
    return render(request, "points/blank_forms.html", {"form": form}, status=422)


def _groups(request: Request) -> list[Place]:
    """The groups that the address names, those for which the person may print."""
    code = request.GET.get("place", "")
    seen = named(seen_groups(request.user, timezone.localdate()), code)
    if code and not seen:
        raise Http404
    may = [group for group in seen if request.user.has_perm(RIGHT, group)]
    if not may:
        require(request.user, RIGHT, seen[0] if seen else None)
    return may

"""Many sheets in one act: passing the ticked ones, and the assembly that ratifies them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.choices import ChoicesField
from points.forms.review import AssemblyForm, ChosenForm
from points.models import Sheet
from points.reports.choice import Choice, chosen_sheets, seen
from points.reports.ratify_page import ratify_rows
from points.services import review
from points.services.sheet_checks import Changed
from points.steps import Step
from points.views.sheet import handled
from points.views.sheet_list import list_response

Chosen = dict[Choice, Sheet]


@require_POST
def sheet_pass_many(request: Request) -> HttpResponse:
    """Passes the ticked sheets, all or none; the assembly's step first asks for its numbers."""
    form = ChosenForm(request.POST)
    if not form.is_valid():
        return list_response(request, form, status=422)
    chosen = _chosen(request, form.cleaned_data["sheet"])
    step = next(iter(chosen)).step
    if step is Step.ASSEMBLY:
        return redirect(reverse("sheet_ratify", query={"sheet": [str(each) for each in chosen]}))
    now = timezone.now()

    def act() -> int:
        return len(review.pass_sheets(seen(chosen), step, request.user, now))

    try:
        passed, _ = once(form.cleaned_data["form_token"], "pass_sheets", request.user, now, act)
    except AlreadyHandled as refused:
        return handled(request, _now(request, chosen), refused)
    except Refused as refused:
        form.refuse(refused)
        return list_response(request, form, [str(each) for each in chosen], status=422)
    messages.success(request, f"{passed}张积分表已通过{step.label}。")
    return _to_list(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_ratify(request: Request) -> HttpResponse:
    """The assembly's numbers for the sheets chosen (`?sheet=…`), and ratifying them by it."""
    require(request.user, Step.ASSEMBLY.right)
    if request.method != "POST":
        try:
            choices = ChoicesField().clean(request.GET.getlist("sheet"))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("sheet_list")
        form = AssemblyForm(initial={"sheet": [str(choice) for choice in choices]})
        return _ratify_page(request, form, _chosen(request, choices))
    form = AssemblyForm(request.POST)
    valid = form.is_valid()
    chosen = _chosen(request, form.cleaned_data.get("sheet", []))
    if not valid:
        return _ratify_page(request, form, chosen, status=422)
    now = timezone.now()

    def act() -> int:
        meeting = form.assembly()
        return len(
            review.pass_sheets(seen(chosen), Step.ASSEMBLY, request.user, now, assembly=meeting)
        )

    try:
        passed, _ = once(form.cleaned_data["form_token"], "ratify", request.user, now, act)
    except AlreadyHandled as refused:
        return handled(request, _now(request, chosen), refused)
    except Changed as refused:
        sent = request.POST.copy()
        # Read again: what is ratified next is what this page shows.
        sent.setlist("sheet", [str(Choice.of(sheet)) for sheet in _now(request, chosen)])
        form = AssemblyForm(sent)
        form.refuse(refused)
        return _ratify_page(request, form, chosen, status=422)
    except Refused as refused:
        form.refuse(refused)
        return _ratify_page(request, form, chosen, status=422)
    messages.success(request, f"代表大会已审定{passed}张积分表，可以公示了。")
    return _to_list(chosen)


def _chosen(request: Request, choices: list[Choice]) -> Chosen:
    """The sheets chosen: 404 when one lies outside the scope, 403 without the step's right."""
    chosen = chosen_sheets(request.user, choices)
    if len(chosen) < len(choices):
        raise Http404
    for choice, sheet in chosen.items():
        require(request.user, choice.step.right, sheet)
    return chosen


def _now(request: Request, chosen: Chosen) -> list[Sheet]:
    return list(chosen_sheets(request.user, chosen).values())


def _ratify_page(
    request: Request, form: AssemblyForm, chosen: Chosen, status: int = 200
) -> HttpResponse:
    current = chosen_sheets(request.user, chosen)
    context = {"form": form, "rows": ratify_rows(current)}
    return render(request, "points/review_ratify.html", context, status=status)


def _to_list(chosen: Chosen) -> HttpResponse:
    latest = max(choice.month for choice in chosen)
    return redirect(reverse("sheet_list", query={"month": str(latest)}))

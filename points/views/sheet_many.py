"""Many sheets in one act: passing the ticked ones, or voting for them in the committee."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.review import PassManyForm
from points.models import Sheet
from points.reports.choice import Choice, chosen_sheets, seen
from points.services import proposals, review
from points.steps import Step
from points.views.sheet import handled
from points.views.sheet_list import list_response

Chosen = dict[Choice, Sheet]


@require_POST
def sheet_pass_many(request: Request) -> HttpResponse:
    """Passes the ticked sheets, all or none; at the committee's step, votes for each of them. The
    assembly's step first asks for its numbers, group scoring once whether the proposals that
    nobody has answered are to be left: they can't be taken any more."""
    form = PassManyForm(request.POST)
    if not form.is_valid():
        return list_response(request, form, status=422)
    chosen = chosen_here(request, form.cleaned_data["sheet"])
    step = next(iter(chosen)).step
    if step is Step.ASSEMBLY:
        return redirect(reverse("sheet_ratify", query={"sheet": [str(each) for each in chosen]}))
    now = timezone.now()

    def act() -> int:
        if step is Step.GROUP and not form.cleaned_data["leave"]:
            _require_none_open(chosen, now)
        return len(review.pass_sheets(seen(chosen), step, request.user, now))

    try:
        passed, _ = once(form.cleaned_data["form_token"], "pass_sheets", request.user, now, act)
    except AlreadyHandled as refused:
        return now_handled(request, chosen, refused)
    except Refused as refused:
        form.refuse(refused)
        return list_response(request, form, [str(each) for each in chosen], status=422)
    messages.success(request, _passed(step, passed, len(chosen) - passed))
    return to_list(chosen)


def _require_none_open(chosen: Chosen, at: datetime) -> None:
    found = proposals.open_on(chosen.values(), at)
    if found:
        named = "、".join(f"{sheet.group.label}{number}条" for sheet, number in found.items())
        told = f"还有建议未处理：{named}。通过之后不能再记入，请先处理；不处理的，请打勾后再通过。"
        raise Refused({"leave": told})


def _passed(step: Step, passed: int, waiting: int) -> str:
    """What ticking many did: at the committee's step some may wait for more votes."""
    if step is not Step.COMMITTEE:
        return f"{passed}张积分表已通过{step.label}。"
    voted = f"已记下您对{passed + waiting}张积分表的同意票："
    if not waiting:
        return f"{voted}都已通过{step.label}。"
    return f"{voted}{passed}张已通过{step.label}，{waiting}张还等其他委员表决。"


def chosen_here(request: Request, choices: list[Choice]) -> Chosen:
    """The sheets chosen: 404 when one lies outside the scope, 403 without the step's right."""
    chosen = chosen_sheets(request.user, choices)
    if len(chosen) < len(choices):
        raise Http404
    for choice, sheet in chosen.items():
        require(request.user, choice.step.right, sheet)
    return chosen


def now_handled(request: Request, chosen: Chosen, refused: AlreadyHandled) -> HttpResponse:
    """The page that tells what the sheets are now."""
    return handled(request, list(chosen_sheets(request.user, chosen).values()), refused)


def to_list(chosen: Chosen) -> HttpResponse:
    """Back to the list, of the latest month chosen."""
    latest = max(choice.month for choice in chosen)
    return redirect(reverse("sheet_list", query={"month": str(latest)}))

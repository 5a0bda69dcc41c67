"""代表大会审定: one meeting's numbers, and the sheets of one or several months it ratifies."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.choices import ChoicesField
from points.forms.review import AssemblyForm
from points.reports.choice import Choice, chosen_sheets, seen
from points.reports.ratify_page import hanging, ratify_rows, waiting_for_assembly
from points.services import review
from points.services.meetings import delegates_on
from points.steps import Step
from points.views.sheet_many import chosen_here, now_handled, to_list


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_ratify(request: Request) -> HttpResponse:
    """Ratifies the sheets that stay ticked: of those chosen in the list (`?sheet=…`), or of all
    that wait for an assembly, whatever their month."""
    require(request.user, Step.ASSEMBLY.right)
    try:
        asked = ChoicesField(required=False).clean(request.GET.getlist("sheet"))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("sheet_list")
    chosen_here(request, asked)
    if request.method != "POST":
        listed = delegates_on(request.user.community_id, timezone.localdate())
        return _page(request, AssemblyForm(initial={"total": listed or None}), asked)
    form = AssemblyForm(request.POST, request.FILES)
    valid = form.is_valid()
    ticked = form.cleaned_data.get("sheet", [])
    chosen = chosen_here(request, ticked)
    if not valid:
        return _page(request, form, asked, ticked)
    now = timezone.now()

    def act() -> list[int]:
        made = review.pass_sheets(
            seen(chosen), Step.ASSEMBLY, request.user, now, assembly=form.assembly()
        )
        return [len(made), sum(each.sheet.notice_first for each in made)]

    try:
        (ratified, hung), _ = once(
            form.cleaned_data["form_token"], "ratify", request.user, now, act
        )
    except AlreadyHandled as refused:
        return now_handled(request, chosen, refused)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, form, asked, ticked)
    messages.success(request, _told(ratified, hung))
    return to_list(chosen)


def _page(
    request: Request,
    form: AssemblyForm,
    asked: Sequence[Choice],
    ticked: Sequence[Choice] | None = None,
) -> HttpResponse:
    """The page as the sheets stand now, so that what is ratified next is what it shows; `ticked`
    are the ticks of a form that was refused."""
    today = timezone.localdate()
    if asked:
        sheets = list(chosen_sheets(request.user, asked).values())
    else:
        sheets = waiting_for_assembly(request.user, today)
    context = {
        "form": form,
        "rows": ratify_rows(
            request.user, sheets, asked if ticked is None else ticked, all_ticked=ticked is None
        ),
        "hanging": 0 if asked else hanging(request.user, today),
    }
    status = 200 if ticked is None else 422
    return render(request, "points/review_ratify.html", context, status=status)


def _told(ratified: int, hung: int) -> str:
    """What the assembly did, and what comes next: `hung` of the sheets had their notice before."""
    told = f"代表大会已审定{ratified}张积分表，"
    if not hung:
        return f"{told}可以公示了。"
    if hung == ratified:
        return f"{told}公示也已期满，可以入账了。"
    return f"{told}其中{hung}张公示已期满，可以入账；其余可以公示了。"

"""The acts of a step on one sheet: pass it, vote on it, return it, change a record's points."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.relations import kin_of
from households.services.submissions import once
from points.forms.review import PassForm, ReturnForm, ReviseForm, VoteForm
from points.models import CommitteeVote, Record, Sheet
from points.periods import Month
from points.reports.record_page import counted, facts
from points.reports.story import record_story
from points.services import review, revisions, votes
from points.services.amounts import worth
from points.services.scorebook import with_points_now
from points.services.sheet_checks import Changed, Seen
from points.steps import Step
from points.views.sheet import (
    handled,
    pass_form,
    return_form,
    sheet_response,
    visible_sheet,
    vote_form,
)

Typed = Mapping[str, Any]


@require_POST
def sheet_pass(request: Request, month: Month, group: str) -> HttpResponse:
    """Passes the sheet at the step and in the version that were on the screen."""

    def act(seen: Seen, typed: Typed, now: datetime) -> str:
        (made,) = review.pass_sheets([seen], typed["step"], request.user, now, typed["comment"])
        return f"{made.sheet}已通过{typed['step'].label}。"

    return _decide(request, month, group, pass_form, "pass_sheet", act)


@require_POST
def sheet_vote(request: Request, month: Month, group: str) -> HttpResponse:
    """One committee member's vote on the version that was on the screen; the last agreeing vote
    that was missing passes the sheet."""

    def act(seen: Seen, typed: Typed, now: datetime) -> str:
        choice = typed["choice"]
        made = review.vote(seen, choice, typed["remark"], request.user, now)
        if made is not None:
            return f"{made.sheet}已通过{Step.COMMITTEE.label}。"
        return _noted(seen, choice, now)

    return _decide(request, month, group, vote_form, "vote", act, step=Step.COMMITTEE)


def _noted(seen: Seen, choice: str, now: datetime) -> str:
    """What is still missing after a vote that did not pass the sheet."""
    sheet = Sheet.objects.select_related("group__parent").get(pk=seen.sheet)
    poll = votes.polls([sheet], timezone.localdate(now))[sheet.pk]
    noted = f"{sheet}：已记下您的{CommitteeVote.Choice(choice).label}票，"
    if poll.may_pass:
        return f"{noted}还差{poll.missing}票同意。"
    return f"{noted}同意票已经凑不够{poll.panel.needed}票，请退回前面的步骤。"


@require_POST
def sheet_return(request: Request, month: Month, group: str) -> HttpResponse:
    """Returns the sheet to an earlier step, with a reason."""

    def act(seen: Seen, typed: Typed, now: datetime) -> str:
        step, to, reason = typed["step"], typed["to"], typed["reason"]
        made = review.return_sheet(seen, step, to, reason, request.user, now)
        return f"{made.sheet}已退回到{to.label}。"

    return _decide(request, month, group, return_form, "return_sheet", act)


def _decide(
    request: Request,
    month: Month,
    group: str,
    make_form: Callable[[Sheet, Typed], PassForm | VoteForm | ReturnForm],
    purpose: str,
    act: Callable[[Seen, Typed, datetime], str],
    step: Step | None = None,
) -> HttpResponse:
    """Carries out `act` at the step the form says, unless it is a form of `step` alone."""
    found = visible_sheet(request, month, group)
    form = make_form(found, request.POST)
    valid = form.is_valid()
    typed, now = form.cleaned_data, timezone.now()
    of = step or typed.get("step", Step(found.step))
    require(request.user, of.right, found)
    if not valid:
        return sheet_response(request, found, refused=form, status=422)
    seen = Seen(found.pk, typed["version"])
    try:
        told, _ = once(
            typed["form_token"], purpose, request.user, now, lambda: act(seen, typed, now)
        )
    except AlreadyHandled as refused:
        return handled(request, [visible_sheet(request, month, group)], refused)
    except Changed as refused:
        # Read again: what is approved next is what this page shows.
        found = visible_sheet(request, month, group)
        form = make_form(found, {**request.POST.dict(), "version": found.version})
        form.refuse(refused)
        return sheet_response(request, found, refused=form, since=seen.version, status=422)
    except Refused as refused:
        form.refuse(refused)
        return sheet_response(request, found, refused=form, status=422)
    messages.success(request, told)
    return redirect(reverse("sheet_list", query={"month": str(month)}))


@require_http_methods(["GET", "HEAD", "POST"])
def record_revise(request: Request, ref: str) -> HttpResponse:
    """Changes a record's points at the step its sheet waits at; 0 points refuse it."""
    visible = Record.objects.visible_to(request.user)
    chain = ("line__sheet__group__parent", "line__sheet__standard", "line__household", "item")
    found = with_points_now(visible.select_related(*chain, "recorded_by"))
    record = found.filter(ref=ref).first()
    if record is None:
        raise Http404
    require(request.user, "points.revise_record", record)
    if request.user.household_id == record.line.household_id:
        raise PermissionDenied("不能评议自己家的积分，这一户由其他人办理。")
    sheet = record.line.sheet
    step = Step(sheet.step)
    if step is Step.COMMITTEE and record.line.household_id in kin_of(request.user):
        raise PermissionDenied("这是您申报的亲属家，按规定回避，这一户由其他委员办理。")
    if request.method != "POST":
        if not (sheet.in_review and step.revises and record.voided_at is None):
            told = "这条记录现在不能改分：积分表不在评审步骤，或者记录已作废。"
            return handled(request, [sheet], AlreadyHandled(told))
        require(request.user, step.right, sheet)
        shown = {"step": step.value, "points_seen": record.points_now}
        return _revise_page(request, record, ReviseForm(initial=shown))
    form = ReviseForm(request.POST)
    if not form.is_valid():
        require(request.user, step.right, sheet)
        return _revise_page(request, record, form, status=422)
    typed, now = form.cleaned_data, timezone.now()
    require(request.user, typed["step"].right, sheet)

    def act() -> None:
        seen, after = typed["points_seen"], typed["points"]
        revisions.revise(record, typed["step"], seen, after, typed["reason"], request.user, now)

    try:
        once(typed["form_token"], "revise_record", request.user, now, act)
    except AlreadyHandled as refused:
        sheet.refresh_from_db(fields=["state", "step"])
        return handled(request, [sheet], refused)
    except Refused as refused:
        form.refuse(refused)
        return _revise_page(request, record, form, status=422)
    messages.success(request, f"已改分：{record.line.household} {record.item}。")
    page = reverse("sheet", args=[sheet.period, sheet.group.code])
    return redirect(f"{page}#h-{record.line.household.code}")


def _revise_page(
    request: Request, record: Any, form: ReviseForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "record": record,
        "sheet": record.line.sheet,
        "facts": facts(record),
        "worth": worth(record.item),
        "counted": counted(record),
        "story": record_story(record),
    }
    return render(request, "points/review_revise.html", context, status=status)

"""征求意见: publishing a draft for comment, the opinions that came, the answers to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.comment import AnswerForm, CommentForm
from points.forms.notice import FirstDayForm
from points.models import Notice, StandardComment
from points.periods import Month, closing_day
from points.reports.notice_words import period, span
from points.reports.standard_page import area_parts, size
from points.services import standard_comments
from points.services.policies import policy_of
from points.services.standard_content import content_version
from points.services.standard_fit import obstacle
from points.views.standard import find

SEE = "points.view_objection"
HANDLE = standard_comments.RIGHT


@require_http_methods(["GET", "HEAD", "POST"])
def standard_ask(request: Request, month: Month, place: int) -> HttpResponse:
    """What would be published of a draft, and the button to do it."""
    _, draft = find(request, month, place)
    standard = draft.standard
    require(request.user, "points.publish_notice", standard)
    now = timezone.now()
    today = timezone.localdate(now)
    form = FirstDayForm(request.POST or None, initial={"opens_on": today})

    def act() -> int:
        opens_on, seen = form.cleaned_data["opens_on"], request.POST.get("seen", "")
        return standard_comments.ask(standard, opens_on, request.user, now, seen).number

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            number, _ = once(token, "ask_standard", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, f"第{number}期公示已发布，请按村打印张贴，收到的意见逐条登记。"
            )
            return redirect("notice", number=number)
    policy = policy_of(standard.community)
    context = {
        "form": form,
        "draft": draft,
        "size": size(area_parts(standard)),
        "obstacle": obstacle(standard),
        "policy": policy,
        "closes": span(today, closing_day(today, policy.period_days)),
        "carried": [{"name": "seen", "value": content_version(standard)}],
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/standard_ask.html", context, status=status)


@require_safe
def comment_list(request: Request, number: int) -> HttpResponse:
    """The opinions on the draft of a notice, with their answers: for the office, never public."""
    notice = _notice(request, number, SEE)
    comments = StandardComment.objects.filter(notice=notice).select_related(
        "typed_by", "answer__by"
    )
    context = {
        "notice": notice,
        "title": notice.content["standard"]["title"],
        "period": period(notice),
        "comments": comments,
        "may_handle": request.user.has_perm(HANDLE, notice),
    }
    return render(request, "points/comment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_new(request: Request, number: int) -> HttpResponse:
    """Types in an opinion."""
    notice = _notice(request, number, HANDLE)
    now = timezone.now()
    form = CommentForm(request.POST or None, initial={"received_on": timezone.localdate(now)})

    def act() -> None:
        standard_comments.register(notice, form.opinion(), request.user, now)

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "comment_new", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "意见已登记，研究之后请答复。")
            return redirect("comment_list", number=number)
    context = {"form": form, "notice": notice, "back": reverse("comment_list", args=[number])}
    status = 422 if form.is_bound else 200
    return render(request, "points/comment_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_answer(request: Request, number: int, ref: str) -> HttpResponse:
    """Writes down what the office made of an opinion."""
    visible = StandardComment.objects.visible_to(request.user).select_related("notice")
    comment = get_object_or_404(visible, notice__number=number, ref=ref)
    require(request.user, HANDLE, comment)
    now = timezone.now()
    form = AnswerForm(request.POST or None)
    back = reverse("comment_list", args=[number])

    def act() -> None:
        outcome, text = form.cleaned_data["outcome"], form.cleaned_data["text"]
        standard_comments.answer(comment, outcome, text, request.user, now)

    if form.is_valid():
        try:
            once(form.cleaned_data["form_token"], "comment_answer", request.user, now, act)
        except AlreadyHandled as handled:
            messages.warning(request, handled.messages[0])
            return redirect(back)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, "已答复。")
            return redirect(back)
    context = {"form": form, "notice": comment.notice, "comment": comment, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "points/comment_answer.html", context, status=status)


def _notice(request: Request, number: int, right: str) -> Notice:
    """The notice that asks about a draft: 404 for one of another kind, 403 without the right."""
    visible = Notice.objects.visible_to(request.user).select_related("community")
    found = get_object_or_404(visible, number=number, kind=Notice.Kind.COMMENT)
    require(request.user, right, found)
    return found

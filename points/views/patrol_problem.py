"""Problems that patrols found: their list, one of them, looking again, voiding, the photos."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from households.forms import TokenForm
from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once, was_sent
from points.forms.patrol import CheckForm, ProblemFilter
from points.forms.record import VoidForm
from points.models import PatrolCheckPhoto, PatrolFinding, PatrolFindingPhoto
from points.printing.fonts import MissingGlyph
from points.reports.blank_forms_choice import named, seen_groups
from points.reports.patrol_finding_page import finding_page
from points.reports.patrol_list import places_offered
from points.reports.patrol_problems import problem_of, problems
from points.reports.problems_paper import MOST, problems_paper
from points.services import patrol_checks, patrols
from points.views.evidence import evidence_response
from points.views.paper import pdf_answer
from points.views.patrol import VIEW, require_sees

PER_PAGE = 50
CHECKED, VOIDED = "已登记复查。", "这条扣分已作废。"


@require_safe
def patrol_problems(request: Request) -> HttpResponse:
    """The problems in scope that have to be put right (`?state=overdue&place=<code>`)."""
    return _list(request)


@require_safe
def problems_print(request: Request) -> HttpResponse | FileResponse:
    """The same list as PDF, with photos."""
    require(request.user, VIEW)
    today = timezone.localdate()
    form, found = _found(request)
    shown = list(found[: MOST + 1])
    if len(shown) > MOST:
        return _list(request, [f"一次最多打印{MOST}个问题，请选一个村或一个组再打印。"])
    place, state = form.said
    try:
        made = problems_paper(
            request.user.community, place, state, [problem_of(each, today) for each in shown], today
        )
    except MissingGlyph as missing:
        return _list(request, missing.messages)
    return pdf_answer(made, f"巡查问题清单{today:%Y%m%d}.pdf")


def _list(request: Request, wrong: list[str] | None = None) -> HttpResponse:
    require(request.user, VIEW)
    today = timezone.localdate()
    form, found = _found(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [problem_of(each, today) for each in page],
        "asked": request.GET.urlencode(),
        "problems": [{"text": text, "target": ""} for text in wrong or ()],
    }
    return render(request, "points/patrol_problems.html", context, status=422 if wrong else 200)


def _found(request: Request) -> tuple[ProblemFilter, Any]:
    today = timezone.localdate()
    groups = seen_groups(request.user, today)
    form = ProblemFilter(request.GET, places_offered(groups))
    asked = form.cleaned_data if form.is_valid() else {}
    places = named(groups, asked["place"]) if asked.get("place") else []
    return form, problems(request.user, asked.get("state", ""), places, today)


@require_safe
def patrol_finding(request: Request, ref: str) -> HttpResponse:
    """One finding with its photos and checks, and what the person may do about it."""
    finding = _visible(request, ref)
    context = {"page": finding_page(finding, request.user, timezone.localdate())}
    return render(request, "points/patrol_finding.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def patrol_check(request: Request, ref: str) -> HttpResponse:
    """Notes whether a problem was put right."""
    finding = _visible(request, ref)
    if _sent_before(request, "patrol_check", CHECKED):
        return redirect("patrol_finding", ref=ref)
    page = finding_page(finding, request.user, timezone.localdate())
    if not page.may_look_again:
        raise PermissionDenied("只有这一轮的巡查员和积分办能登记复查，自己家的由别人办理。")
    now = timezone.now()
    form = CheckForm(initial={"checked_on": timezone.localdate(now)})
    if request.method == "POST":
        form = CheckForm(request.POST, request.FILES)

    def act() -> None:
        typed = form.cleaned_data
        patrol_checks.check(
            finding,
            typed["checked_on"],
            typed["note"],
            typed["photos"],
            request.user,
            now,
            fixed=typed["fixed"],
        )

    if form.is_valid():
        done = _once(request, form, "patrol_check", act, CHECKED)
        if done:
            return redirect("patrol_finding", ref=ref)
    context = {"form": form, "page": page}
    status = 422 if form.is_bound else 200
    return render(request, "points/patrol_check.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def finding_void(request: Request, ref: str) -> HttpResponse:
    """Asks for the reason, then voids a finding."""
    finding = _visible(request, ref)
    if _sent_before(request, "finding_void", VOIDED):
        return redirect("patrol", ref=finding.round.ref)
    page = finding_page(finding, request.user, timezone.localdate())
    if not page.may_void:
        raise PermissionDenied("这条扣分由记下它的巡查员（本轮结束之前）或积分办作废。")
    form = VoidForm(request.POST or None)
    now = timezone.now()

    def act() -> None:
        patrols.void(finding, form.cleaned_data["reason"], request.user, now)

    if form.is_valid():
        done = _once(request, form, "finding_void", act, VOIDED)
        if done:
            return redirect("patrol", ref=finding.round.ref)
    context = {"form": form, "page": page}
    status = 422 if form.is_bound else 200
    return render(request, "points/finding_void.html", context, status=status)


def _sent_before(request: Request, purpose: str, told: str) -> bool:
    """Answers a form that was carried out before, which by now nobody may send any more."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return False
    if not was_sent(form.cleaned_data["form_token"], purpose, request.user):
        return False
    messages.success(request, told)
    return True


def _once(request: Request, form: Any, purpose: str, act: Any, told: str) -> bool:
    """Carries out `act` once; whether there is nothing left to show the form for."""
    try:
        once(form.cleaned_data["form_token"], purpose, request.user, timezone.now(), act)
    except AlreadyHandled as handled:
        messages.info(request, "".join(handled.messages))
    except Refused as refused:
        form.refuse(refused)
        return False
    else:
        messages.success(request, told)
    return True


@require_safe
def patrol_photo(request: Request, ref: str) -> FileResponse:
    """A photo of a finding, for whoever may see the finding."""
    visible = PatrolFindingPhoto.objects.visible_to(request.user)
    photo = get_object_or_404(visible.select_related("finding__round__group__parent"), ref=ref)
    require_sees(request, photo.finding.round)
    return evidence_response(photo, "巡查")


@require_safe
def check_photo(request: Request, ref: str) -> FileResponse:
    """A photo of a check, for whoever may see the finding it is of."""
    visible = PatrolCheckPhoto.objects.visible_to(request.user)
    chain = visible.select_related("of_check__finding__round__group__parent")
    photo = get_object_or_404(chain, ref=ref)
    require_sees(request, photo.of_check.finding.round)
    return evidence_response(photo, "复查")


def _visible(request: Request, ref: str) -> PatrolFinding:
    visible = PatrolFinding.objects.visible_to(request.user)
    chain = visible.select_related(
        "household", "by", "voided_by", "round__group__parent", "round__group__community"
    ).prefetch_related("photos", "checks")
    finding = get_object_or_404(chain, ref=ref)
    require_sees(request, finding.round)
    return finding

"""推算: asking what settled months would have come to under another standard, and the answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households.addresses import site_address
from households.forms import TokenForm
from households.http import Request, require
from households.models import Household
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.what_if import WhatIfForm
from points.models import PrintJob, Replay, Standard
from points.periods import Month
from points.printing.fonts import MissingGlyph
from points.prints.one_worker import worker_runs
from points.reports.print_page import Standing
from points.reports.what_if_page import (
    SHOWN,
    families,
    in_village,
    outcome,
    rows_shown,
)
from points.reports.what_if_paper import what_if_paper
from points.reports.what_if_words import HOW, afterwards, to_check, told, version_said
from points.services import print_jobs, replays
from points.services.honour_policies import thresholds_of
from points.services.replays import KIND, RIGHT, Wanted
from points.views.paper import pdf_answer
from points.views.standard import find

PER_PAGE = 50
MOST_LISTED = 10
"""Earlier results of one standard."""


@require_http_methods(["GET", "HEAD", "POST"])
def what_if_new(request: Request, month: Month, place: int = 0) -> HttpResponse:
    """Asks which months are to be replayed under a draft or an adopted standard."""
    version = find(request, month, place)[1]
    standard, now = version.standard, timezone.now()
    require(request.user, RIGHT, standard)
    months = replays.settled_months(standard.community)
    given = thresholds_of(standard.community)
    form = WhatIfForm(months, given, request.POST or None) if months else None

    def act(wanted: Wanted) -> str:
        return replays.ask(standard, wanted, request.user, now, site_address(request)).ref

    if form is not None and form.is_valid():
        typed = form.cleaned_data
        token, wanted = typed["form_token"], typed["wanted"]
        try:
            ref, _ = once(token, "ask_replay", request.user, now, lambda: act(wanted))
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("what_if", ref=ref)
    known = Replay.objects.visible_to(request.user).filter(standard=standard)
    context = {
        "form": form,
        "version": version,
        "known": known.without_families().select_related("job__asked_by")[:MOST_LISTED],
        "how": HOW,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "points/what_if_new.html", context, status=status)


@require_safe
def what_if(request: Request, ref: str) -> HttpResponse:
    """What came out; until then, how far it is."""
    replay = _replay(request, ref)
    if replay is None:
        return render(request, "points/what_if_job.html", _shown(_job(request, ref)))
    return _result(request, replay)


def _result(
    request: Request, replay: Replay, problems: Any = (), status: int = 200
) -> HttpResponse:
    found = outcome(replay)
    context = {
        "found": found,
        "replay": replay,
        "told": told(found),
        "to_check": to_check(found),
        "how": HOW,
        "version": version_said(replay),
        "afterwards": afterwards(replay, _standard(replay)),
        "problems": problems,
    }
    return render(request, "points/what_if.html", context, status=status)


@require_safe
def what_if_progress(request: Request, ref: str) -> HttpResponse:
    """The part of the page that changes while one watches."""
    return render(request, "points/_what_if_progress.html", _shown(_job(request, ref)))


@require_safe
def what_if_families(request: Request, ref: str) -> HttpResponse:
    """The families whose places or stars would change (`?shown=` which, `?village=` where)."""
    replay = get_object_or_404(_replays(request), job__ref=ref)
    require(request.user, RIGHT, replay)
    shown, village = request.GET.get("shown", ""), request.GET.get("village", "")
    shown = shown if shown in SHOWN else "all"
    rows: list[Any] = rows_shown(replay, shown)
    if village:
        rows = in_village(rows, request.user, village)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "replay": replay,
        "page": page,
        "families": families(list(page), Household.objects.visible_to(request.user)),
        "lists": SHOWN,
        "shown": shown,
        "villages": [(code, name) for code, name, *_ in replay.content["villages"]],
        "village": village,
        "has_stars": bool(replay.content["stars"]),
    }
    return render(request, "points/what_if_families.html", context)


@require_safe
def what_if_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """The result on A4, for the meeting."""
    replay = get_object_or_404(_replays(request), job__ref=ref)
    require(request.user, RIGHT, replay)
    try:
        made = what_if_paper(replay, request.user, timezone.now())
    except MissingGlyph as missing:
        problems = [{"text": text, "target": ""} for text in missing.messages]
        return _result(request, replay, problems, status=422)
    return pdf_answer(made, f"{replay}.pdf")


@require_POST
def what_if_stop(request: Request, ref: str) -> HttpResponse:
    """Takes up no further group."""
    job = _job(request, ref)
    return _act(request, job, "stop_replay", lambda now: print_jobs.stop(job, now))


@require_POST
def what_if_again(request: Request, ref: str) -> HttpResponse:
    """Begins anew what failed or was stopped."""
    job = _job(request, ref)

    def act(now: datetime) -> None:
        print_jobs.try_again(job, RIGHT, request.user, now)

    return _act(request, job, "replay_again", act)


def _replays(request: Request) -> Any:
    seen = Replay.objects.visible_to(request.user)
    return seen.select_related("community", "job__asked_by")


def _replay(request: Request, ref: str) -> Replay | None:
    """The result of that name, without its families; None while there is none in sight."""
    replay: Replay | None = _replays(request).without_families().filter(job__ref=ref).first()
    if replay is not None:
        require(request.user, RIGHT, replay)
    return replay


def _standard(replay: Replay) -> Standard | None:
    return Standard.objects.filter(replays=replay).first()


def _job(request: Request, ref: str) -> PrintJob:
    """A replay that the person has asked for himself."""
    mine = PrintJob.objects.visible_to(request.user).filter(kind=KIND)
    job: PrintJob = get_object_or_404(mine.select_related("place", "asked_by"), ref=ref)
    require(request.user, RIGHT, job)
    return job


def _shown(job: PrintJob) -> dict[str, Any]:
    return {
        "standing": Standing(job, timezone.now()),
        "job": job,
        "nobody_works": job.is_unfinished and not worker_runs(),
        "form_token": TokenForm()["form_token"].value(),
    }


def _act(
    request: Request, job: PrintJob, purpose: str, act: Callable[[datetime], None]
) -> HttpResponse:
    """Carries `act` out once, and shows the replay again with what became of it."""
    form, now = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        context = _shown(job) | {"form": form}
        return render(request, "points/what_if_job.html", context, status=422)
    try:
        once(form.cleaned_data["form_token"], purpose, request.user, now, lambda: act(now))
    except AlreadyHandled:
        messages.info(request, "推算的情况已经变了，请看现在的。")
    except Refused as refused:
        messages.error(request, "".join(refused.messages))
    return redirect("what_if", ref=job.ref)

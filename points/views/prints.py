"""批量打印: asking for a long print, watching how far it is, opening it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from households.addresses import site_address
from households.forms import TokenForm
from households.http import Request, require
from households.refusals import AlreadyHandled, Refused
from households.services.submissions import once
from points.forms.prints import PrintForm
from points.models import PrintJob
from points.printing.merging import merged
from points.prints import files
from points.prints.kinds import Kind, kinds, kinds_for
from points.prints.one_worker import worker_runs
from points.reports.print_page import Standing
from points.services import print_jobs
from points.views.paper import pdf_answer

PER_PAGE = 30


@require_safe
def print_list(request: Request) -> HttpResponse:
    """What the person has asked for, and what there is to print."""
    offered = kinds_for(request.user)
    if not offered:
        raise PermissionDenied("您现在的任职没有可以批量打印的，需要的话请联系社区管理员。")
    now = timezone.now()
    # What else the worker does has pages of its own.
    mine = PrintJob.objects.visible_to(request.user).filter(kind__in=kinds())
    page = Paginator(mine, PER_PAGE).get_page(request.GET.get("page"))
    rows = [Standing(job, now) for job in page]
    context = {
        "page": page,
        "rows": rows,
        "kinds": offered,
        "nobody_works": any(row.job.is_unfinished for row in rows) and not worker_runs(),
    }
    return render(request, "points/prints.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def print_new(request: Request, kind: str) -> HttpResponse:
    """Asks what is to be printed (`?place=…`: answers to begin with), and lines it up."""
    chosen = kinds().get(kind)
    if chosen is None:
        raise Http404
    require(request.user, chosen.right)
    now = timezone.now()
    asks = chosen.offer(request.user, timezone.localdate(now))
    form = PrintForm(asks, request.POST or None, initial=request.GET.dict())

    def act() -> str:
        return _ask(request, kind, chosen, form, now)

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            ref, _ = once(token, "ask_print", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("print_job", ref=ref)
    context = {"form": form, "kind": chosen, "asks": asks}
    return render(request, "points/prints_new.html", context, status=422 if form.is_bound else 200)


def _ask(request: Request, key: str, kind: Kind, form: PrintForm, now: datetime) -> str:
    """The reference of the job."""
    answers = form.answers
    place, title = kind.order(request.user, answers)
    order = print_jobs.Order(key, kind.right, place, title, answers, site_address(request))
    return print_jobs.ask(order, request.user, now).ref


@require_safe
def print_job(request: Request, ref: str) -> HttpResponse:
    """How far one print is, and the paper once it is there."""
    job, kind = _job(request, ref)
    return render(request, "points/prints_job.html", _shown(job, kind))


@require_safe
def print_progress(request: Request, ref: str) -> HttpResponse:
    """The part of that page that changes while one watches."""
    job, kind = _job(request, ref)
    return render(request, "points/_prints_progress.html", _shown(job, kind))


@require_POST
def print_stop(request: Request, ref: str) -> HttpResponse:
    """Takes up no further piece of a print."""
    job, kind = _job(request, ref)
    return _act(request, job, kind, "stop_print", lambda now: print_jobs.stop(job, now))


@require_POST
def print_again(request: Request, ref: str) -> HttpResponse:
    """Goes on with a print that failed or was stopped."""
    job, kind = _job(request, ref)

    def act(now: datetime) -> None:
        print_jobs.try_again(job, kind.right, request.user, now)

    return _act(request, job, kind, "print_again", act)


@require_safe
def print_paper(request: Request, ref: str) -> HttpResponse | FileResponse:
    """The paper, shown or with `?save=1` saved; of a print that has not come to its end what there
    is of it, where that is of use."""
    job, kind = _job(request, ref)
    save = "save" in request.GET
    if Standing(job, timezone.now()).has_paper:
        try:
            whole = files.paper_file(job).open("rb")
            return pdf_answer(whole, f"{job.name}.{kind.ending}", save=save or not kind.is_paper)
        except FileNotFoundError:
            messages.error(request, "这份打印的文件已经不在服务器上，请重新打印。")
    elif _has_parts(job, kind):
        made = merged(files.parts_kept(job))
        return pdf_answer(made, f"{job.title}（已排好的部分）.pdf", save=save)
    else:
        messages.info(request, "这份打印现在没有可以打开的文件。")
    return redirect("print_job", ref=ref)


def _job(request: Request, ref: str) -> tuple[PrintJob, Kind]:
    """A print of the person's own, and its kind, which he may still print there."""
    visible = PrintJob.objects.visible_to(request.user)
    chain = ("place__parent", "place__community", "asked_by")
    job = get_object_or_404(visible.select_related(*chain), ref=ref)
    kind = kinds().get(job.kind)
    if kind is None:
        raise Http404
    require(request.user, kind.right, job)
    return job, kind


def _has_parts(job: PrintJob, kind: Kind) -> bool:
    """Whether some pieces lie there, of use without the rest that will not come by itself."""
    standing = Standing(job, timezone.now())
    return kind.by_piece and standing.may_go_on and files.has_parts(job)


def _shown(job: PrintJob, kind: Kind) -> dict[str, Any]:
    return {
        "standing": Standing(job, timezone.now()),
        "job": job,
        "kind": kind,
        "has_parts": _has_parts(job, kind),
        "nobody_works": job.is_unfinished and not worker_runs(),
        "form_token": TokenForm()["form_token"].value(),
    }


def _act(
    request: Request, job: PrintJob, kind: Kind, purpose: str, act: Callable[[datetime], None]
) -> HttpResponse:
    """Carries `act` out once, and shows the print again with what became of it."""
    form, now = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        context = _shown(job, kind) | {"form": form}
        return render(request, "points/prints_job.html", context, status=422)
    try:
        once(form.cleaned_data["form_token"], purpose, request.user, now, lambda: act(now))
    except AlreadyHandled as handled:
        messages.info(request, "".join(handled.messages))
    except Refused as refused:
        messages.error(request, "".join(refused.messages))
    return redirect("print_job", ref=job.ref)

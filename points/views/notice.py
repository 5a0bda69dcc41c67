"""公示: the notices and their papers, closing what is over."""

from collections import defaultdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from households.addresses import site_address
from households.forms import TokenForm
from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from points.models import Notice, Policy
from points.printing.fonts import MissingGlyph
from points.reports.hanging_list import village_hangings
from points.reports.notice_kinds import reading
from points.reports.notice_list import notice_rows
from points.reports.notice_table import notice_table
from points.reports.wall_sheet import Print, wall_sheets
from points.services import posting
from points.services.policies import policy_of
from points.views.paper import pdf_answer

NOTICES_PER_PAGE = 24
LARGE = "大字"
PARTLY = "公示已期满，没有异议的积分已计入各户账户，其余等异议答复、审定或张贴满期之后再入账。"


@require_safe
def notice_list(request: Request) -> HttpResponse:
    """The community's notices, and the button that closes those whose period is over."""
    return _list_page(request, TokenForm())


@require_POST
def notice_close(request: Request) -> HttpResponse:
    """Closes the notices that are over and posts what points they have."""
    community = request.user.community
    require(request.user, "points.close_notice", community)
    form = TokenForm(request.POST)
    now = timezone.now()

    def act() -> list[str]:
        return _told(posting.close_notices(community, now, request.user))

    if form.is_valid():
        token = form.cleaned_data["form_token"]
        try:
            told, _ = once(token, "close_notices", request.user, now, act)
        except Refused as refused:
            form.refuse(refused)
        else:
            for sentence in told:
                messages.success(request, sentence)
            if not told:
                messages.info(request, "没有期满待入账的公示，本次未作改动。")
            return redirect("notice_list")
    return _list_page(request, form, status=422)


@require_safe
def notice_page(request: Request, number: int) -> HttpResponse:
    """One notice, a village at a time (`?village=<code>`), with its papers."""
    notice = _notice(request, number)
    require(request.user, "points.view_notice", notice)
    return _notice_page(request, notice)


@require_safe
def notice_print(request: Request, number: int) -> HttpResponse | FileResponse:
    """The wall sheet of one village as PDF (`?village=<code>&paper=A3&size=large`), or of one group
    of it (`&group=<code>`)."""
    notice = _notice(request, number)
    require(request.user, "points.print_notice", notice)
    policy = policy_of(notice.community)
    asked = request.GET
    paper, size = asked.get("paper", policy.paper), asked.get("size", Print.NORMAL)
    table = notice_table(notice, policy, asked.get("village"), timezone.localdate())
    if table is None or paper not in Policy.Paper or size not in set(Print):
        raise Http404
    village = table["village"]
    if "group" in asked:
        village = village.of_group(asked["group"])
        if village is None:
            raise Http404
    site = site_address(request)
    try:
        made = wall_sheets(notice, [village], policy, paper, site, Print(size))
    except MissingGlyph as missing:
        problems = [{"text": text, "target": "unprintable"} for text in missing.messages]
        return _notice_page(request, notice, problems, status=422)
    large = LARGE if size == Print.LARGE else ""
    name = f"{village.name}{table['told_of']}公示表第{number}期{paper}{large}.pdf"
    return pdf_answer(made, name)


def _notice(request: Request, number: int) -> Notice:
    visible = Notice.objects.visible_to(request.user).select_related("community")
    return get_object_or_404(visible, number=number)


def _notice_page(
    request: Request,
    notice: Notice,
    problems: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    policy = policy_of(notice.community)
    table = notice_table(notice, policy, request.GET.get("village"), timezone.localdate())
    if table is None:
        raise Http404
    papers = [
        (
            f"paper={paper.value}&size={size.value}",
            paper.label + (LARGE if size == Print.LARGE else ""),
        )
        for paper in Policy.Paper
        for size in Print
    ]
    context = {
        **table,
        "problems": problems,
        "papers": papers,
        "usual": f"paper={policy.paper}&size={Print.NORMAL}",
        "hangings": village_hangings(notice, request.user, timezone.localdate()),
        "may_print": request.user.has_perm("points.print_notice", notice),
        "comments_address": _comments_address(request, notice),
    }
    return render(request, "points/notice_page.html", context, status=status)


def _comments_address(request: Request, notice: Notice) -> str:
    """Where the opinions on its draft are; empty for another kind or without the right."""
    asks = notice.kind == Notice.Kind.COMMENT
    seen = asks and request.user.has_perm("points.view_objection", notice)
    return reverse("comment_list", args=[notice.number]) if seen else ""


def _list_page(request: Request, form: TokenForm, status: int = 200) -> HttpResponse:
    require(request.user, "points.view_notice")
    today = timezone.localdate()
    visible = Notice.objects.visible_to(request.user).defer("content")
    page = Paginator(visible, NOTICES_PER_PAGE).get_page(request.GET.get("page"))
    community = request.user.community
    may_close = request.user.has_perm("points.close_notice", community)
    due = list(visible.to_post_on(today).order_by("number")) if may_close else []
    kinds = [reading(each) for each in due]
    context = {
        "community": community,
        "form": form,
        "form_token": form["form_token"].value(),
        "page": page,
        "rows": notice_rows(page, today),
        "due": notice_rows(due, today),
        "closing": "期满" + "、".join(dict.fromkeys(kind.closing for kind in kinds)),
        "warnings": list(dict.fromkeys(kind.warning for kind in kinds)),
        "may_publish": request.user.has_perm("points.publish_notice", community),
        "notice_first": policy_of(community).notice_first,
    }
    return render(request, "points/notice_list.html", context, status=status)


def _told(done: posting.Closing) -> list[str]:
    """A sentence for those closed with the same outcome, and one for those that still wait."""
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for notice in done.closed:
        alike[reading(notice).closed].append(notice.number)
    for notice in done.partly:
        alike[PARTLY].append(notice.number)
    return [
        f"{'、'.join(f'第{number}期' for number in numbers)}{outcome}"
        for outcome, numbers in alike.items()
    ]

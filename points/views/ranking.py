"""年度: the year's honours at a glance, its ranking, settling and correcting it, the settings."""

from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.http import Request, require, saved_as
from households.tables import XLSX_TYPE
from points.forms.honours import CorrectRankingForm, FreezeForm, HonourPolicyForm, ScopeForm
from points.models import AnnualRanking, RankingCorrection
from points.periods import FIRST_YEAR, LAST_YEAR
from points.reports.honours_home import honours_home
from points.reports.ranking_page import (
    WHOLE,
    RankedYear,
    ranking_table,
    rows_of,
    scopes,
    year_of,
    years_to_choose,
)
from points.services import honour_policies, rankings
from points.services.honour_policies import honour_policy_of
from points.services.meetings import delegates_on
from points.services.ranking_checks import hindrances
from points.services.ranking_content import ranking_content, seen_as
from points.views.honour_form import honour_form

VIEW = "points.view_annualranking"
PER_PAGE = 100
HALF = 6
"""Months."""


@require_safe
def year_home(request: Request) -> HttpResponse:
    """A year's honours at a glance (`?year=2026`)."""
    community = request.user.community
    require(request.user, VIEW)
    today = timezone.localdate()
    years = years_to_choose(community, today.year)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, years) else _usual(years, today)
    home = honours_home(community, year, request.user)
    return render(request, "points/year_home.html", {"years": years, "year": year, "home": home})


def _usual(years: list[int], today: date) -> int:
    """The year to begin with: in the first half of a year the last one, whose honours are given
    then."""
    last = today.year - 1
    return last if today.month <= HALF and last in years else today.year


@require_safe
def ranking(request: Request, year: int) -> HttpResponse:
    """The ranking of a year, in a village or a group with `?scope=<code>`."""
    found = _year(request, year)
    form = ScopeForm(scopes(request.user), request.GET)
    scope = (form.cleaned_data["scope"] or WHOLE) if form.is_valid() else WHOLE
    page = Paginator(rows_of(found, request.user, scope), PER_PAGE).get_page(
        request.GET.get("page")
    )
    user, settled = request.user, found.ranking
    context = {
        "found": found,
        "form": form,
        "scope": scope,
        "page": page,
        "sentences": found.rule.sentences(),
        "hindrances": [] if settled else hindrances(found.community, year, timezone.localdate()),
        "corrections": _corrections(request, settled),
        "may_freeze": settled is None and user.has_perm(rankings.FREEZE, found.community),
        "may_correct": settled is not None and user.has_perm(rankings.CORRECT, found.community),
    }
    return render(request, "points/ranking.html", context)


@require_safe
def ranking_excel(request: Request, year: int) -> HttpResponse:
    """The same as a table for Excel."""
    found = _year(request, year)
    form = ScopeForm(scopes(request.user), request.GET)
    scope = (form.cleaned_data["scope"] or WHOLE) if form.is_valid() else WHOLE
    made = ranking_table(found, rows_of(found, request.user, scope))
    return saved_as(f"{found.community.name}{year}年度排名.xlsx", made, XLSX_TYPE)


@form_page
def ranking_freeze(request: Request, year: int) -> HttpResponse:
    """The list as it stands, and the meeting that settles it."""
    community = request.user.community
    require(request.user, rankings.FREEZE, community)
    found = _year(request, year)
    now = ranking_content(community, year, found.rule, found.now)
    seen = seen_as(now) if found.ranking is None else ""
    if request.method == "POST":
        form = FreezeForm(request.POST, request.FILES)
    else:
        listed = delegates_on(community.pk, timezone.localdate())
        form = FreezeForm(initial={"total": listed or None, "seen": seen})

    def act(at: datetime) -> None:
        shown = form.cleaned_data["seen"]
        rankings.freeze(community, year, form.assembly(), shown, request.user, at)

    done, _ = carried_out(request, form, "ranking_freeze", act)
    if done:
        messages.success(request, f"{year}年的排名已经定了，可以发布星级家庭公示。")
        return redirect("ranking", year=year)
    if form.is_bound:
        # What is settled next is the list that this page shows.
        form.data = {**request.POST.dict(), "seen": seen}
    context = {
        "found": found,
        "form": form,
        "sentences": found.rule.sentences(),
        "hindrances": [] if found.ranking else hindrances(community, year, timezone.localdate()),
        "rows": rows_of(found, request.user)[:PER_PAGE],
        "back": reverse("ranking", args=[year]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/ranking_freeze.html", context, status=status)


@form_page
def ranking_correct(request: Request, year: int) -> HttpResponse:
    """Corrects one household in a settled ranking."""
    visible = AnnualRanking.objects.visible_to(request.user).select_related("community")
    settled = get_object_or_404(visible, year=year)
    require(request.user, rankings.CORRECT, settled)
    initial = {"household": request.GET.get("household", "")}
    form = CorrectRankingForm(request.user, request.POST or None, initial=initial)

    def act(at: datetime) -> int:
        names = ("household", "reason", "paper")
        typed = {name: form.cleaned_data[name] for name in names}
        return rankings.correct(settled, **typed, by=request.user, at=at).number

    done, number = carried_out(request, form, "ranking_correct", act)
    if done:
        messages.success(request, f"第{number}号更正已办理，名次和星级已重新排过。")
        return redirect(f"{reverse('ranking', args=[year])}#corrections")
    return honour_form(
        request,
        form,
        f"更正{year}年排名",
        "定下来的名单不改，更正按顺序编号，影响到的名次和星级在排名里对照列出。",
        "办理更正",
        [(reverse("ranking", args=[year]), f"{year}年排名")],
    )


@form_page
def honour_settings(request: Request) -> HttpResponse:
    """Ties, stars, how many are recommended."""
    policy = honour_policy_of(request.user.community)
    require(request.user, honour_policies.RIGHT, policy)
    names = [name for name in HonourPolicyForm().fields if name != "form_token"]
    initial = {name: getattr(policy, name) for name in names}
    form = HonourPolicyForm(request.POST or None, initial=initial)

    def act(at: datetime) -> None:
        for name in names:
            setattr(policy, name, form.cleaned_data[name])
        honour_policies.save(policy, request.user, at)

    done, _ = carried_out(request, form, "honour_settings", act)
    if done:
        messages.success(request, "评优设置已保存，已经定了的排名不变。")
        return redirect("year_home")
    lead = "按比例评的看比例，按荣誉积分评的看起点；不评的级别填0。已经定了的年度不受影响。"
    template = "points/honour_settings.html"
    return honour_form(request, form, "年度评优设置", lead, "保存", template=template)


def _year(request: Request, year: int) -> RankedYear:
    """The year's ranking in the person's community. Raises Http404 for no year of ours."""
    require(request.user, VIEW)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year_of(request.user.community, year)


def _corrections(request: Request, settled: AnnualRanking | None) -> list[RankingCorrection]:
    """Those that the person sees, by number."""
    if settled is None:
        return []
    visible = RankingCorrection.objects.visible_to(request.user).filter(ranking=settled)
    return list(visible.select_related("line__household", "by", "notice").defer("notice__content"))

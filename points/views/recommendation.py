"""推荐: a year's recommendations, one of them and its way upward, the forms on paper."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.http import Request, require, saved_as
from households.models import Household
from households.tables import XLSX_TYPE
from points.forms.recommendation import RecommendationStepForm, RecommendForm
from points.models import AnnualRanking, Recommendation
from points.prints.honours import RIGHT as PRINT
from points.reports.honours_of_years import histories
from points.reports.recommendation_page import (
    recommendation_table,
    recommended,
    row,
)
from points.reports.recommendation_paper import recommendation_paper
from points.services import recommendations
from points.services.policies import policy_of
from points.services.recommendations import barred_since, candidates, next_level
from points.views.paper import pdf_or_back

VIEW = "points.view_annualranking"


@form_page
def recommendation_list(request: Request, year: int) -> HttpResponse:
    """Whom the year recommends; for whoever may, the first families to choose from."""
    ranking = _ranking(request, year)
    if request.method == "POST":
        require(request.user, recommendations.RIGHT, ranking)
    may_add = request.user.has_perm(recommendations.RIGHT, ranking)
    rows = recommended(request.user, ranking)
    known = {each.recommendation.line.household_id for each in rows}
    first = candidates(ranking)
    offered = [each for each in (*first.clear, *first.tied) if each.household.pk not in known]
    # A second sending still reads its ticks: those it recommended are offered no more.
    all_first = [*first.clear, *first.tied]
    ticked = {"households": [each.household.code for each in first.clear if each in offered]}
    form = RecommendForm(
        request.user,
        all_first if request.method == "POST" else offered,
        request.POST or None,
        initial=ticked,
    )

    def act(at: datetime) -> int:
        reason = form.cleaned_data["reason"]
        made = recommendations.recommend(ranking, form.chosen(), reason, request.user, at)
        return len(made)

    done, number = carried_out(request, form, "recommend", act)
    if done:
        messages.success(request, f"已推荐{number}户，可以打印推荐表。")
        return redirect("recommendation_list", year=year)
    context = {
        "ranking": ranking,
        "rows": rows,
        "form": form,
        "first": first,
        "may_add": may_add,
        "may_print": rows and request.user.has_perm(PRINT, ranking),
        "back": reverse("year_home"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/recommendation_list.html", context, status=status)


@require_safe
def recommendation_excel(request: Request, year: int) -> HttpResponse:
    """The year's recommendations as a table for Excel."""
    ranking = _ranking(request, year)
    made = recommendation_table(ranking, recommended(request.user, ranking))
    return saved_as(f"{year}年度向上推荐家庭.xlsx", made, XLSX_TYPE)


@require_safe
def recommendation_forms(request: Request, year: int) -> FileResponse | HttpResponse:
    """推荐表 of all the year's recommendations, as PDF."""
    ranking = _ranking(request, year)
    require(request.user, PRINT, ranking)
    found = [each.recommendation for each in recommended(request.user, ranking)]
    back = reverse("recommendation_list", args=[year])
    if not found:
        messages.info(request, "还没有推荐的农户，没有可以打印的。")
        return redirect(back)
    return _printed(request, found, f"{year}年度推荐表.pdf", back)


@form_page
def recommendation(request: Request, ref: str) -> HttpResponse:
    """One recommendation and its way upward; for whoever may, the next step."""
    found = _visible(request, ref)
    require(request.user, VIEW, found.ranking)
    if request.method == "POST":
        require(request.user, recommendations.RIGHT, found.ranking)
    due = next_level(list(found.steps.all()))
    initial = {"level": due, "day": timezone.localdate()}
    form = RecommendationStepForm(request.POST or None, initial=initial)

    def act(at: datetime) -> None:
        names = ("level", "outcome", "day", "paper", "title", "remark")
        typed = {name: form.cleaned_data[name] for name in names}
        recommendations.note(found, **typed, by=request.user, at=at)

    done, _ = carried_out(request, form, f"recommendation:{ref}", act)
    if done:
        messages.success(request, "已记下。")
        return redirect("recommendation", ref=ref)
    context = {
        "row": row(found, barred=found.line_id in barred_since(found.ranking)),
        "form": form,
        "history": histories([found.line.household])[found.line.household.pk],
        "may_note": due is not None and request.user.has_perm(recommendations.RIGHT, found.ranking),
        "may_print": request.user.has_perm(PRINT, found.ranking),
        "back": reverse("recommendation_list", args=[found.ranking.year]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/recommendation.html", context, status=status)


@require_safe
def recommendation_form(request: Request, ref: str) -> FileResponse | HttpResponse:
    """推荐表 of one, as PDF."""
    found = _visible(request, ref)
    require(request.user, PRINT, found.ranking)
    name = f"{found.ranking.year}年推荐表{found.line.household.code}.pdf"
    return _printed(request, [found], name, reverse("recommendation", args=[ref]))


@require_safe
def household_honours(request: Request, code: str) -> HttpResponse:
    """A household's honours of all settled years."""
    visible = Household.objects.visible_to(request.user).select_related("group__parent")
    found = get_object_or_404(visible, code=code)
    require(request.user, VIEW, found)
    context = {"household": found, "history": histories([found])[found.pk]}
    return render(request, "points/household_honours.html", context)


def _printed(
    request: Request, found: Sequence[Recommendation], name: str, back: str
) -> FileResponse | HttpResponse:
    policy = policy_of(request.user.community)
    return pdf_or_back(request, lambda: recommendation_paper(found, policy), name, back)


def _ranking(request: Request, year: int) -> AnnualRanking:
    visible = AnnualRanking.objects.visible_to(request.user).select_related("community")
    found = get_object_or_404(visible, year=year)
    require(request.user, VIEW, found)
    return found


def _visible(request: Request, ref: str) -> Recommendation:
    visible = Recommendation.objects.visible_to(request.user).select_related(
        "ranking__community", "ranking__meeting", "line__household", "line__group__parent", "by"
    )
    return get_object_or_404(visible.prefetch_related("steps__by"), ref=ref)

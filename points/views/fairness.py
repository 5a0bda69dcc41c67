"""评分情况 and 复评: how scores lie beside each other, and households drawn by lot scored again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.http import Request, require
from points.forms.reinspection import DrawForm, SecondScoreForm
from points.lots import script
from points.models import ReinspectedHousehold, Reinspection
from points.periods import Month
from points.reports.fair_hand import FairHand, fair_hand, fair_months
from points.reports.fair_paper import fair_paper
from points.reports.reinspection_page import drawings, reinspection_page, to_draw
from points.reports.reinspection_paper import reinspection_paper
from points.services import reinspections
from points.views.paper import pdf_or_back

SEE = "points.view_fairness"


@require_safe
def fair_hand_page(request: Request) -> HttpResponse:
    """A month (`?month=`), the last one that groups have scored by itself."""
    require(request.user, SEE)
    months = fair_months(request.user)
    found = _month(request, months)
    context = {"found": found, "months": months}
    return render(request, "points/fair_hand.html", context)


@require_safe
def fair_hand_print(request: Request) -> HttpResponse | FileResponse:
    """The same month on paper."""
    require(request.user, SEE)
    found = _month(request, fair_months(request.user))
    if found is None:
        messages.warning(request, "还没有一个小组评完分，没有可打印的。")
        return redirect("fair_hand")
    community, today = request.user.community, timezone.localdate()
    name, back = f"{found.month.label}评分情况.pdf", reverse("fair_hand")
    return pdf_or_back(request, lambda: fair_paper(community, found, today), name, back)


@require_safe
def reinspection_list(request: Request) -> HttpResponse:
    """The drawings of the community."""
    require(request.user, SEE)
    context = {
        "drawings": drawings(request.user),
        "may_draw": request.user.has_perm(reinspections.DRAW, request.user.community),
    }
    return render(request, "points/reinspection_list.html", context)


@form_page
def reinspection_new(request: Request) -> HttpResponse:
    """Draws lots for a month, by the check code that the page names."""
    community = request.user.community
    require(request.user, reinspections.DRAW, community)
    notices, last = to_draw(request.user), reinspections.last_notice(community)
    initial = {"seen": last.number if last else 0, "number": 10}
    form = DrawForm(notices, request.POST or None, initial=initial)

    def act(now: datetime) -> str:
        typed = form.cleaned_data
        drawn = reinspections.draw_lots(
            typed["notice"], typed["number"], typed["seen"], request.user, now
        )
        return drawn.ref

    done, ref = carried_out(request, form, "reinspection_new", act)
    if done:
        messages.success(request, "已经抽签，谁都可以按校验码重抽核对。")
        return redirect("reinspection", ref=ref)
    context = {
        "form": form,
        "notices": notices,
        "last": last,
        "back": reverse("reinspection_list"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/reinspection_new.html", context, status=status)


@require_safe
def reinspection(request: Request, ref: str) -> HttpResponse:
    """One drawing: how to draw it again, and the households with their second scores."""
    found = _drawing(request, ref)
    require(request.user, SEE)
    context = {"page": reinspection_page(found, request.user), "script": script()}
    return render(request, "points/reinspection.html", context)


@require_safe
def reinspection_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """What was drawn, to hang beside the notice."""
    found = _drawing(request, ref)
    require(request.user, SEE)
    today, back = timezone.localdate(), reverse("reinspection", args=[ref])
    return pdf_or_back(
        request, lambda: reinspection_paper(found, today), f"{found}抽签结果.pdf", back
    )


@form_page
def reinspection_score(request: Request, ref: str, place: int) -> HttpResponse:
    """The second score of one household: the first is not shown before."""
    visible = ReinspectedHousehold.objects.visible_to(request.user)
    chain = visible.select_related(
        "reinspection__notice", "line__household", "line__sheet__group__parent"
    ).defer("reinspection__notice__content")
    drawn = get_object_or_404(chain, reinspection__ref=ref, place=place)
    require(request.user, reinspections.SCORE, drawn)
    form = SecondScoreForm(request.POST or None)

    def act(now: datetime) -> None:
        typed = form.cleaned_data
        reinspections.score_again(drawn, typed["points"], typed["note"], request.user, now)

    done, _ = carried_out(request, form, f"reinspect {ref} {place}", act)
    if done:
        messages.success(request, "复评得分已记下，和原来的得分放在一起了。")
        return redirect("reinspection", ref=ref)
    context: dict[str, Any] = {
        "form": form,
        "drawn": drawn,
        "why_not": "" if form.is_bound else reinspections.why_not(drawn, request.user),
        "back": reverse("reinspection", args=[ref]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/reinspection_score.html", context, status=status)


def _month(request: Request, months: list[Month]) -> FairHand | None:
    named = request.GET.get("month", "")
    month = next((each for each in months if str(each) == named), next(iter(months), None))
    return fair_hand(request.user, month) if month else None


def _drawing(request: Request, ref: str) -> Reinspection:
    visible = Reinspection.objects.visible_to(request.user).select_related(
        "community", "notice", "seed_of", "by", "appointment__place__parent"
    )
    return get_object_or_404(visible.defer("notice__content", "seed_of__content"), ref=ref)

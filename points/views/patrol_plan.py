"""Planning the rounds of a week for the groups of one village, in one act."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.models import Place
from households.refusals import Refused
from households.services.submissions import once
from points.forms.patrol_plan import PlanForm
from points.models import PatrolRound
from points.patrol import week_of
from points.reports.blank_forms_choice import seen_groups
from points.services import patrol_plans
from points.services.patrol_plans import PlanRefused
from points.services.patrol_walkers import PLAN, walkers_of


@require_http_methods(["GET", "HEAD", "POST"])
def patrol_plan(request: Request) -> HttpResponse:
    """The plan of a week (`?week=2026-11-09&village=<code>`): this week and the first village that
    takes part, unless others are asked for."""
    require(request.user, PLAN)
    now = timezone.now()
    day = _day(request.GET.get("week", ""), timezone.localdate(now))
    monday = week_of(day)
    villages = _villages(request, date.fromordinal(monday.toordinal() + 6))
    village = _chosen(villages, request.GET.get("village", ""))
    groups = villages.get(village, []) if village else []
    made = _made(request, monday)
    form = PlanForm(
        [group for group in groups if group.pk not in made],
        walkers_of(request.user.community, timezone.localdate(now)),
        day,
        [person for each in made.values() for person in _walkers(each)],
        request.POST if request.method == "POST" else None,
    )

    def act() -> int:
        planned = form.planned()
        place = request.user.community
        return len(patrol_plans.plan(place, monday, planned, request.user, now))

    if form.is_valid():
        try:
            number, _ = once(form.cleaned_data["form_token"], "patrol_plan", request.user, now, act)
        except PlanRefused as refused:
            form.refuse_groups(refused.by_group)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已安排{number}个组的巡查。")
            return redirect("patrol_list")
    context = {
        "form": form,
        "villages": list(villages),
        "village": village,
        "monday": monday,
        "sunday": date.fromordinal(monday.toordinal() + 6),
        "day": day,
        "made": [made[group.pk] for group in groups if group.pk in made],
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/patrol_plan.html", context, status=status)


def _day(typed: str, today: date) -> date:
    """The day asked for; today for what is none."""
    try:
        return parse_date(typed) or today
    except ValueError:
        return today


def _villages(request: Request, day: date) -> dict[Place, list[Place]]:
    """The villages that take part on `day`, with the groups that the person plans for."""
    villages: dict[Place, list[Place]] = {}
    for group in seen_groups(request.user, timezone.localdate()):
        village = group.parent
        if village is None or village.joined_on is None or village.joined_on > day:
            continue
        if request.user.has_perm(PLAN, group):
            villages.setdefault(village, []).append(group)
    return villages


def _chosen(villages: dict[Place, list[Place]], code: str) -> Place | None:
    if not code:
        return next(iter(villages), None)
    for village in villages:
        if village.code == code:
            return village
    raise Http404


def _made(request: Request, monday: date) -> dict[int, PatrolRound]:
    """The rounds of the week by group, those that stand."""
    standing = PatrolRound.objects.visible_to(request.user).standing().filter(week=monday)
    chain = standing.select_related("group__parent", "first_walker", "second_walker")
    return {each.group_id: each for each in chain}


def _walkers(patrol: PatrolRound) -> tuple[int, int]:
    return patrol.first_walker_id, patrol.second_walker_id

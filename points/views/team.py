"""志愿队伍: their list, one set up or changed, its members who join and leave, its end."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import form_page
from households.forms import TokenForm
from households.http import Request, require
from points.forms.team import LeaveForm, MemberForm, TeamForm
from points.models import Team, TeamMember
from points.reports.team_page import team_page, with_numbers
from points.services import teams
from points.services.persons import said
from points.services.teams import RIGHT
from points.views.activity_forms import SEE, FormPage, answer_form


@require_safe
def team_list(request: Request) -> HttpResponse:
    """The teams of the community, those given up last."""
    require(request.user, SEE)
    context = {
        "teams": with_numbers(Team.objects.visible_to(request.user)),
        "may_found": request.user.has_perm(RIGHT, request.user.community),
    }
    return render(request, "points/team_list.html", context)


@form_page
def team_new(request: Request) -> HttpResponse:
    """Sets up a team: for whoever organises for the whole community."""
    community = request.user.community
    require(request.user, RIGHT, community)
    today = timezone.localdate()
    items = teams.yearly_items(community, today)
    sent = request.POST if request.method == "POST" else None
    form = TeamForm(items, None, sent, initial={"since": today})

    def act(at: datetime) -> str:
        return _address(teams.found(community, form.draft(), request.user, at).ref)

    page = FormPage("登记队伍", "登记队伍", reverse("team_list"), _trail())
    return answer_form(request, page, form, "team_new", act, "已登记，请接着登记队员。")


@require_safe
def team(request: Request, ref: str) -> HttpResponse:
    """One team with those of its list that the person may know."""
    found = _visible(request, ref)
    context = {
        "page": team_page(found, request.user, timezone.localdate()),
        "may_list": found.until is None and request.user.has_perm(RIGHT),
        "may_change": found.until is None and request.user.has_perm(RIGHT, found.community),
    }
    return render(request, "points/team.html", context)


@form_page
def team_change(request: Request, ref: str) -> HttpResponse:
    """Writes name, leader, day and item anew."""
    found = _visible(request, ref)
    require(request.user, RIGHT, found.community)
    items = teams.yearly_items(found.community, timezone.localdate())
    sent = request.POST if request.method == "POST" else None
    values = {name: getattr(found, name) for name in ("name", "leader", "since", "item_code")}
    form = TeamForm(items, found, sent, initial=values)

    def act(at: datetime) -> None:
        teams.change(found, form.draft(), request.user, at)

    page = FormPage("修改队伍", "保存", _address(ref), _trail(found))
    return answer_form(request, page, form, "team_change", act, "已保存。", page.back)


@form_page
def team_end(request: Request, ref: str) -> HttpResponse:
    """Asks, then gives a team up."""
    found = _visible(request, ref)
    require(request.user, RIGHT, found.community)
    form = TokenForm(request.POST if request.method == "POST" else None)

    def act(at: datetime) -> None:
        teams.give_up(found, request.user, at)

    page = FormPage(
        "撤销队伍",
        "撤销队伍",
        _address(ref),
        _trail(found),
        lead=f"{found}今天撤销，名册上的队员今天离队，不能恢复。办过的活动不受影响。",
        danger=True,
    )
    return answer_form(request, page, form, "team_end", act, "已撤销。", page.back)


@form_page
def team_join(request: Request, ref: str) -> HttpResponse:
    """Puts somebody of a household in the person's scope on the list."""
    found = _visible(request, ref)
    require(request.user, RIGHT)
    sent = request.POST if request.method == "POST" else None
    address, today = reverse("household_search"), timezone.localdate()
    form = MemberForm(request.user, address, sent, initial={"joined_on": today})

    def act(at: datetime) -> None:
        typed = form.cleaned_data
        household, person, day = typed["household"], typed["person"], typed["joined_on"]
        teams.join(found, household, person, day, request.user, at)

    page = FormPage("登记队员", "登记", _address(ref), _trail(found), lead=found.name)
    return answer_form(request, page, form, "team_join", act, "已登记。", page.back)


@form_page
def member_leave(request: Request, ref: str) -> HttpResponse:
    """Notes the last day of a member on the list."""
    visible = TeamMember.objects.visible_to(request.user)
    chain = visible.select_related("team", "household__group")
    member = get_object_or_404(chain, ref=ref)
    require(request.user, RIGHT, member)
    sent = request.POST if request.method == "POST" else None
    form = LeaveForm(sent, initial={"left_on": timezone.localdate()})

    def act(at: datetime) -> None:
        teams.leave(member, form.cleaned_data["left_on"], request.user, at)

    back = _address(member.team.ref)
    told = f"{said(member.household, member.person)}，{member.team}。"
    page = FormPage("登记离队", "登记离队", back, _trail(member.team), lead=told)
    return answer_form(request, page, form, "member_leave", act, "已登记离队。", back)


def _visible(request: Request, ref: str) -> Team:
    visible = Team.objects.visible_to(request.user)
    found = get_object_or_404(visible.select_related("community"), ref=ref)
    require(request.user, SEE)
    return found


def _address(ref: str) -> str:
    return reverse("team", args=[ref])


def _trail(found: Team | None = None) -> tuple[tuple[str, str], ...]:
    above = (("活动", reverse("activity_list")), ("队伍", reverse("team_list")))
    return above if found is None else (*above, (found.name, _address(found.ref)))

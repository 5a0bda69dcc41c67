"""年末: carry over or clear. The page, an announcement, the clearing, its reversal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import Act, carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from points.forms.clearing import AnnouncementForm, ClearForm, ReasonForm
from points.models import Clearing, ClearingAnnouncement
from points.periods import chinese_date
from points.reports.clearing_page import cautions, earliest, last_year, year_end_page
from points.services import clearing_announcements, clearings
from points.services.clearings import Held
from points.services.policies import policy_of

SEE = "points.view_clearing"


@require_safe
def year_end(request: Request) -> HttpResponse:
    """How the year ends in the person's community."""
    require(request.user, SEE)
    page = year_end_page(request.user.community, request.user, timezone.localdate())
    return render(request, "points/year_end.html", {"page": page})


@form_page
def clearing_new(request: Request) -> HttpResponse:
    """Announces a clearing."""
    community = request.user.community
    require(request.user, clearing_announcements.ANNOUNCE, community)
    today = timezone.localdate()
    form = AnnouncementForm(
        request.POST or None, initial={"year": last_year(today), "opens_on": today}
    )

    def act(now: datetime) -> int:
        typed = form.cleaned_data
        days = typed["clears_on"], typed["opens_on"]
        made = clearing_announcements.announce(community, typed["year"], *days, request.user, now)
        return made.notice.number

    done, number = carried_out(request, form, "clearing_new", act)
    if done:
        messages.success(request, f"清零公告已作为第{number}期公示发布，请按村打印张贴。")
        return redirect("notice", number=number)
    policy = policy_of(community)
    told = (
        f"公告编入公示，张贴{policy.period_days}天，发布后内容不能再改；"
        f"今天发布的，清零日期最早是{chinese_date(earliest(policy, today))}。"
    )
    return _form(request, form, "发清零公告", "发布公告", told)


@form_page
def clearing_withdraw(request: Request, ref: str) -> HttpResponse:
    """Takes an announcement back."""
    found = _announcement(request, ref, clearing_announcements.ANNOUNCE)
    form = ReasonForm("收回的原因", "请写明为什么收回公告。", request.POST or None)

    def act(now: datetime) -> None:
        clearing_announcements.withdraw(found, form.cleaned_data["reason"], request.user, now)

    return _answer(request, form, act, f"clearing_withdraw {ref}", "公告已收回。") or _form(
        request,
        form,
        f"收回{found}",
        "收回公告",
        "公示栏和核对页会写明已收回；张贴的公告请一并取下。",
    )


@form_page
def clearing_clear(request: Request, ref: str, held: Held) -> HttpResponse:
    """Carries an announcement out, once what is to be cleared has been looked at."""
    found = _announcement(request, ref, clearings.CLEAR)
    form = ClearForm(request.POST or None)

    def act(now: datetime) -> None:
        clearings.clear(found, form.seen, held, request.user, now)

    done = _answer(request, form, act, f"clearing {ref}", "已清零，每户记了一笔账。")
    if done is not None:
        return done
    due = clearings.due(found, held)
    form.show(due)
    told = (
        f"要清零的有{due.households}户，合计{due.points}分；每户记一笔“{found.year}年末清零”，"
        "荣誉积分不变。只能当天整批撤销。"
    )
    title, cautious = f"按{found}清零", cautions(found)
    return _form(request, form, title, "清零", told, danger=True, cautions=cautious)


@form_page
def clearing_reverse(request: Request, ref: str) -> HttpResponse:
    """Gives back all that the clearing upon an announcement took."""
    found = _announcement(request, ref, clearings.CLEAR)
    clearing = Clearing.objects.filter(announcement=found).first()
    if clearing is None:
        messages.warning(request, "还没有按这份公告清零，没有可以撤销的。")
        return redirect("year_end")
    form = ReasonForm("撤销的原因", "请写明为什么撤销清零。", request.POST or None)

    def act(now: datetime) -> None:
        clearings.reverse(clearing, form.cleaned_data["reason"], request.user, now)

    told = f"{clearing.households}户合计{clearing.points}分全部退回各户账上，各记一笔“撤销”。"
    return _answer(
        request, form, act, f"clearing_reverse {ref}", "清零已撤销，积分都退回了。"
    ) or _form(request, form, f"撤销{found.year}年清零", "撤销清零", told, danger=True)


def _announcement(request: Request, ref: str, right: str) -> ClearingAnnouncement:
    visible = ClearingAnnouncement.objects.visible_to(request.user).select_related(
        "community", "notice"
    )
    found = get_object_or_404(visible, ref=ref)
    require(request.user, right, found)
    return found


def _answer(
    request: Request, form: TokenForm, act: Act, purpose: str, told: str
) -> HttpResponse | None:
    """The way back to the page once `act` is through; None where the form is to be shown."""
    done, _ = carried_out(request, form, purpose, act)
    if not done:
        return None
    messages.success(request, told)
    return redirect("year_end")


def _form(
    request: Request,
    form: TokenForm,
    title: str,
    act: str,
    told: str,
    *,
    danger: bool = False,
    cautions: Sequence[str] = (),
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "danger": danger,
        "title": title,
        "act": act,
        "told": told,
        "cautions": cautions,
        "back": reverse("year_end"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/year_end_act.html", context, status=status)

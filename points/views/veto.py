"""一票否决: the register, writing one down, its page, and the acts that follow."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from points.forms.veto import (
    LiftVetoForm,
    ObjectToVetoForm,
    ReplyToVetoForm,
    TellVetoForm,
    VetoForm,
    VoidVetoForm,
)
from points.models import Record, Veto
from points.reports.veto_page import listed, rows, veto_page
from points.services import vetoes
from points.views.honour_form import honour_form

VIEW = "points.view_veto"
PER_PAGE = 50


@require_safe
def veto_list(request: Request) -> HttpResponse:
    """The register of those in scope, the latest first."""
    require(request.user, VIEW)
    visible = listed(Veto.objects.visible_to(request.user))
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows(page, timezone.localdate()),
        "may_add": request.user.has_perm(vetoes.RIGHT),
    }
    return render(request, "points/veto_list.html", context)


@form_page
def veto_new(request: Request) -> HttpResponse:
    """Writes one down; `?household=` brings the household, `?record=` the record it rests on."""
    require(request.user, vetoes.RIGHT)
    record = _record(request)
    form = VetoForm(request.user, request.POST or None, initial=_initial(request, record))

    def act(at: datetime) -> str:
        household = form.cleaned_data["household"]
        return vetoes.impose(household, form.ground(record), request.user, at).ref

    done, ref = carried_out(request, form, "veto_new", act)
    if done:
        messages.success(request, "已登记。请告知本户，并登记告知的日期和方式。")
        return redirect("veto", ref=ref)
    lead = "必须有文件。登记之后告知本户，本户可以提出异议；事由不公布，名单上只写不参评。"
    trail = [(reverse("veto_list"), "一票否决")]
    return honour_form(request, form, "登记一票否决", lead, "登记", trail)


@require_safe
def veto(request: Request, ref: str) -> HttpResponse:
    """One of them, with what may be done next."""
    found = visible_veto(request, ref)
    require(request.user, VIEW, found)
    page = veto_page(found, request.user, timezone.localdate())
    return render(request, "points/veto.html", {"page": page})


@form_page
def veto_tell(request: Request, ref: str) -> HttpResponse:
    """Notes that the household was told."""
    found, form = visible_veto(request, ref), TellVetoForm(request.POST or None)

    def act(at: datetime) -> None:
        typed = form.cleaned_data
        day, how, by = typed["told_on"], typed["told_how"], typed["told_by"]
        vetoes.tell(found, day, how, by, request.user, at)

    lead = "本户从告知之日起可以提出异议，期限和扣分的陈述期限相同。"
    return _act(request, found, form, vetoes.RIGHT, "登记告知", lead, act)


@form_page
def veto_object(request: Request, ref: str) -> HttpResponse:
    """Types in the household's objection."""
    found, form = visible_veto(request, ref), ObjectToVetoForm(request.POST or None)

    def act(at: datetime) -> None:
        typed = form.cleaned_data
        text, how, day = typed["text"], typed["how"], typed["received_on"]
        vetoes.object_to(found, text, how, day, request.user, at)

    lead = "异议由别的工作人员答复；答复之前，它影响的年度不能定排名，也不能更正。"
    return _act(request, found, form, vetoes.RIGHT, "登记异议", lead, act)


@form_page
def veto_reply(request: Request, ref: str) -> HttpResponse:
    """Answers the objection."""
    found, form = visible_veto(request, ref), ReplyToVetoForm(request.POST or None)

    def act(at: datetime) -> None:
        typed = form.cleaned_data
        vetoes.reply(found, typed["upheld"], typed["text"], request.user, at)

    lead = "".join(each.text for each in found.objections.all() if each.replied_at is None)
    return _act(request, found, form, vetoes.DECIDE, "答复异议", lead, act)


@form_page
def veto_lift(request: Request, ref: str) -> HttpResponse:
    """Ends it before its last day."""
    found, form = visible_veto(request, ref), LiftVetoForm(request.POST or None)

    def act(at: datetime) -> None:
        vetoes.lift(found, form.cleaned_data["why"], request.user, at)

    lead = "解除后不再影响没有定的排名；已经定了的，另办排名更正。解除不能恢复。"
    return _act(request, found, form, vetoes.DECIDE, "解除否决", lead, act)


@form_page
def veto_void(request: Request, ref: str) -> HttpResponse:
    """Voids one that was typed in wrongly."""
    found, form = visible_veto(request, ref), VoidVetoForm(request.POST or None)

    def act(at: datetime) -> None:
        vetoes.void(found, form.cleaned_data["reason"], request.user, at)

    lead = "登记错了的才作废，作废后不能恢复，记录和原因会留着。"
    return _act(request, found, form, vetoes.RIGHT, "作废", lead, act)


def _act(
    request: Request,
    found: Veto,
    form: TokenForm,
    right: str,
    verb: str,
    lead: str,
    act: Callable[[datetime], None],
) -> HttpResponse:
    """A page with the form of one act; carried out, it leads back to the veto."""
    require(request.user, right, found)
    back = reverse("veto", args=[found.ref])
    done, _ = carried_out(request, form, f"veto:{verb}:{found.ref}"[:30], act)
    if done:
        messages.success(request, f"已办理：{verb}。")
        return redirect(back)
    trail = [(reverse("veto_list"), "一票否决"), (back, str(found.household))]
    return honour_form(request, form, f"{verb}：{found.household}", lead, verb, trail)


def visible_veto(request: Request, ref: str) -> Veto:
    """The veto of the address; 404 outside what the person sees."""
    return get_object_or_404(listed(Veto.objects.visible_to(request.user)), ref=ref)


def _record(request: Request) -> Record | None:
    """The record that the address names, of those the person sees."""
    wanted = request.GET.get("record", "")
    if not wanted:
        return None
    visible = Record.objects.visible_to(request.user).select_related("item", "line__household")
    return get_object_or_404(visible, ref=wanted)


def _initial(request: Request, record: Record | None) -> dict[str, object]:
    """What stands in the form before anybody types: a veto lasts until the year's end."""
    if record is None:
        last = date(timezone.localdate().year, 12, 31)
        return {"household": request.GET.get("household", ""), "ends_on": last}
    return {
        "household": record.line.household.code,
        "matter": record.note or record.item.title,
        "starts_on": record.occurred_on,
        "ends_on": date(record.occurred_on.year, 12, 31),
    }

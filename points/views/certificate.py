"""积分证明: the register, a request typed in, one request with what may be done, the paper."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.acting import carried_out, form_page
from households.addresses import site_address
from households.forms import TokenForm
from households.http import Request, require
from points.forms.certificate import BankOfferForm, EndForm, TypedAskForm
from points.models import Certificate, CertificateRequest
from points.reports import certificate_page
from points.reports.certificate_page import (
    facts,
    listed,
    may_issue,
    of_the_last_years,
    standing,
    year_to_prove,
)
from points.reports.certificate_paper import certificate_form, certificate_paper
from points.services import bank_offers, certificates
from points.views.paper import pdf_or_back

SEE = "points.view_certificate"
PER_PAGE = 50


@require_safe
def certificate_list(request: Request) -> HttpResponse:
    """The register: what was asked for and given to whom, of three years and this one."""
    require(request.user, SEE)
    today = timezone.localdate()
    visible = CertificateRequest.objects.visible_to(request.user)
    found = of_the_last_years(listed(visible), today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": certificate_page.rows(page, today),
        "waiting": visible.waiting().count(),
        "may_issue": request.user.has_perm(certificates.ISSUE),
        "may_offer": request.user.has_perm(bank_offers.RIGHT),
    }
    return render(request, "points/certificate_list.html", context)


@form_page
def certificate_new(request: Request) -> HttpResponse:
    """Types in a request that came on paper; `?household=` brings the household."""
    require(request.user, certificates.ISSUE)
    initial = {
        "household": request.GET.get("household", ""),
        "year": year_to_prove(request.user.community, timezone.localdate()),
    }
    form = TypedAskForm(request.user, request.POST or None, initial=initial)

    def act(now: datetime) -> str:
        household = form.cleaned_data["household"]
        return certificates.ask(household, form.asked(), request.user, now).ref

    done, ref = carried_out(request, form, "certificate_new", act)
    if done:
        messages.success(request, "申请已登记，请核对后开具。")
        return redirect("certificate", ref=ref)
    context = {"form": form, "back": reverse("certificate_list")}
    return render(request, "points/certificate_new.html", context, status=_status(form))


@require_safe
def certificate_form_print(request: Request) -> HttpResponse | FileResponse:
    """The form to fill in by hand."""
    community = request.user.community
    require(request.user, certificates.ISSUE, community)
    back = reverse("certificate_list")
    return pdf_or_back(request, lambda: certificate_form(community), "积分证明申请书.pdf", back)


@form_page
def certificate(request: Request, ref: str) -> HttpResponse:
    """One request; for whoever may, the form that gives the certificate."""
    found = _visible(request, ref)
    require(request.user, SEE, found)
    form = TokenForm(request.POST or None)
    if request.method == "POST":
        require(request.user, certificates.ISSUE, found)

    def act(now: datetime) -> None:
        certificates.issue(found, request.user, now)

    done, _ = carried_out(request, form, f"certificate {ref}", act)
    if done:
        messages.success(request, "证明已开具，请打印盖章。")
        return redirect("certificate", ref=ref)
    day = timezone.localdate()
    stands = standing(found, day)
    waits = stands == certificate_page.WAITING
    given: Certificate | None = getattr(found, "certificate", None)
    holds = given is not None and stands == certificate_page.VALID
    now = certificates.facts_of(found.household, found.year, day) if waits or holds else None
    may = may_issue(found, request.user)
    context = {
        "request_of": found,
        "standing": stands,
        "tone": certificate_page.TONES[stands],
        "facts": facts(found),
        "preview": now,
        "fewer": now is not None and given is not None and now.honour < given.honour,
        "may_issue": may and waits,
        "may_end": may and found.ended_at is None,
        "given": given,
        "form": form,
    }
    return render(request, "points/certificate.html", context, status=_status(form))


@form_page
def certificate_end(request: Request, ref: str) -> HttpResponse:
    """The office gives none, or the household has taken its consent back."""
    found = _visible(request, ref)
    require(request.user, certificates.ISSUE, found)
    form = EndForm(request.POST or None)

    def act(now: datetime) -> None:
        certificates.end(found, form.cleaned_data["reason"], request.user, now)

    done, _ = carried_out(request, form, f"certificate_end {ref}", act)
    if done:
        messages.success(request, "已记下；开具过的证明同时作废。")
        return redirect("certificate", ref=ref)
    context = {"form": form, "request_of": found, "back": reverse("certificate", args=[ref])}
    return render(request, "points/certificate_end.html", context, status=_status(form))


@require_safe
def certificate_print(request: Request, ref: str) -> HttpResponse | FileResponse:
    """The certificate on paper, as long as it is valid."""
    found = _visible(request, ref)
    require(request.user, certificates.ISSUE, found)
    given = getattr(found, "certificate", None)
    if given is None:
        raise Http404
    if not given.valid_on(timezone.localdate()):
        messages.warning(request, "这份证明已经作废或过期，不能再打印；需要的话请本户重新申请。")
        return redirect("certificate", ref=ref)
    name, back = f"{found.household.code}积分证明.pdf", reverse("certificate", args=[ref])
    return pdf_or_back(request, lambda: certificate_paper(given, site_address(request)), name, back)


@form_page
def bank_offer(request: Request) -> HttpResponse:
    """What a bank offers for points, as certificates for banks print it."""
    community = request.user.community
    require(request.user, bank_offers.RIGHT, community)
    last = bank_offers.offer_of(community)
    form = BankOfferForm(request.POST) if request.method == "POST" else BankOfferForm.of(last)

    def act(now: datetime) -> None:
        seen = form.cleaned_data["seen"]
        bank_offers.write(community, form.terms(), seen, request.user, now)

    done, _ = carried_out(request, form, "bank_offer", act)
    if done:
        messages.success(request, "已保存，今后给银行的证明都印这一版。")
        return redirect("certificate_list")
    context = {"form": form, "last": last, "back": reverse("certificate_list")}
    return render(request, "points/bank_offer.html", context, status=_status(form))


def _visible(request: Request, ref: str) -> CertificateRequest:
    visible = CertificateRequest.objects.visible_to(request.user)
    return get_object_or_404(of_the_last_years(listed(visible), timezone.localdate()), ref=ref)


def _status(form: TokenForm) -> int:
    return 422 if form.is_bound else 200

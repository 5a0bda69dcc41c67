"""What the forms of the year's honours share: a page with one form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from households.http import Request


def honour_form(
    request: Request,
    form: forms.Form,
    title: str,
    lead: str,
    act: str,
    trail: Sequence[tuple[str, str]] = (),
    template: str = "points/honour_form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form; `trail`: addresses and names of the pages that lead to it below that
    of the year, `more` what else the `template` is told."""
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "act": act,
        "trail": trail,
        "back": trail[-1][0] if trail else reverse("year_home"),
        **more,
    }
    status = 422 if form.is_bound else 200
    return render(request, template, context, status=status)

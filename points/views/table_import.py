"""The page on which a table is imported: its form, and what was found in the table."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from households.forms import TokenForm
from households.http import Request

MOST_TOLD = 100


def import_page(request: Request, template: str, form: TokenForm, **found: Any) -> HttpResponse:
    """The form with what was `found`: `checked`, what an import would do; `errors`, rows and
    columns to correct."""
    errors = found.get("errors", [])
    context = {
        **found,
        "form": form,
        "errors": errors[:MOST_TOLD],
        "more": max(0, len(errors) - MOST_TOLD),
        "problems": [{"text": f"表格有 {len(errors)} 处要改正，没有导入。", "target": "errors"}]
        if errors
        else [],
    }
    status = 422 if errors or form.errors else 200
    return render(request, template, context, status=status)

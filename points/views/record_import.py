"""Importing a month's records from a table on a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from households.tables import TableError
from points.forms.record import open_months
from points.forms.record_import import RecordImportForm
from points.services.record_import import ImportRefused, import_records
from points.views.table_import import import_page


@require_http_methods(["GET", "HEAD", "POST"])
def record_import(request: Request) -> HttpResponse:
    """Takes the table; “check” tells what would be imported and writes nothing."""
    community = request.user.community
    require(request.user, "points.import_record", community)
    months = open_months(request.user)
    if request.method != "POST" or not months:
        return _page(request, RecordImportForm(months))
    form = RecordImportForm(months, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    checking = "check" in request.POST
    typed, now = form.cleaned_data, timezone.now()
    content, name = typed["file"].read(), typed["file"].name

    def act() -> str:
        return import_records(
            content, name, community, typed["month"], request.user, now, check=checking
        ).summary

    try:
        if checking:
            told = f"检查通过，没有写入。导入时会{act()}。要导入，请再选一次文件。"
            return _page(request, form, checked=told)
        summary, _ = once(typed["form_token"], "record_import", request.user, now, act)
    except ImportRefused as refused:
        return _page(request, form, errors=refused.errors)
    except Refused as refused:
        form.add_error(None, refused)
        return _page(request, form)
    except TableError as error:
        form.add_error("file", str(error))
        return _page(request, form)
    messages.success(request, f"导入完毕：{summary}。")
    return redirect("record_list")


def _page(request: Request, form: RecordImportForm, **found: Any) -> HttpResponse:
    return import_page(request, "points/record_import.html", form, **found)

"""Importing the catalogue from a table on a page."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from households.acting import form_page
from households.http import Request, require
from households.refusals import Refused
from households.services.submissions import once
from households.tables import TableError
from points.services.record_import import ImportRefused
from points.views.table_import import import_page
from supermarket.forms.product import ProductImportForm
from supermarket.services.catalogue_file import ProductImport, import_products


@form_page
def product_import(request: Request) -> HttpResponse:
    """Takes the table; “check” tells what would be imported and writes nothing."""
    community = request.user.community
    require(request.user, "supermarket.import_product", community)
    if request.method != "POST":
        return _page(request, ProductImportForm(initial={"from_on": timezone.localdate()}))
    form = ProductImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    checking = "check" in request.POST
    typed, now = form.cleaned_data, timezone.now()
    content, name = typed["file"].read(), typed["file"].name

    def read() -> ProductImport:
        from_on = typed["from_on"]
        return import_products(content, name, community, request.user, now, from_on, checking)

    try:
        if checking:
            return _page(request, form, checked=read())
        token = typed["form_token"]
        summary, _ = once(token, "product_import", request.user, now, lambda: read().summary)
    except ImportRefused as refused:
        return _page(request, form, errors=refused.errors)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, form)
    except TableError as error:
        form.add_error("file", str(error))
        return _page(request, form)
    messages.success(request, f"导入完毕：{summary}。")
    return redirect("product_list")


def _page(request: Request, form: ProductImportForm, **found: Any) -> HttpResponse:
    return import_page(request, "supermarket/product_import.html", form, **found)

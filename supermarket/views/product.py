"""商品与服务: the list with its search and export, one product, its picture."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from households.http import Request, require
from supermarket.filters import ProductFilter
from supermarket.models import Product
from supermarket.models.product import ProductQuerySet
from supermarket.reports.product_page import facts, price_rows
from supermarket.search import MOST_FOUND, search
from supermarket.services.catalogue_file import TITLE, export_products
from supermarket.views.table import table_answer

PER_PAGE = 50


@require_safe
def product_list(request: Request) -> HttpResponse:
    """What is on offer, at today's prices; what was taken off where the filter says so."""
    found = _filtered(request)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    community = request.user.community
    context = {
        "form": found.form,
        "page": page,
        "narrowed": found.is_narrowed(),
        "may_change": request.user.has_perm("supermarket.change_product", community),
        "may_import": request.user.has_perm("supermarket.import_product", community),
    }
    return render(request, "supermarket/product_list.html", context)


@require_safe
def product_search(request: Request) -> JsonResponse:
    """Products on offer (`?kind=goods` alone), for the field that looks them up while one types."""
    require(request.user, "supermarket.view_product")
    offered = _priced(request).on_offer()
    if request.GET.get("kind") in Product.Kind:
        offered = offered.filter(kind=request.GET["kind"])
    found: Iterable[Any] = search(offered, request.GET.get("q", ""))[:MOST_FOUND]
    results = [
        {
            "value": str(product.number),
            "label": str(product),
            "hint": f"{product.points or '—'}分／{product.unit}",
        }
        for product in found
    ]
    return JsonResponse({"results": results})


@require_safe
def product_export(request: Request) -> HttpResponse:
    """What the list shows, as a table it can be imported by again."""
    name = f"{TITLE}-{timezone.localdate():%Y%m%d}"
    return table_answer(export_products(_filtered(request).qs), name)


@require_safe
def product_page(request: Request, number: int) -> HttpResponse:
    """One product with the prices it has had and will have."""
    product = find(request, number)
    require(request.user, "supermarket.view_product", product)
    context = {
        "product": product,
        "facts": facts(product, request.user),
        "prices": price_rows(product, timezone.localdate()),
        "may_change": request.user.has_perm("supermarket.change_product", product),
    }
    return render(request, "supermarket/product_page.html", context)


@require_safe
def product_picture(request: Request, number: int) -> FileResponse:
    """The picture, which was made anew when it came in.

    A counter shows dozens on every household's page: an address that names the very picture
    (`?v=`) may be kept by the browser.
    """
    product = find(request, number)
    require(request.user, "supermarket.view_product", product)
    if not product.picture:
        raise Http404
    kept = {"Cache-Control": "private, max-age=86400"} if "v" in request.GET else None
    return FileResponse(product.picture.open(), content_type="image/jpeg", headers=kept)


def find(request: Request, number: int) -> Product:
    """The product of that number in the person's scope, `priced_on` today; 404 without it."""
    return get_object_or_404(_priced(request), number=number)


def _priced(request: Request) -> ProductQuerySet:
    visible = Product.objects.visible_to(request.user).select_related(
        "community", "merchant__place"
    )
    return visible.priced_on(timezone.localdate())


def _filtered(request: Request) -> ProductFilter:
    require(request.user, "supermarket.view_product")
    return ProductFilter(request.GET, _priced(request), request=request)

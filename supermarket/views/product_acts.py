"""商品与服务: a new one, its particulars, a new price, a picture, off the shelf and on it again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from households.acting import carried_out, form_page
from households.forms import TokenForm
from households.http import Request, require
from points.periods import chinese_date
from supermarket.forms.product import (
    NewProductForm,
    ParticularsForm,
    PictureForm,
    PriceForm,
    initial_of,
    suggestions,
)
from supermarket.models import Product
from supermarket.services import catalogue
from supermarket.views.product import find

CHANGE = "supermarket.change_product"


@form_page
def product_new(request: Request) -> HttpResponse:
    """A product with its first price."""
    community = request.user.community
    require(request.user, CHANGE, community)
    initial = {"from_on": timezone.localdate()}
    form = NewProductForm(request.user, request.POST or None, initial=initial)

    def act(at: datetime) -> int:
        from_on = form.cleaned_data["from_on"]
        new = form.new_product()
        return catalogue.create_product(community, new, from_on, request.user, at).number

    done, number = carried_out(request, form, "product_new", act)
    if done:
        messages.success(request, "已登记，可以接着传图片。")
        return redirect("product", number)
    context = {"form": form, "categories": _categories(request)}
    return _page(request, "supermarket/product_new.html", context)


@form_page
def product_change(request: Request, number: int) -> HttpResponse:
    """Its particulars; the price is changed on a page of its own."""
    product = _found(request, number)
    form = ParticularsForm(request.user, request.POST or None, initial=initial_of(product))

    def act(at: datetime) -> None:
        catalogue.change_product(product, form.particulars(), request.user, at)

    return _answer(request, product, form, "product_change", act, "已修改。")


@form_page
def product_price(request: Request, number: int) -> HttpResponse:
    """A new price, from today or a later day on."""
    product: Any = _found(request, number)
    initial = {
        "points": product.points,
        "cost_fen": product.cost_fen,
        "from_on": timezone.localdate(),
    }
    form = PriceForm(request.POST or None, initial=initial)

    def act(at: datetime) -> str:
        new = form.cleaned_data
        price = new["points"], new["cost_fen"], new["from_on"]
        catalogue.price(product, *price, request.user, at)
        return f"{chinese_date(new['from_on'])}起按{new['points']}分。"

    return _answer(request, product, form, "product_price", act)


@form_page
def product_picture_new(request: Request, number: int) -> HttpResponse:
    """A picture in the place of the one before."""
    product = _found(request, number)
    form = PictureForm(request.POST or None, request.FILES or None)

    def act(at: datetime) -> None:
        catalogue.set_picture(product, form.cleaned_data["picture"], request.user, at)

    return _answer(request, product, form, "product_picture", act, "图片已换好。")


@form_page
def product_retire(request: Request, number: int) -> HttpResponse:
    """Asks, then takes the product off the shelf."""
    product = _found(request, number)
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> None:
        catalogue.retire(product, request.user, at)

    return _answer(request, product, form, "product_retire", act, "已下架，不能再兑换。")


@form_page
def product_offer(request: Request, number: int) -> HttpResponse:
    """Asks, then puts a retired product on the shelf again."""
    product = _found(request, number)
    form = TokenForm(request.POST or None)

    def act(at: datetime) -> None:
        catalogue.offer_again(product, request.user, at)

    return _answer(request, product, form, "product_offer", act, "已重新上架，按现在的价格兑换。")


def _found(request: Request, number: int) -> Product:
    product = find(request, number)
    require(request.user, CHANGE, product)
    return product


def _answer(
    request: Request, product: Product, form: TokenForm, purpose: str, act: Any, told: str = ""
) -> HttpResponse:
    """The product's page with what was done, or the form (its page is named by `purpose`) again."""
    done, result = carried_out(request, form, purpose, act)
    if done:
        messages.success(request, f"{product}：{result or told}")
        return redirect("product", product.number)
    context = {
        "form": form,
        "product": product,
        "categories": _categories(request),
        "back": reverse("product", args=[product.number]),
    }
    return _page(request, f"supermarket/{purpose}.html", context)


def _page(request: Request, template: str, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound else 200
    return render(request, template, context, status=status)


def _categories(request: Request) -> list[str]:
    visible = Product.objects.visible_to(request.user).order_by("category")
    return suggestions(visible.values_list("category", flat=True).distinct())

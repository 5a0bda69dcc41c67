"""Fields of the supermarket: an amount of money, a product as typed, a picture."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from points.forms.photos import KINDS, prepared
from points.forms.record import looked_up
from points.photos import BadPhoto, Prepared
from supermarket.models import Product
from supermarket.models.product import ProductQuerySet
from supermarket.money import MOST_FEN, as_fen, yuan
from supermarket.search import search

LISTED = 5


class MoneyField(forms.CharField):
    """An amount of at most `most_fen` 分 typed in 元; gives 分, None where it may stay empty."""

    def __init__(self, *, most_fen: int = MOST_FEN, **kwargs: Any) -> None:
        self.most_fen = most_fen
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: Any) -> int | None:
        """The amount; words and parts of a 分 are refused in Chinese."""
        try:
            return as_fen(super().clean(value), self.most_fen)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        """分 as they are shown in 元; what was typed stays as it was typed."""
        return yuan(value) if isinstance(value, int) else value


class ProductField(forms.CharField):
    """Goods on offer by number, name or pinyin, looked up while one types; gives a Product."""

    products: ProductQuerySet

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="商品", **kwargs)

    def offer(self, products: ProductQuerySet) -> None:
        """`products` are those the person may mean."""
        self.products = products
        self.widget.attrs |= looked_up(f"{reverse('product_search')}?kind=goods")

    def clean(self, value: Any) -> Product | None:
        """The one product the words mean; several and none are refused in Chinese."""
        typed = super().clean(value)
        if not typed:
            return None
        found = list(search(self.products, typed)[: LISTED + 1])
        named = [product for product in found if product.name == typed.strip()]
        if len(named) == 1:
            return named[0]
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有找到在架的商品“{typed}”，请核对编号或名称。")
        told = "、".join(str(product) for product in found[:LISTED])
        more = "等" if len(found) > LISTED else ""
        raise forms.ValidationError(f"“{typed}”不止一种：{told}{more}。请填其中一种的编号。")


class PictureField(forms.FileField):
    """One picture, made anew by `points.photos`; gives Prepared."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label="图片",
            help_text="JPG、PNG 或 WebP，不超过 10 MB。",
            widget=forms.FileInput(attrs={"accept": KINDS}),
            error_messages={
                "required": "请选择图片。",
                "empty": "文件是空的，请重新选择。",
                "invalid": "没有收到图片，请重新选择。",
            },
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Prepared:
        """The picture; what is none is refused in Chinese."""
        file: UploadedFile = super().clean(data, initial)
        try:
            return prepared(file)
        except BadPhoto as error:
            raise forms.ValidationError(str(error)) from error

"""Forms of the storekeeper: goods that come in, a count, what is written off."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms

from households.forms import TokenForm
from points.forms.fields import WholeNumberField, day_field
from supermarket.forms.fields import MoneyField, ProductField
from supermarket.models import Product, Receipt
from supermarket.models.product import ProductQuerySet
from supermarket.reports.stock_report import StockRow
from supermarket.services.stock import Found, Item

LINES = 8
"""Of one receipt on one page; a longer one is entered in two."""


class ReceiptForm(TokenForm):
    """Where goods come from; what comes in is in the lines below it."""

    kind = forms.ChoiceField(
        label="来源",
        choices=Receipt.Kind.choices,
        error_messages={"required": "请选择来源。", "invalid_choice": "请重新选择来源。"},
    )
    source = forms.CharField(
        label="供货商或捐赠人",
        max_length=60,
        error_messages={
            "required": "请写明供货商或捐赠人。",
            "max_length": "供货商或捐赠人最多60个字，请改短一些。",
        },
    )
    received_on = day_field("入库日期")
    paper = forms.CharField(
        label="票据号",
        max_length=60,
        required=False,
        error_messages={"max_length": "票据号最多60个字，请改短一些。"},
    )
    witness = forms.CharField(
        label="监督人",
        max_length=60,
        required=False,
        error_messages={"max_length": "监督人最多60个字，请改短一些。"},
    )


class ItemForm(forms.Form):
    """One line of a receipt; an empty one is left out."""

    product = ProductField(required=False)
    quantity = WholeNumberField(label="数量", required=False)
    unit_cost_fen = MoneyField(label="单价（元）", required=False)
    best_before = day_field("保质期至", required=False)

    def __init__(self, products: ProductQuerySet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(ProductField, self.fields["product"]).offer(products)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"第{self.place}行{field.label}"

    @property
    def place(self) -> int:
        """Which line of the receipt it is, from 1."""
        return int((self.prefix or "item-0").rsplit("-", 1)[1]) + 1

    def clean(self) -> dict[str, Any]:
        """Refuses a line of which the product or the quantity is missing."""
        typed = super().clean() or self.cleaned_data
        written = [name for name, value in typed.items() if value is not None]
        for name, told in (("product", "请填是什么商品。"), ("quantity", "请填数量。")):
            if written and typed.get(name) is None and name not in self.errors:
                self.add_error(name, told)
        return typed

    @property
    def item(self) -> Item | None:
        """What was typed; None for an empty line. Only after `is_valid`."""
        typed = self.cleaned_data
        return Item(**typed) if typed.get("product") else None


def item_forms(products: ProductQuerySet, data: Any = None) -> list[ItemForm]:
    """The lines of a receipt, sent or still empty."""
    return [ItemForm(products, data, prefix=f"item-{place}") for place in range(LINES)]


class WriteOffForm(TokenForm):
    """A lot by its product and best-before day, how much of it, why."""

    lot = forms.ChoiceField(
        label="批次",
        error_messages={
            "required": "请选择批次。",
            "invalid_choice": "这个批次已经没有了，请重选。",
        },
    )
    quantity = WholeNumberField(label="数量", error_messages={"required": "请填写数量。"})
    reason = forms.CharField(
        label="原因",
        max_length=100,
        help_text="如过期、受潮、破损。",
        error_messages={
            "required": "请写明报损的原因。",
            "max_length": "原因最多100个字，请改短一些。",
        },
    )

    def __init__(self, rows: Sequence[StockRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots: dict[str, tuple[Product, date | None]] = {}
        units: dict[str, int] = {}
        labels: dict[str, str] = {}
        for row in rows:
            product = row.stock.product
            for each in row.lots:
                day = each.lot.best_before
                key = f"{product.number}:{day or ''}"
                units[key] = units.get(key, 0) + each.lot.quantity
                told = f"保质期至{day:%Y-%m-%d}" if day else "没有保质期"
                labels[key] = f"{product} · {told}{each.standing and f'（{each.standing}）'}"
                self.lots[key] = product, day
        self.fields["lot"].choices = [  # type: ignore[attr-defined]
            ("", "请选择"),
            *(
                (key, f"{label} · 余{units[key]}{self.lots[key][0].unit}")
                for key, label in labels.items()
            ),
        ]

    @property
    def chosen(self) -> tuple[Product, date | None]:
        """Product and best-before day of the lot; only after `is_valid`."""
        return self.lots[self.cleaned_data["lot"]]


class CountForm(TokenForm):
    """A line for each of `stand` (product, units by the system): found, why they differ."""

    counted_by = forms.CharField(
        label="盘点人",
        max_length=60,
        error_messages={
            "required": "请写明盘点人。",
            "max_length": "盘点人最多60个字，请改短一些。",
        },
    )
    witness = forms.CharField(
        label="监盘人",
        max_length=60,
        error_messages={
            "required": "请写明监盘人。",
            "max_length": "监盘人最多60个字，请改短一些。",
        },
    )

    def __init__(self, stand: Sequence[tuple[Product, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stand = stand
        for product, system in stand:
            number = product.number
            self.fields[f"found_{number}"] = WholeNumberField(
                label=f"{product}实盘数", required=False
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=f"{product}原因",
                required=False,
                max_length=100,
                error_messages={"max_length": "原因最多100个字，请改短一些。"},
            )
            self.fields[f"seen_{number}"] = forms.IntegerField(
                widget=forms.HiddenInput, initial=system, required=False
            )
            for name in ("found", "reason"):
                attrs = self.fields[f"{name}_{number}"].widget.attrs
                attrs["aria-label"] = self.fields[f"{name}_{number}"].label

    def lines(self) -> list[dict[str, Any]]:
        """For the page: product, the system's number, and the two fields of each line."""
        return [
            {
                "product": product,
                "system": system,
                "typed": [self[f"{name}_{product.number}"] for name in ("found", "reason")],
            }
            for product, system in self.stand
        ]

    def people(self) -> list[forms.BoundField]:
        return [self["counted_by"], self["witness"]]

    def found(self) -> list[Found]:
        """The lines that were filled in; only after `is_valid`."""
        typed = self.cleaned_data
        return [
            Found(
                product,
                typed[f"found_{product.number}"],
                typed[f"seen_{product.number}"],
                typed[f"reason_{product.number}"],
            )
            for product, _ in self.stand
            if typed[f"found_{product.number}"] is not None
        ]

    def show_numbers_as_they_are(self) -> None:
        """Makes a form that is shown again carry the system's numbers that it shows."""
        shown = {f"seen_{product.number}": str(system) for product, system in self.stand}
        self.data = {**{name: self.data.get(name) for name in self.data}, **shown}

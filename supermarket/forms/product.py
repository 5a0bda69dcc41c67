"""Forms of the catalogue: a new product, its particulars, a price, a picture, a table of them."""

from collections.abc import Iterable
from typing import Any

from django import forms

from households.forms import TokenForm
from households.models import User
from points.forms.fields import WholeNumberField, day_field
from supermarket.forms.fields import MoneyField, PictureField
from supermarket.models import Outlet, Product
from supermarket.services.catalogue import NewProduct, Particulars

CATEGORY_LIST = "categories"
"""The id of the list of suggestions that the page brings."""


class ParticularsForm(TokenForm):
    """What of a product may be changed."""

    name = forms.CharField(label="名称", error_messages={"required": "请填写名称。"})
    category = forms.CharField(
        label="类别",
        help_text="如粮油、蔬果、日用品、便民服务。",
        widget=forms.TextInput(attrs={"list": CATEGORY_LIST}),
        error_messages={"required": "请填写类别。"},
    )
    unit = forms.CharField(
        label="单位", help_text="如袋、桶、次。", error_messages={"required": "请填写单位。"}
    )
    merchant = forms.ChoiceField(
        label="商家",
        required=False,
        help_text="服务才选。",
        error_messages={"invalid_choice": "没有这个商家，请重新选择。"},
    )
    limit_per_quarter = WholeNumberField(
        label="每户每季限兑", required=False, help_text="空着表示不限。"
    )
    low_stock = WholeNumberField(
        label="库存提醒", required=False, help_text="可兑的少于这个数时提醒补货；服务不填。"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merchants = {
            merchant.place.code: merchant
            for merchant in Outlet.objects.visible_to(user).merchants().select_related("place")
        }
        choices = [(code, str(merchant)) for code, merchant in self.merchants.items()]
        self.fields["merchant"].choices = [("", "（商品，没有商家）"), *choices]  # type: ignore[attr-defined]

    def particulars(self) -> Particulars:
        """What was typed; only after `is_valid`."""
        typed = self.cleaned_data
        return Particulars(
            typed["name"],
            typed["category"],
            typed["unit"],
            self.merchants.get(typed["merchant"]),
            typed["limit_per_quarter"],
            typed["low_stock"],
        )


def initial_of(product: Product) -> dict[str, Any]:
    """The particulars of a product as the form shows them."""
    return {
        "name": product.name,
        "category": product.category,
        "unit": product.unit,
        "merchant": product.merchant.place.code if product.merchant else "",
        "limit_per_quarter": product.limit_per_quarter,
        "low_stock": product.low_stock,
    }


class PriceForm(TokenForm):
    points = WholeNumberField(
        label="积分", help_text="一个单位要多少分。", error_messages={"required": "请填写积分。"}
    )
    cost_fen = MoneyField(
        label="成本（元）",
        help_text="社区为一个单位付多少钱，捐赠的填市价。",
        error_messages={"required": "请填写成本，没有就填0。"},
    )
    from_on = day_field("起用日期", help_text="从这一天起按这个价格。")


class NewProductForm(ParticularsForm, PriceForm):
    number = WholeNumberField(
        label="编号", help_text="柜台上输入的号码。", error_messages={"required": "请填写编号。"}
    )
    kind = forms.ChoiceField(
        label="种类",
        choices=Product.Kind.choices,
        error_messages={"required": "请选择种类。", "invalid_choice": "请重新选择种类。"},
    )

    field_order = (
        "form_token", "number", "kind", "name", "category", "unit", "points", "cost_fen", "from_on",
        "merchant", "limit_per_quarter", "low_stock",
    )  # fmt: skip

    def new_product(self) -> NewProduct:
        """What was typed; only after `is_valid`."""
        typed = self.cleaned_data
        return NewProduct(
            typed["number"], typed["kind"], self.particulars(), typed["points"], typed["cost_fen"]
        )


class PictureForm(TokenForm):
    picture = PictureField()


class ProductImportForm(TokenForm):
    file = forms.FileField(
        label="商品目录",
        help_text=(
            "列名：编号、名称、种类、类别、单位、积分、成本(元)、商家、每户每季限兑、库存提醒；"
            "种类、商家和后两列可以没有。"
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "请选择要导入的 .xlsx 或 .csv 表格。",
            "empty": "文件是空的，请重新选择。",
            "invalid": "没有收到文件，请重新选择。",
        },
    )
    from_on = day_field("新价格起用日期", help_text="和现价不同的，从这一天起按表里的价格。")


def suggestions(categories: Iterable[str]) -> list[str]:
    """Categories to choose from while one types: the shipped ones and those in use."""
    return list(dict.fromkeys(["粮油", "蔬果", "日用品", "便民服务", *categories]))

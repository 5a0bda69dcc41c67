"""What a household says when it reserves something: where it fetches it, how many."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from households.forms import TokenForm
from points.forms.fields import WholeNumberField
from supermarket.models import Outlet
from supermarket.reports.card_market import CardMarket, CardOffer

CHANGED = "预约的日期有变动，请回到超市页看清楚再办理。"


class ReserveForm(TokenForm):
    """Of one product; it carries the window and the points that the page showed."""

    outlet = forms.ChoiceField(
        label="到哪里领",
        widget=forms.RadioSelect,
        error_messages={
            "required": "请选到哪里领。",
            "invalid_choice": "那里已经没有了，请另选一处。",
        },
    )
    quantity = WholeNumberField(
        label="数量", initial=1, error_messages={"required": "请填写数量。"}
    )
    window = forms.CharField(widget=forms.HiddenInput, error_messages={"required": CHANGED})
    points_seen = WholeNumberField(widget=forms.HiddenInput, error_messages={"required": CHANGED})

    def __init__(self, market: CardMarket, offer: CardOffer, data: Any = None) -> None:
        self.market, self.points, unit = market, offer.product.points, offer.product.unit
        initial = {"window": str(market.season.window or ""), "points_seen": self.points}
        if offer.left:
            initial["outlet"] = offer.left[0][0].place.code
        super().__init__(data, initial=initial)
        self.fields["quantity"].help_text = f"每{unit}{self.points}分。"
        shops: Any = self.fields["outlet"]
        shops.choices = [
            (shop.place.code, f"{shop}（余{units}{unit}）") for shop, units in offer.left
        ]

    def refuse(self, refused: ValidationError) -> None:
        """Shows why not; sent again, the form stands for today's points, which are then on it."""
        super().refuse(refused)
        sent: Any = self.data
        self.data = {**sent.dict(), "points_seen": str(self.points)}

    def clean_outlet(self) -> Outlet:
        code = self.cleaned_data["outlet"]
        return next(shop for shop in self.market.shops if shop.place.code == code)

    def clean_window(self) -> str:
        """Nobody reserves for other days than the page said."""
        typed: str = self.cleaned_data["window"]
        if typed != str(self.market.season.window or ""):
            raise ValidationError(CHANGED)
        return typed

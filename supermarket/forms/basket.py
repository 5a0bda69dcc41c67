"""The basket of a counter: what was picked, at the prices the page showed, and who collects it.

A line is two fields of the page: `quantity-<number>` as typed, and `seen-<number>`, the points that
the page showed for one unit. All of it works by sending the form; a script only spares the wait.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from households.forms import TokenForm
from households.names import fold
from households.tables.cells import as_whole_number
from points.forms.fields import WholeNumberField
from supermarket.forms.fields import ProductField
from supermarket.models import Outlet, Product, Redemption, Reservation
from supermarket.models.product import ProductQuerySet
from supermarket.services.exchange import Collected
from supermarket.services.offers import Changed, NotOffered, Pick

QUANTITY: Final = "quantity-"
SEEN: Final = "seen-"
_TIMES: Final = re.compile(r"(?P<words>.+?)[*×✕](?P<quantity>.*)|(?P<number>\d+)[xX](?P<units>\d+)")
NOT_ONE: Final = "数量应为1或更大的整数，请写成 12*3 的样子。"
NO_QUANTITY: Final = "请填数量，不要的请点“去掉”。"


@dataclass(slots=True)
class Line:
    """One product (`priced_on` the day) of the basket: the quantity as typed, the points each that
    the page shows, those it cost `before` a change, and what is wrong."""

    product: Any
    quantity: str
    seen: int
    before: int | None = None
    problem: str = ""

    @property
    def units(self) -> int | None:
        """The quantity as a number; None for what is no whole number."""
        try:
            return as_whole_number(self.quantity)
        except ValueError:
            return None

    @property
    def points(self) -> int:
        return (self.units or 0) * self.seen

    def add(self, units: int) -> None:
        self.quantity = str((self.units or 0) + units)


class BasketForm(TokenForm):
    """What a counter sends. `lines` are the basket's, `entry_error` what is wrong with the words
    in its product field."""

    entry = forms.CharField(required=False)
    total = WholeNumberField(required=False)
    collector = forms.ChoiceField(
        label="领取人",
        choices=Redemption.Collector.choices,
        initial=Redemption.Collector.HEAD,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请重新选择领取人。"},
    )
    collector_name = forms.CharField(label="领取人姓名", required=False)
    relation = forms.CharField(label="关系（如女儿）", required=False)

    def __init__(self, outlet: Outlet, day: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._products: ProductQuerySet = Product.objects.filter(community=outlet.community_id)
        self._day = day
        self.entry_left = self.entry_error = ""
        self.lines = list(self._sent()) if self.is_bound else []

    def _sent(self) -> Iterable[Line]:
        """The lines as they were sent, in their order; one query."""
        numbers = [
            int(name.removeprefix(QUANTITY))
            for name in self.data
            if re.fullmatch(rf"{QUANTITY}[1-9][0-9]{{0,4}}", name)
        ]
        found = self._products.priced_on(self._day).filter(number__in=numbers)
        by_number = {product.number: product for product in found}
        for number in dict.fromkeys(numbers):
            quantity = fold(self.data.get(f"{QUANTITY}{number}", ""))
            seen = self.data.get(f"{SEEN}{number}", "")
            if number in by_number:
                seen_points = int(seen) if re.fullmatch("[0-9]{1,5}", seen) else 0
                yield Line(by_number[number], quantity, seen_points)

    def fetch(self, reservations: Iterable[Reservation], offered: Iterable[Any]) -> None:
        """Begins the basket of a household that comes for what it has reserved."""
        products = {each.product.pk: each.product for each in offered}
        for each in reservations:
            product = products.get(each.product_id)
            if product is not None:
                self.lines.append(Line(product, str(each.quantity), product.points))

    def compare(self, reservations: Iterable[Reservation]) -> None:
        """Notes at its line what was reserved at other points each than the page shows."""
        reserved = {each.product_id: each.points // each.quantity for each in reservations}
        for line in self.lines:
            each = reserved.get(line.product.pk, line.seen)
            if line.before is None and each != line.seen:
                line.before = each

    @property
    def points(self) -> int:
        """The total, of what can be read as numbers."""
        return sum(line.points for line in self.lines)

    @property
    def changes(self) -> bool:
        """Whether the form asks for another basket rather than to carry this one out."""
        asked = (self.data.get(name) for name in ("add", "remove", "entry"))
        return any(asked) or self.data.get("step") != "confirm"

    @property
    def focus(self) -> str:
        """Where the keyboard goes on: `entry` or `confirm`; nowhere for what is put right first."""
        if not self.is_bound or self.entry_error:
            return "entry"
        if not self.changes:
            return "" if self.errors else "confirm"
        more = any(self.data.get(name) for name in ("add", "remove", "entry"))
        return "entry" if more else "confirm"

    @property
    def checks_out(self) -> bool:
        """After `is_valid`: whether the total on the page was that of its lines."""
        return self.cleaned_data.get("total") == self.points

    def change(self) -> None:
        """Carries out what `changes` the basket: a tile tapped, words typed, a line taken out."""
        self.lines = [
            line for line in self.lines if str(line.product.number) != self.data.get("remove")
        ]
        entered = self.data.get("entry", "").strip()
        try:
            if self.data.get("add"):
                self._add(self.data["add"], 1)
            if entered:
                self._enter(entered)
        except ValidationError as error:
            self.entry_error, self.entry_left = error.messages[0], entered

    def _enter(self, entered: str) -> None:
        """Adds what the words of the product field mean: 12, 12*3, １２×３, a name, pinyin."""
        times = _TIMES.fullmatch(fold(entered))
        words = (times["words"] or times["number"]) if times else entered
        quantity = (times["units"] or times["quantity"]) if times else "1"
        try:
            units = as_whole_number(quantity)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if units is None or units < 1:
            raise ValidationError(NOT_ONE)
        self._add(words, units)

    def _add(self, words: str, units: int) -> None:
        field = ProductField()
        priced: Any = self._products.on_offer().priced_on(self._day)
        field.products = priced.filter(points__isnull=False)
        product: Any = field.clean(words)
        line = next((line for line in self.lines if line.product.pk == product.pk), None)
        if line is None:
            self.lines.append(Line(product, str(units), product.points))
        else:
            line.add(units)

    def clean(self) -> dict[str, Any]:
        """Says which quantities are missing or no whole numbers."""
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            try:
                missing = as_whole_number(line.quantity) is None
                line.problem = NO_QUANTITY if missing else ""
            except ValueError as error:
                line.problem = str(error)
        if self.problems:
            self.add_error(None, "有的数量不对，请改正后再确认。")
        return cleaned

    def picks(self) -> list[Pick]:
        """The basket as the services take it; only after `is_valid`."""
        return [Pick(line.product, line.units or 0, line.seen) for line in self.lines]

    def collected(self) -> Collected:
        """Who takes it along; only after `is_valid`."""
        typed = self.cleaned_data
        kind = typed["collector"] or Redemption.Collector.HEAD
        return Collected(kind, typed["collector_name"], typed["relation"])

    def refuse(self, refused: ValidationError) -> None:
        """Shows what a service refused at the lines it is about; a changed product with its new
        price, or, when it was taken off the shelf, no more."""
        if isinstance(refused, NotOffered):
            reasons = {each.product: each.reason for each in refused.refusals}
            for line in self.lines:
                line.problem = reasons.get(line.product.pk, "")
            refused = ValidationError(reasons.get(None) or "有的兑不了，请照下面的说明改。")
        elif isinstance(refused, Changed):
            self.lines = [
                line
                for line in self.lines
                if line.product.retired_at is None and line.product.points is not None
            ]
            for line in self.lines:
                if line.seen != line.product.points:
                    line.before, line.seen = line.seen, line.product.points
        super().refuse(refused)

    @property
    def problems(self) -> list[dict[str, str]]:
        """What is wrong with which line, for the summary on top of the page."""
        return [
            {
                "text": f"{line.product.name}：{line.problem}",
                "target": f"{QUANTITY}{line.product.number}",
            }
            for line in self.lines
            if line.problem
        ]

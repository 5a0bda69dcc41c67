"""A counter as its storekeeper uses it, form by form, without a script."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from households.models import Household
from supermarket.models import Product, Redemption
from tests.factory import signed_in
from tests.supermarket.serving import Serving


class Counter:
    """`client` is the storekeeper's browser. The forms are sent as the page brought them."""

    def __init__(self, town: Serving, household: Household | None = None) -> None:
        self.town = town
        self.household = household or town.household
        self.client: Client = signed_in(town.storekeeper)

    @property
    def home(self) -> str:
        return f"/market/counter/{self.town.shop.place.code}/"

    @property
    def address(self) -> str:
        return f"{self.home}{self.household.code}/"

    def find(self, typed: str) -> HttpResponse:
        return self.client.post(self.home, {"q": typed})

    def page(self) -> HttpResponse:
        return self.client.get(self.address)

    def basket(self, *picks: tuple[Product, Any], **more: Any) -> dict[str, Any]:
        """What the page sends for `picks` (product, quantity as typed), at today's prices."""
        page = self.page()
        data: dict[str, Any] = {"form_token": page.context["form"]["form_token"].value()}
        total = 0
        for product, quantity in picks:
            seen = self.town.pick(product, 1).points_seen
            data |= {f"quantity-{product.number}": quantity, f"seen-{product.number}": seen}
            total += seen * int(quantity) if str(quantity).lstrip("-").isdecimal() else 0
        return data | {"total": total, "collector": "head", "step": "confirm"} | more

    def send(self, *picks: tuple[Product, Any], **more: Any) -> HttpResponse:
        return self.client.post(self.address, self.basket(*picks, **more))

    def enter(self, words: str, *picks: tuple[Product, Any]) -> HttpResponse:
        """Words in the product field, and Enter: without a script the first button is pressed."""
        return self.send(*picks, entry=words, step="add")


def lines(answer: HttpResponse) -> list[tuple[str, str]]:
    """The basket on a page: names and quantities as they stand there."""
    return [(line.product.name, line.quantity) for line in answer.context["form"].lines]


def words(answer: HttpResponse) -> str:
    """The page without the blanks of its source."""
    return " ".join(answer.content.decode().split())


def the_slip(answer: HttpResponse) -> Redemption:
    """The slip that a confirmed basket leads to."""
    assert answer.status_code == 302, words(answer)
    return Redemption.objects.get(ref=answer["Location"].split("/")[-2])

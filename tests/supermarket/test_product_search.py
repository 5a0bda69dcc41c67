"""A product whose name has signs and blanks is found by it, however they are typed."""

import pytest

from supermarket.models import Product
from supermarket.search import search
from tests.factory import signed_in
from tests.supermarket.counting import Counter, lines
from tests.supermarket.factory import make_goods
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

NAMES = ("大米（10斤）", "洗衣液 2kg", "7-11咖啡")


@pytest.fixture
def town() -> Serving:
    town = Serving()
    for number, name in enumerate(NAMES, 51):
        make_goods(town.community, name, number=number, by=town.clerk)
    return town


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("大米（10斤）", "大米（10斤）"),
        ("大米(10斤)", "大米（10斤）"),
        ("米10", "大米（10斤）"),
        ("洗衣液 2kg", "洗衣液 2kg"),
        ("洗衣液２ＫＧ", "洗衣液 2kg"),
        ("2 kg", "洗衣液 2kg"),
        ("7-11咖啡", "7-11咖啡"),
        ("7-11", "7-11咖啡"),
        ("7-11kafei", "7-11咖啡"),
    ],
)
def test_signs_and_blanks_make_no_difference(town: Serving, typed: str, found: str) -> None:
    assert [product.name for product in search(Product.objects.all(), typed)] == [found]


def test_signs_alone_find_nothing(town: Serving) -> None:
    assert not search(Product.objects.all(), "（")
    assert not search(Product.objects.all(), "-")


@pytest.mark.parametrize("name", NAMES)
def test_its_own_name_finds_it_wherever_it_is_typed(town: Serving, name: str) -> None:
    assert lines(Counter(town).enter(name)) == [(name, "1")]
    clerk = signed_in(town.clerk)
    (choice,) = clerk.get("/market/products/search/", {"q": name, "kind": "goods"}).json()[
        "results"
    ]
    assert name in str(choice)
    listed = clerk.get("/market/products/", {"q": name}).context["page"]
    assert [product.name for product in listed] == [name]

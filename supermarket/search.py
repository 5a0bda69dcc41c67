"""Finding products by what is typed at a counter: number, name, pinyin, or its initials."""

import re

from django.db.models import Q

from households.names import search_terms
from households.names.cleaning import IDEOGRAPH, MIDDLE_DOT
from households.search import any_of, by_sound, likelihood
from supermarket.models.product import ProductQuerySet

SIGNS = str.maketrans("", "", f"-{MIDDLE_DOT}")
MOST_FOUND = 12
LONGEST_NUMBER = 4


def search(products: ProductQuerySet, typed: str) -> ProductQuerySet:
    """Those of `products` that `typed` may mean, the likeliest first, then by number.

    A number means the product of that number alone where there is one. Words go in this order: the
    whole name, its beginning, a part of it, the initials, their beginning, the pinyin's beginning.
    Nothing is found for nothing typed. One query, of the names, before the result's own.
    """
    terms = search_terms(typed)
    if not terms:
        return products.none()
    if terms.isdecimal() and len(terms) <= LONGEST_NUMBER:
        numbered = products.filter(number=int(terms))
        if numbered.exists():
            return numbered
    plain = _plain(typed)
    names = [(pk, _plain(name)) for pk, name in products.values_list("pk", "name")]
    ways = [
        Q(pk__in=[pk for pk, name in names if name == plain]),
        Q(pk__in=[pk for pk, name in names if name.startswith(plain)]),
        Q(pk__in=[pk for pk, name in names if plain in name]),
    ]
    if not re.search(IDEOGRAPH, plain):
        ways += by_sound(plain)
    return products.filter(any_of(ways)).order_by(likelihood(ways), "number")


def _plain(text: str) -> str:
    """The characters, letters and digits alone of a name or of what is typed for it, so that
    大米（10斤） and 洗衣液 2kg are found however their signs and blanks are typed."""
    return search_terms(text).translate(SIGNS)

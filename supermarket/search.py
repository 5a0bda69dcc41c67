"""Finding products by what is typed at a counter: number, name, pinyin, or its initials."""

import re

from django.db.models import Case, IntegerField, Q, Value, When

from households.names import search_terms
from households.names.cleaning import IDEOGRAPH
from households.search import reading
from supermarket.models.product import ProductQuerySet

MOST_FOUND = 12
LONGEST_NUMBER = 4


def search(products: ProductQuerySet, typed: str) -> ProductQuerySet:
    """Those of `products` that `typed` may mean, the likeliest first, then by number.

    A number means the product of that number alone where there is one. Words go in this order: the
    whole name, its beginning, a part of it, the initials, their beginning, the pinyin's beginning.
    Nothing is found for nothing typed.
    """
    terms = search_terms(typed)
    if not terms:
        return products.none()
    if terms.isdecimal() and len(terms) <= LONGEST_NUMBER:
        numbered = products.filter(number=int(terms))
        if numbered.exists():
            return numbered
    ways = [Q(name__iexact=terms), Q(name__istartswith=terms), Q(name__icontains=terms)]
    if not re.search(IDEOGRAPH, terms):
        ways += [
            reading("initials", terms, whole=True),
            reading("initials", terms),
            reading("pinyin", terms),
        ]
    found = Q()
    for way in ways:
        found |= way
    likelihood = Case(
        *(When(way, then=Value(place)) for place, way in enumerate(ways)),
        output_field=IntegerField(),
    )
    return products.filter(found).order_by(likelihood, "number")

"""Finding households by what a clerk types: code, name, pinyin, or the initials of the pinyin."""

import re
from collections.abc import Sequence

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from households.models import Household
from households.names import search_terms
from households.names.cleaning import IDEOGRAPH

MOST_FOUND = 12


def search(households: QuerySet[Household], typed: str) -> QuerySet[Household]:
    """Those of `households` that `typed` may mean, the likeliest first, then by code.

    In this order: the whole code, its beginning, the whole name, its beginning, a part of it, the
    initials, their beginning, the pinyin's beginning. Nothing is found for nothing typed.
    """
    terms = search_terms(typed)
    if not terms:
        return households.none()
    ways = [Q(code__iexact=terms), Q(code__istartswith=terms)]
    if re.search(IDEOGRAPH, terms):
        ways += [Q(head=terms), Q(head__startswith=terms), Q(head__contains=terms)]
    else:
        ways += by_sound(terms)
    return households.filter(any_of(ways)).order_by(likelihood(ways), "code")


def any_of(ways: Sequence[Q]) -> Q:
    """Whether one of `ways` holds."""
    found = Q()
    for way in ways:
        found |= way
    return found


def likelihood(ways: Sequence[Q]) -> Case:
    """Orders rows by the first of `ways` that holds for them."""
    return Case(
        *(When(way, then=Value(place)) for place, way in enumerate(ways)),
        output_field=IntegerField(),
    )


def by_sound(terms: str) -> list[Q]:
    """`terms` as the initials of a name, as their beginning, as the beginning of its pinyin."""
    return [
        _reading("initials", terms, whole=True),
        _reading("initials", terms),
        _reading("pinyin", terms),
    ]


def _reading(field: str, terms: str, whole: bool = False) -> Q:
    """Whether one of the readings in `field`, which blanks separate, begins with (is) `terms`."""
    begins = Q(**{f"{field}__startswith": terms}) | Q(**{f"{field}__contains": f" {terms}"})
    if not whole:
        return begins
    return (
        Q(**{field: terms})
        | Q(**{f"{field}__startswith": f"{terms} "})
        | Q(**{f"{field}__endswith": f" {terms}"})
        | Q(**{f"{field}__contains": f" {terms} "})
    )

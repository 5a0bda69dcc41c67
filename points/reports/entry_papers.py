"""Every entry held against the paper it comes from: its household, and its year of honour."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from households.models import Place
from points.models import Entry


class Paper(NamedTuple):
    """What entries of one kind come from, and at the entry the lookups of its household and of its
    year; of several, the one that is there. No years: the entry's own is as good as another."""

    name: str
    households: tuple[str, ...]
    years: tuple[str, ...] = ("year",)


def paper_differences(community: Place, kind: Entry.Kind, paper: Paper) -> Iterator[str]:
    """Entries of `kind` without a paper, in another household's account than their paper's, or of
    another year, in sentences. One query."""
    entries = Entry.objects.filter(community=community, kind=kind).annotate(
        owner=Coalesce(*paper.households, None),
        owner_code=Coalesce(*(f"{each}__code" for each in paper.households), None),
        due_year=Coalesce(*paper.years, None),
    )
    wrong = entries.filter(
        Q(owner__isnull=True) | ~Q(owner=F("account__household")) | ~Q(due_year=F("year"))
    ).order_by("account", "number")
    rows = wrong.values_list("account__household__code", "number", "year", "owner_code", "due_year")
    for code, number, year, owner, due in rows:
        told = f"户{code}的第{number}笔账目是{kind.label}"
        if owner is None:
            yield f"{told}，却没有对应的{paper.name}。"
        elif owner != code:
            yield f"{told}，对应的{paper.name}却是户{owner}的。"
        else:
            yield f"{told}，记在{year}年，对应的{paper.name}却是{due}年的。"

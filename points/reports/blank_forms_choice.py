"""For which groups and months a person may print forms to fill in by hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count

from households.models import Household, Place, User
from households.refusals import Refused
from points.periods import Month
from points.reports.months import opened_months

RIGHT = "points.print_form"
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Offer:
    """`groups` of villages that take part by the latest of `months`; `places` are what is chosen
    from: a group, a village, or all of them by an empty code."""

    groups: Sequence[Place]
    months: list[Month]
    places: Choices


def offer(user: User, day: date) -> Offer:
    """What `user` may choose from on `day`. Three queries."""
    this_month = Month.of(day)
    months = sorted({*opened_months(user, day), this_month, this_month.next()}, reverse=True)
    groups = taking_part([g for g in seen_groups(user, day) if user.has_perm(RIGHT, g)], months[0])
    return Offer(groups, months, _places(groups))


def seen_groups(user: User, day: date) -> list[Place]:
    """The villager groups in the scope of `user`, village by village. One query."""
    seen = Place.objects.visible_to(user, day).groups().select_related("parent", "community")
    return list(seen.order_by("parent__code", "code"))


def require_taking_part(groups: Sequence[Place], month: Month) -> list[Place]:
    """Those of `groups` that take part in `month`; raises Refused where none does."""
    taking = taking_part(groups, month)
    if not taking:
        told = f"所选的村组{month.label}1日还没有参加积分制，这个月不用填表，请改选村组或月份。"
        raise Refused({"month": told})
    return taking


def taking_part(groups: Sequence[Place], month: Month) -> list[Place]:
    """Those of `groups` whose village has joined by the first day of `month`."""
    joined = [(group, group.parent.joined_on if group.parent else None) for group in groups]
    return [group for group, day in joined if day is not None and day <= month.first_day]


def named(groups: Sequence[Place], code: str) -> list[Place]:
    """Those of `groups` that the code of a group or village names; all of them without a code."""
    if not code:
        return list(groups)
    return [each for each in groups if code in (each.code, each.parent and each.parent.code)]


def _places(groups: Sequence[Place]) -> Choices:
    living = Household.objects.living_here().filter(group__in=groups).order_by()
    households = Counter(dict(living.values_list("group").annotate(Count("pk"))))

    def told(name: str, of: Sequence[Place]) -> str:
        number = sum(households[group.pk] for group in of)
        return f"{name}（{len(of)}组，{number}户）" if len(of) > 1 else f"{name}（{number}户）"

    choices: Choices = []
    if len(groups) > 1:
        choices.append(("", told("全部", groups)))
    for village, members in groupby(groups, key=lambda group: group.parent):
        of_village = list(members)
        options = [(group.code, told(group.label, [group])) for group in of_village]
        if village is not None and len(of_village) > 1:
            options.insert(0, (village.code, told(f"{village.name}全村", of_village)))
        choices.append((village.name if village else "", options))
    return choices

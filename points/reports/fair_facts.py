"""What 评分情况 is made of, read at once: a month's scores, changes, records, relatives."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Q

from households.models import Relation, User
from households.services.days import moment_of
from points.models import Record, Revision, Sheet, StepDecision, StepScore
from points.periods import Month
from points.steps import Step

LATER: Final = [step for step in Step if step.order > Step.GROUP.order]


@dataclass(frozen=True, slots=True)
class Scored:
    """What a group gave one household in one month."""

    group: int
    month: int
    household: int
    code: str
    scorer: int
    total: int
    areas: tuple[tuple[str, int], ...]


def scored(user: User, month: Month) -> list[Scored]:
    """What the groups gave in the year up to `month`, of the latest round. One query."""
    scores = StepScore.objects.visible_to(user).filter(
        decision__step=Step.GROUP,
        decision__outcome=StepDecision.Outcome.PASSED,
        line__year=month.year,
        line__month__lte=month.month,
        line__sheet__in=behind_group(Sheet.objects.filter(year=month.year)),
    )
    rows = scores.order_by("decision__round").values_list(
        "line",
        "line__sheet__group",
        "line__month",
        "line__household",
        "line__household__code",
        "decision__by",
        "total",
        "by_area",
    )
    # The latest round comes last.
    found = {row[0]: Scored(*row[1:7], tuple(sorted(row[7].items()))) for row in rows}
    return list(found.values())


def behind_group(sheets: Any) -> Any:
    """Sheets whose group step stands: those still or again before it have no scores of theirs."""
    return sheets.exclude(state=Sheet.State.REVIEW, step__in=(Step.SELF, Step.GROUP))


def changed(user: User, month: Month) -> Mapping[int, int]:
    """group → its standing records that later steps changed. One query."""
    of_month = {"record__line__year": month.year, "record__line__month": month.month}
    rows = (
        Revision.objects.visible_to(user)
        .filter(step__in=LATER, record__voided_at__isnull=True, **of_month)
        .order_by()
        .values_list("record__line__sheet__group")
        .annotate(changed=Count("record", distinct=True))
    )
    return dict(rows)


def records(user: User, month: Month) -> Mapping[int, tuple[int, int]]:
    """group → its standing records, and those of them that deduct. One query."""
    rows = (
        Record.objects.visible_to(user)
        .standing()
        .filter(line__year=month.year, line__month=month.month)
        .order_by()
        .values_list("line__sheet__group")
        .annotate(records=Count("pk"), minus=Count("pk", filter=Q(points__lt=0)))
    )
    found: defaultdict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({group: (records, minus) for group, records, minus in rows})
    return found


def kin(people: Iterable[User], month: Month) -> Mapping[int, set[int]]:
    """scorer → households of his own and those declared by the month's end. One query."""
    people = list(people)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for each in people:
        if each.household_id is not None:
            found[each.pk].add(each.household_id)
    declared = Relation.objects.standing().filter(
        user__in=people, declared_at__lt=moment_of(month.next().first_day)
    )
    for user, household in declared.values_list("user", "household"):
        found[user].add(household)
    return found

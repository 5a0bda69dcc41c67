"""What the month's patrols propose: the items that the standard ties to an average of so many
points, to indicators without a fault, to a problem not put right in time.

A round that is confirmed after one of them was taken counts in the next month. So they are doubtful
until the month is over, as are those of a household that came while it lasted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from households.services.days import day_of
from points.models import Item, PatrolRound, ProposalAnswer, Sheet
from points.patrol import said
from points.proposals import MOST_WORDS, Proposal, Source
from points.services.patrol_months import patrols_of
from points.services.sheet_households import CAME_LATER, newcomers

MONTH_RUNS: Final = "本月还没有过完"
"""The doubt about what the patrols of a month propose that may have more of them."""


def proposed_by_patrol(sheet: Sheet, at: datetime) -> list[Proposal]:
    """For every household of `sheet` the items whose terms its month of patrols meets, with the
    numbers; nothing for a month without a round that both walkers have confirmed, and for nobody
    who came after it. Six queries at most."""
    items = [
        (item, terms)
        for item in Item.objects.of_sheet(sheet).order_by("position")
        if (terms := item.patrol_terms)
    ]
    if not items:
        return []
    patrols = patrols_of(sheet, day_of(at))
    if patrols.last is None:
        return []
    name = f"{sheet.month}月"
    came = newcomers(sheet)
    runs = MONTH_RUNS if month_runs(sheet, day_of(at)) else ""
    return [
        Proposal(
            household_id=household,
            item_code=item.code,
            quantity=1,
            points=None,
            occurred_on=patrols.last,
            why=said(month, name, MOST_WORDS),
            source=Source.PATROL,
            key=str(sheet.period),
            doubt=runs or (CAME_LATER if household in came.within else ""),
        )
        for item, terms in items
        for household, month in patrols.months.items()
        if household not in came.afterwards and terms.hold_for(month)
    ]


def month_runs(sheet: Sheet, day: date) -> bool:
    """Whether on `day` the month of `sheet` may still have rounds."""
    return day <= sheet.period.last_day


def unconfirmed_rounds(sheet: Sheet) -> int:
    """How many rounds of the month are planned for the group of `sheet` and not confirmed. One
    query."""
    rounds = PatrolRound.objects.standing().of_month(sheet.period)
    return rounds.filter(group=sheet.group_id, closed_at__isnull=True).count()


def beside_what_was_taken(
    proposed: Sequence[Proposal], items: Mapping[str, Item]
) -> list[Proposal]:
    """`proposed`, those in doubt of which another step of the same average stands in the books: the
    average has changed since, as a finding was voided. One query."""
    by_mean = {
        code: item.rule_id
        for code, item in items.items()
        if item.patrol_terms is not None and item.patrol_terms.by_mean
    }
    asked = [each for each in proposed if each.source is Source.PATROL]
    standing = ProposalAnswer.objects.filter(
        source=Source.PATROL,
        household__in={each.household_id for each in asked},
        key__in={each.key for each in asked},
        item_code__in=by_mean,
        record__isnull=False,
        record__voided_at__isnull=True,
    )
    taken = {
        (household, key, by_mean[code]): code
        for household, key, code in standing.values_list("household_id", "key", "item_code")
    }
    beside = []
    for each in proposed:
        step = each.household_id, each.key, by_mean.get(each.item_code)
        if each.source is Source.PATROL and step in taken:
            beside.append(replace(each, doubt=f"已按{taken[step]}记入，要改的请先作废那条记录"))
        else:
            beside.append(each)
    return beside

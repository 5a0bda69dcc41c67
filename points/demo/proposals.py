"""The demo's yearly check: this month's proposals, most of them still open at group scoring."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from points.demo.world import World
from points.models import Sheet
from points.periods import Month
from points.services import policies, proposals
from points.services.sheet_checks import Seen
from points.steps import Step

CHECKED: Final = "1.1"
STRUCK: Final = "核查发现墙角新搭了棚子"


def check_the_year(world: World, month: Month, made: Sequence[Sheet], at: datetime) -> None:
    """Makes `month` the community's 年度项目核查月. The first of its sheets at group scoring has
    had two households struck, the second has had the others' matter recorded."""
    policy = policies.policy_of(world.community)
    policy.yearly_month = month.month
    policies.save(policy)
    waiting = Sheet.objects.filter(pk__in=[sheet.pk for sheet in made], step=Step.GROUP)
    chain = waiting.select_related("group__parent").order_by("group__code")
    for number, sheet in enumerate(chain[:2]):
        scorer, seen = world.scorers[sheet.group_id], Seen(sheet.pk, sheet.version)
        marks = [
            offer.mark
            for offer in proposals.offers_of(sheet, at)
            if offer.item.code == CHECKED and offer.household.pk != scorer.household_id
        ]
        if number == 0:
            proposals.strike(seen, marks[:2], STRUCK, scorer, at)
        else:
            proposals.take(seen, marks, scorer, at)

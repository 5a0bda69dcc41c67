"""Proposals on a scorer's desk: what is to be taken or struck before he passes his sheet."""

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Final

from django.urls import reverse

from households.models import Appointment, User
from households.services.days import moment_of
from points.models import Sheet
from points.proposals import Source
from points.reports.tasks import Task, holds
from points.services.proposals import Offer, offers_of
from points.services.proposed_by_patrol import month_runs
from points.steps import Step

MOST_SHEETS: Final = 3
"""How many sheets are asked about: whoever scores more finds the others when these are done."""


def proposal_tasks(
    user: User, offices: Sequence[Appointment], waiting: Sequence[Sheet], day: date
) -> list[Task]:
    """A task for each of the earliest sheets at group scoring that has open proposals, but for
    those of the person's own household and of patrols whose month is not over. A constant number of
    queries for each of three sheets."""
    mine = (
        sheet
        for sheet in waiting
        if sheet.waits_at(Step.GROUP) and holds(offices, Step.GROUP.right, sheet.group)
    )
    tasks = []
    for sheet in islice(mine, MOST_SHEETS):
        runs = month_runs(sheet, day)
        offers = [
            offer
            for offer in offers_of(sheet, moment_of(day))
            if not (offer.recorded or (runs and offer.proposal.source is Source.PATROL))
        ]
        count = sum(offer.household.pk != user.household_id for offer in offers)
        if count:
            url = reverse("sheet_proposals", args=[sheet.period, sheet.group.code])
            title = f"{sheet.period.label}有{count}条建议未处理"
            text = f"{sheet.group.label}：{_sources(offers)}提出的，记入之后才计分。"
            tasks.append(Task(title, text, url, "去处理"))
    return tasks


def _sources(offers: Sequence[Offer]) -> str:
    return "、".join(dict.fromkeys(offer.proposal.source.label for offer in offers))

"""The proposals of a sheet as its scorer looks at them: by source and item, a row per household."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from households.models import User
from households.refusals import Refused
from households.services.days import day_of
from points.models import Item, ProposalAnswer, Sheet
from points.proposals import Source
from points.services.amounts import points_for, worth
from points.services.proposals import RIGHT, Offer, offers_of
from points.services.proposed_by_patrol import month_runs, unconfirmed_rounds

MOST_STRUCK: Final = 400


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal. `points` None where the item leaves them to the record form; a row of the own
    household, or with its record, is locked and has no tick; `problem` is why it could not be
    recorded just now."""

    offer: Offer
    anchor: str
    points: int | None
    own: bool
    ticked: bool
    problem: str

    @property
    def locked(self) -> bool:
        return self.own or self.offer.recorded


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    """The proposals of one source for one item; `key` is what an address names them by."""

    source: str
    item: Item
    worth: str
    key: str
    rows: list[ProposalRow]


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """`struck` are those that were answered with “不计”, the latest first; `patrols` says what
    has to be known before those of patrols are taken."""

    groups: list[ProposalGroup]
    open: int
    taken: int
    struck: list[ProposalAnswer]
    patrols: list[str]

    @property
    def problems(self) -> list[dict[str, str]]:
        """Rows of components/_error_summary.html."""
        rows = (row for group in self.groups for row in group.rows if row.problem)
        return [
            {
                "text": f"{row.offer.household} {row.offer.item.code}：{row.problem}",
                "target": row.anchor,
            }
            for row in rows
        ]


def proposals_page(
    sheet: Sheet,
    user: User,
    at: datetime,
    ticked: Collection[str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> ProposalsPage:
    """Everything on the page. `ticked` are the marks a form came back with; without it all are but
    the doubtful. Three queries beside those of the offers."""
    offers = offers_of(sheet, at)
    rows = [
        _row(offer, number, user, ticked, problems or {}) for number, offer in enumerate(offers, 1)
    ]
    answers = ProposalAnswer.objects.filter(sheet=sheet)
    struck = answers.filter(record__isnull=True).select_related("household", "by")
    return ProposalsPage(
        [_group(list(found)) for _, found in groupby(rows, lambda row: row.offer.of)],
        sum(not offer.recorded for offer in offers),
        answers.filter(record__isnull=False).count(),
        list(struck.order_by("-at", "-pk")[:MOST_STRUCK]),
        _of_patrols(sheet, day_of(at)) if _any_of_patrols(offers) else [],
    )


def _any_of_patrols(offers: Sequence[Offer]) -> bool:
    return any(offer.proposal.source is Source.PATROL for offer in offers)


def _of_patrols(sheet: Sheet, day: date) -> list[str]:
    told = []
    if month_runs(sheet, day):
        told.append(
            f"{sheet.month}月还没有过完，巡查的建议没有打勾；请到下月初再记入，"
            "记入之后再确认的巡查计入下月。"
        )
    if rounds := unconfirmed_rounds(sheet):
        told.append(f"本月还有{rounds}轮巡查没有确认，记入之后再确认的计入下月。")
    return told


def waiting(sheet: Sheet, user: User, at: datetime) -> list[Offer]:
    """The proposals of `sheet` that somebody has yet to take or strike, for whoever may do so."""
    if not user.has_perm(RIGHT, sheet):
        return []
    return [offer for offer in offers_of(sheet, at) if not offer.recorded]


def _row(
    offer: Offer,
    number: int,
    user: User,
    ticked: Collection[str] | None,
    problems: Mapping[str, str],
) -> ProposalRow:
    tick = not offer.proposal.doubtful if ticked is None else offer.mark in ticked
    return ProposalRow(
        offer,
        f"p-{number}",
        _points(offer),
        offer.household.pk == user.household_id,
        tick,
        problems.get(offer.mark, ""),
    )


def _group(rows: list[ProposalRow]) -> ProposalGroup:
    offer = rows[0].offer
    label = offer.proposal.source.label
    return ProposalGroup(label, offer.item, worth(offer.item), offer.of, rows)


def _points(offer: Offer) -> int | None:
    try:
        return points_for(offer.item, offer.proposal.quantity, offer.proposal.points)
    except Refused:
        return None

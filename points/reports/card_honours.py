"""What a household's card shows of its years: its places and stars, and a veto it was told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q

from households.models import Household
from points.models import Veto, VetoObjection
from points.models.veto import VetoQuerySet
from points.periods import chinese_date
from points.reports.honours_of_years import HonourOfYear, histories
from points.reports.notice_words import span
from points.reports.veto_page import is_over
from points.reports.veto_paper import effect
from points.services.policies import policy_of
from points.services.vetoes import reply_by

MOST_YEARS: Final = 3
IN_FORCE: Final = "有效"
SHOWN_FOR: Final = timedelta(days=365)
"""After it was told, even where it is over: the household reads the reply there."""


@dataclass(frozen=True, slots=True)
class CardVeto:
    """One that the household was told of. `standing` in a word; `may_object`: the days to object
    run, and nothing waits for a reply."""

    veto: Veto
    standing: str
    days: str
    effect: str
    until: str
    objections: Sequence[VetoObjection]
    may_object: bool
    answered_by: str

    @property
    def told(self) -> str:
        """What it asks of the household, or how it stands, in a sentence."""
        if self.may_object:
            return f"有不同意见的，{self.until}前（含当天）可以提出异议。"
        if self.answered_by:
            return f"您家的异议已经收到，最晚{self.answered_by}答复。"
        return f"有效。{self.effect}" if self.standing == IN_FORCE else f"{self.standing}。"


def told_vetoes(household: Household, day: date) -> VetoQuerySet:
    """Those that `household` was told of: in force, or told not long ago, the latest first. One
    that was voided stays to be read as such."""
    return Veto.objects.filter(
        Q(ends_on__gte=day) | Q(told_on__gt=day - SHOWN_FOR),
        household=household,
        told_on__isnull=False,
    )


def card_vetoes(vetoes: VetoQuerySet, household: Household, day: date) -> list[CardVeto]:
    """`vetoes` of `household` as it reads them on `day`. At most three queries."""
    found = list(vetoes.select_related("lift").prefetch_related("objections"))
    if not found:
        return []
    policy = policy_of(household.community)
    shown = []
    for each in found:
        objections = list(each.objections.all())
        waiting = next((one for one in objections if one.replied_at is None), None)
        over = is_over(each)
        standing = _standing(each, day)
        until = each.object_until
        shown.append(
            CardVeto(
                veto=each,
                standing=standing,
                days=span(each.starts_on, each.ends_on),
                effect="" if each.voided_at else effect(each),
                until=chinese_date(until) if until else "",
                objections=objections,
                may_object=not over and waiting is None and until is not None and until >= day,
                answered_by=chinese_date(reply_by(waiting, policy))
                if waiting is not None and not over
                else "",
            )
        )
    return shown


def _standing(veto: Veto, day: date) -> str:
    if veto.voided_at is not None:
        return "登记有误，已作废，不影响参评"
    if hasattr(veto, "lift"):
        return "已解除"
    return "已到期" if veto.ends_on < day else IN_FORCE


def card_honours(household: Household) -> list[HonourOfYear]:
    """Its last settled years, the latest first."""
    return histories([household])[household.pk][:MOST_YEARS]

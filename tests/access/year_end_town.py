"""What the year's end left in a town: a certificate that was given, a bank's offer, a clearing that
was taken back, a second score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from households.roles import Role
from points.models import BankOffer, ClearedBalance, Clearing, Entry
from points.services import bank_offers, certificates, ledger, reinspections
from tests.factory import NOON

if TYPE_CHECKING:
    from tests.access.towns import Town


class TownYearEnd:
    """`given` is the request upon which a certificate was given."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.given = town.ask_for_certificate(town.households[1])
        certificates.issue(self.given, town.clerk, NOON)
        self.offer = self._offer()
        drawn = town.reinspection.households.exclude(line__household=town.household).first()
        assert drawn is not None
        by = town.officers[Role.SUPERVISOR]
        reinspections.score_again(drawn, 8, f"{town.mark}院里整洁", by, NOON)
        self._clear()

    def _offer(self) -> BankOffer:
        mark = self.town.mark
        terms = bank_offers.Terms(f"{mark}银行", f"{mark}协议", 100, 10, 50, 45, stands=True)
        return bank_offers.write(self.town.community, terms, 0, self.town.clerk, NOON)

    def _clear(self) -> None:
        """One point was cleared and given back. Written as it stands: how it comes to be, other
        tests ask."""
        town, auditor = self.town, self.town.officers[Role.AUDITOR]
        clearing = Clearing.objects.create(
            community=town.community,
            announcement=town.announcement,
            households=1,
            points=1,
            by=auditor,
            appointment=auditor.appointments.get(),
            at=NOON,
            reversed_by=auditor,
            reversed_at=NOON,
            reverse_reason=f"{town.mark}清错了",
        )
        taken = self._enter(-1, Entry.Kind.CLEARING)
        self._enter(1, Entry.Kind.RESTORED, taken)
        ClearedBalance.objects.create(
            community=town.community,
            clearing=clearing,
            household=town.household,
            points=1,
            entry=taken,
        )

    def _enter(self, points: int, kind: Entry.Kind, reverses: Entry | None = None) -> Entry:
        told = f"{self.town.mark}年末清零"
        household = self.town.household.pk
        move = ledger.Movement(household, points, kind, 2025, told, reverses)
        (entry,) = ledger.write(self.town.community.pk, [move], NOON.date(), None, NOON)
        return entry

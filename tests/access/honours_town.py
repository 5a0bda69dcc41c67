"""The honours of a town: last year's ranking, corrected once, and vetoes that stand everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from households.roles import Role
from points.canonical import GENESIS, digest
from points.models import AnnualRanking, HonourPolicy, RankingCorrection, RankingLine, Veto
from points.ranking import Rule, TieBreak
from points.services import honour_policies, recommendations, vetoes
from points.services.vetoes import Ground
from points.stars import Stars
from tests.factory import NOON

if TYPE_CHECKING:
    from tests.access.towns import Town

LAST_YEAR = 2025
DAY = timedelta(days=1)


class TownHonours:
    """`veto` waits to be told, `told` may be objected to, `disputed` waits for a reply, `answered`
    had one; one more was lifted, and one typed in wrongly. The ranking is written as it stands:
    what a year needs before it is settled, other tests ask."""

    def __init__(self, town: Town) -> None:
        self.town = town
        policy = HonourPolicy(community=town.community)
        honour_policies.save(policy, town.clerk, NOON)
        self.veto = self._impose(date(2026, 5, 1), date(2026, 12, 31))
        self.told = self._impose(date(2026, 1, 1), date(2026, 3, 31))
        self._tell(self.told)
        self.disputed = self._impose(date(2024, 1, 1), date(2024, 12, 31))
        self._tell(self.disputed)
        objected = (f"{town.mark}否决异议", "oral", NOON.date())
        vetoes.object_to(self.disputed, *objected, town.clerk, NOON)
        self.answered = self._impose(date(2022, 1, 1), date(2022, 12, 31))
        self._tell(self.answered)
        vetoes.object_to(self.answered, *objected, town.clerk, NOON)
        auditor = town.officers[Role.AUDITOR]
        text = f"{town.mark}否决答复"
        vetoes.reply(self.answered, upheld=False, text=text, by=auditor, at=NOON)
        mistaken = self._impose(date(2021, 1, 1), date(2021, 12, 31))
        vetoes.void(mistaken, f"{town.mark}登记错了", town.clerk, NOON)
        lifted = self._impose(date(2023, 1, 1), date(2023, 12, 31))
        vetoes.lift(lifted, f"{town.mark}解除", auditor, NOON)
        self.ranking = self._rank()
        (self.recommendation,) = recommendations.recommend(
            self.ranking, [town.household], f"{town.mark}会议定的", town.clerk, NOON
        )

    def _impose(self, starts: date, ends: date) -> Veto:
        mark = self.town.mark
        ground = Ground(f"{mark}否决事由", f"{mark}决定书", "1号", starts, starts, ends)
        return vetoes.impose(self.town.household, ground, self.town.clerk, NOON)

    def _tell(self, veto: Veto) -> None:
        clerk = self.town.clerk
        vetoes.tell(veto, NOON.date(), "in_person", f"{self.town.mark}告知人", clerk, NOON)

    def _rank(self) -> AnnualRanking:
        town = self.town
        office = town.clerk.appointments.get()
        by = {"by": town.clerk, "appointment": office, "at": NOON}
        rule = Rule(TieBreak.NONE, Stars(((5, 10),)))
        content = {"year": LAST_YEAR, "rule": rule.frozen(), "groups": []}
        ranking = AnnualRanking.objects.create(
            community=town.community,
            year=LAST_YEAR,
            meeting=town.meeting,
            content=content,
            digest=digest(GENESIS, content),
            **by,
        )
        places = {"place": 1, "in_village": 1, "in_group": 1, "stars": 5}
        self.line = RankingLine.objects.create(
            community=town.community,
            ranking=ranking,
            household=town.household,
            group=town.group,
            ref="0" * 32,
            honour=20,
            months=12,
            first_month=1,
            deductions=0,
            **places,
        )
        RankingCorrection.objects.create(
            community=town.community,
            ranking=ranking,
            number=1,
            line=self.line,
            honour_before=20,
            honour_after=18,
            vetoed_before=False,
            vetoed_after=False,
            reason=f"{town.mark}更正",
            paper=f"{town.mark}纪要",
            **by,
        )
        return ranking

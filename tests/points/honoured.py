"""A year whose honours have everything that a volume tells of, in two groups of one village."""

from datetime import date, timedelta
from typing import Final

from points.models import Objection, Veto
from points.periods import Month
from points.services import (
    adjustments,
    certificates,
    rankings,
    recommendations,
    reinspections,
    vetoes,
)
from points.services.certificates import Asked
from points.services.honour_policies import honour_policy_of, save
from points.services.vetoes import Ground
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear

LATER: Final = AFTER_THE_YEAR + timedelta(days=30)
PURPOSE: Final = "返乡创业贷款"
MATTER: Final = "酒后驾驶"


class Honoured(HonourYear):
    """December: Zhang 50, Li 40, Zhao 30, Qian 17; Sun is vetoed and had 10.

    Frozen; 23 points that were forgotten bring Qian beside Li, before Zhao. Zhang goes up to the
    district, Li got a certificate in January; two households are drawn, and the first of them
    scored again.
    """

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        policy = honour_policy_of(self.community)
        policy.recommended = 1
        save(policy, self.clerk, AFTER_THE_YEAR)
        given = {self.zhang: 50, self.li: 40, self.zhao: 30, self.qian: 17, self.sun: 10}
        self.notice = self.post(Month(YEAR, 12), given)
        self.veto = self._barred()
        self.ranking = self.freeze()
        self._corrected()
        self._sent_up()
        self._certified()
        self.lots = reinspections.draw_lots(self.notice, 2, 1, self.supervisor, LATER)
        self.drawn = self.lots.households.get(place=1)
        reinspections.score_again(self.drawn, 23, "院里不整齐", self.supervisor, LATER)

    def _barred(self) -> Veto:
        at = AFTER_THE_YEAR - timedelta(days=8)
        days = (date(YEAR, 11, 6), date(YEAR, 11, 1), date(YEAR + 1, 10, 31))
        ground = Ground(MATTER, "处罚决定书", "青公〔2026〕5号", *days)
        veto = vetoes.impose(self.sun, ground, self.clerk, at)
        vetoes.tell(veto, at.date(), "in_person", "周主任", self.clerk, at)
        said = "不是我开的车"
        vetoes.object_to(veto, said, Objection.How.ORAL, at.date(), self.clerk, at)
        return vetoes.reply(veto, upheld=False, text="监控可以证明", by=self.auditor, at=at).veto

    def _corrected(self) -> None:
        at = AFTER_THE_YEAR
        made = adjustments.propose(self.qian, 23, YEAR, "漏记护路", "核实表", self.clerk, at)
        adjustments.decide(made, approved=True, comment="", by=self.auditor, at=at)
        rankings.correct(self.ranking, self.qian, "漏记护路", "核实表", self.clerk, at)

    def _sent_up(self) -> None:
        at, day = AFTER_THE_YEAR, AFTER_THE_YEAR.date()
        (sent,) = recommendations.recommend(self.ranking, [self.zhang], "", self.clerk, at)
        for level, outcome, title in (
            ("subdistrict", "passed", ""),
            ("district", "passed", "区级文明家庭"),
        ):
            typed = {"day": day, "paper": "名单", "title": title, "remark": ""}
            recommendations.note(sent, level, outcome, **typed, by=self.clerk, at=at)

    def _certified(self) -> None:
        day = AFTER_THE_YEAR.date()
        asked = Asked(
            year=YEAR,
            applicant="李小井",
            relation="child",
            recipient_kind="bank",
            recipient="东岭农商银行",
            purpose=PURPOSE,
            adult=True,
            agrees=True,
            consented_on=day,
            paper="李小井签字的申请书",
        )
        request = certificates.ask(self.li, asked, self.clerk, AFTER_THE_YEAR)
        self.certificate = certificates.issue(request, self.clerk, AFTER_THE_YEAR)

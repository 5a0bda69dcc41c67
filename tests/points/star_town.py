"""Five families whose year is settled, and what their star notice tells."""

from points.models import Notice
from points.periods import Month
from points.reports.notice_kinds import villages_of
from points.services import adjustments, rankings
from points.services.honour_policies import honour_policy_of, save
from points.services.star_notices import publish_stars
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear

DAY = AFTER_THE_YEAR.date()


class StarTown(HonourYear):
    """Five families in December; five stars for a tenth, none of five, four for the next two."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        policy = honour_policy_of(self.community)
        policy.five_share, policy.four_share, policy.three_share = 20, 40, 0
        save(policy, self.clerk, AFTER_THE_YEAR)
        given = {self.zhang: 50, self.li: 40, self.zhao: 30, self.qian: 20, self.sun: 10}
        self.post(Month(YEAR, 12), given)
        self.ranking = self.freeze()

    def publish(self) -> Notice:
        return publish_stars(self.community, YEAR, DAY, self.clerk, AFTER_THE_YEAR)

    def correct(self) -> None:
        """Qian has 45 now: second, before Li."""
        made = adjustments.propose(self.qian, 25, YEAR, "漏记", "表", self.clerk, AFTER_THE_YEAR)
        adjustments.decide(made, approved=True, comment="", by=self.auditor, at=AFTER_THE_YEAR)
        why = {"reason": "漏记", "paper": "核实表"}
        rankings.correct(self.ranking, self.qian, **why, by=self.clerk, at=AFTER_THE_YEAR)


def told(notice: Notice) -> list[tuple[str, str, int, int]]:
    """Name as it hangs, stars, points, place."""
    return [
        (row.shown_as, row.named, row.honour, row.place)
        for village in villages_of(notice)
        for group in village.groups
        for row in group.rows
    ]

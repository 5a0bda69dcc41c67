"""One deduction, and shorthands for telling, answering and judging it."""

from datetime import date, datetime, timedelta
from typing import Any

from households.models import Card
from households.services import cards
from points.models import Answer, Record, Serving
from points.services import evidence, review, revisions, servings
from points.steps import Step
from tests.factory import NOON, seen
from tests.photos import photo
from tests.points.recording import Recording

TODAY = date(2026, 11, 20)
LAST_DAY = date(2026, 11, 23)
DAY = timedelta(days=1)
ORAL, BY_CARD = Answer.How.ORAL, Answer.How.CARD


class Deduction(Recording):
    """One deduction of Zhang's, two times 5 points, with its photo."""

    def __init__(self, quantity: int = 2) -> None:
        super().__init__()
        self.record_ = self.record("1.3", quantity=quantity)
        self.attach(self.record_)
        self.card: Card = cards.issue(self.zhang, self.clerk, NOON).card

    def attach(self, record: Record) -> None:
        evidence.attach(record, [photo(record.pk)], self.clerk, NOON)

    def serve(self, points: int = -10, at: datetime = NOON, **more: Any) -> Serving:
        told = {"served_on": TODAY, "how": "in_person", "witness": "", "by": self.clerk} | more
        return servings.serve(self.record_, points_seen=points, at=at, **told)

    def answer(self, at: datetime = NOON, **more: Any) -> Answer:
        said = {"text": "棚子是去年搭的", "how": ORAL, "answered_on": TODAY, "by": self.clerk}
        return servings.answer(self.record_, at=at, **said | more)

    def revise(self, before: int, after: int) -> None:
        self.sheet.refresh_from_db()
        step = Step(self.sheet.step)
        revisions.revise(self.record_, step, before, after, "核实", self.person_for(step), NOON)

    def audit(self, at: datetime) -> None:
        review.pass_sheets([seen(self.sheet)], Step.AUDIT, self.auditor, at)

    def awaits_audit(self) -> None:
        """Passes the steps before, without telling anybody anything."""
        self.sheet.refresh_from_db()
        while self.sheet.step != Step.AUDIT:
            step = Step(self.sheet.step)
            review.pass_sheets([seen(self.sheet)], step, self.person_for(step), NOON)
            self.sheet.refresh_from_db()

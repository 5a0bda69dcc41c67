"""Both orders of ratification and notice, at the desks of the people who walk a sheet through."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse

from households.models import User
from points.models import Account, Policy, Sheet, StepScore
from points.periods import Month
from points.services import policies, records, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until, seen, signed_in
from tests.points.assemblies import GOOD, tick

BEFORE, AFTER = Policy.Ratification


class Walk(Office):
    """One group's November in an order of ratification and notice, at the desks of its people.

    Zhang has 10 points, Li 3. The notice hangs from 20 to 26 November.
    """

    def __init__(self, order: str) -> None:
        super().__init__()
        policies.save(Policy(community=self.community, ratification=order))
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四麦")
        self.sheet = self.month(NOVEMBER, Step.AUDIT)

    def month(self, month: Month, step: Step) -> Sheet:
        """The sheet of `month` before `step`."""
        (sheet,) = sheets.open_month(self.community, month, self.clerk, NOON)
        drafts = [
            Draft(self.zhang, "11.3", month.first_day, points=10),
            Draft(self.li, "4.1", month.first_day),
        ]
        self.record, _ = records.record_matters(month, drafts, "office", self.clerk, NOON)
        return pass_until(self, sheet, step)

    def audit(self) -> None:
        shown = {"step": Step.AUDIT, "version": seen(self.sheet).version}
        answer = self.post(self.auditor, self.address("sheet_pass"), **shown)
        assert answer.status_code == 302, answer.content.decode()

    def publish(self, month: str = "2026-11") -> None:
        typed = {"month": month, "opens_on": "2026-11-20"}
        answer = self.post(self.clerk, reverse("notice_new"), **typed)
        assert answer.status_code == 302, answer.content.decode()

    def ratify(self, held_on: str, *some: Sheet) -> HttpResponse:
        """The assembly of that day ratifies what the page offers, or `some` all the same."""
        offered = signed_in(self.recorder).get(reverse("sheet_ratify")).context["rows"]
        ticks = [tick(sheet) for sheet in some] or [row.choice for row in offered]
        typed = GOOD | {"held_on": held_on, "sheet": ticks}
        return self.post(self.recorder, reverse("sheet_ratify"), **typed)

    def close(self) -> str:
        """The clerk enters what is over; what the page says then."""
        client = signed_in(self.clerk)
        answer = client.post(reverse("notice_close"), {"form_token": uuid4()}, follow=True)
        return answer.content.decode()

    def post(self, by: User, address: str, **typed: Any) -> HttpResponse:
        return signed_in(by).post(address, {"form_token": uuid4(), **typed})  # type: ignore[return-value]

    def address(self, name: str = "sheet") -> str:
        return reverse(name, args=[self.sheet.period, self.sheet.group.code])

    def page(self, by: User) -> str:
        return signed_in(by).get(self.address()).content.decode()

    def desk(self, by: User) -> list[str]:
        return [task.title for task in signed_in(by).get("/").context["desk"].tasks]

    def where(self) -> str:
        """The tag of the sheet in the list."""
        (row,) = signed_in(self.clerk).get("/sheets/?month=2026-11").context["rows"]
        return row.label

    def passed(self) -> list[int]:
        """How many groups the picture of the month shows beyond each step."""
        response = signed_in(self.clerk).get("/sheets/?month=2026-11")
        (village,) = response.context["progress"]
        return [stage.count for stage in village.reached]


def hung() -> Walk:
    """Audited and on the wall, on the first day of the notice, before any assembly."""
    walk = Walk(AFTER)
    walk.audit()
    walk.publish()
    return walk


def balances() -> dict[str, int]:
    """What can be spent, by head of household; empty before anything was entered."""
    return dict(Account.objects.values_list("household__head", "balance"))


def ratified() -> list[int]:
    """The totals that the assembly ratified, in order of month and household."""
    scores = StepScore.objects.filter(decision__step=Step.ASSEMBLY)
    ordered = scores.order_by("line__month", "line__household__code")
    return list(ordered.values_list("total", flat=True))

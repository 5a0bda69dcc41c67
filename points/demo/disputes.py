"""The demo's objections: to what the committee refused, by card and by word of mouth."""

from datetime import datetime, timedelta
from typing import Final

from households.models import Card
from points.demo.world import World
from points.models import Notice, Objection, Revision, SheetLine
from points.services import adjustments, objections
from points.services.objections import Raised

UPHELD: Final = "经核对签到表和现场照片，这件事属实，恢复原来的分值。"
REFUSED: Final = "经核对，没有签到记录，也没有在场的人证明，维持原来的评分。"


def dispute(world: World, notice: Notice, at: datetime) -> None:
    """Two households object to what was refused them; `at` is a day of the notice's period.

    The first one's objection, made by card, is upheld; the second one's, brought to the office, is
    not.
    """
    refused = (
        Revision.objects.filter(record__line__sheet__notice=notice, points_after=0)
        .select_related("record__line__household__group__parent", "record__line__sheet")
        .order_by("pk")
    )
    for number, revision in enumerate(refused[:2]):
        record = revision.record
        household = record.line.household
        text = "这件事我家确实做了，请再核对"
        by_card = number == 0
        raised = Raised(text, Objection.How.ORAL, at.date(), household)
        by = Card.objects.valid().get(household=household) if by_card else world.clerk
        objection = objections.raise_objection(notice, record.line, raised, by, at)
        objections.accept(objection, world.clerk, at + timedelta(days=1))
        answered = at + timedelta(days=3)
        if by_card:
            points = {record.pk: revision.points_before}
            objections.uphold(objection, UPHELD, points, world.publisher, answered)
        else:
            objections.refuse(objection, REFUSED, world.publisher, answered)


def adjust(world: World, notice: Notice, at: datetime) -> None:
    """One mistake found after posting is put right, another waits for the second person."""
    lines = SheetLine.objects.filter(sheet__notice=notice).select_related(
        "household__group__parent"
    )
    first, second = lines.order_by("household__code")[5:7]
    paper = "社区两委会议纪要（核实表）"
    made = adjustments.propose(
        first.household, 2, notice.year, "漏记一次护林防火值守", paper, world.clerk, at
    )
    adjustments.decide(made, approved=True, comment="", by=world.auditor, at=at)
    adjustments.propose(
        second.household, -3, notice.year, "同一次活动记了两遍", paper, world.clerk, at
    )

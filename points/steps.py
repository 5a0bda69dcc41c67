"""The five steps of 三评两审 as data: their order, names and rights."""

from enum import StrEnum


class Step(StrEnum):
    """One of the five steps; its value is what the database stores.

    Iterate `Step` for the order. The members are strings, so `<` compares letters, not steps:
    ask `earlier` and `following`, or compare `order`.
    """

    SELF = "self"
    GROUP = "group"
    COMMITTEE = "committee"
    AUDIT = "audit"
    ASSEMBLY = "assembly"

    @property
    def order(self) -> int:
        """1 for the first step, 5 for the last."""
        return _ORDER.index(self) + 1

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def column(self) -> str:
        """The name short enough for the head of a column."""
        return _COLUMNS[self]

    @property
    def right(self) -> str:
        """The permission needed to pass this step or to return a sheet from it."""
        return f"points.pass_{self.value}"

    @property
    def takes_records(self) -> bool:
        """Whether records may still be added and voided while a sheet stands at this step."""
        return self in (Step.SELF, Step.GROUP)

    @property
    def revises(self) -> bool:
        """Whether this step may change a record's points, with a reason."""
        return self is not Step.SELF


_ORDER = tuple(Step)
_LABELS = {
    Step.SELF: "群众自评",
    Step.GROUP: "村小组评分",
    Step.COMMITTEE: "评审委员会评议",
    Step.AUDIT: "两委审核",
    Step.ASSEMBLY: "代表大会审定",
}
_COLUMNS = {
    Step.SELF: "自评",
    Step.GROUP: "组评",
    Step.COMMITTEE: "评议",
    Step.AUDIT: "审核",
    Step.ASSEMBLY: "审定",
}


def following(step: Step) -> Step | None:
    """The step a sheet goes to once `step` has passed it; None after the last."""
    return _ORDER[step.order] if step.order < len(_ORDER) else None


def earlier(step: Step) -> tuple[Step, ...]:
    """The steps before `step`, first one first."""
    return _ORDER[: step.order - 1]


def may_return_to(step: Step) -> tuple[Step, ...]:
    """The steps a sheet standing at `step` may be returned to: by our rule, any earlier one."""
    return earlier(step)

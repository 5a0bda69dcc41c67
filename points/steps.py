"""The five steps of 三评两审 as data: their order, names and rights."""

from enum import StrEnum


class Step(StrEnum):
    """One of the five steps; its value is what the database stores.

    Iterate `Step` for the order. The members are strings, so `<` compares letters, not steps:
    ask `earlier` and `following`, or compare `order`.
    """

    label: str
    column: str

    SELF = "self", "群众自评", "自评"
    GROUP = "group", "村小组评分", "组评"
    COMMITTEE = "committee", "评审委员会评议", "评议"
    AUDIT = "audit", "两委审核", "审核"
    ASSEMBLY = "assembly", "代表大会审定", "审定"

    def __new__(cls, value: str, label: str, column: str) -> "Step":
        step = str.__new__(cls, value)
        step._value_ = value
        step.label = label
        step.column = column
        return step

    @property
    def order(self) -> int:
        """1 for the first step, 5 for the last."""
        return _ORDER.index(self) + 1

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


def following(step: Step) -> Step | None:
    """The step a sheet goes to once `step` has passed it; None after the last."""
    return _ORDER[step.order] if step.order < len(_ORDER) else None


def earlier(step: Step) -> tuple[Step, ...]:
    """The steps before `step`, first one first."""
    return _ORDER[: step.order - 1]


def may_return_to(step: Step) -> tuple[Step, ...]:
    """The steps a sheet standing at `step` may be returned to: by our rule, any earlier one."""
    return earlier(step)

import pytest

from points.steps import Step, earlier, following, may_return_to


def test_the_five_steps_stand_in_the_order_of_the_scheme() -> None:
    assert [(step.order, step.value, step.label, step.column, step.right) for step in Step] == [
        (1, "self", "群众自评", "自评", "points.pass_self"),
        (2, "group", "村小组评分", "组评", "points.pass_group"),
        (3, "committee", "评审委员会评议", "评议", "points.pass_committee"),
        (4, "audit", "两委审核", "审核", "points.pass_audit"),
        (5, "assembly", "代表大会审定", "审定", "points.pass_assembly"),
    ]


def test_a_step_is_found_by_the_value_in_the_database() -> None:
    assert Step("audit") is Step.AUDIT
    assert f"{Step.AUDIT}" == "audit"


def test_following_walks_through_all_steps_and_ends() -> None:
    walked: list[Step] = []
    step: Step | None = Step.SELF
    while step is not None:
        walked.append(step)
        step = following(step)
    assert walked == list(Step)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        (Step.SELF, ()),
        (Step.GROUP, (Step.SELF,)),
        (Step.ASSEMBLY, (Step.SELF, Step.GROUP, Step.COMMITTEE, Step.AUDIT)),
    ],
)
def test_a_sheet_returns_to_any_earlier_step_and_to_no_other(
    step: Step, before: tuple[Step, ...]
) -> None:
    assert earlier(step) == may_return_to(step) == before


def test_records_come_and_go_only_until_group_scoring_is_over() -> None:
    assert [step for step in Step if step.takes_records] == [Step.SELF, Step.GROUP]


def test_every_step_but_the_first_may_revise() -> None:
    assert [step for step in Step if not step.revises] == [Step.SELF]

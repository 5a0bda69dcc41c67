import pytest

from points.quorum import refusals


@pytest.mark.parametrize(
    ("total", "present", "in_favour"),
    [
        (30, 20, 11),  # exactly two thirds, one vote over half
        (31, 21, 11),  # 3 × 21 = 63 ≥ 62
        (3, 2, 2),
        (1, 1, 1),
        (45, 45, 23),
    ],
)
def test_two_thirds_present_and_more_than_half_in_favour_ratify(
    total: int, present: int, in_favour: int
) -> None:
    assert refusals(total, present, in_favour, present - in_favour, 0) == []


@pytest.mark.parametrize(("total", "present", "needed"), [(30, 19, 20), (31, 20, 21), (32, 21, 22)])
def test_one_person_short_of_two_thirds_cannot_decide(
    total: int, present: int, needed: int
) -> None:
    assert refusals(total, present, present, 0, 0) == [
        f"到会 {present} 人，不足代表总数 {total} 人的三分之二（至少 {needed} 人），"
        "会议不能作出决定，请重新召集会议。"
    ]
    assert refusals(total, needed, needed, 0, 0) == []


@pytest.mark.parametrize(("present", "in_favour", "needed"), [(20, 10, 11), (21, 10, 11)])
def test_half_in_favour_is_not_more_than_half(present: int, in_favour: int, needed: int) -> None:
    assert refusals(30, present, in_favour, present - in_favour, 0) == [
        f"同意 {in_favour} 票，未超过到会 {present} 人的半数（至少 {needed} 票），"
        "未获通过，请退回重评或重新审议。"
    ]
    assert refusals(30, present, needed, present - needed, 0) == []


def test_an_abstention_counts_among_those_present() -> None:
    assert refusals(30, 20, 10, 0, 10) != []
    assert refusals(30, 20, 11, 0, 9) == []


def test_a_meeting_that_fails_on_both_counts_is_told_both() -> None:
    assert len(refusals(30, 10, 5, 5, 0)) == 2


@pytest.mark.parametrize(
    ("numbers", "reason"),
    [
        ((-30, -20, -20, 0, 0), "代表总数不能小于 0，请改正。"),
        ((30, -1, -1, 0, 0), "到会人数不能小于 0，请改正。"),
        ((30, 20, -1, 21, 0), "同意票数不能小于 0，请改正。"),
        ((30, 20, 21, -1, 0), "反对票数不能小于 0，请改正。"),
        ((30, 20, 21, 0, -1), "弃权票数不能小于 0，请改正。"),
        ((0, 0, 0, 0, 0), "代表总数不能为 0，请填写代表会议的组成人数。"),
        ((30, 31, 31, 0, 0), "到会 31 人，多于代表总数 30 人，请核对后改正。"),
        ((30, 21, 11, 9, 0), "同意、反对、弃权合计 20 人，与到会 21 人不符，请核对后改正。"),
        ((30, 21, 22, 0, 0), "同意、反对、弃权合计 22 人，与到会 21 人不符，请核对后改正。"),
    ],
)
def test_numbers_that_cannot_be_true_together_are_named(
    numbers: tuple[int, int, int, int, int], reason: str
) -> None:
    assert reason in refusals(*numbers)


def test_a_miscount_is_told_without_a_judgement_on_the_vote() -> None:
    assert refusals(30, 10, 5, 4, 0) == [
        "同意、反对、弃权合计 9 人，与到会 10 人不符，请核对后改正。"
    ]

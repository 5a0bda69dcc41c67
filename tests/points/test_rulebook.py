from collections.abc import Sequence

import pytest

from points.rulebook import ItemRule, StandardRules

AREAS = ("家园建设", "环境建设")


def item(**changes: object) -> ItemRule:
    given: dict[str, object] = {
        "code": "1.1",
        "rule": "1",
        "area": "环境建设",
        "points_min": 2,
        "points_max": 2,
        "monthly_cap": None,
        "yearly_cap": None,
        "exclusive_group": "",
        "veto": False,
        "title": "一项",
    }
    return ItemRule(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"points_min": 3}, "下限高于上限"),
        ({"points_min": -1}, "既加分又扣分"),
        ({"monthly_cap": -2}, "同为加分或扣分"),
        ({"yearly_cap": -2}, "同为加分或扣分"),
        ({"points_min": -2, "points_max": -2, "monthly_cap": 2}, "同为加分或扣分"),
        ({"points_min": -2, "points_max": 0, "yearly_cap": 2}, "同为加分或扣分"),
    ],
)
def test_an_item_that_cannot_be_scored_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=f"评分项 1.1 .*{reason}"):
        item(**changes)


@pytest.mark.parametrize(
    ("items", "rule_caps", "reason"),
    [
        ([item(area="园林")], {"1": None}, "方面“园林”不在标准中"),
        ([item(rule="2")], {"1": None}, "第2条不在标准中"),
        ([item()], {"1": -1}, "第1条的年上限不能小于 0"),
        ([item(), item(code="1.2", area="家园建设")], {"1": None}, "第1条分属两个方面"),
        (
            [item(exclusive_group="月评"), item(code="2.1", rule="2", exclusive_group="月评")],
            {"1": None, "2": None},
            "互斥组“月评”跨了两条",
        ),
    ],
)
def test_a_standard_that_cannot_be_scored_is_refused(
    items: Sequence[ItemRule], rule_caps: dict[str, int | None], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        StandardRules({one.code: one for one in items}, rule_caps, AREAS)

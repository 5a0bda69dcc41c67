from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from points.rulebook import ItemRule, StandardRules
from points.spans import Caps, CapsBySign, Span
from points.tiers import Tiers
from tests.points.rules import book, rule

AREAS = ("家园建设", "环境建设")
IN_EVENT = {"within_event": True}


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
        ({"quarterly_cap": -2}, "同为加分或扣分"),
        ({"tiers": Tiers.parse("0~100:1；100~:2")}, "最低分、最高分与分档不一致"),
        ({"repeat_days": 15}, "是加分项，重复加倍只能用于扣分项"),
        ({"validity_months": 6}, "是加分项，有效期只能用于扣分项"),
        ({"points_min": -2, "points_max": -2, "repeat_days": 0}, "的重复加倍至少为1"),
        ({"points_min": -2, "points_max": -2, "validity_months": 0}, "的有效期至少为1"),
    ],
)
def test_an_item_that_cannot_be_scored_is_refused(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=f"^评分项 1.1 .*{reason}"):
        item(**changes)


@pytest.mark.parametrize(
    ("items", "rule_caps", "reason"),
    [
        ([item(area="园林")], {"1": CapsBySign()}, "方面“园林”不在标准中"),
        ([item(rule="2")], {"1": CapsBySign()}, "第2条不在标准中"),
        ([item()], {"1": CapsBySign(Caps(year=-1))}, "第1条的年上限不能小于 0"),
        ([item(), item(code="1.2", area="家园建设")], {"1": CapsBySign()}, "第1条分属两个方面"),
        (
            [item(exclusive_group="月评"), item(code="2.1", rule="2", exclusive_group="月评")],
            {"1": CapsBySign(), "2": CapsBySign()},
            "互斥组“月评”跨了两条",
        ),
        (
            [item(exclusive_group="月评"), item(code="1.2", exclusive_group="月评", **IN_EVENT)],
            {"1": CapsBySign()},
            "互斥组“月评”有的按月、有的按事件",
        ),
        ([item(**IN_EVENT)], {"1": CapsBySign()}, "评分项 1.1 没有互斥组"),
        (
            [item(exclusive_group="抢险", monthly_cap=4, **IN_EVENT)],
            {"1": CapsBySign()},
            "评分项 1.1 属于按事件互斥的“抢险”，不能再有自己的上限或每期一次",
        ),
        (
            [item(exclusive_group="抢险", once=Span.DAY, **IN_EVENT)],
            {"1": CapsBySign()},
            "不能再有自己的上限或每期一次",
        ),
        ([item()], {"1": CapsBySign(deductions=Caps(month=-1))}, "第1条的扣分月上限不能小于 0"),
    ],
)
def test_a_standard_that_cannot_be_scored_is_refused(
    items: Sequence[ItemRule], rule_caps: dict[str, CapsBySign], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        StandardRules({one.code: one for one in items}, rule_caps, AREAS)


def test_an_area_cap_below_nought_is_refused_by_the_name_of_the_area() -> None:
    caps = {"文明建设": CapsBySign(Caps(quarter=-1))}
    with pytest.raises(ValueError, match="“文明建设”方面的季上限不能小于 0"):
        book(rule("1.1", 1), area_caps=caps)


@given(st.integers(0, 4), st.integers(0, 4), st.integers(1, 6), st.integers(0, 6))
def test_a_village_adds_as_many_and_as_great_items_as_the_standard_allows(
    number: int, allowed: int, points: int, greatest: int
) -> None:
    items = [rule(f"1.{place}", points, village="赵庄") for place in range(number)]
    rules = [*items, rule("2.1", 50, rule="2")]
    limits = {"village_items": allowed, "village_points": greatest}
    fits = number <= allowed and (not number or points <= greatest)
    if fits:
        book(*rules, **limits)
        return
    reason = "标准只许" if number > allowed or points > greatest else ""
    with pytest.raises(ValueError, match=reason):
        book(*rules, **limits)


def test_what_a_village_may_not_add_is_told_with_its_numbers() -> None:
    mine = rule("1.1", 3, village="赵庄")
    with pytest.raises(ValueError, match="赵庄村自定了1项，标准只许0项"):
        book(mine)
    with pytest.raises(ValueError, match="村自定的评分项 1.1 为3分，标准只许2分以内"):
        book(mine, village_items=1, village_points=2)

"""The columns of a table beyond the shipped ones: read, missing, wrong, and different by line."""

from typing import Any

import pytest

from points.models import Standard
from points.periods import Month
from points.services.scorebook import rules_of
from points.services.standard_file import StandardFileRefused, read_standard
from points.services.standards import copy_to_draft, create_draft
from points.spans import Caps, CapsBySign, Span
from tests.factory import make_community, make_village
from tests.households.office_files import sheet_of

SHIPPED: dict[str, Any] = {
    "方面": "文明建设",
    "条号": 1,
    "条目": "文明风尚",
    "每条年上限": None,
    "评分项编号": "1.1",
    "评分项": "拾金不昧",
    "分值": 1,
    "计分单位": "次",
    "每月上限": None,
    "每年上限": None,
    "互斥组": None,
    "敏感事由": None,
    "一票否决": None,
}
TIERS = "0～100：1;100~1000:2;1000~:3"


def workbook(*rows: dict[str, Any]) -> bytes:
    """Rows with the shipped columns, changed and with further ones as named."""
    names = list(dict.fromkeys(name for row in (SHIPPED, *rows) for name in row))
    return sheet_of(names, *([(SHIPPED | row).get(name) for name in names] for row in rows))


def mistakes(*rows: dict[str, Any]) -> list[tuple[int, str]]:
    with pytest.raises(StandardFileRefused) as refused:
        read_standard(workbook(*rows), "标准.xlsx")
    return [(each.row, str(each)) for each in refused.value.errors]


def test_all_further_columns_are_read() -> None:
    rows = read_standard(
        workbook(
            {
                "分值": None,
                "分档": TIERS,
                "按什么分档": "金额",
                "每户基础分": 100,
                "方面年上限": 40,
            },
            {
                "评分项编号": "1.2",
                "分值": -2,
                "每季上限": -8,
                "几日内重复加倍": 15,
                "有效期（月）": 6,
                "每村自定项数": 2,
                "村自定项分值": 3,
                "方面年上限": 40,
            },
            {
                "条号": 2,
                "条目": "抢险",
                "评分项编号": "2.1",
                "分值": "5~20",
                "一事一议": "是",
                "互斥组": "抢险",
                "同一事件只计一项": "√",
                "每条月上限": 20,
                "每条年扣分上限": 30,
                "方面年上限": 40,
            },
            {
                "条号": 3,
                "条目": "庭院",
                "评分项编号": "3.1",
                "计分单位": "周",
                "每期只计一次": "是",
                "自定村": "赵庄",
                "方面年上限": 40,
            },
        ),
        "标准.xlsx",
    )
    community = make_community()
    make_village(community, "赵庄")
    draft = create_draft(community, "新标准", Month(2027, 1), rows)
    assert (draft.base_points, draft.village_items, draft.village_points) == (100, 2, 3)
    for standard in (draft, copy_to_draft(draft, "另一份", Month(2027, 2))):
        rules = rules_of(standard)
        assert standard.base_points == 100
        assert (rules.village_items, rules.village_points) == (2, 3)
        assert rules.area_caps == {"1": CapsBySign(Caps(year=40))}
        assert rules.rule_caps["2"] == CapsBySign(Caps(month=20), Caps(year=30))
        first, second, third, fourth = rules.items.values()
        assert (first.points_min, first.points_max) == (1, 3)
        assert str(first.tiers) == "0~100:1；100~1000:2；1000~:3"
        assert (second.quarterly_cap, second.repeat_days, second.validity_months) == (-8, 15, 6)
        assert (third.case_by_case, third.within_event) == (True, True)
        assert (fourth.once, fourth.village) == (Span.WEEK, "赵庄")


pytestmark = pytest.mark.django_db


def test_one_line_may_say_what_holds_for_the_whole_standard() -> None:
    rows = read_standard(
        workbook(
            {"每户基础分": None},
            {"评分项编号": "1.2", "每户基础分": 60},
            {"评分项编号": "1.3", "基础分可兑换": "是"},
        ),
        "标准.xlsx",
    )
    draft = create_draft(make_community(), "新标准", Month(2027, 1), rows)
    draft = Standard.objects.get(pk=draft.pk)
    assert (draft.base_points, draft.base_exchangeable) == (60, True)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"分档": "0~100:1；200~:2", "按什么分档": "金额"}, "“分档”）：分档中缺了100至200的一段"),
        ({"分档": "0~100:1；90~:2", "按什么分档": "金额"}, "“分档”）：分档“0~100:1”与“90~:2”重叠"),
        ({"分档": TIERS, "分值": None}, "“按什么分档”）：请选按数量还是按金额分档。"),
        ({"分档": TIERS, "按什么分档": "重量"}, "“按什么分档”）：“重量”看不懂，请填“数量”或“金额”"),
        ({"按什么分档": "金额"}, "“分档”）：请写分档"),
        (
            {"分档": TIERS, "按什么分档": "金额", "分值": 5},
            "“分值”）：照分档，最低分应为1，最高分应为3，请改正。",
        ),
        ({"每季上限": -3}, "“每季上限”）：上限要与分值同为正数或同为负数"),
        (
            {"每期只计一次": "是"},
            "“每期只计一次”）：每期只计一次的，计分单位要填天、周、月",
        ),
        ({"同一事件只计一项": "是"}, "“互斥组”）：同一事件只计一项的，要填互斥组。"),
        (
            {"同一事件只计一项": "是", "互斥组": "抢险", "每月上限": 3},
            "“每月上限”）：同一事件只计一项的，不能有自己的上限",
        ),
        ({"几日内重复加倍": 15}, "“几日内重复加倍”）：重复加倍只用于扣分项，请去掉。"),
        ({"有效期（月）": 6}, "“有效期（月）”）：有效期只用于扣分项，请去掉。"),
        ({"几日内重复加倍": 0, "分值": -1}, "“几日内重复加倍”）：确保该值大于或等于1"),
        ({"几日内重复加倍": "半月", "分值": -1}, "“几日内重复加倍”）："),
        ({"每条月上限": 0}, "“每条月上限”）：确保该值大于或等于1"),
        ({"方面季扣分上限": -5}, "“方面季扣分上限”）：确保该值大于或等于1"),
        ({"每户基础分": 10_000}, "“每户基础分”）：确保该值小于或等于9999"),
        ({"一事一议": "要"}, "“一事一议”）：“要”看不懂，请填“是”或空着。"),
    ],
)
def test_a_mistake_is_told_at_its_row_and_column(row: dict[str, Any], sentence: str) -> None:
    ((number, told),) = mistakes(row)
    assert number == 2
    assert sentence.removeprefix("“").split("”）：")[0] in told
    assert sentence.split("”）：")[1] in told


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"每条月上限": 5}, "第1条的每条月上限与第2行不一致，请改成一样。"),
        ({"方面年上限": 5}, "“文明建设”的方面年上限与第2行不一致，请改成一样。"),
        ({"每户基础分": 90}, "每户基础分在第2行是100，一个标准只有一个，请改成一样。"),
        (
            {"互斥组": "抢险", "同一事件只计一项": "是"},
            "互斥组“抢险”与第2行一个按事件、一个按月，请改成一样。",
        ),
    ],
)
def test_lines_that_differ_are_told_at_the_second(second: dict[str, Any], sentence: str) -> None:
    first = {"每户基础分": 100, "互斥组": "抢险"}
    found = mistakes(first, {"评分项编号": "1.2", "互斥组": "抢险", **second})
    assert [number for number, _ in found] == [3]
    assert sentence in found[0][1]


def test_a_village_that_is_not_there_is_named_with_the_item() -> None:
    rows = read_standard(workbook({"自定村": "钱庄"}), "标准.xlsx")
    with pytest.raises(Exception, match="评分项1.1的“自定村”写的是“钱庄”，本社区没有这个自然村"):
        create_draft(make_community(), "新标准", Month(2027, 1), rows)

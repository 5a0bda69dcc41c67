"""A standard from a table: every field as written, every mistake at its cell, all or nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from households.tables import TableError, read_table
from points.models import Area, Item, Rule, Standard
from points.services.standard_file import HEADINGS, StandardFileRefused, read_standard
from points.services.standards import ItemRow
from tests.factory import make_community
from tests.households.office_files import sheet_of

SHIPPED = Path(__file__).resolve().parents[2] / "points/data/standard-14-rules.csv"
NAMES = [heading.name for heading in HEADINGS]
BY_PATROL = ["巡查均分自", "巡查均分至", "巡查指标", "巡查逾期"]
SHIPPED_NAMES = NAMES[: NAMES.index("依据") + 1] + BY_PATROL
"""The columns of the shipped table; those beyond them may be missing."""
FIRST = ["家园建设", 1, "规范建房", 10, "1.1", "不私搭乱建", 5, "年", None, 5]
SECOND = ["家园建设", 1, "规范建房", 10, "1.2", "拆除私搭乱建", 5, "次", None, 5]


def workbook(*rows: list[object]) -> bytes:
    return sheet_of(NAMES, *rows)


def changed(row: list[object], **cells: object) -> list[object]:
    """The row with the cells under these headings changed."""
    full = row + [None] * (len(NAMES) - len(row))
    for heading, value in cells.items():
        full[NAMES.index(heading)] = value
    return full


def mistakes(content: bytes, filename: str = "标准.xlsx") -> list[str]:
    with pytest.raises(StandardFileRefused) as refused:
        read_standard(content, filename)
    return [str(error) for error in refused.value.errors]


def shipped_rows() -> list[dict[str, str]]:
    table = read_table(SHIPPED.read_bytes(), SHIPPED.name, HEADINGS)
    return [{name: str(row.values[name] or "") for name in SHIPPED_NAMES} for row in table.rows]


def as_written(item: Item) -> dict[str, str]:
    """What the shipped table must say for an item to come out like this."""
    points = str(item.points_min)
    if item.has_range:
        points += f"~{item.points_max}"
    return {
        "方面": item.rule.area.name,
        "条号": str(item.rule.number),
        "条目": item.rule.title,
        "每条年上限": str(item.rule.yearly_cap or ""),
        "评分项编号": item.code,
        "评分项": item.title,
        "分值": points,
        "计分单位": item.unit,
        "每月上限": str(item.monthly_cap or ""),
        "每年上限": str(item.yearly_cap or ""),
        "互斥组": item.exclusive_group,
        "佐证": item.evidence,
        "可申报人": item.proposers,
        "敏感事由": "是" if item.sensitive else "",
        "一票否决": "是" if item.veto else "",
        "依据": item.basis,
        "巡查均分自": str(item.patrol_from or ""),
        "巡查均分至": str(item.patrol_to or ""),
        "巡查指标": item.patrol_indicators,
        "巡查逾期": "是" if item.patrol_overdue else "",
    }


def load(path: Path, code: str, **options: str) -> str:
    out = StringIO()
    options = {"title": "2026年标准", "starts": "2026-01"} | options
    call_command("load_standard", str(path), community=code, stdout=out, **options)
    return out.getvalue()


@pytest.mark.django_db
def test_the_shipped_standard_loads_with_all_its_fields() -> None:
    community = make_community()
    told = load(SHIPPED, community.code)
    assert "42 个评分项" in told
    draft = Standard.objects.get()
    assert (draft.title, str(draft.starts), draft.is_adopted) == ("2026年标准", "2026-01", False)
    assert (Area.objects.count(), Rule.objects.count(), Item.objects.count()) == (5, 14, 42)
    items = draft.items.select_related("rule__area").order_by("position")
    assert [as_written(item) for item in items] == shipped_rows()
    assert [area.name for area in draft.areas.all()] == [
        "家园建设",
        "环境建设",
        "家庭建设",
        "文明建设",
        "民主建设",
    ]


def test_a_workbook_gives_the_same_as_the_csv_it_was_made_from() -> None:
    rows = [list(row.values()) for row in shipped_rows()]
    made = sheet_of(["家庭诚信积分标准"], SHIPPED_NAMES, [], *rows)
    assert read_standard(made, "标准.xlsx") == read_standard(SHIPPED.read_bytes(), SHIPPED.name)


def test_numbers_may_be_numbers_and_codes_may_have_become_numbers() -> None:
    row = changed(FIRST, 评分项编号=1.1, 分值=5, 条号="１", 每年上限="＋５", 敏感事由="√")
    (item,) = read_standard(workbook(row), "标准.xlsx")
    assert item == ItemRow(
        "家园建设", 1, "规范建房", 10, "1.1", "不私搭乱建", 5, 5, "年", None, 5, sensitive=True
    )


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [("5~20", 5, 20), ("5～20", 5, 20), ("−5", -5, -5), ("-9~-2", -9, -2)],
)
def test_points_are_a_number_or_a_range(written: str, low: int, high: int) -> None:
    row = changed(FIRST, 分值=written, 每条年上限=None, 每年上限=None)
    (item,) = read_standard(workbook(row), "标准.xlsx")
    assert (item.points_min, item.points_max) == (low, high)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"方面": None}, "第2行 A列(方面)：这一格不能空着"),
        ({"条号": "一"}, "第2行 B列(条号)：“一”不是整数"),
        ({"条号": 100}, "第2行 B列(条号)：确保该值小于或等于99"),
        ({"每条年上限": -1}, "第2行 D列(每条年上限)：确保该值大于或等于0"),
        ({"评分项编号": "1.1.1.1.1.1"}, "第2行 E列(评分项编号)：确保该变量包含不超过 10 字符"),
        ({"分值": None}, "第2行 G列(分值)：分值不能空着"),
        ({"分值": "5-20"}, "第2行 G列(分值)：“5-20”不是分值，请填整数"),
        ({"分值": "20~5"}, "第2行 G列(分值)：最高分不能低于最低分"),
        ({"分值": "-5~5"}, "第2行 G列(分值)：分值不能为0，也不能又加又扣"),
        ({"分值": 0}, "第2行 G列(分值)：分值不能为0"),
        ({"分值": 99999}, "第2行 G列(分值)：确保该值小于或等于9999"),
        ({"每月上限": -2}, "第2行 I列(每月上限)：上限要与分值同为正数"),
        ({"每年上限": "5分"}, "第2行 J列(每年上限)：“5分”不是整数"),
        ({"一票否决": "对"}, "第2行 O列(一票否决)：“对”看不懂"),
    ],
)
def test_a_mistake_is_named_by_row_column_and_reason(cells: dict[str, object], told: str) -> None:
    (sentence,) = mistakes(workbook(changed(FIRST, **cells)))
    assert sentence.startswith(told)
    assert sentence.endswith("。")


def test_all_mistakes_come_at_once_in_the_order_of_the_rows() -> None:
    wrong = workbook(changed(FIRST, 分值="多"), changed(SECOND, 计分单位=None, 每年上限=-5))
    assert [sentence.split("：")[0] for sentence in mistakes(wrong)] == [
        "第2行 G列(分值)",
        "第3行 H列(计分单位)",
    ]


def test_lines_that_disagree_are_told_with_the_line_they_disagree_with() -> None:
    sentences = mistakes(
        workbook(FIRST, changed(SECOND, 评分项编号="1.1", 条目="建房", 每条年上限=8))
    )
    assert [sentence.split("，")[0] for sentence in sentences] == [
        "第3行 E列(评分项编号)：评分项编号1.1在第2行已经用过",
        "第3行 C列(条目)：第1条的条目与第2行不一致",
        "第3行 D列(每条年上限)：第1条的每条年上限与第2行不一致",
    ]


def test_a_code_that_excel_shortened_is_told_as_such() -> None:
    (sentence,) = mistakes(workbook(FIRST, changed(SECOND, 评分项编号=1.10)))
    assert "Excel 会把 1.10 变成 1.1" in sentence


def test_an_exclusive_group_stays_within_one_rule() -> None:
    rows = changed(FIRST, 互斥组="建房"), changed(SECOND, 条号=2, 条目="甲", 互斥组="建房")
    (sentence,) = mistakes(workbook(*rows))
    assert sentence.startswith("第3行 K列(互斥组)：互斥组“建房”在第2行属于第1条")


def test_a_column_that_changes_scores_may_not_be_missing() -> None:
    misspelt = ["年封顶" if name == "每年上限" else name for name in NAMES]
    with pytest.raises(TableError, match="缺少 “每年上限”"):
        read_standard(sheet_of(misspelt, FIRST), "标准.xlsx")
    without_evidence = [name for name in NAMES if name not in ("佐证", "可申报人", "依据")]
    (item,) = read_standard(sheet_of(without_evidence, FIRST), "标准.xlsx")
    assert item.evidence == ""


@pytest.mark.django_db
def test_a_file_with_one_mistake_changes_nothing_and_all_mistakes_are_printed(
    tmp_path: Path,
) -> None:
    community = make_community()
    path = tmp_path / "标准.xlsx"
    path.write_bytes(workbook(FIRST, changed(SECOND, 分值="多", 计分单位=None)))
    with pytest.raises(CommandError) as refused:
        load(path, community.code)
    assert str(refused.value).count("第3行") == 2
    assert not Standard.objects.exists()
    path.write_bytes(workbook(FIRST, SECOND))
    assert "2 个评分项" in load(path, community.code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"starts": "明年"}, "“明年”不是月份"),
        ({"starts": "2026-13"}, "月份应在 1 至 12 之间"),
        ({"title": "长" * 61}, "60"),
        ({"title": ""}, "不能为空"),
    ],
)
def test_a_title_or_month_that_is_none_is_refused(options: dict[str, str], told: str) -> None:
    community = make_community()
    with pytest.raises(CommandError, match=told):
        load(SHIPPED, community.code, **options)
    assert not Standard.objects.exists()


@pytest.mark.django_db
def test_a_wrong_community_or_file_is_told_in_chinese(tmp_path: Path) -> None:
    community = make_community()
    with pytest.raises(CommandError, match="没有编号为NOBODY的社区"):
        load(SHIPPED, "NOBODY")
    with pytest.raises(CommandError, match="打不开文件"):
        load(tmp_path / "没有.csv", community.code)
    empty = tmp_path / "空.csv"
    empty.write_bytes(b"")
    with pytest.raises(CommandError, match="文件是空的"):
        load(empty, community.code)


@pytest.mark.django_db
def test_the_same_file_twice_is_refused_the_second_time() -> None:
    community = make_community()
    load(SHIPPED, community.code)
    with pytest.raises(CommandError, match="同名草案"):
        load(SHIPPED, community.code)
    assert Item.objects.count() == 42

"""Importing a month's records: all or nothing, mistakes by row and column, twice adds nothing."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.refusals import Refused
from households.tables import Column, TableError, write_xlsx
from points.models import Record
from points.services import records
from points.services.record_import import Imported, ImportRefused, import_records
from points.services.standards import ItemRow
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    make_group,
    make_household,
    make_standard,
    make_village,
    pass_until,
)
from tests.points.record_table import table
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


def carry_out(month: Recording, content: bytes, **more: Any) -> Imported:
    by = more.pop("by", month.clerk)
    return import_records(content, "记录.csv", month.community, NOVEMBER, by, NOON, **more)


def mistakes(month: Recording, content: bytes) -> list[tuple[int, str, str]]:
    """Row, column and reason of each mistake; nothing may have been written."""
    before = Record.objects.count(), month.version()
    with pytest.raises(ImportRefused) as caught:
        carry_out(month, content)
    assert (Record.objects.count(), month.version()) == before
    return [(each.row, each.column_letter, each.reason) for each in caught.value.errors]


def test_rows_become_records_of_the_office(month: Recording) -> None:
    zhang, li = month.zhang.code, month.li.code
    done = carry_out(
        month,
        table(
            (zhang, "4.1", "2026-11-03", "", "", ""),
            (zhang, "11.2", "11月4日", "２", "2", "清沟"),
            (li, "11.3", "2026年11月5日", 1, 15, "救火"),
            ("合计", "", "", "", 20, ""),
        ),
    )
    assert (done.added, done.skipped, done.left_out) == (3, (), (5,))
    assert list(
        Record.objects.order_by("pk").values_list(
            "line__household__code", "item__code", "occurred_on__day", "quantity", "points", "note"
        )
    ) == [
        (zhang, "4.1", 3, 1, 3, ""),
        (zhang, "11.2", 4, 2, 2, "清沟"),
        (li, "11.3", 5, 1, 15, "救火"),
    ]  # fmt: skip
    assert set(Record.objects.values_list("origin", "recorded_by")) == {
        (Record.Origin.OFFICE, month.clerk.pk)
    }


def test_an_excel_table_with_numbers_for_codes_and_without_the_last_columns(
    month: Recording,
) -> None:
    columns = [Column("户编号", "number"), Column("评分项编号", "number"), Column("日期", "date")]
    content = write_xlsx("记录", columns, [(int(month.zhang.code), 4.1, NOON.date())])
    assert carry_out(month, content).added == 1
    record = Record.objects.get()
    assert (record.line.household, record.item.code, record.quantity) == (month.zhang, "4.1", 1)


def test_every_mistake_is_told_with_its_row_and_column(month: Recording) -> None:
    group = make_group(make_village(month.community, "柳树店", joined_on=None))
    outside = make_household(group, "王五豆").code
    zhang = month.zhang.code
    month.record("4.2")
    wrong = [
        ("999", "4.1", "2026-11-03", "", "", ""),
        (zhang, "", "昨天", "两", "三", "长" * 201),
        (zhang, "9.9", "2026-11-03", "", "", ""),
        (zhang, "7.2", "2026-10-31", "", "", ""),
        (zhang, "7.2", "2026-11-21", "", "", ""),
        (zhang, "7.2", "", "", "", ""),
        (zhang, "11.3", "2026-11-03", "", 21, ""),
        (zhang, "7.2", "2026-11-03", 0, "", ""),
        (zhang, "4.2", "2026-11-09", "", "", ""),
        (outside, "4.1", "2026-11-03", "", "", ""),
        (zhang, "7.2", "2026-11-03", "", "", ""),
    ]
    found = mistakes(month, table(*wrong))
    assert [(row, column) for row, column, _ in found] == [
        (2, "A"), (3, "B"), (3, "C"), (3, "D"), (3, "E"), (3, "F"), (4, "B"), (5, "C"), (6, "C"),
        (7, "C"), (8, "E"), (9, "D"), (10, "B"), (11, "A"),
    ]  # fmt: skip
    said = {(row, column): reason for row, column, reason in found}
    assert said[2, "A"] == "本社区没有户编号“999”，请对照名册改正。"
    assert said[3, "F"] == "说明有 201 个字，最多 200 个字，请改短一些。"
    assert said[4, "B"] == "本月执行的标准里没有评分项9.9，请对照标准改正。"
    assert said[8, "E"] == "分值应在+5至+20分之间，请改正。"
    assert "本月已有4.2的记录" in said[10, "B"]
    assert "尚未参加积分制" in said[11, "A"]


def test_the_same_table_twice_adds_nothing_and_says_which_rows(month: Recording) -> None:
    zhang = month.zhang.code
    twice_on_one_day = (zhang, "11.2", "2026-11-04", 1, "", "清沟")
    content = table((zhang, "4.1", "2026-11-03", "", "", ""), twice_on_one_day, twice_on_one_day)
    assert carry_out(month, content).added == 3
    version = month.version()
    again = carry_out(month, content)
    assert (again.added, again.skipped) == (0, (2, 3, 4))
    assert again.summary == "新增 0 条，跳过 3 条（第2、3、4行已有相同记录，跳过）"
    assert (Record.objects.count(), month.version()) == (3, version)


def test_a_longer_table_adds_only_what_is_not_there_yet(month: Recording) -> None:
    one = (month.zhang.code, "11.2", "2026-11-04", 1, "", "")
    carry_out(month, table(one))
    done = carry_out(month, table(one, one, (*one[:5], "清沟"), (*one[:3], 2, "", "")))
    assert (done.added, done.skipped) == (3, (2,))


def test_what_was_typed_by_hand_counts_as_there_and_what_was_voided_does_not(
    month: Recording,
) -> None:
    month.record("7.2")
    voided = month.record("13.1")
    records.void_records([voided.pk], "记错了", month.clerk, NOON)
    zhang = month.zhang.code
    rows = [(zhang, "7.2", "2026-11-03", 1, 1, ""), (zhang, "13.1", "2026-11-03", "", "", "")]
    done = carry_out(month, table(*rows))
    assert (done.added, done.skipped) == (1, (2,))


def test_a_once_a_month_item_may_stand_in_one_row_only(month: Recording) -> None:
    row = (month.zhang.code, "4.1", "2026-11-03", "", "", "")
    ((number, column, reason),) = mistakes(month, table(row, row))
    assert (number, column) == (3, "B")
    assert reason == "与第2行重复，4.1一户一月只记一次，请只留一行。"
    carry_out(month, table(row))
    assert len(mistakes(month, table(row, row))) == 1


def test_the_same_table_after_scoring_changes_nothing_but_a_new_row_is_refused(
    month: Recording,
) -> None:
    row = (month.zhang.code, "7.2", "2026-11-03", "", "", "")
    carry_out(month, table(row))
    pass_until(month, month.sheet, Step.COMMITTEE)
    assert carry_out(month, table(row)).skipped == (2,)
    ((number, column, reason),) = mistakes(month, table(row, row))
    assert (number, column) == (3, "A")
    assert "村小组评分已结束" in reason


def test_a_code_that_excel_may_have_shortened_is_not_guessed(month: Recording) -> None:
    rows = tuple(
        ItemRow("文明建设", 4, "诸事", None, code, f"第{code}项", 1, 1, "次")
        for code in ("4.1", "4.10")
    )
    standard = make_standard(month.community, NOVEMBER.next(), rows)
    type(month.sheet).objects.filter(pk=month.sheet.pk).update(standard=standard)
    columns = [Column("户编号"), Column("评分项编号", "number"), Column("日期")]
    content = write_xlsx("记录", columns, [(month.zhang.code, 4.1, "2026-11-03")])
    ((_, column, reason),) = mistakes(month, content)
    assert column == "B"
    assert reason == "分不清是4.1还是4.10，请把这一列的格式改为“文本”后重新填写。"
    assert carry_out(month, table((month.zhang.code, "4.10", "2026-11-03", "", "", ""))).added == 1


def test_checking_tells_the_same_and_writes_nothing(month: Recording) -> None:
    content = table((month.zhang.code, "7.2", "2026-11-03", "", "", ""))
    assert carry_out(month, content, check=True).added == 1
    assert (Record.objects.count(), month.version()) == (0, 1)


def test_only_the_office_imports_and_only_its_own_households(month: Recording) -> None:
    other = Recording("西湖社区")
    content = table((month.zhang.code, "7.2", "2026-11-03", "", "", ""))
    for person in (month.scorer, month.administrator, other.clerk):
        with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
            carry_out(month, content, by=person)
    assert [column for _, column, _ in mistakes(other, content)] == ["A"]


def test_the_number_of_queries_does_not_grow_with_the_rows(month: Recording) -> None:
    def cost(households: int) -> int:
        codes = [make_household(month.group, "吴九麻").code for _ in range(households)]
        rows = [(code, "7.2", "2026-11-03", "", "", "") for code in codes for _ in range(3)]
        with CaptureQueriesContext(connection) as queries:
            carry_out(month, table(*rows))
        return len(queries)

    assert cost(2) == cost(60)


def test_a_file_without_the_columns_is_refused(month: Recording) -> None:
    with pytest.raises(TableError, match="评分项编号"):
        carry_out(month, table(("1", "2"), headings=("户编号", "日期")))

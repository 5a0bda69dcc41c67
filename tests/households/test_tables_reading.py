"""Tables as offices keep them are read; what cannot be read is refused with a reason."""

import pytest
from xlsxwriter.workbook import Workbook

from households.tables import Heading, RowError, TableError, read_table
from tests.households.office_files import ROSTER, columns, read, sheet_of, xlsx

HEAD = ["户编号", "户主", "人口", "登记日期"]


def test_a_plain_roster_is_read_with_the_rows_of_excel() -> None:
    table = read(sheet_of(HEAD, ["0001", "张三", 3, None], ["0002", "李四", None, None]))
    assert columns(table, "户编号", "户主", "人口") == [("0001", "张三", 3), ("0002", "李四", None)]
    assert [row.number for row in table.rows] == [2, 3]
    assert (table.sheet, table.heading_row, table.unknown) == ("花名册", 1, ())


def test_titles_above_the_heading_and_notes_below_are_not_households() -> None:
    content = sheet_of(
        ["某某社区农户花名册"],
        ["填报单位：积分办", None, None, "填报日期：2026年11月"],
        [],
        ["序号", "户主姓名", "户号"],
        [1, "张三", "0001"],
        [2, "李四", "0002"],
        ["合计", 2, None],
        [None, "填表人：", None, "审核人："],
    )
    table = read(content)
    assert columns(table, "户编号", "户主") == [("0001", "张三"), ("0002", "李四")]
    assert [row.number for row in table.rows] == [5, 6]
    assert table.heading_row == 4
    assert table.unknown == ("序号",)
    assert table.left_out == ((7, "合计"), (8, "填表人："))


def test_a_total_row_that_names_a_household_is_a_household() -> None:
    table = read(sheet_of(["备注", "户编号", "户主"], ["备注：五保户", "0001", "张三"]))
    assert columns(table, "户主") == [("张三",)]


@pytest.mark.parametrize("ending", ["", "：", "※", "*", "(必填)", "（四位）", "\n", "\u3000"])
@pytest.mark.parametrize("heading", ["户编号", "户 编 号", "户\n编号", "*户编号", "户号", "编号"])
def test_a_heading_is_known_however_it_is_typed(heading: str, ending: str) -> None:
    table = read(sheet_of([heading + ending, "户主"], ["0001", "张三"]))
    assert columns(table, "户编号") == [("0001",)]


def test_full_width_letters_in_a_heading_are_half_width() -> None:
    table = read_table(
        sheet_of(["ＩＤ"], ["1"]), "a.xlsx", [Heading("编号", ("id",), required=True)]
    )
    assert table.columns == {"编号": 0}


def test_columns_come_in_any_order_and_errors_name_their_letter() -> None:
    table = read(sheet_of([None, "人口", "备用", "户主", "户编号"], [None, 3, "x", "张三", "1"]))
    assert table.column_letter("户主") == "D"
    assert table.column_letter("登记日期") == ""
    assert table.unknown == ("备用",)
    assert str(table.error(table.rows[0], "户主", "姓名太长。")) == "第2行 D列(户主)：姓名太长。"
    assert (
        str(table.error(table.rows[0], "登记日期", "没有这一列。"))
        == "第2行(登记日期)：没有这一列。"
    )


def test_an_error_of_the_whole_table_names_no_row() -> None:
    assert str(RowError(0, "C", "户主", "重复。")) == "C列(户主)：重复。"


def test_the_name_of_a_heading_goes_before_its_aliases() -> None:
    table = read(sheet_of(["编号", "户编号", "户主"], [1, "0001", "张三"]))
    assert table.column_letter("户编号") == "B"
    assert table.unknown == ("编号",)


def test_a_column_is_given_to_one_heading_only() -> None:
    headings = [Heading("户编号", ("编号",), required=True), Heading("评分项编号", ("编号",))]
    table = read_table(sheet_of(["编号"], ["0001"]), "a.xlsx", headings)
    assert table.columns == {"户编号": 0}


def test_two_columns_that_could_be_the_same_heading_are_refused() -> None:
    with pytest.raises(TableError, match="第1行有几列都像是“户主”：B列、D列"):
        read(sheet_of(["户编号", "户主", "人口", "户主"], ["1", "张三", 3, "李四"]))


def test_blank_rows_and_rows_numbered_in_advance_are_skipped() -> None:
    table = read(
        sheet_of(
            ["序号", "户编号", "户主"],
            [1, "0001", "张三"],
            [],
            [None, " ", "\u3000\u200b"],
            [2, None, None],
            [3, "0002", "李四"],
        )
    )
    assert [row.number for row in table.rows] == [2, 6]


def test_a_heading_repeated_for_each_page_is_not_a_household() -> None:
    table = read(sheet_of(HEAD, ["0001", "张三"], HEAD, ["0002", "李四"]))
    assert [row.number for row in table.rows] == [2, 4]


def test_a_heading_is_found_in_the_twentieth_row_but_not_below() -> None:
    rows = (HEAD, ["0001", "张三"])
    assert read(sheet_of(*rows, first=19)).heading_row == 20
    with pytest.raises(TableError, match="前 20 行里没有找到表头"):
        read(sheet_of(*rows, first=20))


def test_without_a_heading_the_needed_columns_are_named() -> None:
    with pytest.raises(TableError, match="要有 “户编号”、“户主”"):
        read(sheet_of(["0001", "张三"]))


def test_a_heading_row_without_a_needed_column_names_it_and_its_other_names() -> None:
    with pytest.raises(TableError, match=r"第2行的表头缺少 “户主”\(也可写 姓名、户主姓名\)"):
        read(sheet_of(["花名册"], ["户编号", "人口"], ["0001", 3]))


def test_a_heading_with_nothing_below_is_refused() -> None:
    with pytest.raises(TableError, match="表头下面没有内容"):
        read(sheet_of(HEAD, [None, " "]))


# Merged cells


def merged(book: Workbook) -> None:
    sheet = book.add_worksheet()
    sheet.merge_range("A1:D1", "某某社区农户花名册")
    sheet.write_row("A2", ["村民小组", "户编号", "户主", "人口"])
    sheet.merge_range("A3:A5", "第1组")
    sheet.write_row("B3", ["0001", "张三", 3])
    sheet.write_row("B4", ["0002", "李四", 2])
    sheet.write_row("B5", ["0003", "王五", 1])


def test_a_value_merged_over_rows_counts_for_each_of_them() -> None:
    headings = (Heading("村民小组", required=True), *ROSTER)
    table = read_table(xlsx(merged), "a.xlsx", headings)
    assert columns(table, "村民小组", "户主") == [
        ("第1组", "张三"),
        ("第1组", "李四"),
        ("第1组", "王五"),
    ]
    assert table.heading_row == 2


def test_a_household_merged_over_two_rows_is_one_household() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", HEAD[:3])
        for column, value in enumerate(("0001", "张三", "3")):
            sheet.merge_range(1, column, 2, column, value)
        sheet.write_row("A4", ["0002", "李四", 2])

    assert columns(read(xlsx(fill)), "户编号") == [("0001",), ("0002",)]


def test_a_value_merged_sideways_is_not_repeated_in_the_next_column() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row("A1", ["户编号", "户主", "人口"])
        sheet.write_string("A2", "0001")
        sheet.merge_range("B2:C2", "张三")

    assert columns(read(xlsx(fill)), "户主", "人口") == [("张三", None)]


def test_a_heading_of_two_rows_is_read_by_its_lower_row() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "户编号")
        sheet.merge_range("B1:C1", "家庭情况")
        sheet.write_row("B2", ["户主", "人口"])
        sheet.write_row("A3", ["0001", "张三", 3])

    table = read(xlsx(fill))
    assert table.heading_row == 2
    assert columns(table, "户编号", "户主", "人口") == [("0001", "张三", 3)]


def test_a_heading_merged_over_two_rows_is_one_heading() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:A2", "户编号")
        sheet.merge_range("B1:B2", "户主")
        sheet.write_row("A3", ["0001", "张三"])

    assert columns(read(xlsx(fill)), "户编号", "户主") == [("0001", "张三")]


# Sheets


def two_sheets(book: Workbook) -> None:
    book.add_worksheet("说明").write_string("A1", "请按户填写，户编号不要重复")
    sheet = book.add_worksheet("名单")
    sheet.write_row("B3", ["户编号", "户主"])
    sheet.write_row("B4", ["0001", "张三"])


def test_the_sheet_with_the_heading_is_read_and_cells_keep_their_places() -> None:
    table = read(xlsx(two_sheets))
    assert (table.sheet, table.heading_row, table.column_letter("户主")) == ("名单", 3, "C")
    assert table.rows[0].number == 4


def test_two_sheets_with_households_are_refused_by_name() -> None:
    def fill(book: Workbook) -> None:
        for name in ("一组", "二组"):
            sheet = book.add_worksheet(name)
            sheet.write_row("A1", ["户编号", "户主"])
            sheet.write_row("A2", ["0001", "张三"])

    with pytest.raises(TableError, match="“一组”、“二组”"):
        read(xlsx(fill))


def test_an_empty_copy_of_the_form_does_not_disturb() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("空表").write_row("A1", ["户编号", "户主"])
        sheet = book.add_worksheet("名单")
        sheet.write_row("A1", ["户编号", "户主"])
        sheet.write_row("A2", ["0001", "张三"])

    assert read(xlsx(fill)).sheet == "名单"


def test_a_hidden_sheet_is_not_read() -> None:
    def fill(book: Workbook) -> None:
        book.add_worksheet("看得见").write_string("A1", "没有内容")
        hidden = book.add_worksheet("看不见")
        hidden.write_row("A1", ["户编号", "户主"])
        hidden.write_row("A2", ["0001", "张三"])
        hidden.hide()

    with pytest.raises(TableError, match="没有找到表头"):
        read(xlsx(fill))

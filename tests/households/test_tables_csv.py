"""A .csv file is read whatever Excel or another system made of it."""

import codecs

import pytest

from households.tables import Limits, TableError, read_table
from tests.households.office_files import ROSTER, columns, read

CSV = "序号,户编号,户主,人口\r\n1,0001,张三,3\r\n\r\n2,0002,古丽·买买提,\r\n"


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("gb18030"),
        codecs.BOM_UTF16_LE + CSV.replace(",", "\t").encode("utf-16-le"),
        CSV.replace(",", ";").encode("gb18030"),
        CSV.replace("\r\n", "\n").encode(),
    ],
)
def test_csv_is_read_in_every_encoding_that_offices_save(content: bytes) -> None:
    table = read(content, "花名册.CSV")
    assert columns(table, "户编号", "户主") == [("0001", "张三"), ("0002", "古丽·买买提")]
    assert [row.number for row in table.rows] == [2, 4]
    assert table.sheet == ""


def test_rare_characters_survive_gb18030() -> None:
    content = "户编号,户主\n1,张𬭎䶮㛃\U00020000\n".encode("gb18030")
    assert columns(read(content, "a.csv"), "户主") == [("张𬭎䶮㛃\U00020000",)]


def test_a_cell_with_line_breaks_is_one_row_of_excel() -> None:
    content = '户编号,户主,备注\n1,张三,"两\n行"\n2,李四,\n'.encode()
    assert [row.number for row in read(content, "a.csv").rows] == [2, 3]


def test_an_unclosed_quotation_mark_does_not_swallow_the_households_below() -> None:
    content = '户编号,户主\n1,张三\n2,"李四\n3,王五\n'.encode()
    with pytest.raises(TableError, match="第3行起引号不成对"):
        read(content, "a.csv")


def test_a_csv_in_no_known_encoding_is_refused() -> None:
    with pytest.raises(TableError, match="文字编码"):
        read("户编号,户主".encode("gb18030") + b"\xff\xff", "a.csv")


def test_hundreds_of_empty_cells_at_the_end_of_a_csv_row_do_no_harm() -> None:
    content = ("户编号,户主" + "," * 300 + "\n1,张三" + "," * 300 + "\n").encode()
    assert columns(read(content, "a.csv"), "户主") == [("张三",)]


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(rows=2), "超过 2 行"),
        (Limits(columns=1), "超过 1 列"),
        (Limits(file_bytes=10), "文件超过 0 MB"),
    ],
)
def test_a_csv_beyond_a_limit_is_refused(limits: Limits, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        read_table(CSV.encode(), "a.csv", ROSTER, limits)

"""Files that are not what they say, or would take all memory there is, get a sentence."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.tables import Limits, TableError, read_table
from tests.households.office_files import (
    MAIN,
    ROSTER,
    SHEET,
    columns,
    read,
    sheet_of,
    with_cells,
    with_part,
)

ONE = sheet_of(["户编号", "户主"], ["0001", "张三"])
HEADING = (
    '<row r="1"><c r="A1" t="str"><v>户编号</v></c><c r="B1" t="str"><v>户主</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>0001</v></c><c r="B2" t="str"><v>张三</v></c></row>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def test_the_files_below_are_whole_but_for_what_is_done_to_them() -> None:
    assert columns(read(with_cells(HEADING)), "户主") == [("张三",)]


@pytest.mark.parametrize(
    ("content", "filename", "reason"),
    [
        (b"", "a.xlsx", "文件是空的"),
        (b"\xef\xbb\xbf \r\n", "a.csv", "文件是空的"),
        (OLE, "a.xls", "旧格式的表格"),
        (OLE, "a.xlsx", "旧格式的表格"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "设了打开密码"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "网页格式"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a.xls", "网页格式"),
        (b"%PDF-1.7", "a.xlsx", "不是 .xlsx 或 .csv"),
        ("户编号,户主".encode(), "a.xlsx", "不是 .xlsx 或 .csv"),
        ("户编号,户主".encode(), "花名册", "不是 .xlsx 或 .csv"),
        (ONE[:200], "a.xlsx", "文件已损坏"),
        (ONE[:-40], "a.xlsx", "文件已损坏"),
        (b"PK\x03\x04" + bytes(100), "a.xlsx", "文件已损坏"),
    ],
)
def test_a_file_of_another_kind_is_named(content: bytes, filename: str, reason: str) -> None:
    with pytest.raises(TableError, match=reason):
        read(content, filename)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("word/document.xml", "Word 文档"),
        ("content.xml", ".ods 格式"),
        ("xl/workbook.bin", ".xlsb 格式"),
        ("readme.txt", "不是 Excel 表格"),
    ],
)
def test_another_zip_is_named(part: str, reason: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(TableError, match=reason):
        read(target.getvalue())


def test_what_a_file_is_counts_more_than_what_it_is_called() -> None:
    assert columns(read(ONE, "花名册.csv"), "户主") == [("张三",)]


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET],
)
def test_a_workbook_with_a_part_missing_or_garbled_is_damaged(part: str) -> None:
    with pytest.raises(TableError):
        read(with_part(ONE, part, None))
    with pytest.raises(TableError, match="文件已损坏"):
        read(with_part(ONE, part, "<worksheet><sheetData>"))


def test_a_document_type_is_refused_before_its_entities_explode() -> None:
    xml = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    )
    with pytest.raises(TableError, match="文件已损坏"):
        read(with_part(ONE, SHEET, xml))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "gb18030", "cp037"])
def test_a_sheet_in_another_encoding_is_refused_and_not_read_in_two_ways(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{MAIN}" 户="主"/>'
    xml = text.replace("户", "a" if encoding == "cp037" else "户").encode(encoding, "replace")
    with pytest.raises(TableError, match="文件已损坏"):
        read(with_part(ONE, SHEET, xml))


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("XFD1048576", "单元格 XFD1048576 还有内容，超过 50000 行"),
        ("A50001", "单元格 A50001 还有内容，超过 50000 行"),
        ("GS2", "单元格 GS2 还有内容，超过 200 列"),
        ("GR50000", "单元格 GR50000 还有内容|一直写到 GR50000"),
    ],
)
@pytest.mark.parametrize("content", ["<v>1</v>", "<f>1+1</f>", "<is><t>x</t></is>"])
def test_a_cell_far_away_is_named_and_takes_no_memory(
    place: str, reason: str, content: str
) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    far = f'<row r="{row}"><c r="{place}">{content}</c></row>'
    with pytest.raises(TableError, match=reason):
        read(with_cells(HEADING + far))


def test_rows_without_numbers_are_counted_too() -> None:
    with pytest.raises(TableError, match="超过 50000 行"):
        read(with_cells(HEADING + "<row><c><v>1</v></c></row>" * 49_999))


def test_a_cell_far_away_with_a_border_and_nothing_in_it_does_no_harm() -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert columns(read(with_cells(HEADING + far)), "户主") == [("张三",)]


@pytest.mark.parametrize("reference", ["", "1", "A0", "AAAA1", "A12345678", "A1:B2"])
def test_a_cell_that_is_nowhere_is_damage(reference: str) -> None:
    cell = f'<row r="3"><c r="{reference}"><v>1</v></c></row>'
    with pytest.raises(TableError, match="文件已损坏"):
        read(with_cells(HEADING + cell))


def test_merged_cells_up_to_the_end_of_the_sheet_fill_only_what_is_used() -> None:
    merged = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    table = read(with_cells(HEADING + '<row r="4"><c r="B4"><v>4</v></c></row>', merged))
    assert columns(table, "户编号", "户主") == [("0001", "张三"), ("0001", 4)]


def test_merged_cells_one_upon_the_other_are_refused() -> None:
    merged = '<mergeCell ref="A2:A40000"/>' * 100
    far = '<row r="40000"><c r="B40000"><v>4</v></c></row>'
    with pytest.raises(TableError, match="文件已损坏"):
        read(with_cells(HEADING + far, f"<mergeCells>{merged}</mergeCells>"))


def test_thousands_of_broken_formulas_are_one_sentence() -> None:
    broken = "".join(f'<row><c t="e"><v>#REF!</v></c>{"<c/>"}</row>' for _ in range(1001))
    with pytest.raises(TableError, match="超过 1000 个单元格是公式错误"):
        read(with_cells(HEADING + broken))


def test_a_zip_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = with_part(ONE, "xl/media/picture.bin", bytes(101 * 1024 * 1024))
    assert len(bomb) < 200_000
    with pytest.raises(TableError, match="超过 100 MB"):
        read(bomb)


def test_a_zip_with_too_many_parts_is_not_unpacked() -> None:
    with pytest.raises(TableError, match="部件太多"):
        read_table(ONE, "a.xlsx", ROSTER, Limits(parts=3))


def test_a_zip_that_lies_about_its_size_is_damaged() -> None:
    honest = with_part(ONE, "xl/extra.xml", b"<x>" + b" " * 1_000_000 + b"</x>")
    size = struct.pack("<I", 1_000_007)
    assert honest.count(size) == 2
    with pytest.raises(TableError, match="文件已损坏"):
        read(honest.replace(size, struct.pack("<I", 7)))


def test_the_same_part_twice_is_damage() -> None:
    target = io.BytesIO(ONE)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, "<worksheet/>")
    with pytest.raises(TableError, match="文件已损坏"):
        read(target.getvalue())


def test_a_file_beyond_ten_megabytes_is_refused_unread() -> None:
    with pytest.raises(TableError, match="文件超过 10 MB"):
        read(bytes(10 * 1024 * 1024 + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(TableError, match="。$"):
            read(content, name)


@given(st.integers(0, len(ONE) - 1), st.binary(min_size=1, max_size=8))
def test_a_file_damaged_anywhere_is_a_table_or_a_sentence(at: int, damage: bytes) -> None:
    try:
        read(ONE[:at] + damage + ONE[at + len(damage) :])
    except TableError as error:
        assert str(error).endswith("。")  # noqa: PT017 - either outcome is right


WITH_LITTLE_MEMORY = """
import resource, sys
from pathlib import Path
from households.tables import Heading, TableError, read_table
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in sys.argv[1:]:
    try:
        read_table(Path(path).read_bytes(), "a.xlsx", [Heading("户编号", required=True)])
    except TableError:
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_no_small_file_takes_much_memory_or_ends_the_process(tmp_path: Path) -> None:
    shared = f'<sst xmlns="{MAIN}" uniqueCount="4294967295"><si><t>户编号</t></si></sst>'
    whole = '<dimension ref="A1:XFD1048576"/>'
    files = [
        with_cells(HEADING + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        with_cells(HEADING + '<row r="49000"><c r="AN49000"><v>1</v></c></row>'),
        with_cells(HEADING, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        with_part(
            ONE,
            SHEET,
            f'<worksheet xmlns="{MAIN}">{whole}<sheetData>{HEADING}</sheetData></worksheet>',
        ),
        with_part(ONE, "xl/sharedStrings.xml", shared),
    ]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(files))]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
        assert len(content) < 10_000
    ran = subprocess.run(
        [sys.executable, "-c", WITH_LITTLE_MEMORY, *map(str, paths)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) < 200, "megabytes"

"""The zip that an .xlsx file is: looked through before it is read, packed anew from what passed.

What is declared in a zip need not be true and can be read in two ways, so the reader is given only
the parts that were unpacked and checked here.
"""

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from households.tables.cells import BrokenCell
from households.tables.errors import TableError
from households.tables.limits import Limits
from households.tables.worksheet import DAMAGED, WorksheetCheck, elements, local

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
# A part that marks the format → what to tell its owner.
OTHER_FORMATS = {
    "xl/workbook.bin": "这是 .xlsb 格式的表格，请用 Excel 打开后另存为 .xlsx 再导入。",
    "content.xml": "这是 .ods 格式的表格，请打开后另存为 .xlsx 再导入。",
    "word/document.xml": "这是 Word 文档，请把表格复制到 Excel 里存为 .xlsx 再导入。",
}
PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)
CHUNK = 1 << 16

Broken = dict[tuple[int, int], BrokenCell]


@dataclass(frozen=True)
class CheckedWorkbook:
    """A workbook within the limits, and the cells of each sheet the reader would give as empty."""

    content: bytes
    broken: dict[str, Broken]


def check_workbook(content: bytes, limits: Limits) -> CheckedWorkbook:
    """Looks through an .xlsx file. Raises TableError when it is damaged, too large or no .xlsx."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse_other_formats({name_of(info) for info in archive.infolist()})
            refuse_too_large(archive.infolist(), limits)
            parts = {
                name_of(info): unpacked(archive, info)
                for info in archive.infolist()
                if name_of(info).lower().endswith((".xml", ".rels"))
            }
    except BROKEN_ZIP as error:
        raise TableError(DAMAGED) from error
    broken = {}
    for name, xml in list(parts.items()):
        try:
            broken[name] = WorksheetCheck(limits).check(xml)
        except (expat.ExpatError, UnicodeDecodeError):
            del parts[name]
    return CheckedWorkbook(packed(parts), by_sheet(parts, broken))


def name_of(info: zipfile.ZipInfo) -> str:
    """The part's name with the strokes the format asks for; some programs write the others."""
    return info.filename.replace("\\", "/")


def refuse_other_formats(names: set[str]) -> None:
    """Raises TableError for a zip that is some other kind of file."""
    for part, sentence in OTHER_FORMATS.items():
        if part in names:
            raise TableError(sentence)
    if WORKBOOK not in names:
        raise TableError("这不是 Excel 表格。请用 Excel 打开原表，另存为 .xlsx 再导入。")


def refuse_too_large(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Raises TableError for more parts or bytes than any roster has, or a doubtful zip."""
    if len(infos) > limits.parts or sum(info.file_size for info in infos) > limits.unpacked_bytes:
        megabytes = limits.unpacked_bytes // (1024 * 1024)
        raise TableError(
            f"表格展开后超过 {megabytes} MB 或部件太多，没有打开。"
            "请把要导入的内容复制到一个新表格里再导入。"
        )
    if len({name_of(info) for info in infos}) < len(infos) or any(
        info.compress_type not in PLAIN_METHODS for info in infos
    ):
        raise TableError(DAMAGED)


def unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The part's bytes: never more than it declares, and the checksum tells when it holds more."""
    with archive.open(info) as part:
        return b"".join(iter(lambda: part.read(CHUNK), b""))


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as a zip again."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return target.getvalue()


def by_sheet(parts: dict[str, bytes], broken: dict[str, Broken]) -> dict[str, Broken]:
    """The broken cells by the sheet's name. Raises TableError when a sheet has no part."""
    if WORKBOOK not in parts or RELATIONS not in parts:
        raise TableError(DAMAGED)
    targets = {
        attributes.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", attributes.get("Target", "").replace("\\", "/"))
        ).lstrip("/")
        for tag, attributes in elements(parts[RELATIONS])
        if tag == "Relationship"
    }
    sheets = {}
    for tag, attributes in elements(parts[WORKBOOK]):
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
            part = targets.get(relation, "")
            if part not in broken:
                raise TableError(DAMAGED)
            sheets[attributes.get("name", "")] = broken[part]
    return sheets

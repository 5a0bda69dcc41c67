"""Rosters as offices keep them, and the two doors they come in by."""

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from households.models import Household
from tests.households.office_files import sheet_of

HEADINGS: list[object] = [
    "户编号",
    "自然村",
    "村民小组",
    "户主",
    "人口",
    "联系电话",
    "门牌号",
    "备注",
]


def one(code: object = "0101001", head: object = "张三禾", **cells: Any) -> list[object]:
    """A row of 赵庄第1组 with nothing wrong in it; `cells` by heading replace its values."""
    values = ["赵庄", "第1组", head, 4, "13800000001", "1号", ""]
    row = dict(zip(HEADINGS, [code, *values], strict=True))
    return list((row | cells).values())


def roster(*rows: list[object]) -> bytes:
    """A workbook with the heading in its first row."""
    return sheet_of(HEADINGS, *rows)


def import_file(content: bytes, folder: Path, *options: str, name: str = "名册.xlsx") -> str:
    """What `import_roster` prints; raises CommandError as it does."""
    path = folder / name
    path.write_bytes(content)
    out = io.StringIO()
    call_command("import_roster", str(path), *options, stdout=out, no_color=True)
    return out.getvalue()


def stored() -> list[tuple[Any, ...]]:
    """Every household's values in the order of a roster's columns."""
    rows = Household.objects.order_by("community__code", "code")
    return list(
        rows.values_list(
            "code",
            "group__parent__name",
            "group__name",
            "head",
            "people",
            "phone",
            "house_number",
            "note",
        )
    )

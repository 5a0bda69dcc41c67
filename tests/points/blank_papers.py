"""Forms to fill in by hand made from plain names, and their text read back."""

import io
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from pypdf import PdfReader

from households.models import Place
from points.models import Area, Item, Rule
from points.reports.blank_forms import blank_forms
from points.reports.blank_forms_facts import Group, Occasion
from points.services.standard_file import read_standard
from points.services.standards import ItemRow, as_item
from tests.factory import NOVEMBER, ROWS

COMMUNITY = Place(pk=1, kind="community", name="东岭社区", code="C1")
VILLAGE = Place(pk=2, kind="village", name="赵庄", code="V1", parent=COMMUNITY, community=COMMUNITY)


def items(rows: Sequence[ItemRow] = ROWS) -> list[Item]:
    """The items of a standard that is stored nowhere."""
    found = []
    for position, row in enumerate(rows, start=1):
        rule = Rule(number=row.rule_number, title=row.rule_title, area=Area(name=row.area))
        found.append(as_item(row, rule=rule, position=position))
    return found


def shipped() -> list[Item]:
    """The items of the standard that comes with the program."""
    path = Path(settings.BASE_DIR) / "points" / "data" / "standard-14-rules.csv"
    return items(read_standard(path.read_bytes(), path.name))


def households(number: int, first: int = 1) -> list[tuple[str, str]]:
    return [(f"K{each:05d}", f"张三{each}") for each in range(first, first + number)]


def group(rows: Sequence[tuple[str, str]], name: str = "第1组", **more: object) -> Group:
    place = Place(pk=3, kind="group", name=name, code="G1", parent=VILLAGE, community=COMMUNITY)
    seats = {"members": ["钱委员", "孙委员", "李委员"], "out": [("周委员", "亲属家")], "needed": 2}
    return Group(place, rows, **(seats | more))  # type: ignore[arg-type]


def occasion(*groups: Group, **more: object) -> Occasion:
    facts = {
        "items": items(),
        "auditors": ["吴书记", "郑主任"],
        "delegates": [f"代表{number}" for number in range(1, 31)],
        "delegates_in_all": 30,
    }
    return Occasion(COMMUNITY, NOVEMBER, groups, **(facts | more))  # type: ignore[arg-type]


def printed(of: Occasion, *chosen: str, paper: str = "A3") -> PdfReader:
    return PdfReader(io.BytesIO(blank_forms(of, chosen, paper)))


def squeezed(reader: PdfReader) -> list[str]:
    """The text of each page without the blanks and breaks that the layout puts in."""
    return ["".join(page.extract_text().split()) for page in reader.pages]

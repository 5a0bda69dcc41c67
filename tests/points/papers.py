"""Wall sheets made from plain numbers, and their text read back."""

import io
from collections.abc import Sequence
from datetime import date

from pypdf import PdfReader

from points.canonical import GENESIS, digest
from points.models import Notice, Policy
from points.reports import wall_sheet
from points.reports.notice_awards import AwardList, AwardRow
from points.reports.notice_sheet import CorrectionRow, GroupPart, Row, Sums, VillageSheet
from points.reports.wall_sheet import Print

AREAS = ("家园", "环境", "家庭", "文明", "民主")
SITE = "https://points.example.cn"
HEADING = "序号户编号户主家园环境家庭文明民主本月合计本年荣誉积分可兑积分备注"
LONG = ("阿卜杜热合曼·麦麦提图尔荪·" * 6)[:60]


def row(number: int, shown_as: str = "张*禾", points: int = 2) -> Row:
    areas = (points, 0, 0, 1, 0)
    return Row(f"{number:06d}", shown_as, areas, sum(areas), number, number + points)


def award(number: int, points: int = 3, day: str = "11月3日", group: int = 1) -> AwardRow:
    return AwardRow(day, f"G{group}", f"第{group}组", f"{number:06d}", points)


def village(
    *groups: Sequence[Row],
    name: str = "赵庄",
    corrections: tuple[CorrectionRow, ...] = (),
    awards: AwardList | None = None,
) -> VillageSheet:
    parts = []
    first = 1
    for number, rows in enumerate(groups, start=1):
        parts.append(GroupPart(f"G{number}", f"第{number}组", first, tuple(rows), Sums.of(rows, 5)))
        first += len(rows)
    everyone = [each for rows in groups for each in rows]
    sums = Sums.of(everyone, 5)
    return VillageSheet("V1", name, AREAS, tuple(parts), sums, corrections, awards)


def notice(number: int = 12, unmasking_basis: str = "") -> Notice:
    content = {
        "community": {"code": "C1", "name": "东岭社区"},
        "areas": [["1", "家园建设"]],
        "unmasking_basis": unmasking_basis,
    }
    previous = GENESIS if number == 1 else digest(GENESIS, {"number": number - 1})
    return Notice(
        number=number,
        kind=Notice.Kind.MONTHLY,
        year=2026,
        month=11,
        opens_on=date(2026, 12, 29),
        closes_on=date(2027, 1, 4),
        period_days=7,
        content=content,
        previous_digest=previous,
        digest=digest(previous, content),
    )


def policy(**settings: str) -> Policy:
    return Policy(office_phone="0551-65550001", **settings)


def printed(
    *villages: VillageSheet,
    paper: str = "A3",
    of: Notice | None = None,
    by: Policy | None = None,
    size: Print = Print.NORMAL,
) -> PdfReader:
    made = wall_sheet.wall_sheets(of or notice(), villages, by or policy(), paper, SITE, size)
    return PdfReader(io.BytesIO(made))


def squeezed(reader: PdfReader) -> list[str]:
    """The text of each page without the blanks and breaks that the layout puts in."""
    return ["".join(page.extract_text().split()) for page in reader.pages]

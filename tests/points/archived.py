"""A month in which everything happened that a volume tells of, and volumes read back."""

import io
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from pypdf import PdfReader

from households.roles import Role
from households.services import relations
from points.models import Answer, Objection, Sheet
from points.reports.archive.book import Book, Section, Table
from points.reports.archive.month import month_book, with_their_notices
from points.reports.archive.words import on_paper
from points.services import (
    adjustments,
    evidence,
    hangings,
    objections,
    posting,
    records,
    review,
    revisions,
    servings,
)
from points.services.meetings import Assembly
from points.services.objections import Raised
from points.steps import Step
from tests.factory import NOVEMBER, make_officer, seen
from tests.photos import photo
from tests.points.disputing import TWENTIETH
from tests.points.notice_months import publish
from tests.points.recording import Recording
from tests.points.stories import hour

OVER: Final = hour(7 * 24)
"""The first noon after the notice's seven days."""
MINUTES: Final = "第四次村民代表会议，逐户宣读。"


class Archived(Recording):
    """November of Zhang and Li, from the first record to the accounts.

    Zhang: 10 points for 11.3, made 8 by the committee after it had returned the sheet once, and 15
    upon his objection; one record voided. Li: 3 for the yard and 5 off for a shed, told and
    answered. A second committee member is Li's relative and stays out.
    """

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.kin = make_officer(Role.COMMITTEE, self.community, "委员孙亲")
        relations.declare(self.kin, self.li, "sibling", self.administrator, hour(0))
        self.rescue = self.record("11.3", points=10, note="下河救人")
        self.record("4.1", household=self.li, origin="group", by=self.scorer)
        self.shed = self.record("1.3", household=self.li, note="院东搭棚")
        wrong = self.record("7.2", note="记重的一条")
        records.void_records([wrong.pk], "与另一条重复", self.clerk, hour(1))
        self._told()
        self._reviewed()
        self.notice = publish(self, NOVEMBER, hour(9))
        self._hung()
        self._disputed()
        posting.close_notices(self.community, OVER, self.clerk)
        self._adjusted()

    def _told(self) -> None:
        evidence.attach(self.shed, [photo(self.shed.pk)], self.clerk, hour(1))
        servings.serve(self.shed, TWENTIETH, "phone", "周邻居", -5, self.clerk, hour(2))
        said = "棚子是去年搭的"
        servings.answer(self.shed, said, Answer.How.ORAL, TWENTIETH, self.clerk, hour(3))

    def _reviewed(self) -> None:
        self._pass(Step.SELF, 3)
        self._pass(Step.GROUP, 4)
        back = "救人一事要再核实"
        review.return_sheet(
            seen(self.sheet), Step.COMMITTEE, Step.GROUP, back, self.committee, hour(5)
        )
        self._pass(Step.GROUP, 5)
        revisions.revise(
            self.rescue, Step.COMMITTEE, 10, 8, "两人一起救的", self.committee, hour(6)
        )
        self._pass(Step.COMMITTEE, 6, "同意评分")
        self._pass(Step.AUDIT, 7, "程序合规")
        meeting = Assembly(TWENTIETH, 30, 24, 20, 1, 3, MINUTES, [photo(991)])
        review.pass_sheets(
            [seen(self.sheet)], Step.ASSEMBLY, self.recorder, hour(8), assembly=meeting
        )

    def _pass(self, step: Step, at: int, comment: str = "") -> None:
        review.pass_sheets([seen(self.sheet)], step, self.person_for(step), hour(at), comment)

    def _hung(self) -> None:
        hangings.hang(
            self.notice, self.village, TWENTIETH, "马张贴", [photo(992)], self.clerk, hour(10)
        )
        until = date(2026, 11, 26)
        hangings.take_down(self.notice, self.village, until, "马撤下", "", self.clerk, OVER)

    def _disputed(self) -> None:
        raised = Raised("救人那件事应该是15分", Objection.How.ORAL, TWENTIETH, self.zhang)
        (line,) = self.zhang.lines.all()
        made = objections.raise_objection(self.notice, line, raised, self.clerk, hour(11))
        changes = {self.rescue.pk: 15}
        objections.uphold(made, "经核实是一人救的", changes, self.clerk, hour(12))

    def _adjusted(self) -> None:
        later = OVER + timedelta(hours=1)
        proposed = adjustments.propose(
            self.li, 2, 2026, "漏记护路一次", "两委会纪要", self.clerk, later, [photo(993)]
        )
        adjustments.decide(proposed, True, "属实", self.auditor, later)  # noqa: FBT003

    @cached_property
    def book(self) -> Book:
        return book_of(self.sheet)


def book_of(sheet: Sheet) -> Book:
    return month_book(with_their_notices(Sheet.objects.all()).get(pk=sheet.pk))


def section(book: Book, title: str) -> Section:
    return next(each for each in book.sections if each.title == title)


def table(book: Book, caption: str) -> Table:
    return next(each for part in book.sections for each in part.tables if each.caption == caption)


def printed(of: Table) -> list[dict[str, str]]:
    """The rows as they stand on paper, without what is empty."""
    return [
        {
            column.heading: on_paper(column, value)
            for column, value in zip(of.columns, row, strict=True)
            if on_paper(column, value)
        }
        for row in of.rows
    ]


def pages(made: bytes) -> list[str]:
    """The text of each page without blanks and breaks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]

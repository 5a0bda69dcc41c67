"""A volume on paper: its contents name the right pages, numbers run through it, all is on it."""

import io
import re

import pytest
from pypdf import PdfReader

from households.models import Household
from points.printing.fonts import MissingGlyph
from points.reports.archive.book import Book
from points.reports.archive.paper import Cover, bind, book_paper
from points.reports.archive.setting import part
from points.reports.archive.words import on_paper
from points.services import sheets
from tests.factory import NOON, NOVEMBER, Office, make_group, make_household, make_village
from tests.points.archived import OVER, Archived, book_of, pages
from tests.points.recording import Recording

pytestmark = pytest.mark.django_db

DAY = OVER.date()
TITLES = (
    "事项记录",
    "各步得分",
    "改分",
    "评审过程",
    "扣分告知与陈述",
    "佐证目录",
    "审定会议",
    "公示",
    "异议与答复",
    "更正",
    "入账",
)


@pytest.fixture
def town() -> Archived:
    return Archived()


def contents(made: bytes) -> dict[str, int]:
    """The page that the contents name for each title; both stand in cells of their own."""
    words = [
        word
        for page in PdfReader(io.BytesIO(made)).pages
        if "题名" in (text := page.extract_text()) and "页号" in text
        for word in text.split()
    ]
    found = {}
    for at, word in enumerate(words):
        rest = [each for each in words[at + 1 : at + 3] if not each.endswith("日")]
        if word in TITLES and rest[0].isdigit():
            found[word] = int(rest[0])
    return found


def test_the_volume_is_whole(town: Archived) -> None:
    """One setting for all of it: cover, contents, numbers, each cell, the closing sheet."""
    made = book_paper(town.book, DAY)
    texts = pages(made)
    _says_what_it_is(texts)
    _names_the_right_pages(texts, contents(made))
    assert [re.findall(r"第(\d+)页共(\d+)页", text)[-1] for text in texts] == [
        (str(number), str(len(texts))) for number in range(1, len(texts) + 1)
    ]
    assert _missing(town.book, "".join(texts)) == []
    assert f"本卷共{len(texts)}页，11件" in texts[-1]
    assert "立卷人：" in texts[-1]
    assert "检查人：" in texts[-1]


def _says_what_it_is(texts: list[str]) -> None:
    for said in (
        "立档单位东岭社区",
        "题名赵庄第1组2026年11月家庭诚信积分评审材料",
        "（月度卷）",
        "年度2026年",
        "2026年11月3日至2026年11月27日",
        "件数11件",
        f"页数{len(texts)}页",
        "保管期限",
        "归档号",
    ):
        assert said in texts[0]
    assert "未办结" not in texts[0]


def _names_the_right_pages(texts: list[str], named: dict[str, int]) -> None:
    assert tuple(named) == TITLES
    for number, title in enumerate(TITLES, 1):
        assert f"{number}{title}" in texts[named[title] - 1], title


def _missing(book: Book, whole: str) -> list[str]:
    """What stands in a cell of the book and nowhere on the paper."""
    return [
        text
        for section in book.sections
        for table in section.tables
        for row in table.rows
        for column, value in zip(table.columns, row, strict=True)
        if (text := "".join(on_paper(column, value).split())) not in whole
    ]


def test_a_month_that_is_not_finished_says_so_on_its_cover_and_pages() -> None:
    month = Recording()
    month.record()
    texts = pages(book_paper(book_of(month.sheet), DAY))
    assert "未办结" in texts[0]
    assert "评审还在群众自评一步" in texts[0]
    assert "（未办结）" in texts[2]


def test_an_empty_section_says_that_there_is_nothing() -> None:
    office = Office()
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    texts = pages(book_paper(book_of(sheet), DAY))
    assert "".join(texts).count("本月无") == 22  # on its page and in the contents
    assert len(texts) == 4


def test_contents_longer_or_shorter_than_guessed_still_name_the_right_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("points.reports.archive.paper.ON_A_PAGE", 3)
    office = Office()
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    made = book_paper(book_of(sheet), DAY)
    _names_the_right_pages(pages(made), contents(made))


def test_one_household_has_all_sections() -> None:
    office = Office()
    make_household(office.group)
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert "11入账" in pages(book_paper(book_of(sheet), DAY))[-2]


def test_a_name_of_sixty_characters_is_whole() -> None:
    office = Office()
    name = "阿卜杜热合曼" * 4 + "·" + "买买提艾力江吐尔逊" * 3 + "古丽巴哈尔汗帕"
    assert len(name) == 59
    make_household(office.group, name + "木")
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert name + "木" in "".join(pages(book_paper(book_of(sheet), DAY)))


def test_the_longest_names_of_places_fit_the_cover() -> None:
    office = Office()
    village = make_village(office.community, "长" * 40)
    group = make_group(village, "组" * 40)
    make_household(group)
    opened = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    (sheet,) = [each for each in opened if each.group_id == group.pk]
    texts = pages(book_paper(book_of(sheet), DAY))
    assert "归档号" in texts[0]
    assert "卷内目录" in texts[1]


def test_a_character_in_no_font_is_named_with_its_section_and_household(town: Archived) -> None:
    Household.objects.filter(pk=town.zhang.pk).update(head="张\U0003134f")
    with pytest.raises(MissingGlyph) as refused:
        part(book_of(town.sheet))
    assert f"事项记录户 {town.zhang.code}" in refused.value.missing
    assert "U+3134F" in refused.value.messages[0]


def test_a_section_s_heading_never_stands_alone_at_the_foot(town: Archived) -> None:
    """However far down the page it comes."""
    for rows in range(22, 40, 5):
        book = town.book
        head, *rest = book.sections
        record = head.tables[0]
        longer = type(record)(record.caption, record.columns, [record.rows[0]] * rows)
        first = type(head)(head.title, head.author, head.dated, [longer], head.remark)
        made = Book(
            book.kind, book.fonds, book.whose, book.matter, book.year, book.span, [first, *rest[:2]]
        )
        for text in pages(part(made)):
            for title in ("2各步得分", "3改分"):
                assert not text.endswith(title)
                if title in text:
                    assert len(text) - text.index(title) > 40


@pytest.mark.parametrize("rows", [4, 7])
def test_a_long_book_is_set_in_several_documents_and_reads_as_one(
    town: Archived, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Its first table has 4 rows, its second 2 and its third 2."""
    monkeypatch.setattr("points.reports.archive.setting.ROWS", rows)
    made = book_paper(town.book, DAY)
    texts = pages(made)
    _names_the_right_pages(texts, contents(made))
    assert _missing(town.book, "".join(texts)) == []
    for number, section in enumerate(town.book.sections, 1):
        heading = f"{number}{section.title}"
        (where,) = [text for text in texts[2:] if heading in text]
        first = next(table.caption for table in section.tables if table.rows)
        # Under its heading, on the same page.
        assert first in where[where.index(heading) + len(heading) :]
    assert sum("退回以前各步的得分" in text for text in texts) == (2 if rows == 7 else 1)


def test_parts_are_bound_by_their_pdfs_alone(town: Archived) -> None:
    book = town.book
    parts = [part(book, "2026年11月"), part(book, "2026年12月")]
    texts = pages(bind(Cover("年度卷", "东岭社区", "赵庄第1组2026年", "材料", 2026), parts, DAY))
    listed = texts[1]
    (first,) = re.findall(r"2026年11月(\d+)1赵庄第1组事项记录", listed)
    (second,) = re.findall(r"2026年12月(\d+)12赵庄第1组事项记录", listed)
    assert "2026年11月1事项记录" in texts[int(first) - 1]
    assert "2026年12月1事项记录" in texts[int(second) - 1]
    assert "件数22件" in texts[0]

"""The second page of a wall sheet, large print, the sheet of one group; read back from the PDF."""

import pytest
from django.core.cache import cache
from pypdf import PdfReader

from points.printing.fonts import MissingGlyph
from points.reports.notice_awards import AwardedItem, AwardList
from points.reports.wall_sheet import Print
from tests.points.papers import award, notice, printed, row, squeezed, village

LEAD = "分值是计入本月合计的分"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def list_of(*numbers: int) -> AwardList:
    rows = tuple(award(number) for number in numbers)
    return AwardList((AwardedItem("7.2", "邻里互助", rows),))


def smallest(reader: PdfReader) -> float:
    """The smallest type on any page, in points."""
    sizes: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[3] * cm[3]))

    for page in reader.pages:
        page.extract_text(visitor_text=look)
    return min(sizes)


def test_the_awards_stand_on_a_second_page_with_day_group_household_and_points() -> None:
    sheet = village([row(1), row(2)], awards=list_of(1, 2))
    first, second = squeezed(printed(sheet))
    assert "事项清单（加分2项，合计+6分）见后页。" in first
    assert "（盖章）" in first
    assert "2026年11月加分事项清单（赵庄）" in second
    assert LEAD in second
    assert "7.2邻里互助（2项，+6分）" in second
    assert "11月3日第1组000001+311月3日第1组000002+3" in second
    assert f"本期校验码{notice().check_code}" in second
    assert "第2页共2页" in second


def test_an_empty_month_has_a_sentence_and_no_second_page() -> None:
    (text,) = squeezed(printed(village([row(1)], awards=AwardList(()))))
    assert "事项清单：本月没有加分事项。" in text


def test_a_notice_without_a_list_says_nothing_of_one() -> None:
    (text,) = squeezed(printed(village([row(1)])))
    assert "事项清单" not in text


def test_the_item_and_the_heads_are_repeated_on_every_page_and_nobody_is_left_out() -> None:
    numbers = range(1, 301)
    pages = squeezed(printed(village([row(1)], awards=list_of(*numbers))))[1:]
    assert len(pages) > 2
    for text in pages:
        assert "7.2邻里互助（300项，+900分）日期组别户编号加分" in text
        assert "第1组" in text.split("加分")[-1]
    every = "".join(pages)
    for number in numbers:
        assert f"第1组{number:06d}+3" in every


@pytest.mark.parametrize(
    ("paper", "size", "points"),
    [("A3", Print.NORMAL, 14), ("A3", Print.LARGE, 18), ("A4", Print.LARGE, 14)],
)
def test_nothing_is_smaller_than_its_print(paper: str, size: Print, points: int) -> None:
    sheet = village([row(1)], awards=list_of(1, 2, 3, 4, 5))
    assert smallest(printed(sheet, paper=paper, size=size)) >= points - 0.01


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_large_print_leaves_nothing_out(paper: str) -> None:
    sheet = village([row(1), row(2, points=-9)], awards=list_of(1, 2))
    text = "".join(squeezed(printed(sheet, paper=paper, size=Print.LARGE)))
    assert "2000002张*禾−90010−82−7" in text
    assert "11月3日第1组000002+3" in text


def test_one_group_has_a_sheet_of_its_own() -> None:
    awards = AwardList(
        (AwardedItem("7.2", "邻里互助", (award(1, group=1), award(2, points=4, group=2))),)
    )
    both = village([row(1)], [row(2), row(3)], awards=awards)
    group = both.of_group("G2")
    assert group is not None
    first, second = squeezed(printed(group))
    assert "赵庄第2组·2026年11月·第12期" in first
    assert "1000002张*禾" in first
    assert "000001" not in first + second
    assert "7.2邻里互助（1项，+4分）" in second


def test_an_item_no_font_has_is_told_before_anything_is_set() -> None:
    awards = AwardList((AwardedItem("7.2", "\ue000助", (award(1),)),))
    with pytest.raises(MissingGlyph) as missing:
        printed(village([row(1)], awards=awards))
    assert missing.value.missing == {"评分项 7.2": "\ue000"}

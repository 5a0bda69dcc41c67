"""Wall sheets of the smallest and the largest groups, of empty months and of the longest names."""

from dataclasses import replace

import pytest
from django.core.cache import cache

from points.reports.wall_sheet import Print
from tests.points.papers import HEADING, LONG, printed, row, squeezed, village

HANDS = "张贴人：张贴时间：撤下日期："
PAPERS = [(paper, size) for paper in ("A3", "A4") for size in Print]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_of_four_hundred_households_in_one_group_each_stands_there_once_and_in_order() -> None:
    rows = [row(number) for number in range(1, 401)]
    pages = squeezed(printed(village(rows)))
    told = "".join(pages)
    places = [told.index(f"{number}{number:06d}张*禾20010") for number in range(1, 401)]
    assert places == sorted(places)
    assert told.count("张*禾") == 400
    assert told.count("第1组（400户）") == told.count("第1组合计80000400012008020081000") == 1
    assert all(HEADING in page for page in pages)
    assert [f"第{page}页共{len(pages)}页" in text for page, text in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert HANDS in pages[-1]
    assert "400000400张*禾" in pages[-1]


@pytest.mark.parametrize(("paper", "size"), PAPERS)
def test_one_household_is_one_page(paper: str, size: Print) -> None:
    (text,) = squeezed(printed(village([row(1)]), paper=paper, size=size))
    assert "第1组（1户）" in text
    assert "1000001张*禾20010313" in text
    assert HANDS in text


@pytest.mark.parametrize(("paper", "size"), PAPERS)
def test_a_name_of_sixty_characters_is_whole_in_every_print(paper: str, size: Print) -> None:
    assert len(LONG) == 60
    long = replace(row(1, LONG), areas=(-12, 0, 0, -3, 0), total=-15, honour=-9, balance=-27)
    pages = squeezed(printed(village([long, row(2)]), paper=paper, size=size))
    assert f"1000001{LONG}−1200−30−15−9−27" in pages[0]
    assert all(HEADING in page for page in pages)
    assert HANDS in pages[-1]
    assert "（盖章）" in pages[-1]


@pytest.mark.parametrize(("paper", "size"), PAPERS)
def test_an_empty_month_is_a_page_of_noughts(paper: str, size: Print) -> None:
    nothing = replace(row(1), areas=(0, 0, 0, 0, 0), total=0, honour=0, balance=0)
    (text,) = squeezed(printed(village([nothing]), paper=paper, size=size))
    assert "1000001张*禾00000000" in text
    assert "第1组合计00000000" in text
    assert HANDS in text


def test_a_line_to_write_on_stays_with_its_label_in_large_print() -> None:
    """On A3 in large print the third label has no room beside the seal, and goes down whole."""
    for paper in ("A3", "A4"):
        pages = printed(village([row(1)]), paper=paper, size=Print.LARGE).pages
        lines = [line.strip() for line in pages[0].extract_text().splitlines()]
        (label,) = [line for line in lines if "撤下日期" in line]
        assert label.startswith("撤下日期")

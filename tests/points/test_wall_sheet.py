"""The paper that hangs on the wall, read back from the PDF."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from households.qr import qr_svg
from points.models import Policy
from points.printing import pdf
from points.printing.fonts import MissingGlyph
from points.reports import wall_sheet
from tests.points.papers import (
    HEADING,
    LONG,
    SITE,
    notice,
    policy,
    printed,
    row,
    squeezed,
    village,
)

RARE = "𬭎䶮㛃𠂇㐁"


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def test_every_household_stands_on_it_with_its_code_name_and_figures() -> None:
    rows = [row(number, f"王*{name}") for number, name in enumerate("一二三四五六七八九十", 1)]
    (text,) = squeezed(printed(village(rows)))
    for position, each in enumerate(rows, start=1):
        figures = "".join(str(figure) for figure in each.areas)
        total = f"{each.total}{each.honour}{each.balance}"
        assert f"{position}{each.code}{each.shown_as}{figures}{total}" in text


def test_it_says_what_it_is_how_long_it_hangs_and_how_to_object() -> None:
    (text,) = squeezed(printed(village([row(1)])))
    for told in (
        "东岭社区家庭诚信积分公示表",
        "赵庄·2026年11月·第12期",
        "现将本月积分情况予以公示。",
        "公示期：2026年12月29日至2027年1月4日（7天）。",
        "对公示内容有异议的，请在公示期内向村小组、社区积分办或村务监督委员会口头或书面提出，"
        "3个工作日内受理，7个工作日内答复。",
        "积分办0551-65550001",
        "评分人：评议主持：审核人：",
        "张贴人：张贴时间：撤下日期：",
        "东岭社区（盖章）2026年12月29日",
    ):
        assert told in text, told


def test_heading_check_codes_and_page_numbers_are_on_every_page() -> None:
    hung = notice()
    pages = squeezed(printed(village([row(number) for number in range(1, 61)]), of=hung))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert HEADING in text
        assert f"本期校验码{hung.check_code}上期校验码{hung.previous_check_code}" in text
        assert f"第{number}页共{len(pages)}页" in text
        assert "赵庄·2026年11月·第12期" in text


def test_the_last_page_never_holds_signatures_without_a_household() -> None:
    for households in range(18, 26):
        last = squeezed(printed(village([row(number) for number in range(1, households + 1)])))[-1]
        assert f"{households}{households:06d}张*禾" in last
        assert "（盖章）" in last


def test_groups_have_their_totals_and_the_village_has_its_own() -> None:
    (text,) = squeezed(printed(village([row(1), row(2, points=-9)], [row(3)])))
    assert "第1组（2户）" in text
    assert "第1组合计−70020−53−4" in text
    assert "第2组合计20010335" in text
    assert "赵庄合计−50030−261" in text
    assert "3000003张*禾" in text
    assert "赵庄合计" not in squeezed(printed(village([row(1)])))[0]


def test_points_below_zero_have_a_true_minus() -> None:
    (text,) = squeezed(printed(village([replace(row(7, points=-12), honour=-3, balance=-40)])))
    assert "000007张*禾−120010−11−3−40" in text


@pytest.mark.parametrize(("paper", "size"), [("A3", (420, 297)), ("A4", (297, 210))])
def test_the_paper_is_landscape_of_the_size_asked_for(paper: str, size: tuple[int, int]) -> None:
    box = printed(village([row(1)]), paper=paper).pages[0].mediabox
    millimetres = round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)
    assert millimetres == size


def smallest(reader: PdfReader) -> float:
    """The smallest type on the first page, in points."""
    sizes: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * tm[3] * cm[3]))

    reader.pages[0].extract_text(visitor_text=look)
    return min(sizes)


def test_on_the_wall_nothing_is_smaller_than_fourteen_points() -> None:
    assert smallest(printed(village([row(1)]))) >= 13.99
    assert smallest(printed(village([row(1)]), paper="A4")) >= 9.99


def test_a_very_long_name_and_code_are_printed_whole() -> None:
    long = replace(row(1, LONG), code="ZHAOZHUANG-000000001")
    for paper in ("A3", "A4"):
        (text,) = squeezed(printed(village([long, row(2)]), paper=paper))
        assert LONG in text
        assert long.code in text


def fonts_of(reader: PdfReader) -> set[str]:
    found = set()
    for page in reader.pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        for font in resources["/Font"].values():
            found.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return found


def test_rare_names_are_printed_in_our_own_fonts() -> None:
    reader = printed(village([row(1, RARE)]))
    assert RARE in squeezed(reader)[0]
    assert fonts_of(reader) == {
        "Paper-Serif",
        "Paper-Serif-Bold",
        "Paper-Serif-Rare",
        "Paper-Kai",
    }


def test_a_character_no_font_has_is_told_with_its_household_before_anything_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wall_sheet, "render", lambda _: pytest.fail("was printed"))
    rows = [row(1), row(2, "张\ue863禾"), row(3, "\U0001f33e\ue863")]
    with pytest.raises(MissingGlyph) as missing:
        printed(village(rows))
    assert missing.value.missing == {"户 000002": "\ue863", "户 000003": "\U0001f33e\ue863"}
    (told,) = missing.value.messages
    assert "户 000002 “\ue863”（U+E863）" in told
    assert "印出来会是空白" in told


@pytest.mark.parametrize(
    ("by", "named", "place"),
    [
        (Policy(lead="公示\ue000"), "赵庄", "公示引言"),
        (Policy(office="\ue000社区"), "赵庄", "落款单位"),
        (Policy(), "\ue000庄", "村名"),
    ],
)
def test_so_is_one_in_any_other_text_that_was_typed(by: Policy, named: str, place: str) -> None:
    with pytest.raises(MissingGlyph) as missing:
        printed(village([row(1)], name=named), by=by)
    assert missing.value.missing == {place: "\ue000"}


def test_marks_that_choose_a_variant_need_no_glyph_of_their_own() -> None:
    (text,) = squeezed(printed(village([row(1, "葛\U000e0100城")])))
    assert "葛" in text


def test_typed_text_is_text_and_never_markup() -> None:
    (text,) = squeezed(printed(village([row(1, "<b>&")], name="<i>庄")))
    assert "<b>&" in text
    assert "<i>庄·" in text


def test_the_same_sheet_is_set_once_and_another_style_or_word_sets_it_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet = village([row(1)])
    first = printed(sheet)
    monkeypatch.setattr(pdf, "HTML", lambda **_: pytest.fail("was set again"))
    assert squeezed(printed(sheet)) == squeezed(first)
    with pytest.raises(pytest.fail.Exception):
        printed(sheet, by=policy(lead="另一句。"))


def test_several_villages_are_one_file_each_counting_its_own_pages() -> None:
    many = [row(number) for number in range(1, 41)]
    pages = squeezed(printed(village(many), village([row(99)], name="钱庄")))
    assert "第1页共2页" in pages[0]
    assert "第2页共2页" in pages[1]
    assert "第1页共1页" in pages[2]
    assert "钱庄·2026年11月" in pages[2]


def test_the_qr_code_leads_to_the_verifying_page_with_the_check_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages: list[str] = []
    monkeypatch.setattr(wall_sheet, "render", lambda made: pages.extend(made) or b"")
    wall_sheet.wall_sheets(notice(), [village([row(1)])], policy(), "A3", SITE + "/")
    assert qr_svg(f"{SITE}/verify/?code={notice().check_code}") in pages[0]


def test_the_first_notice_has_none_before_it() -> None:
    assert "上期校验码无（首期）" in squeezed(printed(village([row(1)]), of=notice(1)))[0]


def test_full_names_come_with_the_resolution_that_allows_them() -> None:
    (text,) = squeezed(printed(village([row(1)]), of=notice(unmasking_basis="村民会议决议")))
    assert "户主全名按“村民会议决议”公布。" in text


def test_a_group_without_households_is_shown_empty() -> None:
    (text,) = squeezed(printed(village([], [row(1)])))
    assert "第1组（0户）" in text
    assert "1000001张*禾" in text

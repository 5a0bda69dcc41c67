"""Forms to fill in by hand, read back from the PDF."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from pypdf import PageObject
from weasyprint.formatting_structure.boxes import TableBox

from households.models import Place
from households.refusals import Refused
from points.models import Policy
from points.patrol import INDICATORS
from points.printing.fonts import MissingGlyph
from points.printing.pdf import set_page
from points.printing.stamped import Stamped
from points.reports import blank_forms as paper
from points.reports.blank_forms_grid import NARROWEST, ROOM, scoring_tables
from points.reports.blank_forms_table import FORMS
from tests.points.blank_papers import (
    group,
    households,
    items,
    occasion,
    printed,
    shipped,
    squeezed,
)

LONG = ("阿卜杜热合曼·麦麦提图尔荪·" * 6)[:60]
LISTS = ("group", "patrol", "audit", "activity")
"""The forms that list the households."""


def codes(text: str) -> list[str]:
    return re.findall(r"K\d{5}", text)


@pytest.mark.parametrize("key", LISTS)
def test_every_household_stands_once_in_order_and_none_of_another_group(key: str) -> None:
    of = occasion(group(households(45)), group(households(3, first=90), "第2组"))
    pages = squeezed(printed(of, key))
    ours = "".join(page for page in pages if "赵庄第1组" in page)
    theirs = "".join(page for page in pages if "赵庄第2组" in page)
    assert codes(ours) == [code for code, _ in households(45)]
    assert codes(theirs) == ["K00090", "K00091", "K00092"]
    for code, head in households(45):
        assert f"{code}{head}" in ours


def test_each_household_has_its_own_sheet_with_what_it_may_claim() -> None:
    pages = squeezed(printed(occasion(group(households(3)), items=shipped()), "self"))
    assert [codes(page) for page in pages] == [["K00001"], ["K00002"], ["K00003"]]
    for number, page in enumerate(pages, start=1):
        assert f"户主张三{number}" in page
        assert "东岭社区群众自评表赵庄第1组·2026年11月" in page
        assert "家庭建设7.2邻里互助（佐证：受助户签字）+1分/次□" in page
        assert "本户签字：" in page
        # The group's own matters, and deductions, are nobody's to claim.
        assert "不私搭乱建" not in page
        assert "−" not in page


def test_a_standard_too_long_for_one_side_repeats_the_name_on_the_second() -> None:
    pages = squeezed(printed(occasion(group(households(2)), items=items() * 8), "self"))
    sides = len(pages) // 2
    assert sides > 1
    assert [codes(page) for page in pages] == [["K00001"]] * sides + [["K00002"]] * sides
    signed = [*[False] * (sides - 1), True] * 2
    assert [("本户签字" in page) for page in pages] == signed
    assert all("编号事项分值打√数量日期说明、佐证" in page for page in pages)


def test_what_is_signed_never_goes_to_a_page_alone() -> None:
    """Of each length of standard: on the last page the lines for whatever else are with it."""
    for number in range(34, 44):
        of = occasion(group([("K00001", LONG)]), items=(items() * 8)[:number])
        *others, last = squeezed(printed(of, "self"))
        assert "其他想说的事" in last, number
        assert "本户签字" in last
        assert not any("其他想说的事" in page for page in others)


@pytest.mark.parametrize("key", FORMS)
def test_a_long_community_s_name_takes_no_further_page(key: str) -> None:
    community = Place(pk=1, kind="community", name="东岭" * 15, code="C1")
    long = replace(occasion(group([("K00001", LONG)]), items=shipped()), community=community)
    (page,) = squeezed(printed(long, key))
    assert f"{'东岭' * 15}{FORMS[key].title}" in page


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("patrol", INDICATORS[0]),
        ("activity", "序号户编号户主参加人签到时间签到人签字签退时间签退人签字时长（小时）备注"),
        ("group", "家园建设环境建设家庭建设文明建设民主建设"),
    ],
)
def test_the_heading_is_on_every_page_and_so_is_whose_form_it_is(key: str, heading: str) -> None:
    pages = squeezed(printed(occasion(group(households(60))), key))
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert heading in page
        assert f"{FORMS[key].title}赵庄第1组·2026年11月" in page
        assert f"第{number}页共{len(pages)}页" in page


@pytest.mark.parametrize(
    ("key", "one", "forty_five"),
    [("self", 1, 45), ("group", 1, 2), ("patrol", 1, 3), ("audit", 1, 3), ("activity", 1, 3)],
)
def test_how_many_pages_a_group_takes(key: str, one: int, forty_five: int) -> None:
    for number, pages in ((1, one), (45, forty_five)):
        of = occasion(group(households(number)), items=shipped())
        assert len(printed(of, key).pages) == pages


def test_four_hundred_households_are_all_printed() -> None:
    of = occasion(group(households(400)), items=shipped())
    pages = printed(of, "self", "activity").pages
    assert len(pages) == 420
    own = "".join(pages[399].extract_text().split())
    assert (codes(own), "自评表" in own) == (["K00400"], True)
    listed = "".join(page.extract_text() for page in pages[400:])
    assert codes(listed) == [code for code, _ in households(400)]


def heights(page: PageObject) -> list[float]:
    """Millimetres from one household to the next."""
    lines: list[float] = []

    def look(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if codes(text):
            lines.append((cm[5] + cm[3] * tm[5]) * 25.4 / 72)

    page.extract_text(visitor_text=look)
    return [abs(upper - lower) for upper, lower in pairwise(lines)]


@pytest.mark.parametrize("key", LISTS)
def test_a_row_is_high_enough_to_write_in(key: str) -> None:
    found = heights(printed(occasion(group(households(10))), key).pages[0])
    assert len(found) == 9
    assert min(found) >= 8


def tables_of(document: str) -> list[tuple[float, float]]:
    """The width of each table with that of the room for it, in pixels."""
    return [
        (box.width, page._page_box.width)
        for page in set_page(document).pages
        for box in page._page_box.descendants()
        if isinstance(box, TableBox)
    ]


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("sheet", Policy.Paper)
def test_every_table_is_as_wide_as_its_page(
    monkeypatch: pytest.MonkeyPatch, number: int, sheet: str
) -> None:
    rows = [("ZHAOZHUANG-000000001", LONG), *households(number - 1)]
    seen: list[str | Stamped] = []
    monkeypatch.setattr(paper, "typeset_stamped", seen.extend)
    paper.blank_forms(occasion(group(rows, members=[LONG]), items=shipped()), list(FORMS), sheet)
    assert len(seen) == len(FORMS)
    for document in seen:
        tables = tables_of(document.form if isinstance(document, Stamped) else document)
        assert tables
        assert all(room - 2 < width < room + 0.1 for width, room in tables)


@pytest.mark.parametrize(
    ("sheet", "number", "parts"), [("A3", 42, 1), ("A3", 43, 2), ("A4", 27, 1), ("A4", 42, 2)]
)
def test_a_column_is_wide_enough_to_write_in(sheet: str, number: int, parts: int) -> None:
    many = (items() * 7)[:number]
    tables = scoring_tables(many, households(1), sheet)
    assert len(tables) == parts
    assert sum(len(table.heading[1]) for table in tables) == number
    for table in tables[:-1]:
        widths = [column.width for column in table.columns]
        assert NARROWEST * ROOM[Policy.Paper(sheet)] / sum(widths) >= 8


def test_on_a4_the_items_come_in_parts_each_with_every_household() -> None:
    of = occasion(group(households(3)), items=shipped())
    first, second = squeezed(printed(of, "group", paper="A4"))
    assert codes(first) == codes(second) == ["K00001", "K00002", "K00003"]
    assert "第1部分（共2部分）" in first
    assert "第2部分（共2部分）" in second
    assert ("小计" in first, "合计" in first) == (True, False)
    assert "小计合计" in second


def test_on_patrol_everybody_is_printed_with_five_points_ten_times() -> None:
    (page,) = squeezed(printed(occasion(group(households(2))), "patrol"))
    assert f"1K00001张三1{'5' * 10}" in page
    assert f"2K00002张三2{'5' * 10}" in page
    assert "共10项50分" in page
    assert page.count("巡查员：") == 2
    assert "问题记录户编号户主问题整改期限复查结果、日期" in page


def test_the_committee_is_named_with_who_stays_out_and_how_many_have_to_agree() -> None:
    (page,) = squeezed(printed(occasion(group(households(2))), "committee"))
    for told in (
        "应到委员：4人",
        "通过所需：2票",
        "1钱委员□同意□不同意□弃权",
        "4周委员亲属家不参加表决",
        "主持人：记录人：",
    ):
        assert told in page, told
    assert page.count("□弃权") == 3


def test_the_resolution_has_the_numbers_of_the_law_and_every_delegate() -> None:
    of = occasion(group(households(2)), group(households(3), "第2组"))
    (page,) = squeezed(printed(of, "assembly"))
    assert "应到代表：30人" in page
    assert "三分之二以上，至少20人" in page
    assert "过半数：实到20人时至少11票" in page
    assert "1赵庄第1组2□同意□退回重评" in page
    assert "2赵庄第2组3□同意□退回重评" in page
    for number in range(1, 31):
        assert f"{number}代表{number}" in page


def test_without_a_list_of_delegates_there_are_lines_for_them() -> None:
    of = occasion(group(households(2)), delegates=[], delegates_in_all=0)
    (page,) = squeezed(printed(of, "assembly"))
    assert "应到代表：实到" in page
    assert "（三分之二以上）" in page
    assert "19" in page


def test_who_sits_in_the_audit_is_named_and_two_witness_an_activity() -> None:
    audit, activity = squeezed(printed(occasion(group(households(2))), "audit", "activity"))
    assert "1吴书记2郑主任" in audit
    assert "扣分都已告知本户，本户的陈述已考虑□是□否" in audit
    assert activity.count("见证人：") == 2


def test_a_very_long_name_is_printed_whole_on_every_form() -> None:
    of = occasion(group([("K00001", LONG), ("K00002", "李四")]), items=shipped())
    for key in ("self", *LISTS):
        for sheet in Policy.Paper if key == "group" else ("A3",):
            assert LONG in squeezed(printed(of, key, paper=sheet))[0], (key, sheet)


def test_a_character_no_font_has_is_told_with_its_household_before_anything_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "typeset_stamped", lambda _: pytest.fail("was printed"))
    rows = [("K00001", "张三"), ("K00002", "张\ue863禾")]
    with pytest.raises(MissingGlyph) as missing:
        printed(occasion(group(rows)), "self")
    assert missing.value.missing == {"户 K00002": "\ue863"}


@pytest.mark.parametrize("key", ["self", "group"])
def test_without_a_standard_its_forms_are_not_printed_and_the_others_are(key: str) -> None:
    of = occasion(group(households(1)), items=[])
    with pytest.raises(Refused, match="没有已通过的积分标准"):
        printed(of, key)
    assert len(printed(of, "patrol").pages) == 1


def test_a_group_has_its_forms_together_and_the_assembly_comes_last() -> None:
    of = occasion(group(households(1)), group(households(1, first=2), "第2组"))
    pages = squeezed(printed(of, "assembly", "activity", "self"))
    told = ["自评", "签到签退", "自评", "签到签退", "审定决议"]
    assert [word in page for word, page in zip(told, pages, strict=True)] == [True] * 5
    assert [codes(page) for page in pages[:4]] == [["K00001"]] * 2 + [["K00002"]] * 2


def test_typed_text_is_text_and_never_markup() -> None:
    (page,) = squeezed(printed(occasion(group([("K00001", "<b>&")])), "activity"))
    assert "<b>&" in page


def test_more_households_than_can_be_waited_for_are_sent_to_print_village_by_village(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paper, "MOST", 3)
    of = occasion(group(households(2)), group(households(2, first=9), "第2组"))
    with pytest.raises(Refused, match="共4户，一次最多打印3户的表，请用批量打印，或分村、分组打印"):
        printed(of, "patrol", "assembly")
    assert len(printed(of, "assembly").pages) == 1
    assert len(printed(occasion(group(households(3))), "activity").pages) == 1

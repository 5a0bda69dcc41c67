"""Two versions compared on the page and on paper, and the standard's own papers."""

import io
from dataclasses import fields, replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PageObject, PdfReader

from households.models import User
from points.models import Item, Standard
from points.reports.standard_compared import compared
from points.reports.standard_page import area_parts, terms
from points.services import standard_edits, standards
from points.services.standard_content import ITEM
from points.services.standard_file import read_standard
from points.services.standards import ItemRow
from tests.factory import ROWS, Office, signed_in
from tests.points.drafting import NEXT_YEAR, PAGE, change, make_draft
from tests.points.test_standard_file import SHIPPED
from tests.points.wide_book import ROWS as WIDE
from tests.points.wide_book import row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

COMPARE = "/standard/compare/?old=2026-01&new=2027-01.1"
PRINT = "/standard/compare/print/?old=2026-01&new=2027-01.1"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return make_draft(office)


def told(old: Standard, new: Standard) -> list[str]:
    found = compared((old, area_parts(old)), (new, area_parts(new)))
    changes = (*found.areas, *found.rules, *found.items)
    return [*map(str, found.whole), *(each for change in changes for each in change.told)]


def text(user: User, address: str) -> str:
    response = signed_in(user).get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(response.content.decode().split())


def test_a_copy_says_the_same(office: Office) -> None:
    copy = standards.copy_to_draft(office.standard, "抄本", NEXT_YEAR)
    assert told(office.standard, copy) == []


def test_every_change_is_told_in_words_and_numbers(office: Office, draft: Standard) -> None:
    change(draft, "4.1", points_min=4, points_max=4, monthly_cap=4)
    change(draft, "1.3", repeat_days=30, validity_months=12)
    change(draft, "11.3", tiers="1~3:5；3~:20", tiers_by="quantity", title="抢险")
    change(draft, "7.2", exclusive_group="邻里", veto=True, evidence="签字", basis="村规民约")
    standard_edits.delete_item(draft.items.select_related("standard").get(code="13.1"))
    rule = draft.rules.get(number=7)
    standard_edits.write_item(
        Item(rule=rule, code="7.4", title="参加和事会", points_min=2, points_max=2, unit="次")
    )
    rule.yearly_cap = 12
    area = draft.areas.get(number=2)
    area.quarterly_cap = 9
    standard_edits.write_parts(draft, [area], [rule])
    standard_edits.change_draft(draft, draft.title, NEXT_YEAR, {"base_points": 100})
    draft.refresh_from_db()
    assert told(office.standard, draft) == [
        "每户基础分：无 → 100 分，年初每户都有，计入荣誉积分，不能兑换",
        "环境建设：每季加分上限：无 → 9分",
        "第7条 和谐邻里关系：全年加分上限：10分 → 12分",
        "新增私搭乱建 1.3：其他规定：无 → 30日内再次发生的，加倍扣分；满 12 个月后不再计入荣誉积分",
        "巡查平均45分及以上 4.1：每月 +3 → +4",
        "巡查平均45分及以上 4.1：每月上限：3分 → 4分",
        "邻里互助 7.2：互斥组：无 → 邻里",
        "邻里互助 7.2：一票否决：无 → 是",
        "邻里互助 7.2：佐证：无 → 签字",
        "邻里互助 7.2：依据：无 → 村规民约",
        "参加和事会 7.4（每次 +2）",
        "抢险救灾、见义勇为 11.3：名称：抢险救灾、见义勇为 → 抢险",
        "抢险救灾、见义勇为 11.3：分档：无 → 1次以上不满3次+5分，3次以上+20分",
        "参加村民小组会 13.1（每次 +1，每月上限：1分，每年上限：6分）",
    ]


CHANGED = {
    "code": "1.9", "title": "别的", "points_min": -9, "points_max": -1, "unit": "月",
    "tiers": "1~2:-1；2~:-9", "tiers_by": "quantity", "once": True, "monthly_cap": -9,
    "quarterly_cap": -9, "yearly_cap": -9, "exclusive_group": "组", "within_event": True,
    "repeat_days": 9, "validity_months": 9, "case_by_case": True, "evidence": "照片",
    "proposers": "两委", "sensitive": True, "veto": True, "basis": "决议", "patrol_from": 3,
    "patrol_to": 4, "patrol_indicators": "1", "patrol_overdue": True,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in ITEM if name != "tiers_by"])
def test_no_field_of_an_item_is_left_out(office: Office, draft: Standard, name: str) -> None:
    """Whatever field is changed, and however little sense that makes, it is told."""
    copy = standards.copy_to_draft(draft, "抄本", NEXT_YEAR)
    item = Item.objects.get(standard=copy, code="1.3")
    fields_too = {"tiers_by": "quantity"} if name == "tiers" else {}
    before = area_parts(draft)
    for each, value in ({name: CHANGED[name]} | fields_too).items():
        setattr(item, each, value)
    after = area_parts(copy)
    for part in after:
        for rule in part.rules:
            rule.lines[:] = [
                type(line)(item, line.worth, line.caps, terms(item)) if line.item == item else line
                for line in rule.lines
            ]
    assert not compared((draft, before), (copy, after)).is_same


def test_an_item_row_has_no_field_that_a_draft_forgets() -> None:
    known = {*ITEM, "village"} | {"area", "rule_number", "rule_title", "rule_yearly_cap"}
    known |= {"rule_caps", "area_caps", "settings"}
    assert {field.name for field in fields(ItemRow)} == known


def test_the_page_compares_any_two_and_a_draft_with_one_click(
    office: Office, draft: Standard
) -> None:
    change(draft, "4.1", points_min=4, points_max=4, monthly_cap=4)
    assert COMPARE.replace("&", "&amp;") in text(office.clerk, PAGE)
    page = text(office.clerk, COMPARE)
    assert "评分项改动1项。" in page
    assert "每月 +3</td>" in page
    assert "每月 +4</td>" in page
    back = "/standard/compare/?old=2027-01.1&new=2026-01"
    assert "评分项改动1项。" in text(office.clerk, back)
    page = signed_in(office.clerk).get("/standard/compare/?old=2026-01&new=2026-01")
    assert page.status_code == 422
    assert "两边是同一个版本" in page.content.decode()


def test_drafts_are_compared_by_those_who_write_them(office: Office, draft: Standard) -> None:
    for address in (COMPARE, PRINT):
        page = signed_in(office.scorer).get(address)
        assert page.status_code == 422
        assert "没有这个版本" in page.content.decode()
        assert draft.title not in page.content.decode()
        assert signed_in(Office("西岭社区").clerk).get(address).status_code == 422
    assert "只有一个版本" in text(office.scorer, "/standard/compare/")


def test_the_page_asks_as_much_of_a_large_standard(office: Office, draft: Standard) -> None:
    def queries(address: str) -> int:
        client = signed_in(office.clerk)
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    few = queries(COMPARE)
    rows = read_standard(SHIPPED.read_bytes(), SHIPPED.name)
    standards.create_draft(office.community, "大标准", NEXT_YEAR, rows)
    assert queries("/standard/compare/?old=2026-01&new=2027-01.2") == few


def pages_of(user: User, address: str) -> list[PageObject]:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"] == "application/pdf"
    return list(PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages)


def words(pages: list[PageObject]) -> str:
    return "".join("".join(page.extract_text().split()) for page in pages)


def size(page: PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


A3, A4, A4_UPRIGHT = (1191, 842), (842, 595), (595, 842)


def test_the_comparison_is_a_sheet_for_the_meeting(office: Office, draft: Standard) -> None:
    change(draft, "4.1", points_min=4, points_max=4, monthly_cap=4)
    pages = pages_of(office.clerk, PRINT)
    assert [size(page) for page in pages] == [A4_UPRIGHT]
    for each in ("积分标准对照表", "巡查平均45分及以上4.1", "每月+3", "每月+4", "评分项改动1项"):
        assert each in words(pages), each


def sizes_of_letters(page: PageObject) -> set[float]:
    found: set[float] = set()

    def visit(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            found.add(round(abs(matrix[0]) * size, 1) if matrix[0] else size)

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("which", ["wide", "shipped"])
def test_the_poster_holds_the_whole_standard(office: Office, which: str) -> None:
    rows = {"wide": list(WIDE), "shipped": read_standard(SHIPPED.read_bytes(), SHIPPED.name)}
    long = "0~100:1；100~1000:2；1000~5000:4；5000~10000:6；10000~:8"
    more = row(2, "2.8", "拾金不昧，按折合的金额", 1, 8, tiers=long, tiers_by="amount")
    chosen = [*rows[which], replace(more, area="文明建设", rule_number=99, rule_title="新的一条")]
    draft = standards.create_draft(office.community, "大标准", NEXT_YEAR, chosen)
    pages = pages_of(office.clerk, f"{PAGE}print/?sheet=poster")
    assert {size(page) for page in pages} == {A3}
    assert len(pages) <= 3
    shown = words(pages)
    for part in area_parts(draft):
        for rule in part.rules:
            for line in rule.lines:
                for each in (line.item.title, line.worth, line.steps, *line.caps, *line.terms):
                    assert "".join(each.split()) in shown, each
            for each in (rule.rule.title, rule.cap, *rule.exclusive):
                assert "".join(each.split()) in shown, each
    assert "（草案）" in shown
    assert "这是草案" in shown


def test_the_handout_is_half_as_large_and_says_who_passed_it(office: Office) -> None:
    pages = pages_of(office.scorer, "/standard/2026-01/print/?sheet=handout")
    assert {size(page) for page in pages} == {A4}
    assert "通过依据：2025年12月村民代表会议" in words(pages)
    assert "草案" not in words(pages)
    assert signed_in(office.scorer).get("/standard/2026-01/print/?sheet=x").status_code == 404


def test_a_character_without_a_glyph_is_named_and_nothing_printed(
    office: Office, draft: Standard
) -> None:
    change(draft, "4.1", title="巡查\U0001f600")
    for address in (f"{PAGE}print/?sheet=poster", PRINT):
        answer = signed_in(office.clerk).get(address)
        assert answer.status_code == 422
        assert "印出来会是空白" in answer.content.decode()


def test_a_draft_is_printed_by_those_who_write_it(office: Office, draft: Standard) -> None:
    assert signed_in(office.scorer).get(f"{PAGE}print/").status_code == 403
    assert signed_in(Office("西岭社区").clerk).get(f"{PAGE}print/").status_code == 404
    assert len(ROWS) == draft.items.count()

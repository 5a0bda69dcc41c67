"""The cards of a group on paper: fronts and backs that lie behind each other, whatever stands on
them."""

import io
from datetime import date
from uuid import uuid4

import pytest
from pypdf import PageObject, PdfReader

from households.models import Card
from households.services import cards
from points.models import Policy
from points.printing.fonts import MissingGlyph
from points.reports.card_back import CardBack, Room, card_back
from points.reports.card_sheet import ROOM, CardSize, card_sheet
from points.reports.shelf import Shelf
from points.services import policies
from tests.factory import NOON, Office, make_household, signed_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
SHELF = Shelf(("20分可换大米一袋", "8分可换理发一次"), ("爱心超市（8点至17点）",))
SITE = "https://points.example.cn"
MM = 72 / 25.4


@pytest.fixture
def office() -> Office:
    return Office()


def back_of(office: Office, shelf: Shelf = SHELF, size: CardSize = CardSize.CR80) -> CardBack:
    policy = policies.policy_of(office.community)
    return card_back(office.community, policy, shelf, DAY, ROOM[size])


def printed(office: Office, back: CardBack, size: CardSize) -> list[PageObject]:
    households = list(office.group.households.select_related("group__parent").order_by("code"))
    issued = cards.issue_all(households, office.clerk, NOON)
    return list(PdfReader(io.BytesIO(card_sheet(issued, office.group, back, size, SITE))).pages)


def squeezed(page: PageObject) -> str:
    return "".join(page.extract_text().split())


def starts(page: PageObject, words: str = "") -> list[tuple[float, float]]:
    """Where what holds `words` begins, in millimetres from the left and the top."""
    found = []

    def look(text: str, page_matrix: list[float], matrix: list[float], *_: object) -> None:
        if text.strip() and words in text:
            a, _b, _c, d, e, f = page_matrix
            x, y = a * matrix[4] + e, d * matrix[5] + f
            found.append((round(x / MM, 1), round(297 - y / MM, 1)))

    page.extract_text(visitor_text=look)
    return found


def test_the_back_says_how_points_come_what_they_buy_and_whom_to_call(office: Office) -> None:
    policies.save(Policy(community=office.community, office_phone="0000-1234501"))
    make_household(office.group)
    front, back = printed(office, back_of(office), CardSize.CR80)
    assert "家庭诚信积分卡" in squeezed(front)
    assert "星级" in squeezed(front)
    for words in (
        "家园建设规范建房",
        "环境建设门前三包",
        "家庭建设和谐邻里关系",
        "民主建设参与议事",
        "20分可换大米一袋；8分可换理发一次",
        "爱心超市（8点至17点）",
        "积分办电话0000-1234501",
    ):
        assert words in squeezed(back), words


def test_without_a_shelf_the_back_tells_the_community_s_own_examples(office: Office) -> None:
    policies.save(Policy(community=office.community, exchange_examples="20分可换大米一袋\n自定"))
    assert back_of(office, Shelf()).examples == ["20分可换大米一袋", "自定"]
    assert back_of(office).examples == list(SHELF.examples)


def test_rules_and_examples_that_are_too_many_end_where_there_is_no_more_room(
    office: Office,
) -> None:
    policy, room = Policy(community=office.community), Room(4, 12, 0)
    back = card_back(office.community, policy, SHELF, DAY, room)
    assert dict(back.areas)["文明建设"] == "志愿服务"
    assert back.examples == ["20分可换大米一袋"]
    assert back.counters == ["爱心超市（8点至17点）"]


@pytest.mark.parametrize(("size", "many"), [(CardSize.CR80, 8), (CardSize.A6, 2)])
def test_what_is_printed_behind_a_card_is_its_own_back(
    office: Office, size: CardSize, many: int
) -> None:
    """Turned over its long edge, the sheet's left is its right: two columns lie as far from it."""
    for number in range(many):
        make_household(office.group, code=f"010100{number}")
    front, back = printed(office, back_of(office, size=size), size)
    left = {x for x, _ in starts(front, "家庭诚信积分卡")}
    behind = {x for x, _ in starts(back, "积分怎么来")}
    assert left == behind
    width, padding = (85.6, 4) if size is CardSize.CR80 else (148, 8)
    edges = {round(x - padding, 1) for x in left}
    assert {round(210 - edge - width, 1) for edge in edges} == edges
    tops = sorted({y for _, y in starts(back, "积分怎么来")})
    assert len(tops) == many // len(left)
    assert max(tops) < 240


@pytest.mark.parametrize("many", [1, 3])
def test_a_sheet_that_is_not_full_has_backs_behind_its_cards_alone(
    office: Office, many: int
) -> None:
    for number in range(many):
        make_household(office.group, code=f"010100{number}")
    front, back = printed(office, back_of(office), CardSize.CR80)
    fronts = starts(front, "家庭诚信积分卡")
    lefts = [round(x - 4, 1) for x, _ in fronts]
    behind = [round(x - 4, 1) for x, _ in starts(back, "积分怎么来")]
    assert sorted(behind) == sorted(round(210 - left - 85.6, 1) for left in lefts)
    assert len(behind) == many


def test_forty_five_households_are_six_sheets_of_bank_cards(office: Office) -> None:
    for number in range(45):
        make_household(office.group, "买买提·" * 15 if number == 3 else "张三禾", f"{number:06d}")
    pages = printed(office, back_of(office), CardSize.CR80)
    fronts, backs = pages[::2], pages[1::2]
    assert [squeezed(page).count("户编号") for page in fronts] == [8, 8, 8, 8, 8, 5]
    assert len(backs) == 6
    assert "买买提·" * 15 in squeezed(fronts[0])


@pytest.mark.parametrize("size", CardSize)
def test_the_longest_words_stay_on_their_card(office: Office, size: CardSize) -> None:
    office.group.name, office.village.name = "组" * 40, "村" * 40
    office.group.parent = office.village
    make_household(office.group, "买买提·" * 15)
    worst = CardBack(
        [("方" * 20, "条" * 24)] * 5, ["货" * 54], ["店" * 120], Policy(office_phone="0" * 20)
    )
    front, back = printed(office, worst, size)
    height, top = (54, 9.5) if size is CardSize.CR80 else (105, 12)
    behind = [y for _, y in starts(back) if y < top + height + 10]
    assert top < min(behind) < max(behind) < top + height
    assert "积分不变。" in squeezed(back)
    ends = max(y for _, y in starts(front, "组组"))
    assert top < ends < top + height
    assert "星级" in squeezed(front)


def test_a_character_without_a_glyph_stops_the_sheet_and_names_the_household(
    office: Office,
) -> None:
    make_household(office.group, "张\ue000", "000007")
    with pytest.raises(MissingGlyph, match="户 000007"):
        printed(office, back_of(office), CardSize.CR80)
    bad = CardBack([("家园", "规\ue001")], [], [], Policy())
    with pytest.raises(MissingGlyph, match="积分标准"):
        card_sheet([], office.group, bad, CardSize.CR80, SITE)


def test_a_size_that_is_none_is_refused(office: Office) -> None:
    make_household(office.group)
    typed = {"form_token": uuid4(), "size": "A5"}
    answered = signed_in(office.clerk).post(f"/cards/{office.group.code}/", typed)
    assert (answered.status_code, Card.objects.exists()) == (422, False)
    assert "请选择卡的大小。" in answered.content.decode()

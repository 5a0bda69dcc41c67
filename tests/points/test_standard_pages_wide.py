"""What a rule book says beyond the shipped one, in words: for the office, the board, the card."""

import pytest
from django.test import Client
from django.utils import timezone

from points.models import Standard
from points.periods import Month
from points.reports.card_claim import claimable_items
from points.reports.standard_page import area_parts, facts
from points.reports.standard_versions import versions
from points.services import standards
from tests.factory import NOON, NOVEMBER, signed_in
from tests.points.wide_book import ROWS, WideOffice, row

pytestmark = pytest.mark.django_db

CAPS = {"rule_caps": {"monthly_cap": 9, "quarterly_deduction_cap": 6}}
AREA = {"area_caps": {"yearly_cap": 60}}
SAID = (
    "不满100元+1分，100元以上不满1000元+2分，1000元以上+3分",
    "一户每季只计一次",
    "一事一议，分值由会议议定",
    "60日内再次发生的，加倍扣分；满 2 个月后不再计入荣誉积分",
    "赵庄自定，只记本村农户",
    "每季最多加 5 分",
    "“抢险”（2.3、2.4）：一户一件事只计其中加得最多的一项。",
)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> WideOffice:
    return WideOffice()


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_the_office_reads_every_term(office: WideOffice) -> None:
    page = text(signed_in(office.clerk), "/standard/")
    for sentence in SAID:
        assert sentence in page
    assert "+1至+3分/次（按金额分档）" in page


def test_so_does_everybody_on_the_board(office: WideOffice) -> None:
    board = text(Client(), f"/board/{office.community.code}/standard/")
    for sentence in SAID:
        assert sentence in board
    assert "按金额：不满100元+1分" in board


def test_caps_of_rules_and_areas_are_told_with_their_span() -> None:
    office = WideOffice([row(2, "2.5", "志愿服务", 3, **CAPS, **AREA)])
    (area,) = area_parts(office.wide)
    assert area.cap == "本方面全年加分最多 60 分"
    assert area.rules[0].cap == "本条每月加分最多 9 分，每季扣分最多 6 分"
    page = text(signed_in(office.clerk), "/standard/")
    assert area.cap in page
    assert area.rules[0].cap in page


def test_base_points_and_what_a_village_may_add_are_facts_of_the_standard(
    office: WideOffice,
) -> None:
    (version,) = [each for each in versions(office.clerk, NOVEMBER) if each.standard == office.wide]
    told = {each["label"]: each["text"] for each in facts(version)}
    assert told["每户基础分"] == "100 分，年初每户都有，计入荣誉积分，不能兑换"
    assert told["村自定的评分项"] == "每村最多 1 项，一项不超过 2 分"
    (older,) = [each for each in versions(office.clerk, NOVEMBER) if each.standard != office.wide]
    assert not {"每户基础分", "村自定的评分项"} & {each["label"] for each in facts(older)}


def test_a_standard_is_read_with_the_same_queries_however_much_it_says(
    office: WideOffice, django_assert_num_queries: object
) -> None:
    assert len(ROWS) == Standard.objects.get(pk=office.wide.pk).items.count()
    with django_assert_num_queries(3):  # type: ignore[operator]
        area_parts(office.wide)


def test_a_card_offers_steps_and_the_own_villages_items(office: WideOffice) -> None:
    sheet = office.open(Month(2026, 11))
    codes = [item.code for item in claimable_items(sheet)]
    assert codes == ["1.2", "2.1", "2.3", "2.4", "2.5", "2.6", "2.7"]


def test_rules_left_out_in_counting_are_remarked_on_in_a_draft_alone(office: WideOffice) -> None:
    later = Month(2027, 5)
    standards.create_draft(
        office.community, "缺一条", later, [row(1, "1.1", "焚烧", -2), row(2, "2.1", "助人", 1)]
    )
    draft = standards.create_draft(office.community, "缺两条", later, [row(2, "2.1", "助人", 1)])
    draft.rules.update(number=4)
    clerk = signed_in(office.clerk)
    assert "条号不连续" not in text(clerk, f"/standard/drafts/{later}/1/")
    remark = "条号不连续，没有第1、2、3条。本来就没有的不用管，漏了的请补上。"
    assert remark in text(clerk, f"/standard/drafts/{later}/2/")
    assert "条号不连续" not in text(clerk, "/standard/")

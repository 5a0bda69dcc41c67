"""The back office's fields for what a rule book may say beyond the shipped one."""

import re

import pytest
from django.test import Client

from households.models import Place
from points.models import Standard
from points.services import standards
from points.spans import Caps, CapsBySign
from tests.admin.standard_forms import (
    ADD_ITEM,
    NEXT_YEAR,
    STANDARDS,
    item_form,
    page_of,
    standard_form,
    told,
)
from tests.factory import ROWS, Office, make_village, signed_in

pytestmark = pytest.mark.django_db

TIERS = {"tiers": "0～100：1;100~:3", "tiers_by": "amount", "points_min": "", "points_max": ""}


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.create_draft(office.community, "2027年标准", NEXT_YEAR, ROWS)


@pytest.fixture
def clerk(office: Office) -> Client:
    return signed_in(office.clerk)


def test_points_left_empty_are_taken_from_the_steps(clerk: Client, draft: Standard) -> None:
    rule = draft.rules.get(number=11)
    form = item_form(rule=rule.pk, code="11.9", **TIERS)
    assert clerk.post(ADD_ITEM, form).status_code == 302
    item = draft.items.get(code="11.9")
    assert (item.points_min, item.points_max, item.tiers) == (1, 3, "0~100:1；100~:3")


def test_every_other_field_is_written(clerk: Client, office: Office, draft: Standard) -> None:
    rule = draft.rules.get(number=1)
    form = item_form(
        rule=rule.pk,
        code="1.9",
        points_min=-2,
        points_max=-2,
        unit="周",
        once="on",
        quarterly_cap=-8,
        repeat_days=15,
        validity_months=6,
        case_by_case="on",
        village=office.village.pk,
    )
    assert clerk.post(ADD_ITEM, form).status_code == 302
    item = draft.items.get(code="1.9")
    assert (item.once, item.quarterly_cap, item.repeat_days) == (True, -8, 15)
    assert (item.validity_months, item.case_by_case, item.village) == (6, True, office.village)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"points_min": "", "points_max": ""}, "points_min", "请填写分值；写了分档的才可以空着。"),
        (TIERS | {"tiers": "0~100:1；200~:3"}, "tiers", "分档中缺了100至200的一段"),
        (TIERS | {"tiers": "0~100:1；50~:3"}, "tiers", "分档“0~100:1”与“50~:3”重叠"),
        (TIERS | {"tiers": "百元以下1分"}, "tiers", "看不懂分档“百元以下1分”"),
        (TIERS | {"tiers_by": ""}, "tiers_by", "请选按数量还是按金额分档。"),
        (TIERS | {"points_max": "9"}, "points_min", "照分档，最低分应为1，最高分应为3"),
        ({"once": "on", "unit": "次"}, "once", "每期只计一次的，计分单位要填天、周、月、季或年。"),
        ({"within_event": "on", "exclusive_group": ""}, "exclusive_group", "要填互斥组"),
        ({"within_event": "on", "monthly_cap": 3}, "monthly_cap", "不能有自己的上限"),
        ({"quarterly_cap": -3}, "quarterly_cap", "上限要与分值同为正数或同为负数"),
        ({"repeat_days": 15}, "repeat_days", "重复加倍只用于扣分项，请去掉。"),
        ({"validity_months": 6}, "validity_months", "有效期只用于扣分项，请去掉。"),
        ({"repeat_days": 366}, "repeat_days", "确保该值小于或等于365"),
    ],
)
def test_a_mistake_is_a_chinese_sentence_at_its_field(
    clerk: Client, draft: Standard, typed: dict[str, object], field: str, sentence: str
) -> None:
    item = draft.items.get(code="4.1")
    page = told(clerk, page_of(item), item_form(item, title="改过的名称", **typed))
    assert re.search(rf'id="id_{field}_error"[^>]*><li>[^<]*{sentence}', page)
    assert 'value="改过的名称"' in page
    assert draft.items.get(code="4.1").title == "巡查平均45分及以上"


def test_only_villages_of_the_own_community_are_offered(
    clerk: Client, office: Office, draft: Standard
) -> None:
    foreign = make_village(Office("西河社区").community, "孙庄")
    item = draft.items.get(code="4.1")
    page = clerk.get(page_of(item)).content.decode()
    offered = {place.name for place in Place.objects.all() if f"{place.pk}" in _options(page)}
    assert offered == {"赵庄"}
    answer = told(clerk, page_of(item), item_form(item, village=foreign.pk))
    assert "选择一个有效的选项" in answer


def _options(page: str) -> set[str]:
    field = page[page.index('name="village"') :]
    return set(re.findall(r'<option value="(\d+)"', field[: field.index("</select>")]))


def test_a_draft_has_its_settings_and_the_caps_of_areas_and_rules(
    clerk: Client, draft: Standard
) -> None:
    form = standard_form(draft, base_points=100, village_items=2, village_points=3)
    form |= {"areas-0-monthly_cap": 8, "areas-0-yearly_deduction_cap": 20}
    form |= {"rules-0-quarterly_cap": 9, "rules-0-monthly_deduction_cap": 5}
    assert clerk.post(page_of(draft), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.base_points, draft.village_items, draft.village_points) == (100, 2, 3)
    assert draft.areas.get(number=1).caps == CapsBySign(Caps(month=8), Caps(year=20))
    assert draft.rules.get(number=1).caps == CapsBySign(Caps(quarter=9, year=10), Caps(month=5))


def test_settings_left_empty_are_nought_and_halves_are_refused(
    clerk: Client, draft: Standard
) -> None:
    assert clerk.post(page_of(draft), standard_form(draft, base_points="")).status_code == 302
    page = told(clerk, page_of(draft), standard_form(draft, village_items=2, village_points=0))
    assert "村自定的项数和分值要一起填；不许自定就都填0。" in page
    nothing = standard_form(draft, base_exchangeable="on")
    assert "基础分是0，没有可兑换的；请填基础分，或不选“可兑换”。" in told(
        clerk, page_of(draft), nothing
    )
    form = {"title": "又一稿", "starts": "2027-02", "base_points": 60, "base_exchangeable": "on"}
    assert clerk.post(f"{STANDARDS}add/", form).status_code == 302
    made = Standard.objects.get(title="又一稿")
    assert (made.base_points, made.base_exchangeable) == (60, True)

"""Items of a standard in the back office: a version's list, and one item of a draft."""

import re

import pytest
from django.test import Client
from pytest_django.asserts import assertRedirects

from points.models import Rule, Standard
from points.services import standards
from tests.admin.standard_forms import ADD_ITEM, ITEMS, NEXT_YEAR, item_form, page_of, told
from tests.factory import ROWS, Office, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office("东岭社区")


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.create_draft(office.community, "2027年标准", NEXT_YEAR, ROWS)


@pytest.fixture
def clerk(office: Office) -> Client:
    return signed_in(office.clerk)


def shown_codes(page: str) -> list[str]:
    return re.findall(r'class="field-code"><a[^>]*>([\d.]+)</a>', page)


def test_the_items_of_one_version_are_listed_in_its_order(
    clerk: Client, office: Office, draft: Standard
) -> None:
    page = clerk.get(ITEMS, {"standard": draft.pk}).content.decode()
    assert shown_codes(page) == [row.code for row in ROWS]
    assert "−5分/次" in page
    assert "每年最多扣 10 分" in page
    for asked in ({}, {"standard": "0"}, {"standard": "x"}):
        assert clerk.get(ITEMS, asked).content.decode().count("field-code") == len(ROWS)


def test_the_list_of_items_opens_with_the_latest_draft(clerk: Client, draft: Standard) -> None:
    draft.items.filter(code="4.1").update(title="只在新稿里")
    assert "只在新稿里" in clerk.get(ITEMS).content.decode()


def test_a_new_item_is_put_among_those_of_its_rule(clerk: Client, draft: Standard) -> None:
    rule = draft.rules.get(number=4)
    response = clerk.post(ADD_ITEM, item_form(rule=rule.pk, code="４.3"))
    assertRedirects(response, ITEMS, fetch_redirect_response=False)
    item = draft.items.get(code="4.3")
    assert (item.standard, item.position) == (draft, 5)
    assert list(draft.items.order_by("position").values_list("code", flat=True))[3:6] == [
        "4.2",
        "4.3",
        "7.2",
    ]


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"code": "4.2"}, "code", "编号4.2已用于“巡查平均40至44分”，请换一个编号。"),
        ({"points_min": 0, "points_max": 0}, "points_min", "分值不能为0，也不能又加又扣"),
        ({"points_min": 4}, "points_max", "最高分不能低于最低分"),
        ({"monthly_cap": "-3"}, "monthly_cap", "上限要与分值同为正数或同为负数"),
        ({"yearly_cap": "0"}, "yearly_cap", "上限要与分值同为正数或同为负数"),
        ({"points_max": "40000"}, "points_max", "确保该值小于或等于9999"),
        ({"unit": ""}, "unit", "这个字段是必填项"),
        ({"rule": ""}, "rule", "这个字段是必填项"),
    ],
)
def test_a_mistake_in_an_item_is_a_chinese_sentence_at_its_field(
    clerk: Client, draft: Standard, typed: dict[str, object], field: str, sentence: str
) -> None:
    item = draft.items.get(code="4.1")
    page = told(clerk, page_of(item), item_form(item, title="改过的名称", **typed))
    assert re.search(rf'id="id_{field}_error"[^>]*><li>{sentence}', page)
    assert 'value="改过的名称"' in page
    assert draft.items.get(code="4.1").title == "巡查平均45分及以上"


def test_an_item_is_offered_the_rules_of_its_own_standard_only(
    clerk: Client, office: Office, draft: Standard
) -> None:
    other = standards.create_draft(office.community, "另一稿", NEXT_YEAR, ROWS)
    foreign = other.rules.get(number=4)
    item = draft.items.get(code="4.1")
    page = clerk.get(page_of(item)).content.decode()
    assert f'<option value="{item.rule_id}" selected>环境建设 · 第4条 门前三包</option>' in page
    assert f'<option value="{foreign.pk}"' not in page
    assert "选择一个有效的选项" in told(clerk, page_of(item), item_form(item, rule=foreign.pk))
    adopted = office.standard.rules.get(number=4)
    assert "选择一个有效的选项" in told(clerk, ADD_ITEM, item_form(rule=adopted.pk))


def test_an_item_is_added_to_the_version_whose_list_one_comes_from(
    clerk: Client, office: Office, draft: Standard
) -> None:
    other = standards.create_draft(office.community, "另一稿", NEXT_YEAR, ROWS)
    everything = clerk.get(ADD_ITEM).content.decode()
    assert "另一稿 · 环境建设" in everything
    assert "2027年标准 · 环境建设" in everything
    here = clerk.get(ADD_ITEM, {"_changelist_filters": f"standard={other.pk}"}).content.decode()
    for rule in Rule.objects.filter(standard__in=(draft, other)):
        assert (f'<option value="{rule.pk}"' in here) == (rule.standard == other)


def test_an_item_is_deleted_from_a_draft_only(
    clerk: Client, office: Office, draft: Standard
) -> None:
    item = draft.items.get(code="4.1")
    assert "4.1 巡查平均45分及以上" in clerk.get(page_of(item, "delete")).content.decode()
    assert clerk.post(page_of(item, "delete"), {"post": "yes"}).status_code == 302
    assert not draft.items.filter(code="4.1").exists()
    kept = office.standard.items.get(code="4.1")
    assert clerk.post(page_of(kept, "delete"), {"post": "yes"}).status_code == 403
    assert office.standard.items.filter(code="4.1").exists()

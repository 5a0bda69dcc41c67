"""Standards in the back office: drafts are written here, adopted ones only read."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertRedirects

from points.models import Area, Standard
from points.services import standards
from tests.admin.standard_forms import (
    ADD_ITEM,
    ITEMS,
    NEXT_YEAR,
    STANDARDS,
    item_form,
    page_of,
    standard_form,
    told,
)
from tests.factory import NOON, ROWS, Office, signed_in

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


def test_no_list_offers_to_delete_many_at_once(clerk: Client, draft: Standard) -> None:
    chosen = [str(item.pk) for item in draft.items.all()]
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    for address in (ITEMS, STANDARDS):
        assert "delete_selected" not in clerk.get(address).content.decode()
        clerk.post(address, form)
    assert draft.items.count() == len(ROWS)


def test_an_adopted_standard_and_its_items_are_read_only(clerk: Client, office: Office) -> None:
    standard, item = office.standard, office.standard.items.get(code="4.1")
    for row in (standard, item):
        page = clerk.get(page_of(row)).content.decode()
        assert 'name="_save"' not in page
        assert not re.findall(r'name="(?:title|starts|rules-0-title|areas-0-name)"', page)
    assert "2025年12月村民代表会议" in clerk.get(page_of(standard)).content.decode()
    assert clerk.post(page_of(item), item_form(item, title="改")).status_code == 403
    assert clerk.post(page_of(standard), standard_form(standard, title="改")).status_code == 403
    assert clerk.post(page_of(standard, "delete"), {"post": "yes"}).status_code == 403
    standard.refresh_from_db()
    assert standard.title == "试行标准"


def test_a_draft_adopted_while_it_is_being_edited_stays_as_it_was_adopted(
    clerk: Client, office: Office, draft: Standard
) -> None:
    form = standard_form(draft, title="改晚了")
    standards.adopt(draft, "村民代表会议", office.administrator, NOON)
    assert clerk.post(page_of(draft), form).status_code == 403
    draft.refresh_from_db()
    assert draft.title == "2027年标准"


def test_a_draft_is_begun_with_title_and_month_and_leads_on_to_its_page(
    clerk: Client, office: Office
) -> None:
    page = clerk.get(f"{STANDARDS}add/").content.decode()
    assert "areas-TOTAL_FORMS" not in page
    response = clerk.post(f"{STANDARDS}add/", {"title": "明年标准", "starts": "2027年1月"})
    draft = Standard.objects.drafts().get()
    assertRedirects(response, page_of(draft))
    assert (draft.community, draft.starts) == (office.community, NEXT_YEAR)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "请填写标准的名称"),
        ({"starts": "明年"}, "“明年”不是月份"),
        ({"starts": ""}, "请填写月份"),
        ({"starts": "1999-01"}, "年份应在 2000 至 2100 之间"),
        ({"title": "2027年标准"}, "已有2027年1月起用的同名草案"),
    ],
)
def test_a_title_or_month_that_will_not_do_gets_a_sentence(
    clerk: Client, draft: Standard, typed: dict[str, object], sentence: str
) -> None:
    form: dict[str, Any] = {"title": "又一稿", "starts": "2027-01"}
    assert sentence in told(clerk, f"{STANDARDS}add/", form | typed)
    assert Standard.objects.drafts().count() == 1


def test_title_month_areas_and_rules_are_written_in_one_go(clerk: Client, draft: Standard) -> None:
    form = standard_form(
        draft, title="改名", starts="2027-03", **{"areas-0-name": "家园", "rules-0-yearly_cap": ""}
    )
    assert clerk.post(page_of(draft), form).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, str(draft.starts)) == ("改名", "2027-03")
    assert draft.areas.get(number=1).name == "家园"
    assert draft.rules.get(number=1).yearly_cap is None


def test_a_rule_is_put_between_two_others_by_counting_them_on(
    clerk: Client, draft: Standard
) -> None:
    form = standard_form(draft)
    count = draft.rules.count()
    for place, rule in enumerate(draft.rules.order_by("number")):
        form[f"rules-{place}-number"] = rule.number + (rule.number > 1)
    form |= {
        "rules-TOTAL_FORMS": count + 1,
        f"rules-{count}-number": 2,
        f"rules-{count}-title": "爱护公共设施",
        f"rules-{count}-area": draft.areas.get(number=1).pk,
    }
    assert clerk.post(page_of(draft), form).status_code == 302
    assert list(draft.rules.order_by("number").values_list("number", "title"))[:3] == [
        (1, "规范建房"),
        (2, "爱护公共设施"),
        (5, "门前三包"),
    ]


def test_two_rules_of_one_number_are_refused_and_nothing_is_written(
    clerk: Client, draft: Standard
) -> None:
    before = list(draft.rules.values_list("number", "title"))
    form = standard_form(draft, title="改名", **{"rules-1-number": 1})
    assert "有几行的条号相同，请改成不同的。" in told(clerk, page_of(draft), form)
    draft.refresh_from_db()
    assert draft.title == "2027年标准"
    assert list(draft.rules.values_list("number", "title")) == before


def test_an_area_that_still_has_rules_is_not_deleted_but_one_they_leave_is(
    clerk: Client, draft: Standard
) -> None:
    form = standard_form(draft, **{"areas-0-DELETE": "on"})
    assert "方面“家园建设”下面还有条" in told(clerk, page_of(draft), form)
    assert draft.rules.filter(area__number=1).exists()
    form["rules-0-area"] = draft.areas.get(number=2).pk
    assert clerk.post(page_of(draft), form).status_code == 302
    assert not draft.areas.filter(number=1).exists()
    assert draft.items.count() == len(ROWS)


def test_a_rule_is_not_sent_to_an_area_of_another_standard(
    clerk: Client, office: Office, draft: Standard
) -> None:
    foreign = office.standard.areas.get(number=2)
    form = standard_form(draft, **{"rules-0-area": foreign.pk})
    assert "选择一个有效的选项" in told(clerk, page_of(draft), form)
    assert draft.rules.get(number=1).area.standard == draft


def test_a_whole_draft_is_deleted_after_all_it_holds_has_been_shown(
    clerk: Client, draft: Standard
) -> None:
    page = clerk.get(page_of(draft, "delete")).content.decode()
    assert "第4条 门前三包" in page
    assert "评分项: 8" in page
    assert clerk.post(page_of(draft, "delete"), {"post": "yes"}).status_code == 302
    assert not Standard.objects.drafts().exists()
    assert not Area.objects.filter(standard=draft.pk).exists()


def test_the_page_of_a_draft_leads_to_what_else_can_be_done(
    office: Office, draft: Standard
) -> None:
    adopting = "/standard/drafts/2027-01/1/adopt/"
    page = signed_in(office.administrator).get(page_of(draft)).content.decode()
    for address in (
        "/standard/drafts/2027-01/1/",
        "/standard/drafts/2027-01/1/copy/",
        adopting,
        f"{ITEMS}?standard={draft.pk}",
    ):
        assert f'href="{address}"' in page
    assert adopting not in signed_in(office.clerk).get(page_of(draft)).content.decode()


def test_nothing_of_another_community_is_shown_offered_or_changed(
    clerk: Client, office: Office, draft: Standard
) -> None:
    there = Office("西河社区")
    theirs = standards.create_draft(there.community, "别处的标准", NEXT_YEAR, ROWS)
    theirs.rules.update(title="别处的条")
    theirs.items.update(title="别处的项")
    item, mine = theirs.items.get(code="4.1"), draft.items.get(code="4.1")
    for address in (STANDARDS, ITEMS, ADD_ITEM, page_of(draft), page_of(mine), "/admin/points/"):
        assert "别处" not in clerk.get(address).content.decode(), address
    asked = clerk.get(ITEMS, {"standard": theirs.pk, "q": "项"}).content.decode()
    assert "别处" not in asked
    for row in (theirs, item):
        for page in ("change", "delete", "history"):
            assert clerk.get(page_of(row, page)).status_code == 404
    assert clerk.post(page_of(item), item_form(item, title="改")).status_code == 404
    assert clerk.post(page_of(item, "delete"), {"post": "yes"}).status_code == 404
    assert "选择一个有效的选项" in told(clerk, ADD_ITEM, item_form(rule=item.rule_id))
    foreign = theirs.areas.get(number=1).pk
    form = standard_form(draft, **{"rules-0-area": foreign})
    assert "选择一个有效的选项" in told(clerk, page_of(draft), form)


def test_offices_without_back_office_work_stay_outside(office: Office, draft: Standard) -> None:
    for person in (office.scorer, office.committee, office.supervisor):
        for address in (STANDARDS, ITEMS, ADD_ITEM, page_of(draft)):
            assert signed_in(person).get(address).status_code == 403


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


def test_the_pages_ask_as_much_of_a_small_draft_as_of_a_large_one(
    clerk: Client, office: Office
) -> None:
    small = standards.create_draft(office.community, "小稿", NEXT_YEAR, ROWS[:2])
    large = standards.create_draft(office.community, "大稿", NEXT_YEAR, ROWS)
    pages: list[list[str]] = [
        [page_of(each), page_of(each, "delete"), f"{ITEMS}?standard={each.pk}", page_of(item)]
        for each in (small, large)
        for item in each.items.filter(code="1.1")
    ]
    few, many = ([queries(clerk, address) for address in each] for each in pages)
    assert few == many

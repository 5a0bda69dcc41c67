"""The office's pages of notices: the list, publishing, one notice, closing."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household, User
from points.models import Entry, Notice
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, make_user, pass_until
from tests.points.notice_months import (
    AFTER,
    OCTOBER,
    add_group,
    open_with,
    publish,
    published,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clock(monkeypatch, NOON)


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def publishing(month: str = "2026-11", opens_on: str = "2026-11-20", **more: str) -> dict[str, str]:
    return {"month": month, "opens_on": opens_on, "form_token": str(uuid4()), **more}


def test_the_list_shows_number_month_period_state_and_code(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    page = as_(office.supervisor).get(reverse("notice_list")).text
    for shown in ("第1期", "2026年11月", "2026年11月20日至11月26日", notice.check_code, "公示中"):
        assert shown in page
    set_clock(monkeypatch, AFTER)
    assert "已期满" in as_(office.supervisor).get(reverse("notice_list")).text
    assert "期满入账" not in as_(office.supervisor).get(reverse("notice_list")).text


def test_an_empty_list_says_what_to_do(office: Office) -> None:
    assert "经代表大会审定之后" in as_(office.clerk).get(reverse("notice_list")).text


def test_notices_of_another_community_are_nowhere(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: []})
    stranger = as_(Office("西岭社区").clerk)
    assert "第1期" not in stranger.get(reverse("notice_list")).text
    assert stranger.get(reverse("notice", args=[1])).status_code == 404
    assert stranger.get(reverse("notice_print", args=[1])).status_code == 404


def test_publishing_is_for_the_clerk_alone(office: Office, zhang: Household) -> None:
    settle(office, NOVEMBER, {})
    for person in (office.auditor, office.administrator, office.scorer):
        assert as_(person).get(reverse("notice_new")).status_code == 403
        assert as_(person).post(reverse("notice_new"), publishing()).status_code == 403
    assert not Notice.objects.exists()


def test_somebody_without_office_sees_nothing(office: Office) -> None:
    nobody = as_(make_user(office.community))
    for name in ("notice_list", "notice_new"):
        assert nobody.get(reverse(name)).status_code == 403


def test_the_page_tells_what_is_ready_and_what_each_other_group_waits_for(
    office: Office, zhang: Household
) -> None:
    add_group(office)
    first, second = open_with(office, NOVEMBER, {})
    pass_until(office, first, None)
    pass_until(office, second, Step.AUDIT)
    page = as_(office.clerk).get(reverse("notice_new")).text
    ready, waiting = page.split("还在评审")
    assert "第1组" in ready
    assert "第2组" not in ready
    assert "两委审核" in waiting
    assert "赵庄第2组" in waiting
    assert "2026年11月20日至11月26日" in page
    assert 'value="2026-11-20"' in page


def test_the_earliest_month_with_something_ready_comes_first(
    office: Office, zhang: Household
) -> None:
    settle(office, OCTOBER, {})
    open_with(office, NOVEMBER, {})
    client = as_(office.clerk)
    assert "发布公示 · 2026年10月" in client.get(reverse("notice_new")).text
    chosen = client.get(reverse("notice_new"), {"month": "2026-11"}).text
    assert "发布公示 · 2026年11月" in chosen
    assert "本月还没有可以公示的积分表" in chosen
    assert 'name="opens_on"' not in chosen
    assert client.get(reverse("notice_new"), {"month": "foo"}).status_code == 200


def test_nothing_to_publish_says_so(office: Office) -> None:
    assert "没有待公示的积分表" in as_(office.clerk).get(reverse("notice_new")).text


def test_publishing_leads_to_the_notice_and_says_what_to_do(
    office: Office, zhang: Household
) -> None:
    settle(office, NOVEMBER, {zhang: ["4.1"]})
    answer = as_(office.clerk).post(reverse("notice_new"), publishing(), follow=True)
    assert answer.redirect_chain == [(reverse("notice", args=[1]), 302)]
    for shown in ("第1期公示已发布，请按村打印张贴。", "000017", "张*禾"):
        assert shown in answer.text
    assert "张三禾" not in answer.text
    assert Notice.objects.get().opens_on == date(2026, 11, 20)


def test_a_form_sent_twice_publishes_once(office: Office, zhang: Household) -> None:
    settle(office, NOVEMBER, {})
    form, client = publishing(), as_(office.clerk)
    for _ in range(2):
        answer = client.post(reverse("notice_new"), form)
        assert (answer.status_code, answer["Location"]) == (302, reverse("notice", args=[1]))
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"opens_on": "2026-11-19"}, "公示开始日期不能早于今天"),
        ({"opens_on": "2027-11-20"}, "请核对年份和月份"),
        ({"opens_on": "廿三"}, "日期不对"),
        ({"opens_on": ""}, "请填写公示开始日期"),
        ({"month": "2026-10"}, "2026年10月没有可以公示的积分表"),
        ({"month": "x"}, "不是月份"),
        ({"form_token": "x"}, "页面已过期"),
    ],
)
def test_a_wrong_form_is_told_why_keeps_what_was_typed_and_publishes_nothing(
    office: Office, zhang: Household, wrong: dict[str, str], told: str
) -> None:
    settle(office, NOVEMBER, {})
    answer = as_(office.clerk).post(reverse("notice_new"), publishing(**wrong))
    assert answer.status_code == 422
    assert told in answer.text
    if wrong.get("opens_on"):
        assert f'value="{wrong["opens_on"]}"' in answer.text
    assert not Notice.objects.exists()


def test_a_refused_form_can_be_put_right_and_sent_again(office: Office, zhang: Household) -> None:
    settle(office, NOVEMBER, {})
    client, form = as_(office.clerk), publishing(opens_on="2026-11-19")
    assert client.post(reverse("notice_new"), form).status_code == 422
    assert client.post(reverse("notice_new"), {**form, "opens_on": "2026-11-21"}).status_code == 302


def test_a_notice_shows_one_village_at_a_time_with_the_papers_of_all(
    office: Office, zhang: Household
) -> None:
    zhou, _ = add_group(office, "钱庄", "第1组")
    notice = published(office, NOVEMBER, {zhou: ["1.3"]})
    client = as_(office.clerk)
    first = client.get(reverse("notice", args=[1])).text
    assert zhang.code in first
    assert zhou.code not in first
    other = notice.content["groups"][1]["village_code"]
    second = client.get(reverse("notice", args=[1]), {"village": other}).text
    assert zhou.code in second
    assert "−5" in second
    for village in (office.village.code, other):
        for paper in ("A3", "A4"):
            link = f"{reverse('notice_print', args=[1])}?village={village}&amp;paper={paper}"
            assert link in first
    assert client.get(reverse("notice", args=[1]), {"village": "无"}).status_code == 404


def test_who_may_not_print_gets_no_links(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: []})
    assert "/print/" not in as_(office.committee).get(reverse("notice", args=[1])).text


def test_closing_says_what_it_did_and_twice_does_nothing(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    set_clock(monkeypatch, AFTER)
    client = as_(office.clerk)
    assert "有 1 期公示已期满" in client.get(reverse("notice_list")).text
    form = {"form_token": str(uuid4())}
    for _ in range(2):
        answer = client.post(reverse("notice_close"), form, follow=True)
        assert "第1期公示已期满，积分已计入各户账户。" in answer.text
    assert Entry.objects.count() == 1
    again = client.post(reverse("notice_close"), {"form_token": str(uuid4())}, follow=True)
    assert "没有期满待入账的公示" in again.text
    assert "已入账" in again.text


def test_closing_before_the_last_day_is_over_posts_nothing(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    set_clock(monkeypatch, AFTER - timedelta(days=1))
    as_(office.clerk).post(reverse("notice_close"), {"form_token": str(uuid4())})
    assert not Entry.objects.exists()


def test_closing_is_a_posted_act_of_the_clerk(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    set_clock(monkeypatch, AFTER)
    assert as_(office.clerk).get(reverse("notice_close")).status_code == 405
    assert as_(office.clerk).post(reverse("notice_close")).status_code == 422
    for person in (office.auditor, office.supervisor):
        answer = as_(person).post(reverse("notice_close"), {"form_token": str(uuid4())})
        assert answer.status_code == 403
    assert not Entry.objects.exists()


@pytest.mark.parametrize("name", ["notice_list", "notice_new", "notice"])
def test_pages_cost_the_same_however_much_they_show(office: Office, name: str) -> None:
    def cost(number: int) -> int:
        client = as_(office.clerk)
        address = reverse(name, args=[number] if name == "notice" else [])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    make_household(office.group)
    settle(office, OCTOBER.previous(), {})
    publish(office, OCTOBER.previous())
    settle(office, OCTOBER, {})
    few = cost(1)
    for _ in range(15):
        make_household(office.group)
    add_group(office)
    publish(office, OCTOBER)
    settle(office, NOVEMBER, {})
    assert cost(2) == few

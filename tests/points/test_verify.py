"""Checking a code off a paper: what agrees, what was changed, what is not known."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households import guards
from households.models import Household
from points.models import Notice, NoticeHousehold
from points.services import notices
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import OCTOBER, published, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "000017")


def verify(client: Client, code: str) -> str:
    """As it is found out anew."""
    cache.clear()
    return client.get(reverse("verify"), {"code": code}).text


def test_a_known_code_is_confirmed_with_number_period_and_totals(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    page = verify(client, notice.check_code)
    for told in (
        "与系统记录一致",
        "第1期",
        "2026年11月20日至11月26日（7天）",
        "这是第一期",
        "赵庄",
    ):
        assert told in page
    assert "000017" not in page
    assert "张*禾" not in page


@pytest.mark.parametrize(
    "spoil",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789ABCDEF-"}),
    ],
)
def test_a_code_is_understood_as_people_read_it_off_a_paper(
    office: Office, zhang: Household, client: Client, spoil: Callable[[str], str]
) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    assert "与系统记录一致" in verify(client, spoil(notice.check_code))


def test_an_unknown_code_is_plainly_not_known(
    office: Office, zhang: Household, client: Client
) -> None:
    published(office, NOVEMBER, {zhang: []})
    page = verify(client, "FFFF-0000-FFFF-0000")
    assert "没有这个校验码" in page
    assert "一致" not in page.replace("是不是一致", "")


def test_a_code_that_would_follow_a_known_one_is_not_known(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    assert len(notice.check_code) == 19
    for shift in (-1, 1):
        other = f"{(int(notice.digest[:16], 16) + shift) % 16**16:016X}"
        assert "没有这个校验码" in verify(client, other)


@pytest.mark.parametrize("typed", ["", "A1B2", "G" * 16, "张" * 16, "0" * 61])
def test_what_is_no_code_is_refused_and_stays_typed(client: Client, typed: str) -> None:
    answer = client.get(reverse("verify"), {"code": typed})
    assert answer.status_code == 422
    assert "请" in answer.context["form"].errors["code"][0]
    assert f'value="{typed}"' in answer.text or not typed


@pytest.fixture
def unguarded() -> None:
    """As somebody with the database's own password could do it."""
    guards.remove(connection)


@pytest.mark.usefixtures("unguarded")
def test_a_changed_figure_no_longer_agrees_with_its_code(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    changed = deepcopy(notice.content)
    changed["groups"][0]["lines"][0]["total"] = 30
    pairs = [list(pair) for pair in notice.content.items()]
    for content in (changed, {}, [], pairs, "x", 5, {**notice.content, "month": 1.5}):
        Notice.objects.filter(pk=notice.pk).update(content=content)
        page = verify(client, notice.check_code)
        assert "与系统记录不一致" in page
        assert "与系统记录一致" not in page
        assert "各村合计" not in page


@pytest.mark.usefixtures("unguarded")
def test_half_a_pair_of_surrogates_does_not_agree(
    office: Office, zhang: Household, client: Client
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite stores half a pair of surrogates")
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    Notice.objects.filter(pk=notice.pk).update(content={**notice.content, "standard": "\ud800"})
    assert "与系统记录不一致" in verify(client, notice.check_code)


@pytest.mark.usefixtures("unguarded")
def test_a_digest_that_is_none_is_told_and_breaks_no_page(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    Notice.objects.filter(pk=notice.pk).update(digest=notice.digest[:16] + "A" * 48)
    assert "与系统记录不一致" in verify(client, notice.check_code)
    Notice.objects.filter(pk=notice.pk).update(digest=notice.digest, previous_digest="x" * 64)
    page = verify(client, notice.check_code)
    assert "与系统记录不一致" in page
    assert "以前各期接不上" in page


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    "change",
    [
        {"number": 7},
        {"kind": "exchange", "month": None, "quarter": 4},
        {"month": 10},
        {"year": 2025},
        {"opens_on": date(2026, 11, 19)},
        {"closes_on": date(2026, 11, 27)},
        {"period_days": 8},
    ],
)
def test_a_number_or_date_changed_beside_the_content_is_noticed(
    office: Office, zhang: Household, client: Client, change: dict[str, object]
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    Notice.objects.filter(pk=notice.pk).update(**change)
    assert "与系统记录不一致" in verify(client, notice.check_code)


def test_households_that_changed_places_no_longer_agree(
    office: Office, zhang: Household, client: Client
) -> None:
    li = make_household(office.group, "李四麦")
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    assert "与系统记录一致" in verify(client, notice.check_code)
    for household, code in ((zhang, li.code), (li, zhang.code)):
        NoticeHousehold.objects.filter(household=household).update(code=code)
    assert "与系统记录不一致" in verify(client, notice.check_code)


def test_a_code_that_nothing_proves_does_not_agree(
    office: Office, zhang: Household, client: Client
) -> None:
    li = make_household(office.group, "李四麦")
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    for household, code in ((zhang, li.code), (li, zhang.code)):
        NoticeHousehold.objects.filter(household=household).update(code=code)
    Household.objects.update(salt="")
    assert "与系统记录不一致" in verify(client, notice.check_code)


def test_a_name_erased_later_leaves_the_notice_in_agreement(
    office: Office, zhang: Household, client: Client
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    NoticeHousehold.objects.all().delete()
    assert "与系统记录一致" in verify(client, notice.check_code)
    page = client.get(reverse("board_notice", args=[office.community.code, 1])).text
    assert "已隐去" in page
    assert "张*禾" not in page


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize(
    ("number", "change"),
    [
        (1, {"digest": "a" * 64}),
        (1, {"previous_digest": "b" * 64}),
        (1, {"number": 9}),
        (2, {"previous_digest": "b" * 64}),
        (2, {"content": {}}),
        (2, {"content": "x"}),
        (2, {"closes_on": date(2026, 11, 27)}),
        (3, {"number": 4}),
    ],
)
def test_a_notice_changed_before_breaks_the_chain_of_the_later_ones(
    office: Office, zhang: Household, client: Client, number: int, change: dict[str, object]
) -> None:
    for month in (OCTOBER.previous(), OCTOBER, NOVEMBER):
        last = published(office, month, {})
    whole = verify(client, last.check_code)
    assert "从第1期到本期，校验码一期接一期" in whole
    Notice.objects.filter(number=number).update(**change)
    page = verify(client, last.check_code)
    assert "以前各期接不上" in page
    assert "一期接一期" not in page


@pytest.mark.usefixtures("unguarded")
def test_the_page_says_which_contents_it_made_again_and_how_to_check_the_others(
    office: Office, zhang: Household, client: Client
) -> None:
    first, second, third = (
        published(office, month, {zhang: ["4.1"]})
        for month in (OCTOBER.previous(), OCTOBER, NOVEMBER)
    )
    changed = deepcopy(first.content)
    changed["groups"][0]["lines"][0]["total"] = 300
    Notice.objects.filter(pk=first.pk).update(content=changed)
    page = verify(client, third.check_code)
    assert "与系统记录一致" in page
    assert "重新算过的是本期和上一期的内容" in page
    assert "更早各期的内容要核对的，请输入那一期的校验码" in page
    assert f'href="{reverse("board_chain", args=[office.community.code])}"' in page
    assert "以前各期接不上" in verify(client, second.check_code)
    assert "与系统记录不一致" in verify(client, first.check_code)
    assert "更早各期" not in verify(client, second.check_code)


def test_a_verdict_is_kept_for_a_while_so_that_asking_again_costs_little(
    office: Office, zhang: Household, client: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("verify"), {"code": notice.check_code})
        assert "与系统记录一致" in page.text
        assert "各村合计" in page.text
        return sum("content" in query["sql"] for query in queries)

    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    anew = cost()
    assert anew > 0
    assert cost() == 0
    cache.clear()
    assert cost() == anew


def test_what_is_not_known_is_asked_for_again(
    office: Office, zhang: Household, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, NOVEMBER, {zhang: ["4.1"]})
    opens_on = NOON.date() + timedelta(days=3)
    notice = notices.publish_month(office.community, NOVEMBER, opens_on, office.clerk, NOON)
    address = f"{reverse('verify')}?code={notice.check_code}"
    assert "没有这个校验码" in client.get(address).text
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=3))
    assert "与系统记录一致" in client.get(address).text


def test_a_code_is_not_known_before_its_notice_hangs(
    client: Client, office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(office, NOVEMBER, {zhang: ["4.1"]})
    opens_on = NOON.date() + timedelta(days=3)
    notice = notices.publish_month(office.community, NOVEMBER, opens_on, office.clerk, NOON)
    assert "与系统记录一致" not in verify(client, notice.check_code)
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(days=3))
    assert "与系统记录一致" in verify(client, notice.check_code)

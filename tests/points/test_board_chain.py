"""The last codes of a chain, for supervisors to copy by hand."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households import guards
from households.models import Household
from points.models import Notice
from points.reports import notice_chain
from points.services import notices
from tests.factory import NOON, NOVEMBER, Office, make_household, signed_in
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


def page(office: Office) -> str:
    answer = Client().get(reverse("board_chain", args=[office.community.code]))
    assert answer.status_code == 200
    return answer.text


def test_number_period_and_code_stand_side_by_side_the_newest_first(
    office: Office, zhang: Household
) -> None:
    made = [published(office, month, {zhang: ["4.1"]}) for month in (OCTOBER, NOVEMBER)]
    text = page(office)
    assert text.index(made[1].check_code) < text.index(made[0].check_code)
    for told in ("第2期", "2026年11月积分", "2026年11月20日至11月26日", "没有断开", "打印"):
        assert told in text
    assert f'href="{reverse("verify")}?code={made[1].check_code}"' in text
    assert "000017" not in text


def test_the_page_says_what_entering_a_code_checks_and_what_it_does_not(
    office: Office, zhang: Household
) -> None:
    published(office, NOVEMBER, {})
    text = re.sub(r"<[^>]+>", "", page(office))
    for told in (
        "这一页只看校验码，没有重算各期的内容。",
        "系统重算那一期和它上一期的内容，再看从第1期到那一期的校验码接不接得上",
        "更早各期的内容，请逐期输入那一期的校验码",
        "用离线核对页从第1期起全部重算",
    ):
        assert told in text


def test_only_the_last_ones_are_shown(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_chain, "COPIED", 2)
    made = [published(office, each, {}) for each in (OCTOBER.previous(), OCTOBER, NOVEMBER)]
    text = page(office)
    assert [notice.check_code in text for notice in made] == [False, True, True]
    assert "从第1期到第3期" in text


def test_a_broken_link_is_told(office: Office, zhang: Household) -> None:
    for month in (OCTOBER, NOVEMBER):
        published(office, month, {})
    guards.remove(connection)
    Notice.objects.filter(number=2).update(previous_digest="b" * 64)
    text = page(office)
    assert "各期接不上" in text
    assert "没有断开" not in text


def test_a_notice_that_does_not_hang_yet_is_not_among_them(
    office: Office, zhang: Household
) -> None:
    assert "现在没有公示" in page(office)
    settle(office, NOVEMBER, {})
    day = (NOON + timedelta(days=1)).date()
    coming = notices.publish_month(office.community, NOVEMBER, day, office.clerk, NOON)
    assert coming.check_code not in page(office)


def test_the_codes_of_another_community_are_on_its_own_page(
    office: Office, zhang: Household
) -> None:
    other = Office("西岭社区")
    mine = published(office, NOVEMBER, {})
    theirs = published(other, NOVEMBER, {make_household(other.group): []})
    assert theirs.check_code not in page(office)
    assert mine.check_code not in page(other)
    for code in (office.village.code, "无"):
        assert Client().get(reverse("board_chain", args=[code])).status_code == 404


def test_the_office_and_the_board_lead_to_it(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {})
    address = reverse("board_chain", args=[office.community.code])
    assert f'href="{address}"' in signed_in(office.clerk).get(reverse("notice_list")).text
    board = Client().get(reverse("board_community", args=[office.community.code])).text
    assert f'href="{address}"' in board


def test_the_page_costs_the_same_however_long_the_chain(office: Office, zhang: Household) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(office)
        return len(queries)

    published(office, OCTOBER.previous(), {})
    few = cost()
    for month in (OCTOBER, NOVEMBER):
        published(office, month, {})
    assert cost() == few

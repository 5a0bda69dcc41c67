"""The months behind a card, one by one and over the turn of the year, and the standard."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from households.models import Household
from households.roles import Role
from households.services import cards
from points.periods import Month
from points.reports.card_page import CardPage, card_page
from tests.clock import Clock, running
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_community,
    make_group,
    make_household,
    make_officer,
    make_village,
)
from tests.points.card_holding import card_of, holding, text_of
from tests.points.notice_months import OCTOBER, open_with, published, settle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Clock]:
    clock = Clock("2026-11-20 12:00")
    with running(clock):
        yield clock


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def shown(household: Household, day: date) -> CardPage:
    return card_page(Household.objects.get(pk=household.pk), day)


def test_in_january_the_year_before_is_still_there(
    office: Office, zhang: Household, clock: Clock
) -> None:
    december = Month(2026, 12)
    clock.set("2027-01-05 09:00")
    open_with(office, december, {zhang: ["4.1"]}, NOON + timedelta(days=46))
    page = shown(zhang, date(2027, 1, 5))
    assert [(each.sheet.year, each.month.total) for each in page.current] == [(2026, 3)]
    assert page.year == 2027


def test_caps_do_not_reach_over_the_turn_of_the_year(office: Office, zhang: Household) -> None:
    """1.1 is worth 5 once a year; a month of the year after has room for it again."""
    settle(office, NOVEMBER, {zhang: ["1.1"]})
    after = NOON + timedelta(days=60)
    open_with(office, Month(2027, 1), {zhang: ["1.1"]}, after)
    january, november = (*(page := shown(zhang, after.date())).current, *page.published)
    assert (january.month.total, november.month.total) == (5, 5)


def test_a_month_has_its_own_page_and_no_other_households(office: Office, zhang: Household) -> None:
    li = make_household(office.group, "李四麦")
    published(office, OCTOBER, {zhang: ["4.1"], li: ["1.3"]})
    client = holding(card_of(office, zhang))
    text = text_of(client, "/card/months/2026-10/")
    assert "得 +3 分，公示中" in text
    assert "巡查平均45分及以上" in text
    assert "新增私搭乱建" not in text
    assert client.get("/card/months/2026-09/").status_code == 404


def test_the_standard_is_told_in_plain_words(office: Office, zhang: Household) -> None:
    client = holding(card_of(office, zhang))
    text = text_of(client, "/card/standard/")
    for told in ("每月加 3 分", "每次扣 5 分", "每4小时加 1 分", "每次加 5 至 20 分"):
        assert told in text
    assert "每年最多加 24 分" in text


def test_without_a_standard_the_page_says_so() -> None:
    community = make_community("西河社区")
    group = make_group(make_village(community))
    household = make_household(group)

    clerk = make_officer(Role.CLERK, community)
    card = cards.issue(household, clerk, NOON).card
    assert "现在没有执行中的积分标准" in text_of(holding(card), "/card/standard/")

"""The public board beside its notices: standard, points, one's own village, odd requests."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from points.models import Entry
from points.periods import Month
from points.reports.board_totals import board_totals
from points.services import ledger
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_community,
    make_household,
    make_standard,
    make_village,
    signed_in,
)
from tests.points.notice_months import add_group, published

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


def at(office: Office, page: str, *more: object) -> str:
    return reverse(f"board_{page}", args=[office.community.code, *more])


def moved(
    household: Household, points: int, kind: str, on: date, reverses: Entry | None = None
) -> Entry:
    move = ledger.Movement(household.pk, points, kind, on.year, "事由", reverses)
    return ledger.write(household.community_id, [move], on, None, NOON)[0]


class TestStandard:
    def test_it_says_in_plain_words_what_is_in_force(self, office: Office, client: Client) -> None:
        make_standard(office.community, Month(2026, 12))
        page = client.get(at(office, "standard")).text
        for told in (
            "“试行标准”，2026年1月起执行",
            "每次扣 5 分",
            "每4小时加 1 分",
            "每年最多扣 10 分",
        ):
            assert told in page
        assert "2026年12月" not in page

    def test_a_draft_and_a_coming_standard_are_not_in_force(self, client: Client) -> None:
        community = make_community("西河社区", "XH")
        make_standard(community, Month(2026, 12))
        page = client.get(reverse("board_standard", args=["XH"])).text
        assert "现在没有执行中的积分标准" in page


class TestPoints:
    def test_years_and_months_add_up(self, zhang: Household) -> None:
        li = make_household(zhang.group, "李四麦")
        kinds = Entry.Kind
        moved(zhang, 30, kinds.MONTH, date(2025, 12, 9))
        moved(zhang, 12, kinds.MONTH, date(2026, 10, 9))
        first = moved(li, -4, kinds.MONTH, date(2026, 10, 9))
        moved(zhang, -20, kinds.EXCHANGE, date(2026, 10, 20))
        spent = moved(zhang, -8, kinds.EXCHANGE, date(2026, 11, 3))
        moved(zhang, 8, kinds.REFUND, date(2026, 11, 4), spent)
        moved(li, 4, kinds.REVERSAL, date(2026, 11, 5), first)
        moved(li, -3, kinds.CORRECTION, date(2026, 11, 5))
        found = board_totals(zhang.community, date(2026, 11, 20))
        told = [
            (each.month, each.issued, each.spent, each.returned)
            for year in found.years
            for each in year.months
        ]
        assert told == [(11, 1, 8, 8), (10, 8, 20, 0), (12, 30, 0, 0)]
        sums = [(year.year, year.issued, year.spent, year.returned) for year in found.years]
        assert sums == [(2026, 9, 28, 8), (2025, 30, 0, 0)]
        assert (found.issued, found.spent, found.returned) == (39, 28, 8)

    def test_what_can_be_spent_is_not_less_because_another_household_owes(
        self, zhang: Household, office: Office, client: Client
    ) -> None:
        """Zhang 50 and Li −30: Zhang can spend 50, Li nothing."""
        li = make_household(zhang.group, "李四麦")
        moved(zhang, 50, Entry.Kind.MONTH, date(2026, 10, 9))
        moved(li, -30, Entry.Kind.MONTH, date(2026, 10, 9))
        moved(li, 40, Entry.Kind.MONTH, date(2026, 11, 21))
        found = board_totals(zhang.community, date(2026, 11, 20))
        assert (found.left, found.owed) == (50, 30)
        assert found.left - found.owed == found.issued - found.spent + found.returned
        page = client.get(at(office, "points")).text
        assert "各户还可以兑换50分；有的户扣到了0分以下，一共欠30分" in page

    def test_a_slip_cancelled_in_a_later_month_is_no_exchange_below_nought(
        self, zhang: Household, office: Office, client: Client
    ) -> None:
        moved(zhang, 30, Entry.Kind.MONTH, date(2026, 10, 9))
        spent = moved(zhang, -20, Entry.Kind.EXCHANGE, date(2026, 10, 20))
        moved(zhang, 20, Entry.Kind.REFUND, date(2026, 11, 4), spent)
        page = client.get(at(office, "points")).text
        assert "入账30分，兑换20分</span>" in page
        assert "入账0分，兑换0分，退回20分</span>" in page
        assert "一共入账30分，兑换20分，退回20分，各户还可以兑换30分。" in page

    def test_the_page_says_them_and_nothing_of_other_communities_or_days_to_come(
        self, zhang: Household, office: Office, client: Client
    ) -> None:
        assert "还没有积分入账" in client.get(at(office, "points")).text
        moved(zhang, -2, Entry.Kind.MONTH, date(2026, 10, 9))
        moved(zhang, 900, Entry.Kind.MONTH, date(2026, 11, 21))
        stranger = make_household(Office("西河社区").group)
        moved(stranger, 700, Entry.Kind.MONTH, date(2026, 10, 9))
        page = client.get(at(office, "points")).text
        assert "一共入账−2分，兑换0分，各户还可以兑换0分；有的户扣到了0分以下，一共欠2分" in page
        assert "入账−2分，兑换0分" in page
        assert not [number for number in ("900", "700") if f"{number}分" in page]


class TestVillage:
    def test_the_village_chosen_first_is_the_one_every_notice_opens_at(
        self, office: Office, zhang: Household, client: Client
    ) -> None:
        other, _ = add_group(office, "钱庄", "第1组")
        published(office, NOVEMBER, {})
        village = other.group.parent
        page = client.get(at(office, "community"), {"village": village.code}).text
        assert 'aria-current="true">钱庄' in page
        notice = f"{at(office, 'notice', 1)}?village={village.code}"
        assert f'href="{notice}"' in page
        shown = client.get(notice).text
        assert (other.code in shown, zhang.code in shown) == (True, False)
        assert "钱庄2户，本月合计0分，" in shown

    def test_a_village_with_nothing_in_a_notice_says_so(
        self, office: Office, zhang: Household, client: Client
    ) -> None:
        published(office, NOVEMBER, {})
        later = make_village(office.community, "孙庄")
        answer = client.get(at(office, "notice", 1), {"village": later.code})
        assert "本期公示里没有孙庄的农户" in answer.text
        assert zhang.code not in answer.text

    def test_a_village_that_has_not_joined_and_one_of_others_are_unknown(
        self, office: Office, zhang: Household, client: Client
    ) -> None:
        published(office, NOVEMBER, {})
        waiting = make_village(office.community, "周庄", date(2027, 1, 1))
        for code in (waiting.code, Office("西河社区").village.code, "", "\x00", "9" * 5000):
            assert client.get(at(office, "notice", 1), {"village": code}).status_code == 404
            page = client.get(at(office, "community"), {"village": code})
            assert page.status_code == 200
            assert 'aria-current="true"' not in page.text


@pytest.mark.parametrize("page", ["community", "standard", "points", "market", "notice"])
class TestOddRequests:
    def test_an_unknown_community_has_no_board(
        self, page: str, client: Client, office: Office
    ) -> None:
        more = [1] if page == "notice" else []
        for code in ("无", "9" * 400, office.village.code, office.group.code):
            address = reverse(f"board_{page}", args=[code, *more])
            assert client.get(address).status_code == 404

    def test_only_the_head_is_answered_to_head_and_nothing_to_post(
        self, page: str, client: Client, office: Office, zhang: Household
    ) -> None:
        published(office, NOVEMBER, {})
        address = at(office, page, *([1] if page == "notice" else []))
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Type"].startswith("text/html")
        assert client.post(address).status_code == 405

    def test_a_copy_is_kept_for_five_minutes_and_sent_again_only_when_it_changed(
        self, page: str, client: Client, office: Office, zhang: Household
    ) -> None:
        published(office, NOVEMBER, {})
        address = at(office, page, *([1] if page == "notice" else []))
        answer = client.get(address)
        assert set(answer["Cache-Control"].split(", ")) == {"public", "max-age=300"}
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert "no-store" in signed_in(office.clerk).get(address)["Cache-Control"]


@pytest.mark.parametrize("number", ["0", "2", "9" * 12, "9" * 30, "9" * 5000, "-1", "1.5", "１０"])
def test_a_number_that_no_notice_has_is_not_found(
    number: str, office: Office, zhang: Household, client: Client
) -> None:
    published(office, NOVEMBER, {})
    address = at(office, "community")
    assert client.get(f"{address}{number}/").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "九", "9" * 5000, "\x00"])
def test_a_page_that_is_not_there_shows_one_that_is(
    page: str, office: Office, zhang: Household, client: Client
) -> None:
    published(office, NOVEMBER, {})
    assert "2026年11月积分" in client.get(at(office, "community"), {"page": page}).text


def test_notices_stand_under_their_years(office: Office, zhang: Household, client: Client) -> None:
    published(office, Month(2026, 10), {})
    published(office, NOVEMBER, {})
    page = client.get(at(office, "community")).text
    order = [page.index(told) for told in ("<h3>2026年</h3>", "2026年11月积分", "2026年10月积分")]
    assert order == sorted(order)
    assert page.count("<h3>") == 1


@pytest.mark.parametrize("page", ["standard", "points"])
def test_the_board_costs_the_same_however_much_it_shows(
    page: str, office: Office, zhang: Household, client: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(office, page)).status_code == 200
        return len(queries)

    few = cost()
    for months in range(1, 30):
        on = NOON.date() - timedelta(days=30 * months)
        moved(zhang, 3, Entry.Kind.MONTH, on)
    assert cost() == few <= 5


def test_search_engines_are_kept_out(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.text == "User-agent: *\nDisallow: /\n"
    assert answer["Content-Type"].startswith("text/plain")
    assert client.head("/robots.txt").status_code == 200

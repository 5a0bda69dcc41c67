"""The pages that show notices of both kinds: the office, the board, the check of a code."""

from datetime import datetime

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
from tests.factory import NOVEMBER, make_household, signed_in
from tests.points.card_holding import card_of, holding
from tests.points.notice_months import published
from tests.supermarket.asking import text, told
from tests.supermarket.factory import give_points
from tests.supermarket.quarters_told import CLOSED, OVER, Autumn

pytestmark = pytest.mark.django_db

MONTH, QUARTER = "2026年11月积分", "2026年第4季度兑换"


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    set_clock(monkeypatch, CLOSED)


@pytest.fixture
def town() -> Autumn:
    return Autumn()


@pytest.fixture
def both(town: Autumn) -> Autumn:
    """The quarter hangs as notice 1, November as notice 2."""
    town.published()
    published(town, NOVEMBER, {town.zhang: ["4.1"]}, CLOSED)
    return town


def public(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def board(town: Autumn, number: int = 1, **query: str) -> str:
    return public(reverse("board_notice", args=[town.community.code, number], query=query))


def checked(notice: Notice) -> str:
    return public(reverse("verify", query={"code": notice.check_code}))


# The office's pages


def test_the_list_names_what_each_notice_tells(both: Autumn) -> None:
    page = text(both.supervisor, reverse("notice_list"))
    for shown in (MONTH, QUARTER, "第1期", "第2期"):
        assert shown in page


def test_the_office_sees_a_village_at_a_time_in_its_own_columns(both: Autumn) -> None:
    quarter = text(both.clerk, reverse("notice", args=[1]))
    assert f"第1期公示 · {QUARTER}" in quarter
    for shown in ("000017", "张*禾", "大米 1袋、", "理发 1次", "兑换物品", "余额是2026年12月1日"):
        assert shown in quarter, shown
    assert "000018" not in quarter
    other = {"village": both.other_village.code}
    second = text(both.clerk, reverse("notice", args=[1], query=other))
    assert ("000018" in second, "大米 2袋、" in second) == (True, True)
    month = text(both.clerk, reverse("notice", args=[2]))
    assert ("本月合计" in month, "兑换物品" in month) == (True, False)


def close(town: Autumn) -> str:
    client = signed_in(town.clerk)
    token = client.get(reverse("notice_list")).context["form_token"]
    return told(client.post(reverse("notice_close"), {"form_token": token}))


def test_a_quarter_that_is_over_is_closed_without_a_word_of_points(
    town: Autumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.published()
    set_clock(monkeypatch, OVER)
    page = text(town.clerk, reverse("notice_list"))
    assert "兑换公示只办结，不动积分。" in page
    assert "期满办结" in page
    assert "入账后，积分计入各户账户" not in page
    assert "第1期公示待办结" in text(town.clerk, "/")
    after = close(town)
    assert "第1期公示已期满，已办结。" in after
    assert "计入各户账户，不能撤回" not in after
    assert "已入账" not in text(town.clerk, reverse("notice_list"))
    for page in (text(town.clerk, reverse("notice", args=[1])), board(town)):
        assert ("已期满" in page, "已入账" in page) == (True, False)


def test_a_month_and_a_quarter_that_are_over_are_closed_together(
    both: Autumn, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, OVER)
    page = text(both.clerk, reverse("notice_list"))
    assert f"第1期（{QUARTER}）、第2期（{MONTH}）" in page
    assert "兑换公示只办结，不动积分。入账后，积分计入各户账户，不能撤回。" in page
    assert "期满办结、入账" in page
    after = close(both)
    assert "第1期公示已期满，已办结。" in after
    assert "第2期公示已期满，积分已计入各户账户。" in after
    shown = text(both.clerk, reverse("notice_list"))
    assert ("已期满" in shown, "已入账" in shown) == (True, True)


def test_nobody_objects_to_a_line_of_an_exchange(both: Autumn) -> None:
    page = text(both.clerk, reverse("objection_new"))
    assert ("第2期" in page, "第1期" in page) == (True, False)
    card = holding(card_of(both, both.zhang))
    for number, status in ((1, 404), (2, 200)):
        address = reverse("card_object", query={"notice": number})
        assert card.get(address).status_code == status


# Public pages


def test_the_board_shows_both_kinds(both: Autumn) -> None:
    listed = public(reverse("board_community", args=[both.community.code]))
    assert (MONTH in listed, QUARTER in listed) == (True, True)
    shown = board(both)
    for words in (
        "东岭社区2026年第4季度兑换公示（第1期）",
        "（2026年11月20日至11月30日）爱心超市的积分兑换情况",
        "对公示内容有异议的",
        "大米 1袋、",
        "全社区兑出（2户）",
        '<td class="is-number" data-label="扣分">83</td>',
    ):
        assert words in shown, words
    assert "村民代表大会审定" in board(both, 2)


def test_nothing_but_what_hangs_is_on_public_pages(town: Autumn) -> None:
    secret = {"phone": "13900001234", "house_number": "赵庄北巷88号", "note": "低保户"}
    Household.objects.filter(pk=town.zhang.pk).update(**secret)
    notice = town.published()
    refs = [line["ref"] for group in notice.content["groups"] for line in group["lines"]]
    private = {*secret.values(), *refs, "张三禾", "户主本人", "拿错了东西", town.zhang.salt}
    private |= {person.name for person in (town.storekeeper, town.clerk)} - {"积分办"}
    for page in (board(town), checked(notice)):
        assert not [word for word in private if word in page]


def test_a_code_is_confirmed_with_the_totals_of_its_kind(both: Autumn) -> None:
    quarter, month = Notice.objects.order_by("number")
    page = checked(quarter)
    for words in (
        "与系统记录一致",
        "东岭社区2026年第4季度兑换公示（第1期）",
        "2026年12月1日至12月7日（7天）",
        '<td class="is-number" data-label="扣分合计">83</td>',
        '<td class="is-number" data-label="余额合计">77</td>',
        '<td class="is-number" data-label="数量">3袋</td>',
    ):
        assert words in page, words
    assert "000017" not in page
    assert "从第1期到本期，校验码一期接一期" in checked(month)
    assert "本月合计" in checked(month)


@pytest.mark.parametrize(
    "change",
    [
        {"quarter": 3},
        {"year": 2025},
        {"kind": "monthly", "quarter": None, "month": 11},
    ],
)
def test_a_changed_quarter_or_kind_no_longer_agrees(
    town: Autumn, change: dict[str, object]
) -> None:
    notice = town.published()
    guards.remove(connection)
    Notice.objects.filter(pk=notice.pk).update(**change)
    assert "与系统记录不一致" in checked(notice)


def test_a_changed_item_breaks_its_own_code_and_the_chain_after_it(both: Autumn) -> None:
    quarter, month = Notice.objects.order_by("number")
    content = quarter.content
    content["groups"][0]["lines"][0]["items"][0][2] = 2
    guards.remove(connection)
    Notice.objects.filter(pk=quarter.pk).update(content=content)
    assert "与系统记录不一致" in checked(quarter)
    assert "各村合计" not in checked(quarter)
    assert "以前各期接不上" in checked(month)


def test_an_erased_name_leaves_its_line(town: Autumn) -> None:
    notice = town.published()
    notice.households.filter(code="000017").delete()
    assert "与系统记录一致" in checked(notice)
    shown = board(town)
    assert ("已隐去" in shown, "大米 1袋、" in shown, "张*禾" in shown) == (True, True, False)


@pytest.mark.parametrize("page", ["notice", "board", "verify"])
def test_pages_cost_the_same_however_much_they_show(page: str) -> None:
    def cost(town: Autumn) -> int:
        town.close()
        notice = town.publish()
        address = {
            "notice": reverse("notice", args=[1]),
            "board": reverse("board_notice", args=[town.community.code, 1]),
            "verify": reverse("verify", query={"code": notice.check_code}),
        }[page]
        client = signed_in(town.clerk)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    town, crowd = Autumn(), Autumn("西岭社区")
    town.takes(town.zhang, rice=1)
    for number in range(12):
        household = make_household(crowd.group, code=f"0001{number:02d}")
        give_points(household, 100)
        crowd.takes(household, rice=1, haircut=1)
    crowd.takes(crowd.li, oil=1)
    assert cost(town) == cost(crowd)

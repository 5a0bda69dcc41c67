"""兑换单: the list, a slip's page, and taking a slip back."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import User
from households.roles import Role
from supermarket.models import Cancellation, Redemption
from supermarket.services import vouchers, windows
from supermarket.services.exchange_notices import publish_quarter
from tests.factory import NOON, make_household, make_officer, signed_in
from tests.supermarket.counting import words
from tests.supermarket.factory import AUTUMN, TODAY, give_points, make_shop
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

DAY = timedelta(days=1)
REASON = "拿错了商品"


@pytest.fixture
def town() -> Serving:
    return Serving()


def address(slip: Redemption, act: str = "") -> str:
    return f"/market/slips/{slip.ref}/{act}"


def cancel(user: User, slip: Redemption, reason: str = REASON, token: str = "") -> HttpResponse:
    data = {"reason": reason, "form_token": token or str(uuid4())}
    return signed_in(user).post(address(slip, "cancel/"), data)


def listed(user: User, **asked: str) -> list[str]:
    answer = signed_in(user).get("/market/slips/", asked)
    assert answer.status_code == 200
    return [slip.slip_number for slip in answer.context["page"]]


# Who


def test_three_people_before_a_slip(town: Serving) -> None:
    slip = town.exchange(rice=1)
    elsewhere = make_officer(Role.STOREKEEPER, make_shop(town.community, "第二超市").place)
    stranger = Serving("西湖社区").storekeeper
    assert signed_in(town.storekeeper).get(address(slip)).status_code == 200
    assert signed_in(town.committee).get(address(slip)).status_code == 403
    assert signed_in(town.committee).get("/market/slips/").status_code == 403
    for person in (elsewhere, stranger, town.barber):
        assert signed_in(person).get(address(slip)).status_code == 404
        assert signed_in(person).get(address(slip, "cancel/")).status_code == 404
        assert signed_in(person).post(address(slip, "print/")).status_code == 404
    assert Client().get(address(slip)).status_code == 302


def test_each_sees_the_slips_of_his_places(town: Serving) -> None:
    second = make_shop(town.community, "第二超市", by=town.clerk)
    keeper = make_officer(Role.STOREKEEPER, second.place)
    here = town.exchange(haircut=1).slip_number
    there = town.exchange(haircut=1, outlet=second, by=keeper).slip_number
    Serving("西湖社区").exchange(rice=1)
    assert listed(town.storekeeper) == [here]
    assert listed(keeper) == [there]
    for person in (town.clerk, town.supervisor, town.auditor):
        assert listed(person) == [there, here]


# The list


def test_the_list_is_narrowed_by_each_field(town: Serving) -> None:
    li = town.neighbour(50)
    first = town.exchange(rice=1).slip_number
    second = town.exchange(rice=1, household=li, at=NOON + DAY)
    town.cancel(second, at=NOON + DAY)
    number = second.slip_number
    for asked, found in (
        ({}, [number, first]),
        ({"period": "2026-4"}, [number, first]),
        ({"outlet": town.shop.place.code}, [number, first]),
        ({"household": li.code}, [number]),
        ({"on": "2026-11-20"}, [first]),
        ({"on": "2026-11-21"}, [number]),
        ({"on": "2026-11-19"}, []),
        ({"on": "0001-01-01"}, []),
        ({"on": "9999-12-31"}, []),
        ({"state": "standing"}, [first]),
        ({"state": "cancelled"}, [number]),
    ):
        assert listed(town.clerk, **asked) == found
    wrong = {"period": "2026-3", "outlet": "X", "on": "x", "state": "x"}
    answer = signed_in(town.clerk).get("/market/slips/", wrong)
    assert set(answer.context["form"].errors) == set(wrong)


def test_the_list_adds_up_what_stands(town: Serving) -> None:
    assert "还没有兑换单" in words(signed_in(town.clerk).get("/market/slips/"))
    town.exchange(rice=2)
    town.cancel(town.exchange(oil=1))
    page = words(signed_in(town.clerk).get("/market/slips/"))
    assert "共 2 张，其中有效 1 张，合计 40 分" in page
    assert "大米2袋" in page
    assert "已撤销" in page
    empty = signed_in(town.clerk).get("/market/slips/", {"household": "0"})
    assert "没有这样的兑换单" in words(empty) or empty.context["page"].object_list


def test_a_long_list_costs_the_same(town: Serving) -> None:
    client = signed_in(town.clerk)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        return len(queries)

    slip = town.exchange(haircut=1)
    few = cost("/market/slips/"), cost(address(slip))
    give_points(town.household, 900)
    for _ in range(5):
        town.exchange(rice=1, haircut=2)
    many = town.exchange(rice=1, oil=1, haircut=5)
    assert (cost("/market/slips/"), cost(address(many))) == few


# The page


def test_the_page_tells_everything_but_the_codes(town: Serving) -> None:
    slip = town.exchange(rice=2, haircut=1)
    voucher = town.voucher(slip)
    page = words(signed_in(town.clerk).get(address(slip)))
    for told in (
        slip.slip_number,
        town.household.head,
        "户主本人",
        "48分",
        "52分",
        "便民理发店",
        "2026年11月20日 12:00",
        voucher.code[-4:],
        "未使用，有效期至",
    ):
        assert told in page
    assert voucher.code not in page
    assert voucher.printed_code not in page


def test_where_a_voucher_stands(town: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    slip = town.exchange(haircut=1)
    voucher = town.voucher(slip)
    late = NOON + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "已过期" in words(signed_in(town.clerk).get(address(slip)))
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    assert "已核销，2026年11月20日" in words(signed_in(town.clerk).get(address(slip)))
    other = town.exchange(haircut=1)
    town.cancel(other)
    assert "已作废" in words(signed_in(town.clerk).get(address(other)))


def test_from_the_slip_the_storekeeper_goes_on_to_the_next(town: Serving) -> None:
    slip = town.exchange(rice=1)
    client = signed_in(town.storekeeper)
    page = words(client.get(address(slip)))
    home = f"/market/counter/{town.shop.place.code}/"
    assert f'action="{home}"' in page
    assert page.count("autofocus") == 1
    assert f'action="{home}"' not in words(signed_in(town.clerk).get(address(slip)))
    li = make_household(town.group, "李四麦")
    assert client.post(home, {"q": li.code})["Location"] == f"{home}{li.code}/"


# Taking back


def test_only_the_office_takes_back(town: Serving) -> None:
    slip = town.exchange(rice=1)
    assert "cancel/" not in words(signed_in(town.storekeeper).get(address(slip)))
    assert "cancel/" in words(signed_in(town.clerk).get(address(slip)))
    for person in (town.storekeeper, town.auditor, town.supervisor):
        assert signed_in(person).get(address(slip, "cancel/")).status_code == 403
        assert cancel(person, slip).status_code == 403
    assert not Cancellation.objects.exists()


def test_a_slip_offers_no_cancelling_once_its_books_are_closed(
    town: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = town.exchange(rice=1)

    def offered() -> bool:
        return "cancel/" in words(signed_in(town.clerk).get(address(slip)))

    # The fourth quarter's slips can be cancelled until the end of January.
    last = datetime.fromisoformat("2027-01-31 12:00+08:00")
    monkeypatch.setattr(timezone, "now", lambda: last)
    assert offered()
    monkeypatch.setattr(timezone, "now", lambda: last + DAY)
    assert not offered()
    monkeypatch.setattr(timezone, "now", lambda: NOON + DAY)
    assert offered()
    windows.close_window(town.window, town.clerk, NOON + DAY)
    publish_quarter(town.community, AUTUMN, TODAY + DAY, town.clerk, NOON + DAY)
    assert not offered()


def test_taking_back_asks_once_with_its_consequence(town: Serving) -> None:
    slip = town.exchange(rice=2, haircut=1)
    asked = words(signed_in(town.clerk).get(address(slip, "cancel/")))
    assert f"48分退回{town.household}，商品放回库存，服务券不能再用。" in asked
    answer = cancel(town.clerk, slip)
    assert answer["Location"] == address(slip)
    assert (town.balance(), town.left(town.rice)) == (100, (20, 0))
    page = words(answer.client.get(address(slip)))
    assert f"已撤销，48分已退回{town.household}。" in page
    assert f"由积分办撤销：{REASON}。" in page
    assert "cancel/" not in page
    assert "不必重复办理" in words(answer.client.get(address(slip, "cancel/")))


def test_a_second_sending_takes_back_once(town: Serving) -> None:
    slip, token = town.exchange(rice=2), str(uuid4())
    assert cancel(town.clerk, slip, token=token).status_code == 302
    assert cancel(town.clerk, slip, token=token).status_code == 302
    other = cancel(town.clerk, slip)
    assert other.status_code == 422
    assert "这张兑换单已经撤销，本次未作改动。" in words(other)
    assert town.balance() == 100


def test_what_stands_in_the_way_is_said(town: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    def why_not(slip: Redemption, user: User | None = None, reason: str = REASON) -> str:
        answer = cancel(user or town.clerk, slip, reason)
        assert answer.status_code == 422
        assert not Cancellation.objects.exists()
        return words(answer)

    used, plain = town.exchange(haircut=1), town.exchange(rice=1)
    vouchers.use(town.voucher(used).code, town.merchant, town.barber, NOON)
    assert "这张兑换单的理发券已于2026年11月20日核销，不能再撤销。" in why_not(used)
    assert "请写明撤销的原因。" in why_not(plain, reason="  ")
    assert "撤销的原因最多100个字，请缩短。" in why_not(plain, reason="错" * 101)
    own = make_officer(Role.CLERK, town.community)
    User.objects.filter(pk=own.pk).update(household=town.household)
    assert "不能撤销自己家的兑换单，请由别的工作人员办理。" in why_not(plain, own)
    late = NOON + timedelta(days=80)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert "2026年第4季度的兑换单只能在2027年1月31日以前（含当天）撤销，账已经结了。" in why_not(
        plain
    )

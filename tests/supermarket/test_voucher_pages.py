"""The merchant on his phone: one voucher, confirmed once, and what the office owes him."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import User
from households.roles import Role
from supermarket.models import Voucher
from supermarket.models.voucher import new_code
from supermarket.services import vouchers
from tests.factory import NOON, appoint, make_officer, signed_in
from tests.supermarket.counting import words
from tests.supermarket.factory import give_points, make_merchant, make_service
from tests.supermarket.serving import Serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

HEAD = "张三禾"


@pytest.fixture
def town() -> Serving:
    return Serving()


@pytest.fixture
def voucher(town: Serving) -> Voucher:
    return town.voucher()


def look(user: User, code: str) -> str:
    answer = signed_in(user).get(f"/voucher/{code}/")
    assert answer.status_code == 200
    page = words(answer)
    assert HEAD not in page
    return page


def confirm(user: User, code: str, token: str = "") -> HttpResponse:
    data = {"form_token": token or str(uuid4())}
    return signed_in(user).post(f"/voucher/{code}/", data)


def refused(user: User, code: str, told: str) -> None:
    """Both looking at the voucher and confirming it say why not, and nothing else of it."""
    before = list(Voucher.objects.values_list("used_at"))
    page, answer = look(user, code), confirm(user, code)
    assert answer.status_code == 422
    for each in (page, words(answer)):
        assert told in each
        assert "确认核销" not in each
        assert HEAD not in each
        for household in ("户编号", "有效期至</dt>"):
            assert household not in each
    assert list(Voucher.objects.values_list("used_at")) == before


# Who


def test_three_people_before_a_voucher(town: Serving, voucher: Voucher) -> None:
    clinic = make_officer(Role.MERCHANT, make_merchant(town.community, "惠民诊所").place)
    stranger = Serving("西湖社区").barber
    for address in ("/voucher/", f"/voucher/{voucher.code}/"):
        assert signed_in(town.barber).get(address).status_code == 200
        for person in (town.clerk, town.storekeeper, town.supervisor):
            assert signed_in(person).get(address).status_code == 403
            assert signed_in(person).post(address).status_code == 403
        # Others' merchants open their own page, and are told no more than that it is not theirs.
        assert signed_in(clinic).get(address).status_code == 200
        assert signed_in(stranger).get(address).status_code == 200
        assert Client().get(address)["Location"] == f"/login/?next={address}"


def test_a_former_merchant_is_turned_away(town: Serving, voucher: Voucher) -> None:
    former = town.barber
    former.appointments.update(ends_on=(NOON - timedelta(days=1)).date())
    assert signed_in(former).get(f"/voucher/{voucher.code}/").status_code == 403
    assert confirm(former, voucher.code).status_code == 403


# Confirming


def test_he_sees_the_service_and_the_code_and_confirms_once(
    town: Serving, voucher: Voucher
) -> None:
    page = look(town.barber, voucher.code)
    for told in ("理发", town.household.code, "2027年2月17日", "确认核销", "不能恢复"):
        assert told in page
    assert "赵庄" not in page
    answer = confirm(town.barber, voucher.code)
    assert answer["Location"] == "/voucher/"
    voucher.refresh_from_db()
    assert (voucher.used_by, voucher.used_at) == (town.barber, NOON)
    home = words(answer.client.get("/voucher/"))
    assert f"已核销：理发，户编号{town.household.code}。" in home


def test_looking_uses_nothing_up(town: Serving, voucher: Voucher) -> None:
    look(town.barber, voucher.code)
    voucher.refresh_from_db()
    assert voucher.used_at is None


def test_a_second_sending_is_answered_with_the_first_one(town: Serving, voucher: Voucher) -> None:
    token = str(uuid4())
    first, again = (confirm(town.barber, voucher.code, token) for _ in range(2))
    assert first["Location"] == again["Location"] == "/voucher/"
    assert "已核销：理发" in words(again.client.get("/voucher/"))
    assert confirm(town.barber, voucher.code, "x").status_code == 422


@pytest.mark.parametrize("dressed", ["{printed}", "{lower}", "{full}", "{misread}"])
def test_a_code_may_be_typed_as_people_type_it(
    town: Serving, voucher: Voucher, dressed: str
) -> None:
    code = dressed.format(
        printed=voucher.printed_code,
        lower=voucher.code.lower(),
        full="".join(chr(ord(char) + 0xFEE0) for char in voucher.code),
        misread=voucher.printed_code.replace("0", "O").replace("1", "l"),
    )
    answer = signed_in(town.barber).post("/voucher/", {"code": code})
    assert answer["Location"] == f"/voucher/{voucher.code}/"
    scanned = {"code": f"https://points.example.cn/voucher/{voucher.code}/"}
    assert signed_in(town.barber).post("/voucher/", scanned)["Location"] == answer["Location"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", "请填写券号。"),
        ("--", "这不是券号，请对照服务券重新填写。"),
        ("A" * 201, "券号太长了，请对照服务券重新填写。"),
    ],
)
def test_what_is_no_code(town: Serving, code: str, told: str) -> None:
    answer = signed_in(town.barber).post("/voucher/", {"code": code})
    assert answer.status_code == 422
    assert told in words(answer)


# Why not


def test_wrong_merchant(town: Serving, voucher: Voucher) -> None:
    clinic = make_officer(Role.MERCHANT, make_merchant(town.community, "惠民诊所").place)
    refused(clinic, voucher.code, "请到那里使用。")
    # Whatever has become of it: that is for its own merchant to know.
    vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    refused(clinic, voucher.code, "请到那里使用。")


def test_used(town: Serving, voucher: Voucher) -> None:
    confirm(town.barber, voucher.code)
    refused(town.barber, voucher.code, "这张券已于2026年11月20日核销，不能再用。")


def test_expired(town: Serving, voucher: Voucher, monkeypatch: pytest.MonkeyPatch) -> None:
    last = NOON + timedelta(days=89)
    monkeypatch.setattr(timezone, "now", lambda: last)
    assert "确认核销" in look(town.barber, voucher.code)
    monkeypatch.setattr(timezone, "now", lambda: last + timedelta(days=1))
    refused(town.barber, voucher.code, "这张券的有效期到2027年2月17日为止，已经过期，不能再用。")


def test_cancelled(town: Serving, voucher: Voucher) -> None:
    town.cancel(voucher.line.redemption)
    refused(town.barber, voucher.code, "这张券的兑换单已经撤销，积分已退回，不能再用。")


def test_forged_and_of_another_community(town: Serving, voucher: Voucher) -> None:
    told = "没有这个券号，请对照服务券核对"
    for code in (new_code(), "X", "理发", voucher.code[:-1]):
        refused(town.barber, code, told)
    refused(Serving("西湖社区").barber, voucher.code, told)


# What is owed


def test_the_list_tells_what_the_office_owes(town: Serving) -> None:
    assert "本季度还没有核销过" in words(signed_in(town.barber).get("/voucher/"))
    give_points(town.household, 100)
    town.exchange(haircut=3)
    for voucher in Voucher.objects.all()[:2]:
        vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    page = words(signed_in(town.barber).get("/voucher/"))
    assert "2026年第4季度已核销" in page
    assert "共2张，社区应付" in page
    assert "20.00元" in page
    assert town.household.code in page
    assert HEAD not in page
    assert Voucher.objects.first().code not in page


def test_each_quarter_has_its_list(town: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    town.exchange(haircut=1)
    vouchers.use(Voucher.objects.get().code, town.merchant, town.barber, NOON)
    january = NOON + timedelta(days=50)
    monkeypatch.setattr(timezone, "now", lambda: january)
    page = words(signed_in(town.barber).get("/voucher/"))
    assert "2027年第1季度已核销" in page
    assert "本季度还没有核销过" in page


def test_whoever_stands_behind_two_merchants_serves_for_both(town: Serving) -> None:
    clinic = make_merchant(town.community, "惠民诊所", by=town.clerk)
    appoint(town.barber, Role.MERCHANT, clinic.place)
    check = make_service(clinic, "体检", 20, 5000, by=town.clerk)
    town.exchange(town.pick(check, 1), town.pick(town.haircut, 1))
    for voucher in Voucher.objects.all():
        assert "确认核销" in look(town.barber, voucher.code)
        assert confirm(town.barber, voucher.code).status_code == 302
    page = words(signed_in(town.barber).get("/voucher/"))
    assert "惠民诊所" in page
    assert "60.00元" in page
    other = make_officer(Role.MERCHANT, town.merchant.place)
    assert "体检" not in words(signed_in(other).get("/voucher/"))


def test_the_list_costs_the_same_however_long(town: Serving) -> None:
    client = signed_in(town.barber)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/voucher/")
        return len(queries)

    few = cost()
    give_points(town.household, 100)
    town.exchange(haircut=8)
    for voucher in Voucher.objects.all():
        vouchers.use(voucher.code, town.merchant, town.barber, NOON)
    assert cost() == few

"""Vouchers: typed or scanned in any shape, used once, at their merchant, until their last day."""

from datetime import date, timedelta

import pytest

from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from supermarket.models import Outlet, Voucher
from supermarket.models.voucher import ALPHABET, new_code
from supermarket.services import vouchers
from supermarket.services.vouchers import code_in
from tests.factory import NOON, make_officer
from tests.supermarket.factory import TODAY, make_merchant
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def town() -> Serving:
    return Serving()


def use(town: Serving, typed: str, merchant: Outlet | None = None, at=NOON) -> Voucher:
    return vouchers.use(typed, merchant or town.merchant, town.barber, at)


# The code


@pytest.mark.parametrize(
    "typed",
    [
        "7K10BV2M4QXW9ZST",
        "7K10-BV2M-4QXW-9ZST",
        " 7k10 bv2m 4qxw 9zst ",
        "７Ｋ１０－ＢＶ２Ｍ－４ＱＸＷ－９ＺＳＴ",
        "7K1O-BV2M-4QXW-9ZST",
        "7kI0—bv2m—4qxw—9zst",
        "7kl0bv2m4qxw9zst",
        "https://jifen.example/voucher/7K10BV2M4QXW9ZST/",
        "HTTP://JIFEN.EXAMPLE/VOUCHER/7K10BV2M4QXW9ZST/?x=1",
        "https://jifen.example/voucher/7K10BV2M4QXW9ZST\r\n",
    ],
)
def test_a_code_is_read_however_it_is_typed_or_scanned(typed: str) -> None:
    assert code_in(typed) == "7K10BV2M4QXW9ZST"


def test_nothing_typed_is_no_code() -> None:
    assert code_in("") == code_in(" - ") == ""


def test_a_code_has_eighty_random_bits_and_no_letter_to_be_misread() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {len(code) for code in codes} == {16}
    assert set("".join(codes)) == set(ALPHABET)
    assert not set(ALPHABET) & set("OILU")
    assert all(code_in(code) == code for code in codes)


# Its use


def test_the_merchant_uses_a_voucher_once(town: Serving) -> None:
    voucher = town.voucher()
    used = use(town, voucher.printed_code)
    voucher.refresh_from_db()
    assert used == voucher
    assert (voucher.used_at, voucher.used_by) == (NOON, town.barber)
    with pytest.raises(AlreadyHandled) as again:
        use(town, voucher.code, at=NOON + DAY)
    assert again.value.messages == ["这张券已于2026年11月20日核销，不能再用。"]
    voucher.refresh_from_db()
    assert voucher.used_at == NOON


def test_the_other_voucher_of_a_slip_stays_good(town: Serving) -> None:
    first, second = Voucher.objects.filter(line__redemption=town.exchange(haircut=2))
    use(town, first.code)
    use(town, second.code)


def test_a_forged_code_is_unknown(town: Serving) -> None:
    town.voucher()
    for typed in ("7K10-BV2M-4QXW-9ZST", ""):
        with pytest.raises(Refused, match="没有这个券号，请对照服务券核对"):
            use(town, typed)


def test_another_communitys_voucher_is_unknown_here(town: Serving) -> None:
    theirs = Serving("西岭社区").voucher()
    with pytest.raises(Refused, match="没有这个券号"):
        use(town, theirs.code)


def test_another_merchants_voucher_is_sent_to_him(town: Serving) -> None:
    clinic = make_merchant(town.community, "东岭卫生室", by=town.clerk)
    doctor = make_officer(Role.MERCHANT, clinic.place)
    with pytest.raises(Refused) as refused:
        vouchers.use(town.voucher().code, clinic, doctor, NOON)
    assert refused.value.messages == ["这张券是便民理发店的理发，请到那里使用。"]
    assert not Voucher.objects.filter(used_at__isnull=False).exists()


def test_the_last_day_is_still_good_and_the_next_is_not(town: Serving) -> None:
    first, second = Voucher.objects.filter(line__redemption=town.exchange(haircut=2))
    assert first.expires_on == date(2027, 2, 17)
    use(town, first.code, at=NOON + 89 * DAY)
    with pytest.raises(Refused) as refused:
        use(town, second.code, at=NOON + 90 * DAY)
    assert refused.value.messages == [
        "这张券的有效期到2027年2月17日为止，已经过期，不能再用。积分会退回本户。"
    ]


def test_a_cancelled_voucher_is_worth_nothing(town: Serving) -> None:
    slip = town.exchange(haircut=1)
    town.cancel(slip)
    with pytest.raises(Refused) as refused:
        use(town, town.voucher(slip).code)
    assert refused.value.messages == ["这张券的兑换单已经撤销，积分已退回，不能再用。"]


def test_only_who_serves_at_the_merchants_may_use_one(town: Serving) -> None:
    voucher = town.voucher()
    for by in (town.storekeeper, town.clerk, town.administrator):
        with pytest.raises(Refused, match="任职"):
            vouchers.use(voucher.code, town.merchant, by, NOON)


# Looked at before


def test_a_voucher_looked_at_is_not_used_and_names_service_and_household(town: Serving) -> None:
    voucher = town.voucher()
    found = vouchers.find(voucher.printed_code, town.merchant, TODAY)
    assert (found, found.line.name) == (voucher, "理发")
    assert found.line.redemption.household.code == town.household.code
    voucher.refresh_from_db()
    assert voucher.used_at is None


def test_a_look_says_why_a_voucher_is_no_good(town: Serving) -> None:
    voucher = town.voucher()
    with pytest.raises(Refused, match="已经过期"):
        vouchers.find(voucher.code, town.merchant, TODAY + 90 * DAY)
    use(town, voucher.code)
    with pytest.raises(AlreadyHandled, match="核销"):
        vouchers.find(voucher.code, town.merchant, TODAY)


def test_usable_on_is_what_use_would_accept(town: Serving) -> None:
    good, used, cancelled = (town.voucher() for _ in range(3))
    use(town, used.code)
    town.cancel(cancelled.line.redemption)
    assert list(Voucher.objects.usable_on(TODAY + 89 * DAY)) == [good]
    assert not Voucher.objects.usable_on(TODAY + 90 * DAY).exists()

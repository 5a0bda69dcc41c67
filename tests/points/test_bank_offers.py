"""银行优惠: what a bank said it offers, printed as information on certificates for that bank."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.refusals import AlreadyHandled, Refused
from points.bank_offer import Offer, as_points
from points.models import BankOffer
from points.reports.certificate_paper import offer_words
from points.services import bank_offers
from points.services.bank_offers import Terms
from tests.points.certified import Certified
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db

TERMS = Terms("东岭农商银行", "2026年合作协议", 4, 10, 50, 45, stands=True)


@pytest.fixture
def town() -> Certified:
    return Certified()


def test_the_banks_offer_is_printed_for_banks_as_information(town: Certified) -> None:
    offer = bank_offers.write(town.community, TERMS, 0, town.clerk, AFTER)
    words = offer_words(town.issue(), offer)
    assert words[0] == (
        "供参考：东岭农商银行面向返乡青年（未满45周岁）的优惠（2026年合作协议）是，"
        "荣誉积分每满4分，贷款利率降低0.1个百分点，最多0.5个百分点。"
        "按本证明的10分计，相当于0.2个百分点。"
    )
    assert "由银行决定" in words[1]
    high = replace(TERMS, per_points=100)
    too_high = bank_offers.write(town.community, high, 1, town.clerk, AFTER)
    few = offer_words(town.issue(), too_high)[0]
    assert few.endswith("荣誉积分每满100分，贷款利率降低0.1个百分点，最多0.5个百分点。")
    branch = town.issue(town.ask(recipient="东岭农商银行河东支行"))
    assert offer_words(branch, offer) == words
    for more in (
        {"recipient_kind": "employer"},
        {"recipient": "邮政储蓄银行"},
        {"recipient": "银行"},
    ):
        assert offer_words(town.issue(town.ask(**more)), offer) == []
    assert offer_words(town.issue(), None) == []


def test_an_offer_that_does_not_stand_is_not_printed(town: Certified) -> None:
    bank_offers.write(town.community, TERMS, 0, town.clerk, AFTER)
    off = Terms("东岭农商银行", "协议到期", 4, 10, 50, 45, stands=False)
    with pytest.raises(AlreadyHandled):
        bank_offers.write(town.community, off, 0, town.clerk, AFTER)
    last = bank_offers.write(town.community, off, 1, town.clerk, AFTER)
    assert last.number == 2
    assert bank_offers.offer_of(town.community) == last
    assert offer_words(town.issue(), last) == []
    assert BankOffer.objects.count() == 2
    day = timedelta(days=1)
    later = bank_offers.write(town.community, TERMS, 2, town.clerk, AFTER + day)
    assert bank_offers.offer_of(town.community, AFTER) == last
    assert bank_offers.offer_of(town.community, AFTER + day) == later


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"bank": " "}, "bank"),
        ({"basis": " "}, "basis"),
        ({"per_points": 0}, "per_points"),
        ({"step": 0}, "step"),
        ({"step": 60}, "step"),
        ({"bound": 501}, "bound"),
        ({"under_age": 17}, "under_age"),
        ({"under_age": 61}, "under_age"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_at_its_field(
    town: Certified, wrong: dict[str, Any], field: str
) -> None:
    terms = Terms(**{name: getattr(TERMS, name) for name in Terms.__dataclass_fields__} | wrong)
    with pytest.raises(Refused) as raised:
        bank_offers.write(town.community, terms, 0, town.clerk, AFTER)
    assert list(raised.value.message_dict) == [field]
    assert not BankOffer.objects.exists()


def test_each_whole_hundred_counts_up_to_the_bound() -> None:
    offer = Offer(per_points=100, step=10, bound=50)
    found = [offer.reduction(points) for points in (-5, 0, 99, 100, 199, 200, 500, 900)]
    assert found == [0, 0, 0, 10, 10, 20, 50, 50]
    assert [as_points(each) for each in (0, 5, 10, 25, 50, 100, 110)] == [
        "0",
        "0.05",
        "0.1",
        "0.25",
        "0.5",
        "1",
        "1.1",
    ]


@given(st.integers(-500, 5000), st.integers(1, 300), st.integers(1, 100), st.integers(1, 500))
def test_more_points_never_get_less_and_nobody_more_than_the_bound(
    points: int, per: int, step: int, bound: int
) -> None:
    offer = Offer(per, step, bound)
    assert 0 <= offer.reduction(points) <= offer.reduction(points + 1) <= bound

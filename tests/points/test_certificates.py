"""积分证明: on consent alone, positive facts alone, valid for 30 days, taken back at any time."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.refusals import AlreadyHandled, Refused
from points.bank_offer import Offer, as_points
from points.models import BankOffer, Certificate, CertificateRequest
from points.reports.certificate_page import told_of
from points.reports.certificate_paper import offer_words
from points.services import bank_offers, certificates
from points.services.bank_offers import Terms
from tests.points.certified import OVER, TODAY, Certified
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db

TERMS = Terms("东岭农商银行", "2026年合作协议", 4, 10, 50, 45, stands=True)


@pytest.fixture
def town() -> Certified:
    return Certified()


def test_it_says_points_months_and_stars_of_the_year_and_is_valid_for_thirty_days(
    town: Certified,
) -> None:
    given = town.issue()
    assert (given.honour, given.months, given.stars) == (10, 1, None)
    assert (given.issued_on, given.valid_until) == (TODAY, date(2026, 12, 26))
    assert (given.issued_by, given.appointment.role) == (town.clerk, "clerk")
    assert given.valid_on(TODAY)
    assert given.valid_on(OVER - timedelta(days=1))
    assert not given.valid_on(OVER)
    assert not given.valid_on(TODAY - timedelta(days=1))


def test_the_consent_keeps_who_agreed_to_what_for_whom_and_how(town: Certified) -> None:
    asked = town.ask()
    assert (asked.applicant, asked.relation, asked.how) == ("张小禾", "child", "paper")
    assert (asked.recipient, asked.purpose) == ("东岭农商银行", "返乡创业贷款")
    assert (asked.paper, asked.typed_by) == ("张小禾11月27日签字的申请书", town.clerk)


def test_by_card_it_is_the_households_own_consent_of_today(town: Certified) -> None:
    card = town.card()
    asked = town.ask(by=card, paper="", consented_on=date(2020, 1, 1))
    assert (asked.by_card, asked.typed_by, asked.how) == (card, None, "card")
    assert asked.consented_on == TODAY


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"agrees": False}, "agrees", "没有本户同意，不能开积分证明"),
        ({"adult": False}, "adult", "须由本户成年人申请"),
        ({"applicant": " "}, "applicant", "申请人的姓名"),
        ({"recipient": " "}, "recipient", "交给哪个单位"),
        ({"purpose": " "}, "purpose", "用途"),
        ({"paper": " "}, "paper", "没有本户书面同意，不能开证明"),
        ({"year": 2027}, "year", "2000至2026年"),
        ({"consented_on": TODAY + timedelta(days=1)}, "consented_on", "同意日期应在"),
        ({"consented_on": TODAY - timedelta(days=31)}, "consented_on", "重新填申请书"),
    ],
)
def test_without_consent_or_what_it_needs_nothing_is_written(
    town: Certified, wrong: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Refused) as raised:
        town.ask(**wrong)
    assert list(raised.value.message_dict) == [field]
    assert told in raised.value.messages[0]
    assert not CertificateRequest.objects.exists()


def test_a_household_in_dispute_gets_none_until_it_is_answered(town: Certified) -> None:
    asked = town.ask()
    objection = town.object(at=AFTER)
    with pytest.raises(Refused, match="2026年11月的积分有异议还没有答复"):
        town.issue(asked)
    assert not Certificate.objects.exists()
    town.uphold(objection, 15, AFTER)
    assert town.issue(asked).honour == 15


def test_an_objection_of_another_household_is_no_matter(town: Certified) -> None:
    town.object(household=town.li, objector=town.li, at=AFTER)
    assert town.issue().honour == 10


def test_where_there_is_nothing_positive_nothing_is_certified(town: Certified) -> None:
    asked = town.ask(year=2025)
    with pytest.raises(Refused, match="没有可以证明的"):
        town.issue(asked)


def test_it_is_given_once(town: Certified) -> None:
    asked = town.ask()
    town.issue(asked)
    with pytest.raises(AlreadyHandled):
        town.issue(asked)
    assert Certificate.objects.count() == 1


def test_nobody_gives_or_asks_for_that_of_his_own_household(town: Certified) -> None:
    asked = town.ask()
    town.clerk.household = town.zhang
    town.clerk.save()
    for act in (town.ask, lambda: town.issue(asked)):
        with pytest.raises(Refused, match="自己家的积分证明"):
            act()


def test_only_an_office_that_may_gives_it(town: Certified) -> None:
    asked = town.ask()
    with pytest.raises(Refused, match="没有办理赵庄第1组此事的任职"):
        certificates.issue(asked, town.supervisor, AFTER)


def test_the_household_takes_its_consent_back_and_the_paper_is_worth_nothing(
    town: Certified,
) -> None:
    card = town.card()
    asked = town.ask(by=card)
    given = town.issue(asked)
    certificates.end(asked, "本户收回同意", card, AFTER)
    given.refresh_from_db()
    asked.refresh_from_db()
    assert (given.revoked_at, given.revoke_reason) == (AFTER, "本户收回同意")
    assert (asked.ended_by, asked.end_reason) == (None, "本户收回同意")
    told = told_of(given.code, TODAY)
    assert told is not None
    assert (told.standing, told.valid) == ("已作废", False)
    with pytest.raises(AlreadyHandled):
        certificates.end(asked, "再收一次", card, AFTER)


def test_a_request_that_ended_is_not_answered_any_more(town: Certified) -> None:
    asked = town.ask()
    with pytest.raises(Refused, match="请写明原因"):
        certificates.end(asked, " ", town.clerk, AFTER)
    certificates.end(asked, "单位名称写错", town.clerk, AFTER)
    with pytest.raises(AlreadyHandled):
        town.issue(asked)


def test_a_code_tells_a_stranger_what_the_paper_shows_with_the_name_masked(
    town: Certified,
) -> None:
    given = town.issue()
    told = told_of(given.code, TODAY)
    assert told is not None
    assert (told.head, told.standing, told.certificate) == ("张*禾", "有效", given)
    later = told_of(given.code, OVER)
    assert later is not None
    assert later.standing == "已过期"
    assert told_of("0000-0000-0000-0000", TODAY) is None


def test_codes_are_random_and_not_of_the_chain(town: Certified) -> None:
    codes = {town.issue().code for _ in range(3)}
    assert len(codes) == 3
    assert all(len(code.replace("-", "")) == 16 for code in codes)
    assert not any(code == town.notice.check_code for code in codes)


# The bank's offer


def test_the_banks_offer_is_printed_for_banks_as_information(town: Certified) -> None:
    offer = bank_offers.write(town.community, TERMS, 0, town.clerk, AFTER)
    words = offer_words(town.issue(), offer)
    assert words[0] == (
        "供参考：东岭农商银行面向返乡青年（未满45周岁）的优惠（2026年合作协议）是，"
        "荣誉积分每满4分，贷款利率降低0.1个百分点，最多0.5个百分点。"
        "按本证明的10分计，相当于0.2个百分点。"
    )
    assert "由银行决定" in words[1]
    employer = town.issue(town.ask(recipient_kind="employer"))
    assert offer_words(employer, offer) == []
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

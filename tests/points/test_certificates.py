"""积分证明: on consent alone, positive facts alone, valid for 30 days, taken back at any time."""

from datetime import date, timedelta
from typing import Any

import pytest

from households.refusals import AlreadyHandled, Refused
from households.services import households
from points.models import Certificate, CertificateRequest, VetoObjection
from points.reports.certificate_page import told_of
from points.services import adjustments, certificates, vetoes
from tests.points.certified import OVER, TODAY, Certified
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db


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


def test_an_objection_to_a_veto_or_a_correction_that_waits_is_a_dispute_too(
    town: Certified,
) -> None:
    asked = town.ask()
    made = adjustments.propose(town.zhang, -2, 2026, "多记", "核实表", town.clerk, AFTER)
    with pytest.raises(Refused, match="有一笔更正还没有复核"):
        town.issue(asked)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER)
    days = (TODAY, TODAY, date(2026, 12, 31))
    veto = vetoes.impose(
        town.zhang, vetoes.Ground("偷盗电缆", "判决书", "", *days), town.clerk, AFTER
    )
    vetoes.tell(veto, TODAY, "in_person", "周主任", town.clerk, AFTER)
    objection = VetoObjection.objects.create(
        community=town.community,
        veto=veto,
        text="不是我家",
        how="oral",
        received_on=TODAY,
        typed_by=town.clerk,
        at=AFTER,
    )
    with pytest.raises(Refused, match="对一票否决的异议还没有答复"):
        town.issue(asked)
    answered = {"replied_at": AFTER, "replied_by": town.auditor, "upheld": False, "reply": "属实"}
    VetoObjection.objects.filter(pk=objection.pk).update(**answered)
    assert town.issue(asked).honour == 8


def test_a_household_that_left_gets_none(town: Certified) -> None:
    asked = town.ask()
    households.mark_left(town.zhang, TODAY, town.clerk, AFTER)
    for act in (lambda: town.issue(asked), lambda: town.ask(year=2025)):
        with pytest.raises(Refused, match="已经迁出，不能再开积分证明"):
            act()
    assert not Certificate.objects.exists()


def test_a_consent_of_long_ago_is_asked_for_anew(town: Certified) -> None:
    request, day = town.ask(), timedelta(days=1)
    with pytest.raises(Refused, match="本户的同意已过30天"):
        certificates.issue(request, town.clerk, AFTER + 31 * day)
    assert certificates.issue(request, town.clerk, AFTER + 30 * day).valid_on(TODAY + 30 * day)


def test_the_same_is_not_asked_for_twice_while_it_waits(town: Certified) -> None:
    asked = town.ask()
    with pytest.raises(Refused) as raised:
        town.ask(by=town.card())
    assert list(raised.value.message_dict) == ["recipient"]
    assert town.ask(recipient="东岭物流园").pk != asked.pk
    town.issue(asked)
    assert town.ask().pk != asked.pk


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

"""Objections: within the period, from whom, how often; the clock; taken up and answered."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from households.refusals import Refused
from points.models import Objection, Policy
from points.services import objections
from points.services.objections import Raised
from tests.factory import NOON, make_user
from tests.points.disputing import TWENTIETH, Dispute
from tests.points.notice_months import AFTER

pytestmark = pytest.mark.django_db

TWENTY_SIXTH = date(2026, 11, 26)
"""The last day of the notice."""
LAST_SECOND = datetime.fromisoformat("2026-11-26 23:59:59+08:00")


@pytest.fixture
def town() -> Dispute:
    return Dispute()


# Raising one


def test_an_objection_keeps_who_said_what_of_which_line_and_who_wrote_it_down(
    town: Dispute,
) -> None:
    made = town.object(text=" 少记了5分 ", objector=town.li, objector_name=" 李小麦 ")
    made.refresh_from_db()
    assert (made.notice, made.line, made.community) == (town.notice, town.line(), town.community)
    assert (made.text, made.how, made.received_on) == ("少记了5分", "oral", TWENTIETH)
    assert (made.objector, made.objector_name) == (town.li, "李小麦")
    assert (made.typed_by, made.by_card, made.at) == (town.clerk, None, NOON)
    assert (made.accepted_at, hasattr(made, "reply")) == (None, False)
    assert made.author == "积分办代录"


def test_the_clock_runs_in_working_days_from_the_day_it_was_received(town: Dispute) -> None:
    friday = town.object()
    assert (friday.accept_by, friday.reply_by) == (date(2026, 11, 25), date(2026, 12, 1))
    later = NOON + timedelta(days=3)
    monday = town.object(objector=town.li, received_on=date(2026, 11, 23), at=later)
    assert (monday.accept_by, monday.reply_by) == (date(2026, 11, 26), date(2026, 12, 2))


def test_the_clock_is_the_communitys_own(town: Dispute) -> None:
    Policy.objects.create(community=town.community, accept_days=1, reply_days=5)
    made = town.object()
    assert (made.accept_by, made.reply_by) == (date(2026, 11, 23), date(2026, 11, 27))


def test_a_card_objects_in_the_name_of_its_household_today(town: Dispute) -> None:
    day = NOON + timedelta(days=2)
    raised = Raised("不对", Objection.How.ORAL, date(2020, 1, 1), town.li, "李四麦")
    card = town.card()
    made = objections.raise_objection(town.notice, town.line(), raised, card, day)
    assert (made.how, made.received_on) == ("card", date(2026, 11, 22))
    assert (made.objector, made.objector_name) == (town.zhang, "")
    assert (made.by_card, made.typed_by, made.author) == (card, None, "本户（积分卡）")


def test_a_card_may_object_to_another_households_line(town: Dispute) -> None:
    made = town.object(town.li, by=town.card())
    assert (made.line.household, made.objector) == (town.li, town.zhang)


def test_a_card_objects_until_the_last_second_of_the_period(town: Dispute) -> None:
    card = town.card()
    with pytest.raises(Refused) as raised:
        town.object(by=card, at=LAST_SECOND + timedelta(seconds=1))
    (told,) = raised.value.messages
    assert "第1期的公示期是2026年11月20日至2026年11月26日，已经过了" in told
    assert "请到社区积分办说明，查实后办理更正" in told
    assert not Objection.objects.exists()
    assert town.object(by=card, at=LAST_SECOND).received_on == TWENTY_SIXTH


def test_the_first_day_of_the_period_belongs_to_it(town: Dispute) -> None:
    with pytest.raises(Refused, match="请在公示期内提出异议"):
        town.object(received_on=TWENTIETH - timedelta(days=1))
    assert town.object(received_on=TWENTIETH)


def test_the_office_types_in_later_what_it_received_in_time(town: Dispute) -> None:
    late = datetime.fromisoformat("2026-12-10 23:59:59+08:00")
    made = town.object(received_on=TWENTY_SIXTH, at=late)
    assert (made.received_on, made.at) == (TWENTY_SIXTH, late)
    with pytest.raises(Refused, match="超过14天"):
        town.object(received_on=TWENTY_SIXTH, at=late + timedelta(seconds=1), objector=town.li)


def test_what_came_after_the_period_is_refused_to_the_office_too(town: Dispute) -> None:
    with pytest.raises(Refused, match="已经过了") as raised:
        town.object(received_on=TWENTY_SIXTH + timedelta(days=1), at=AFTER + timedelta(days=2))
    assert list(raised.value.message_dict) == ["received_on"]


def test_a_day_to_come_is_no_day_of_receipt(town: Dispute) -> None:
    with pytest.raises(Refused, match="还没有到"):
        town.object(received_on=TWENTIETH + timedelta(days=1))


@pytest.mark.parametrize(
    ("wrong", "field", "told"),
    [
        ({"text": "  "}, "text", "请写明"),
        ({"objector": None}, "objector", "提出异议的户，或者提出人的姓名"),
        ({"objector": None, "objector_name": "  "}, "objector", "提出人的姓名"),
    ],
)
def test_an_objection_says_what_is_wrong_and_who_says_so(
    town: Dispute, wrong: dict[str, Any], field: str, told: str
) -> None:
    with pytest.raises(Refused) as raised:
        town.object(**wrong)
    assert list(raised.value.message_dict) == [field]
    assert told in raised.value.messages[0]


def test_somebody_without_a_household_objects_by_his_name(town: Dispute) -> None:
    made = town.object(objector=None, objector_name="王路人")
    assert (made.objector, made.objector_name) == (None, "王路人")


def test_a_line_that_is_not_in_the_notice_cannot_be_objected_to(town: Dispute) -> None:
    elsewhere = Dispute("西岭社区")
    raised = Raised("不对", Objection.How.ORAL, TWENTIETH, town.zhang)
    cases = [
        (elsewhere.notice, town.line(), town.clerk),
        (elsewhere.notice, elsewhere.line(), town.card()),
    ]
    for notice, line, by in cases:
        with pytest.raises(Refused, match="第1期公示里没有这一户"):
            objections.raise_objection(notice, line, raised, by, NOON)
    assert not Objection.objects.exists()


def test_one_objector_waits_for_the_reply_before_he_objects_again(town: Dispute) -> None:
    first = town.object()
    with pytest.raises(Refused, match="张三禾已经对这一户的本月积分提出过异议"):
        town.object(by=town.card())
    others = [
        town.object(objector=town.li),
        town.object(town.li),
        town.object(objector=None, objector_name="王路人"),
        town.object(objector=None, objector_name="赵路人"),
    ]
    with pytest.raises(Refused, match="王路人已经"):
        town.object(objector=None, objector_name="王路人 ")
    objections.refuse(first, "照片是两年前的", town.clerk, NOON)
    assert town.object() not in [first, *others]


def test_only_the_office_types_objections_in(town: Dispute) -> None:
    strangers = [Dispute("西岭社区").clerk, make_user(town.community)]
    for person in (town.supervisor, town.auditor, town.scorer, *strangers):
        with pytest.raises(Refused, match="任职"):
            town.object(by=person)
    assert not Objection.objects.exists()


# Which of them wait, and for how long


def test_an_objection_is_overdue_the_day_after_its_last_day(town: Dispute) -> None:
    """To be accepted by 25 November, to be answered by 1 December."""
    made = town.object()

    def overdue(day: date) -> bool:
        return made in Objection.objects.overdue_on(day)

    assert (overdue(date(2026, 11, 25)), overdue(date(2026, 11, 26))) == (False, True)
    objections.accept(made, town.clerk, NOON)
    assert (overdue(date(2026, 11, 26)), overdue(date(2026, 12, 1))) == (False, False)
    assert overdue(date(2026, 12, 2))
    objections.refuse(made, "照片是两年前的", town.clerk, NOON)
    assert not overdue(date(2026, 12, 2))

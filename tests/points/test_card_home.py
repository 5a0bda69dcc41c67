"""The first page behind a card: points apart by what can be spent, months, what waits."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Household
from households.services import cards
from points.models import Policy, Record, Serving
from points.periods import Month
from points.reports.card_page import CardPage, card_page
from points.services import (
    objections,
    policies,
    posting,
    records,
    review,
    revisions,
    servings,
    sheets,
)
from points.services.evidence import attach
from points.services.recordbook import Draft
from points.steps import Step
from tests.clock import Clock, running
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    good_assembly,
    make_household,
    pass_until,
    seen,
    signed_in,
)
from tests.photos import photo
from tests.points.card_holding import card_of, holding, text_of
from tests.points.disputing import Dispute
from tests.points.notice_months import OCTOBER, open_with, publish, published, settle
from tests.points.recording import THIRD

pytestmark = pytest.mark.django_db

HOME = "/card/"
TODAY = NOON.date()


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


def home(office: Office, household: Household) -> str:
    return text_of(holding(card_of(office, household)), HOME)


def shown(household: Household, day: date = TODAY) -> CardPage:
    return card_page(Household.objects.get(pk=household.pk), day)


def test_without_a_card_the_page_asks_to_scan_one(office: Office) -> None:
    assert "请扫积分卡" in text_of(Client(), HOME)
    assert "请扫积分卡" in text_of(signed_in(office.clerk), HOME)


def test_a_household_sees_its_own_name_group_and_community(
    office: Office, zhang: Household
) -> None:
    make_household(office.group, "李四麦", "0101002")
    text = home(office, zhang)
    for own in ("张三禾家", "赵庄第1组", "0101001", "东岭社区"):
        assert own in text
    assert "李四麦" not in text
    assert "这个月还没有开始记分" in text
    assert "我要申报" not in text


def test_this_months_records_say_what_they_count_and_why(office: Office, zhang: Household) -> None:
    open_with(office, NOVEMBER, {zhang: ["13.1", "13.1", "4.1"]})
    text = home(office, zhang)
    assert "2026年11月：现计 +4 分" in text
    assert "本月该项最多计 1 分，已计 1 分，本次计 0 分" in text
    assert "自评还没有截止" in text
    assert 'href="/card/claim/"' in text


def test_past_self_evaluation_the_page_says_which_step_the_month_is_at(
    office: Office, zhang: Household
) -> None:
    (sheet,) = open_with(office, NOVEMBER, {zhang: ["4.1"]})
    pass_until(office, sheet, Step.COMMITTEE)
    text = home(office, zhang)
    assert "自评已截止，现在是评审委员会评议" in text
    assert "我要申报" not in text


def test_a_claim_refused_or_changed_stands_there_with_the_reason(
    office: Office, zhang: Household
) -> None:
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    card = card_of(office, zhang)
    drafts = (Draft(zhang, code, THIRD, quantity=2) for code in ("7.2", "13.1"))
    favour, meeting = (records.claim(NOVEMBER, draft, card, NOON) for draft in drafts)
    assert "撤回" in text_of(holding(card), HOME)
    pass_until(office, sheet, Step.GROUP)
    revisions.revise(favour, Step.GROUP, 2, 0, "受助户没有签字", office.scorer, NOON)
    revisions.revise(meeting, Step.GROUP, 2, 1, "只到会一次", office.scorer, NOON)
    text = text_of(holding(card), HOME)
    assert "村小组评分不予认可：受助户没有签字" in text
    assert "村小组评分把 +2 分改为 +1 分：只到会一次" in text
    assert "撤回" not in text


def test_a_voided_record_stands_there_with_the_reason(office: Office, zhang: Household) -> None:
    open_with(office, NOVEMBER, {zhang: ["4.1"]})
    records.void_records([Record.objects.get().pk], "记错了户", office.clerk, NOON)
    text = home(office, zhang)
    assert "不计分：记错了户" in text
    assert "现计 0 分" in text


def test_points_wait_apart_from_those_that_can_be_spent(office: Office, zhang: Household) -> None:
    """September is posted (+3), October hangs (+1), November is under review (+5)."""
    published(office, Month(2026, 9), {zhang: ["4.1"]}, NOON - timedelta(days=20))
    posting.close_notices(office.community, NOON, office.clerk)
    published(office, OCTOBER, {zhang: ["7.2"]})
    open_with(office, NOVEMBER, {zhang: ["1.1"]})
    page = shown(zhang)
    assert (page.balance, page.honour, page.waiting) == (3, 3, {"公示中": 1})
    assert [each.month.total for each in page.current] == [5]
    assert [each.status for each in page.published] == ["公示中"]
    assert [(each.sheet.month, each.status) for each in page.earlier] == [(9, "已入账")]
    text = home(office, zhang)
    assert "公示中" in text
    assert "2026年荣誉积分" in text
    assert "公示期2026年11月20日至11月26日" in text
    assert 'href="/card/objections/new/?notice=2"' in text
    assert 'href="/card/months/2026-09/"' in text


def test_each_reason_why_points_wait_has_its_own_words(office: Office, zhang: Household) -> None:
    policy = Policy(community=office.community, ratification=Policy.Ratification.AFTER_NOTICE)
    policies.save(policy)
    (sheet,) = open_with(office, OCTOBER, {zhang: ["4.1"]})
    pass_until(office, sheet, Step.ASSEMBLY)
    assert shown(zhang).waiting == {"等待公示": 3}
    notice = publish(office, OCTOBER)
    assert shown(zhang).waiting == {"公示中": 3}
    over = notice.closes_on + timedelta(days=1)
    assert shown(zhang, over).waiting == {"等待代表大会审定": 3}
    later = NOON + timedelta(days=7)
    meeting = good_assembly(later.date())
    review.pass_sheets([seen(sheet)], Step.ASSEMBLY, office.recorder, later, assembly=meeting)
    assert shown(zhang, over).waiting == {"等待入账": 3}
    assert (shown(zhang, over).balance, shown(zhang, over).honour) == (0, 0)


def test_a_notice_that_is_to_hang_later_does_not_hang_yet(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["4.1"]})
    publish(office, OCTOBER, NOON + timedelta(days=3))
    page = shown(zhang)
    assert page.waiting == {"等待公示": 3}
    assert not page.published[0].hangs
    assert page.published[0].period == ""


def test_a_line_objected_to_waits_and_the_new_score_takes_its_place() -> None:
    dispute = Dispute()
    objection = dispute.object(by=dispute.card())
    assert shown(dispute.zhang).waiting == {"有异议，暂不入账": 10}
    text = home_of(dispute, "换卡")
    assert "已收到，2026年11月25日前受理" in text
    objections.accept(objection, dispute.clerk, NOON)
    assert "已受理，2026年12月1日前答复" in home_of(dispute, "换卡")
    dispute.uphold(objection, 15)
    assert shown(dispute.zhang).waiting == {"公示中": 15}
    text = home_of(dispute, "换卡")
    assert "异议成立" in text
    assert "2026年11月：+15 分" in text


def home_of(dispute: Dispute, reason: str) -> str:
    card = cards.issue(dispute.zhang, dispute.clerk, NOON, reason).card
    return text_of(holding(card), HOME)


def test_nobody_learns_who_objected_to_his_line() -> None:
    dispute = Dispute()
    dispute.object(by=dispute.card(dispute.li), text="他家没去救人")
    text = text_of(holding(dispute.card()), HOME)
    assert "有异议，暂不入账" in text
    for told in ("李四麦", "他家没去救人", "我提的异议", dispute.li.code):
        assert told not in text


def test_a_deduction_told_to_the_household_asks_for_its_answer_until_the_last_day(
    office: Office, zhang: Household
) -> None:
    (sheet,) = open_with(office, NOVEMBER, {zhang: ["1.3"]})
    deduction = Record.objects.get()
    assert shown(zhang).to_answer == []
    attach(deduction, [photo()], office.clerk, NOON)
    servings.serve(deduction, TODAY, Serving.How.IN_PERSON, "", -5, office.clerk, NOON)
    (asked,) = shown(zhang).to_answer
    assert asked.shown.record == deduction
    text = home(office, zhang)
    assert "新增私搭乱建，−5 分。2026年11月23日前（含当天）可以说明情况" in text
    assert f'href="/card/records/{deduction.ref}/answer/"' in text
    assert len(shown(zhang, date(2026, 11, 23)).to_answer) == 1
    assert shown(zhang, date(2026, 11, 24)).to_answer == []
    pass_until(office, sheet, Step.AUDIT)
    assert len(shown(zhang).to_answer) == 1
    revisions.revise(deduction, Step.AUDIT, -5, 0, "已拆除", office.auditor, NOON)
    assert shown(zhang).to_answer == []


def test_an_answered_deduction_is_not_asked_about_again(office: Office, zhang: Household) -> None:
    open_with(office, NOVEMBER, {zhang: ["1.3"]})
    deduction = Record.objects.get()
    attach(deduction, [photo()], office.clerk, NOON)
    servings.serve(deduction, TODAY, Serving.How.IN_PERSON, "", -5, office.clerk, NOON)
    servings.answer(deduction, "已经拆了", "oral", TODAY, office.clerk, NOON)
    assert shown(zhang).to_answer == []


def test_what_points_buy_is_told_line_by_line(office: Office, zhang: Household) -> None:
    examples = "20分可换大米一袋\n5分可换洗衣粉一袋"
    policies.save(Policy(community=office.community, exchange_examples=examples))
    text = home(office, zhang)
    for line in examples.splitlines():
        assert f"<li>{line}</li>" in text


def test_the_queries_stay_the_same_however_much_there_is() -> None:
    dispute = Dispute()
    client = holding(dispute.card())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        return len(captured)

    dispute.object()
    december = NOVEMBER.next()
    later = NOON + timedelta(days=11)
    open_with(dispute, december, {dispute.zhang: ["1.3", "4.1"]}, later)
    few = queries()
    deductions = []
    for _ in range(20):
        draft = Draft(dispute.zhang, "1.3", december.first_day)
        deduction = records.record_matter(
            december, draft, Record.Origin.OFFICE, dispute.clerk, later
        )
        attach(deduction, [photo()], dispute.clerk, later)
        servings.serve(deduction, later.date(), Serving.How.AT_HOME, "", -5, dispute.clerk, later)
        deductions.append(deduction)
    claims = [Draft(dispute.zhang, "7.2", december.first_day) for _ in range(20)]
    records.record_matters(december, claims, Record.Origin.SELF, dispute.clerk, later)
    dispute.object(household=dispute.li, objector=dispute.zhang)
    assert Record.objects.filter(line__household=dispute.zhang).count() == 43
    assert queries() == few

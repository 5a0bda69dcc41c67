"""A household's page: what it has, how it came by it, month by month, and who may look."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import Household, User
from households.roles import Role
from households.services import households
from points.models import Record, Sheet
from points.periods import Month
from points.reports.account_page import account_page
from points.services import notices, posting, records, review, revisions
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    make_group,
    make_household,
    make_officer,
    make_user,
    pass_until,
    seen,
    signed_in,
)
from tests.points.notice_months import AFTER, OCTOBER, open_with, published, settle

pytestmark = pytest.mark.django_db

SEPTEMBER = OCTOBER.previous()
TODAY = AFTER.date()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


def page(user: User, household: Household, **query: str) -> str:
    response = signed_in(user).get(f"/households/{household.code}/", query)
    assert response.status_code == 200
    return str(response.content.decode())


def close(office: Office) -> None:
    posting.close_notices(office.community, AFTER, office.clerk)


def test_entries_stand_with_their_running_balance_and_their_notice(
    office: Office, zhang: Household
) -> None:
    published(office, SEPTEMBER, {zhang: ["4.1", "1.1"]})
    published(office, OCTOBER, {zhang: ["1.3"]})
    close(office)
    account = account_page(zhang, 2026, office.clerk, TODAY)
    assert [(each.note, each.points, each.balance_after) for each in account.entries] == [
        ("2026年10月积分", -5, 3),
        ("2026年9月积分", 8, 8),
    ]
    assert [each.posting.notice.number for each in account.entries] == [2, 1]
    assert (account.balance, account.honour, account.waiting) == (3, 3, 0)
    text = page(office.clerk, zhang)
    assert "2026年10月积分" in text
    assert "/notices/2/" in text
    assert "−5" in text


def test_points_on_a_notice_wait_until_its_period_is_over(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    before = account_page(zhang, 2026, office.clerk, TODAY)
    assert (before.balance, before.honour, before.waiting) == (0, 0, 3)
    assert account_page(zhang, 2025, office.clerk, TODAY).waiting == 3
    close(office)
    after = account_page(zhang, 2026, office.clerk, TODAY)
    assert (after.balance, after.honour, after.waiting) == (3, 3, 0)


def test_points_ready_for_a_notice_do_not_wait_yet(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["4.1"]})
    account = account_page(zhang, 2026, office.clerk, TODAY)
    assert account.waiting == 0
    assert account.months[0].status == "待公示"


def test_each_month_shows_the_score_of_every_step_behind_it(
    office: Office, zhang: Household
) -> None:
    claim = Draft(zhang, "4.2", date(2026, 11, 2))
    (sheet,) = open_with(office, NOVEMBER, {zhang: ["1.1"]})
    records.record_matter(NOVEMBER, claim, Record.Origin.SELF, office.clerk, NOON)
    pass_until(office, sheet, Step.AUDIT)
    (month,) = account_page(zhang, 2026, office.clerk, TODAY).months
    assert month.steps == [2, 7, 7, None, None]
    assert (month.total, month.settled, month.status) == (7, False, "审核")

    review.return_sheet(seen(sheet), Step.AUDIT, Step.COMMITTEE, "再核对", office.auditor, NOON)
    (month,) = account_page(zhang, 2026, office.clerk, TODAY).months
    assert month.steps == [2, 7, None, None, None]

    pass_until(office, sheet, None)
    (month,) = account_page(zhang, 2026, office.clerk, TODAY).months
    assert month.steps == [2, 7, 7, 7, 7]
    assert (month.total, month.settled, month.status) == (7, True, "待公示")


def test_every_record_says_what_it_counts_for_and_why(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["7.2", "7.2"]})
    (sheet,) = open_with(office, NOVEMBER, {zhang: ["4.1", "4.2"]})
    live, settled = account_page(zhang, 2026, office.clerk, TODAY).months
    assert [each.counted.points for each in settled.records if each.counted] == [1, 0]
    assert [each.counted.points for each in live.records if each.counted] == [3, 0]
    text = page(office.clerk, zhang)
    for month in (live, settled):
        for each in month.records:
            assert each.counted is not None
            assert each.counted.explanation in text
    voided = Record.objects.get(line__sheet=sheet, item__code="4.1")
    records.void_records([voided.pk], "记错了户", office.clerk, NOON)
    live, _ = account_page(zhang, 2026, office.clerk, TODAY).months
    assert [each.counted and each.counted.points for each in live.records] == [None, 2]
    assert live.total == 2
    assert "已作废：记错了户" in page(office.clerk, zhang)


def test_what_a_step_changed_is_what_counts(office: Office, zhang: Household) -> None:
    (sheet,) = open_with(office, NOVEMBER, {})
    draft = Draft(zhang, "11.3", date(2026, 11, 2), points=20)
    rescue = records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, office.clerk, NOON)
    pass_until(office, sheet, Step.COMMITTEE)
    revisions.revise(rescue, Step.COMMITTEE, 20, 8, "按标准应为8分", office.committee, NOON)
    (month,) = account_page(zhang, 2026, office.clerk, TODAY).months
    assert (month.records[0].points, month.total) == (8, 8)


def test_the_live_score_knows_what_the_year_has_given(office: Office, zhang: Household) -> None:
    for month in (Month(2026, number) for number in range(4, 10)):
        settle(office, month, {zhang: ["13.1"]})
    open_with(office, OCTOBER, {zhang: ["13.1", "4.1"]})
    open_with(office, NOVEMBER, {zhang: ["13.1"]})
    november, october, *_ = account_page(zhang, 2026, office.clerk, TODAY).months
    assert (october.total, november.total) == (3, 0)
    assert "上限" in str(november.records[0].counted)


def test_another_year_is_shown_when_asked_for(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    close(office)
    account = account_page(zhang, 2025, office.clerk, TODAY)
    assert (account.years, account.months, account.entries) == ([2026, 2025], [], [])
    assert (account.balance, account.honour) == (3, 0)
    text = page(office.clerk, zhang, year="2025")
    assert "这一年还没有积分" in text
    assert 'href="?year=2026"' in text


@pytest.mark.parametrize("typed", ["", "x", "0", "99999", "２０２６", "-1"])
def test_a_year_that_is_none_shows_this_one(office: Office, zhang: Household, typed: str) -> None:
    assert "年荣誉积分" in page(office.clerk, zhang, year=typed)


def test_moves_and_particulars_are_told(office: Office, zhang: Household) -> None:
    open_with(office, NOVEMBER, {zhang: ["4.1"]})
    second = make_group(office.village, "第2组")
    households.move(zhang, second, "分户另住", office.administrator, NOON)
    text = page(office.clerk, zhang)
    assert "赵庄第1组 → 赵庄第2组，分户另住（管理员）" in text
    assert "（在赵庄第1组）" in text
    scorer = make_officer(Role.SCORER, second)
    (month,) = account_page(zhang, 2026, scorer, TODAY).months
    assert (month.total, month.linked) == (3, False)
    assert account_page(zhang, 2026, office.clerk, TODAY).months[0].linked


def test_a_household_without_any_month_is_told_why(office: Office, zhang: Household) -> None:
    text = page(office.clerk, zhang)
    assert "这一年还没有积分" in text
    assert "这一年还没有入账" in text


def test_three_people_three_answers(office: Office, zhang: Household) -> None:
    address = f"/households/{zhang.code}/"
    other = Office("西河社区")
    assert signed_in(office.supervisor).get(address).status_code == 200
    assert signed_in(other.clerk).get(address).status_code == 404
    assert signed_in(make_user(office.community)).get(address).status_code == 404
    second = make_officer(Role.SCORER, make_group(office.village, "第2组"))
    assert signed_in(second).get(address).status_code == 404
    assert Client().get(address).headers["Location"] == f"/login/?next={address}"


def test_seeing_households_is_not_enough_to_see_accounts(
    office: Office, zhang: Household, settings: object
) -> None:
    grants = dict(settings.GRANTS)  # type: ignore[attr-defined]
    grants[Role.SUPERVISOR] = frozenset({"households.view_household"})
    settings.GRANTS = grants  # type: ignore[attr-defined]
    assert signed_in(office.supervisor).get(f"/households/{zhang.code}/").status_code == 403


def test_one_code_in_two_communities_is_two_households(office: Office, zhang: Household) -> None:
    other = Office("西河社区")
    make_household(other.group, "赵六水", zhang.code)
    assert "张三禾" in page(office.clerk, zhang)
    theirs = page(other.clerk, zhang)
    assert "赵六水" in theirs
    assert "张三禾" not in theirs


def test_acts_are_offered_to_those_who_may(office: Office, zhang: Household) -> None:
    clerk = page(office.clerk, zhang)
    assert f"/records/new/?household={zhang.code}" in clerk
    assert f"/admin/households/household/{zhang.pk}/change/" in clerk
    auditor = page(office.auditor, zhang)
    assert "/records/new/" not in auditor.split("<main")[1]
    assert "/admin/households" not in auditor
    households.mark_left(zhang, date(2026, 11, 1), office.clerk, NOON)
    assert "已迁出" in page(office.clerk, zhang)
    assert "/records/new/?household" not in page(office.clerk, zhang)


def test_the_queries_stay_the_same_however_much_there_is(office: Office, zhang: Household) -> None:
    def queries() -> int:
        client = signed_in(office.clerk)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/households/{zhang.code}/")
        return len(captured)

    published(office, Month(2026, 5), {zhang: ["4.1"]})
    close(office)
    settle(office, Month(2026, 6), {zhang: ["4.1"]})
    open_with(office, SEPTEMBER, {zhang: ["4.1"]})
    few = queries()
    notices.publish_month(office.community, Month(2026, 6), NOON.date(), office.clerk, NOON)
    for month in (Month(2026, 7), Month(2026, 8)):
        published(office, month, {zhang: ["4.1", "7.2", "7.2", "13.1"]})
    close(office)
    for month in (OCTOBER, NOVEMBER):
        open_with(office, month, {zhang: ["4.1", "7.2", "11.2", "13.1"]})
    second = make_group(office.village, "第2组")
    for to in (second, office.group, second):
        households.move(zhang, to, "迁组", office.administrator, NOON)
    assert Sheet.objects.filter(state=Sheet.State.REVIEW).count() == 3
    assert queries() == few

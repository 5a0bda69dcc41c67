"""Publishing: what a notice freezes, and the chain it stands in."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.models import Household
from households.refusals import Refused
from points.canonical import GENESIS, digest, household_ref
from points.models import Entry, Notice, NoticeHousehold, Policy, Sheet
from points.periods import Month
from points.services import ledger, notices, posting
from points.steps import Step
from tests.factory import NOON, NOVEMBER, Office, make_household, pass_until
from tests.points.notice_months import (
    AFTER,
    OCTOBER,
    add_group,
    open_with,
    publish,
    published,
    settle,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


def line_of(notice: Notice, household: Household) -> dict[str, object]:
    """The frozen line of `household`, found by its reference."""
    ref = household_ref(household.salt, notice.content["community"]["code"], household.code)
    return next(
        line for group in notice.content["groups"] for line in group["lines"] if line["ref"] == ref
    )


def figures(notice: Notice, household: Household) -> tuple[object, object, object]:
    """Month's total, honour points of the year, balance."""
    line = line_of(notice, household)
    return line["total"], line["honour"], line["balance"]


def test_numbers_have_no_gaps_and_every_notice_is_built_on_the_one_before(
    office: Office, zhang: Household
) -> None:
    first = published(office, OCTOBER, {zhang: ["4.1"]})
    second = published(office, NOVEMBER, {zhang: ["4.2"]})
    assert (first.number, first.previous_digest) == (1, GENESIS)
    assert (second.number, second.previous_digest) == (2, first.digest)
    for notice in Notice.objects.all():
        assert digest(notice.previous_digest, notice.content) == notice.digest
        assert notice.content["number"] == notice.number


def test_a_refused_publication_leaves_no_gap(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {})
    with pytest.raises(Refused):
        publish(office, NOVEMBER)
    assert publish(office, OCTOBER).number == 1


def test_each_community_counts_for_itself(office: Office, zhang: Household) -> None:
    other = Office("西岭社区")
    neighbour = make_household(other.group)
    assert published(office, NOVEMBER, {zhang: ["4.1"]}).number == 1
    theirs = published(other, NOVEMBER, {neighbour: ["4.1"]})
    assert (theirs.number, theirs.previous_digest) == (1, GENESIS)


def test_the_database_keeps_the_chain_from_forking(office: Office, zhang: Household) -> None:
    first = published(office, NOVEMBER, {zhang: ["4.1"]})
    fork = Notice.objects.get(pk=first.pk)
    fork.pk, fork.number, fork.digest = None, 2, "f" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        fork.save(force_insert=True)


def test_the_content_holds_salted_references_and_neither_names_nor_codes(
    office: Office, zhang: Household
) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    frozen = str(notice.content)
    assert zhang.head not in frozen
    assert zhang.code not in frozen
    kept = NoticeHousehold.objects.get(notice=notice)
    assert (kept.code, kept.shown_as) == (zhang.code, "张*禾")
    assert kept.ref == household_ref(zhang.salt, office.community.code, zhang.code)


def test_full_names_are_frozen_only_with_the_resolution_that_allows_them(
    office: Office, zhang: Household
) -> None:
    Policy.objects.create(
        community=office.community, masks_names=False, unmasking_basis="村民会议决议"
    )
    notice = published(office, NOVEMBER, {zhang: []})
    assert NoticeHousehold.objects.get(notice=notice).shown_as == "张三禾"
    assert notice.content["unmasking_basis"] == "村民会议决议"


def test_a_notice_with_masked_names_claims_no_resolution(office: Office, zhang: Household) -> None:
    Policy.objects.create(community=office.community, unmasking_basis="旧决议")
    assert published(office, NOVEMBER, {zhang: []}).content["unmasking_basis"] == ""


def test_a_first_month_shows_its_own_points_three_times(office: Office, zhang: Household) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1", "7.2"]})
    assert line_of(notice, zhang)["areas"] == {"1": 0, "2": 3, "3": 1, "4": 0, "5": 0}
    assert figures(notice, zhang) == (4, 4, 4)


def test_a_month_that_still_hangs_counts_as_coming(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    assert figures(published(office, NOVEMBER, {zhang: ["4.2"]}), zhang) == (2, 5, 5)


def test_a_posted_month_counts_once(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, AFTER)
    notice = published(office, NOVEMBER, {zhang: ["4.2"]}, AFTER)
    assert figures(notice, zhang) == (2, 5, 5)
    posting.close_notices(office.community, AFTER + timedelta(days=7))
    zhang.account.refresh_from_db()
    assert zhang.account.balance == 5


def test_a_later_month_does_not_reach_back(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["4.1"]})
    settle(office, NOVEMBER, {zhang: ["4.2"]})
    assert figures(publish(office, OCTOBER), zhang) == (3, 3, 3)


def test_last_year_brings_balance_but_no_honour(office: Office, zhang: Household) -> None:
    in_december, in_january = NOON.replace(month=12), NOON.replace(year=2027, month=1)
    published(office, NOVEMBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, in_december)
    published(office, Month(2026, 12), {zhang: ["4.2"]}, in_december)
    notice = published(office, Month(2027, 1), {zhang: ["7.2"]}, in_january)
    assert figures(notice, zhang) == (1, 1, 6)


def test_an_exchange_lowers_the_balance_and_never_the_honour(
    office: Office, zhang: Household
) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, AFTER)
    exchange = ledger.Movement(zhang.pk, -2, Entry.Kind.EXCHANGE, 2026, "兑换")
    ledger.write(office.community.pk, [exchange], AFTER.date(), None, AFTER)
    assert figures(published(office, NOVEMBER, {zhang: ["7.2"]}, AFTER), zhang) == (1, 4, 2)


def test_deductions_may_take_every_figure_below_zero(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["1.3"]})
    notice = published(office, NOVEMBER, {zhang: ["1.3", "7.2"]})
    assert line_of(notice, zhang)["areas"] == {"1": -5, "2": 0, "3": 1, "4": 0, "5": 0}
    assert figures(notice, zhang) == (-4, -9, -9)


def test_only_ready_sheets_are_published_and_the_rest_comes_with_the_next_number(
    office: Office, zhang: Household
) -> None:
    add_group(office)
    first, second = open_with(office, NOVEMBER, {zhang: ["4.1"]})
    pass_until(office, first, None)
    pass_until(office, second, Step.AUDIT)
    notice = publish(office, NOVEMBER)
    assert [group["group"] for group in notice.content["groups"]] == ["第1组"]
    first.refresh_from_db()
    assert (first.state, first.notice) == (Sheet.State.PUBLISHED, notice)
    pass_until(office, second, None)
    late = publish(office, NOVEMBER)
    assert (late.number, late.content["groups"][0]["group"]) == (2, "第2组")


def test_groups_stand_by_village_then_by_group(office: Office) -> None:
    add_group(office, "钱庄", "第1组")
    add_group(office, name="第2组")
    settle(office, NOVEMBER, {})
    groups = publish(office, NOVEMBER).content["groups"]
    assert [(group["village"], group["group"]) for group in groups] == [
        ("赵庄", "第1组"),
        ("赵庄", "第2组"),
        ("钱庄", "第1组"),
    ]


def test_the_period_comes_from_the_policy_and_counts_both_ends(
    office: Office, zhang: Household
) -> None:
    Policy.objects.create(community=office.community, period_days=5)
    notice = published(office, NOVEMBER, {zhang: []})
    assert (notice.opens_on, notice.closes_on) == (date(2026, 11, 20), date(2026, 11, 24))


@pytest.mark.parametrize("days", [-1, 31, 36500])
def test_a_first_day_in_the_past_or_far_off_is_refused_at_its_field(
    office: Office, zhang: Household, days: int
) -> None:
    settle(office, NOVEMBER, {})
    day = NOON.date() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        notices.publish_month(office.community, NOVEMBER, day, office.clerk, NOON)
    assert list(refused.value.message_dict) == ["opens_on"]
    assert not Notice.objects.exists()


def test_nobody_but_the_clerk_publishes(office: Office, zhang: Household) -> None:
    settle(office, NOVEMBER, {})
    for person in (office.auditor, office.administrator, Office("西岭社区").clerk):
        with pytest.raises(Refused, match="没有办理"):
            notices.publish_month(office.community, NOVEMBER, NOON.date(), person, NOON)


def test_publishing_costs_the_same_however_many_households(office: Office) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            publish(office, month)
        return len(queries)

    make_household(office.group)
    month = OCTOBER
    settle(office, month, {})
    few = cost()
    for _ in range(20):
        make_household(office.group)
    add_group(office, "钱庄")
    month = NOVEMBER
    settle(office, month, {})
    assert cost() == few


def test_a_month_waits_until_the_earlier_ready_one_hangs(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["4.1"]})
    settle(office, NOVEMBER, {zhang: ["4.1"]})
    with pytest.raises(Refused, match="请先公示2026年10月"):
        notices.publish_month(office.community, NOVEMBER, NOON.date(), office.clerk, NOON)
    assert not Notice.objects.exists()
    for month in (OCTOBER, NOVEMBER):
        notices.publish_month(office.community, month, NOON.date(), office.clerk, NOON)
    hung = Notice.objects.order_by("number")
    assert [notice.content["groups"][0]["lines"][0]["balance"] for notice in hung] == [3, 6]

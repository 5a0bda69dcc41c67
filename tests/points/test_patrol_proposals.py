"""What patrols propose, and when it is not to be taken yet."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from points.models import PatrolFinding, Sheet
from points.reports.desk import desk
from points.reports.proposals_page import proposals_page
from points.services import proposals, records
from points.services.proposals import Offer
from points.services.proposed_by_patrol import proposed_by_patrol
from points.steps import Step
from tests.factory import make_household, pass_until, seen, signed_in
from tests.points.patrolling import Patrolled

pytestmark = pytest.mark.django_db

WALKED = date(2026, 11, 11)
LAST_DAY = datetime(2026, 11, 30, 10, tzinfo=UTC)
AFTERWARDS = datetime(2026, 12, 1, 1, tzinfo=UTC)
"""2026年12月1日9时 in Asia/Shanghai."""


@pytest.fixture
def office() -> Patrolled:
    office = Patrolled()
    office.use_patrol_standard()
    return office


def at_scoring(office: Patrolled) -> Sheet:
    return pass_until(office, office.sheet(), Step.GROUP)


def ticked(office: Patrolled, sheet: Sheet, at: datetime) -> int:
    page = proposals_page(sheet, office.scorer, at)
    return sum(row.ticked for group in page.groups for row in group.rows)


def offer(sheet: Sheet, code: str, head: str = "张三禾") -> Offer:
    (found,) = [
        each
        for each in proposals.offers_of(sheet, AFTERWARDS)
        if (each.item.code, each.household.head) == (code, head)
    ]
    return found


def test_while_the_month_lasts_nothing_is_ticked_and_the_page_says_why(office: Patrolled) -> None:
    office.walked(WALKED)
    office.planned(date(2026, 11, 18))
    office.planned(date(2026, 11, 25))
    office.planned(date(2026, 12, 2))
    sheet = at_scoring(office)
    assert (ticked(office, sheet, LAST_DAY), ticked(office, sheet, AFTERWARDS)) == (0, 6)
    rounds = "本月还有2轮巡查没有确认，记入之后再确认的计入下月。"
    early, late = (
        proposals_page(sheet, office.scorer, at).patrols for at in (LAST_DAY, AFTERWARDS)
    )
    assert "11月还没有过完" in early[0]
    assert (early[1:], late) == ([rounds], [rounds])


def test_the_page_of_proposals_shows_what_it_says(
    office: Patrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.walked(WALKED)
    sheet = at_scoring(office)
    monkeypatch.setattr(timezone, "now", lambda: LAST_DAY)
    url = reverse("sheet_proposals", args=[sheet.period, office.group.code])
    page = signed_in(office.scorer).get(url).content.decode()
    assert "11月还没有过完，巡查的建议没有打勾" in page
    assert page.count("本月还没有过完") == 6
    assert "没有确认" not in page


def test_the_desk_asks_for_them_once_the_month_is_over(office: Patrolled) -> None:
    office.walked(WALKED)
    at_scoring(office)

    def told(day: date) -> list[str]:
        return [each.title for each in desk(office.scorer, day).tasks if "建议" in each.title]

    assert told(date(2026, 11, 30)) == []
    assert told(date(2026, 12, 1)) == ["2026年11月有6条建议未处理"]


def test_who_came_after_the_opening_is_doubtful_and_after_the_month_not_proposed(
    office: Patrolled,
) -> None:
    office.walked(WALKED)
    sheet = at_scoring(office)
    newest = make_household(office.group, "孙新来")

    def doubts() -> set[tuple[int, str]]:
        sheet.refresh_from_db()
        found = proposed_by_patrol(sheet, AFTERWARDS)
        return {(each.household_id, each.doubt) for each in found}

    known = {(each.pk, "") for each in office.households}
    assert doubts() == known | {(newest.pk, "开表之后登记的户")}
    Sheet.objects.filter(pk=sheet.pk).update(opened_at=AFTERWARDS)
    assert doubts() == known


def test_another_step_of_an_average_that_was_taken_is_doubtful_until_its_record_is_voided(
    office: Patrolled,
) -> None:
    """50 − 10 = 40 is 4.2; one finding voided after it was taken makes 45: 4.1 beside it."""
    office.walked(WALKED, (0, 1, 5), (0, 2, 5), (1, 1, 1))
    sheet = at_scoring(office)
    (taken,) = proposals.take(seen(sheet), [offer(sheet, "4.2").mark], office.scorer, AFTERWARDS)
    PatrolFinding.objects.filter(indicator=1, taken=5).update(
        voided_at=AFTERWARDS, voided_by=office.clerk, void_reason="看错了户", voided_in_version=9
    )
    assert offer(sheet, "4.1").proposal.doubt == "已按4.2记入，要改的请先作废那条记录"
    assert offer(sheet, "4.1", "李四").proposal.doubt == ""
    assert offer(sheet, "5.1").proposal.doubt == "", "it is of no average"
    records.void_records([taken.pk], "均分改了", office.scorer, AFTERWARDS)
    assert offer(sheet, "4.1").proposal.doubt == ""

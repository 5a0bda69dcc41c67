"""A year's ranking as the office freezes and corrects it; the numbers are worked by hand."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from households.roles import Role
from households.services import households
from points.canonical import GENESIS, digest
from points.models import AnnualRanking, Entry, Meeting
from points.periods import Month
from points.ranking import TieBreak
from points.services import (
    adjustments,
    honour_policies,
    ledger,
    objections,
    rankings,
    sheets,
    vetoes,
)
from points.services.honour_policies import honour_policy_of
from points.services.objections import Raised
from points.services.ranking_book import corrected, frozen, standings_of
from points.services.ranking_checks import hindrances
from points.services.vetoes import Ground
from tests.factory import appoint, make_group, make_household, make_village
from tests.points.honour_year import AFTER_THE_YEAR, HELD_ON, YEAR, HonourYear, assembly

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ground(**more: Any) -> Ground:
    year = {"starts_on": date(YEAR, 5, 1), "ends_on": date(YEAR, 12, 31)}
    papers = ("酒后驾驶", "处罚决定书", "青公〔2026〕5号", date(YEAR, 5, 1))
    return Ground(*papers, **(year | more))


def places(town: HonourYear) -> dict[str, tuple[int, ...] | None]:
    """What stands now: head → points, places in community, village, group."""
    rule = honour_policy_of(town.community).rule
    return {
        each.household.head: (each.honour, *each.ranked[:3]) if each.ranked else None
        for each in standings_of(town.community, YEAR, rule)
    }


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


@pytest.fixture
def december(town: HonourYear) -> HonourYear:
    """Only December was scored: the scheme began then."""
    town.post(Month(YEAR, 12), {town.zhang: 30, town.li: 30, town.qian: 20, town.sun: 10})
    return town


def test_a_year_of_one_village_worked_by_hand(town: HonourYear) -> None:
    """Twelve months of six families. Wang joins in April; Sun moves to the first group in July.

    张 5+6+7+8+9+10+9+8+7+6+5+4 = 84.  李 10 a month but in June, when 36 are given and in July 8
    taken: 10×10+36−8 = 128.  赵 12 a month = 144, vetoed in May.  钱 7 a month = 84, and 1 deducted
    in December of the 84+1 given: 85−1 = 84.  孙 4 a month = 48, 2 more in January = 50.
    王 nine months of 14 = 126.
    """
    same = (0,) * 12
    months = {
        town.zhang: (5, 6, 7, 8, 9, 10, 9, 8, 7, 6, 5, 4),
        town.li: (10, 10, 10, 10, 10, 36, -8, 10, 10, 10, 10, 10),
        town.zhao: (12,) * 12,
        town.qian: (7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 15, -1),
        town.sun: (6, *(4,) * 11),
    }
    assert [sum(row) for row in months.values()] == [84, 128, 144, 84, 50]
    for month in range(1, 13):
        if month == 4:
            wang = make_household(town.group, "王五谷")
            months[wang] = (*same[:3], *(14,) * 9)
        if month == 7:
            at = AFTER_THE_YEAR.replace(year=YEAR, month=7, day=1)
            households.move(town.sun, town.group, "并户", town.clerk, at)
        town.post(Month(YEAR, month), {each: row[month - 1] for each, row in months.items()})
    veto = vetoes.impose(town.zhao, ground(), town.clerk, AFTER_THE_YEAR - 9 * DAY)
    told = date(2027, 1, 2)
    vetoes.tell(veto, told, "in_person", "周主任", town.clerk, AFTER_THE_YEAR - 8 * DAY)

    ranking = town.freeze()

    lines = {line.household.head: line for line in ranking.lines.select_related("household")}
    told_of = {
        head: (line.honour, line.months, line.deductions, line.place, line.in_group)
        for head, line in lines.items()
    }
    assert told_of == {
        "李四井": (128, 12, 8, 1, 1),
        "王五谷": (126, 9, 0, 2, 2),
        "张三禾": (84, 12, 0, 3, 3),
        "钱八斗": (84, 12, 1, 3, 1),
        "孙九思": (50, 12, 0, 5, 4),
        "赵七里": (144, 12, 0, None, None),
    }
    assert [head for head, line in lines.items() if line.late] == ["王五谷"]
    assert [head for head, line in lines.items() if line.moved] == ["孙九思"]
    assert [head for head, line in lines.items() if line.vetoed] == ["赵七里"]
    assert lines["王五谷"].first_month == 4
    # Ten percent of five are none, thirty are one, sixty are three: and two share the third place.
    stars = {head: line.stars for head, line in lines.items()}
    assert stars == {
        "李四井": 4, "王五谷": 3, "张三禾": 3, "钱八斗": 3, "孙九思": 0, "赵七里": 0,
    }  # fmt: skip
    assert ranking.meeting.held_on == HELD_ON
    assert ranking.digest == digest(GENESIS, ranking.content)
    assert "酒后驾驶" not in str(ranking.content)
    assert not any(head in str(ranking.content) for head in lines)


def test_what_decides_between_equals_is_a_setting(town: HonourYear) -> None:
    """Both have 30; from Zhang 5 were taken in November."""
    town.post(Month(YEAR, 11), {town.zhang: -5})
    town.post(Month(YEAR, 12), {town.zhang: 35, town.li: 30})
    assert (places(town)["李四井"], places(town)["张三禾"]) == ((30, 1, 1, 1), (30, 1, 1, 1))
    policy = honour_policy_of(town.community)
    policy.tie_break = TieBreak.DEDUCTIONS
    honour_policies.save(policy, town.clerk, AFTER_THE_YEAR)
    assert (places(town)["李四井"], places(town)["张三禾"]) == ((30, 1, 1, 1), (30, 2, 2, 2))


def test_exchanges_never_lower_a_place(december: HonourYear) -> None:
    town, before = december, places(december)
    for household in (town.zhang, town.li, town.qian):
        spent = ledger.Movement(household.pk, -9, Entry.Kind.EXCHANGE, YEAR, "大米")
        ledger.write(town.community.pk, [spent], HELD_ON, town.clerk, AFTER_THE_YEAR)
    assert places(town) == before


def test_points_of_another_year_count_nothing(december: HonourYear) -> None:
    town, before = december, places(december)
    made = adjustments.propose(town.sun, 90, YEAR - 1, "补", "表", town.clerk, AFTER_THE_YEAR)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER_THE_YEAR)
    assert places(town) == before


def test_who_has_left_is_not_ranked(december: HonourYear) -> None:
    Household.objects.filter(pk=december.zhang.pk).update(left_on=date(YEAR, 12, 30))
    assert "张三禾" not in places(december)
    assert places(december)["李四井"] == (30, 1, 1, 1)


def test_ranking_costs_the_same_however_many_families(december: HonourYear) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            places(december)
        return len(queries)

    few = cost()
    for number in range(5):
        make_household(december.second, f"某{number}")
    december.post(Month(2027, 1), {})
    assert cost() == few <= 7


# Freezing


def refusals(town: HonourYear, **more: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        town.freeze(**more)
    assert not AnnualRanking.objects.exists()
    return refused.value.messages


def test_a_month_that_is_not_posted_is_named(town: HonourYear) -> None:
    assert "2026年还没有积分表" in refusals(town)[1]
    town.post(Month(YEAR, 10), {town.zhang: 5})
    told = refusals(town)
    assert "2026年11月还没有开积分表。" in told
    assert "2026年12月还没有开积分表。" in told
    sheets.open_month(town.community, Month(YEAR, 11), town.clerk, AFTER_THE_YEAR)
    assert "赵庄第1组 2026年11月还没有入账（群众自评）。" in refusals(town)
    assert "赵庄第2组 2026年11月还没有入账（群众自评）。" in refusals(town)


def test_a_group_that_has_no_december_is_named_while_somebody_lives_there(
    december: HonourYear,
) -> None:
    town = december
    third = make_group(town.village, "第3组")
    assert hindrances(town.community, YEAR, AFTER_THE_YEAR.date()) == []
    households.move(town.sun, third, "分组", town.clerk, AFTER_THE_YEAR)
    assert hindrances(town.community, YEAR, AFTER_THE_YEAR.date()) == []
    make_household(third, "吴新来")
    assert refusals(town)[1:] == ["赵庄第3组2026年12月还没有开积分表。"]
    sheets.open_month(town.community, Month(YEAR, 12), town.clerk, AFTER_THE_YEAR)
    assert refusals(town)[1:] == ["赵庄第3组 2026年12月还没有入账（群众自评）。"]


def test_a_year_is_not_ranked_before_it_is_over(december: HonourYear) -> None:
    last = date(YEAR, 12, 31)
    assert hindrances(december.community, YEAR, last) == ["2026年还没有过完。"]
    assert hindrances(december.community, YEAR, last + DAY) == []
    at = AFTER_THE_YEAR.replace(year=YEAR, month=12, day=31)
    assert refusals(december, at=at, held_on=last)[1:] == ["2026年还没有过完。"]


def test_an_open_objection_and_a_waiting_adjustment_are_named(december: HonourYear) -> None:
    town = december
    notice = town.zhang.lines.get().sheet.notice
    raised = Raised("少了", "oral", notice.closes_on, town.zhang)
    line = town.zhang.lines.get()
    made = objections.raise_objection(notice, line, raised, town.clerk, AFTER_THE_YEAR - 8 * DAY)
    assert refusals(town)[1:] == [f"户{town.zhang.code}2026年12月的异议还没有答复。"]
    objections.refuse(made, "查过了", town.clerk, AFTER_THE_YEAR)
    adjustments.propose(town.li, 3, YEAR, "补", "表", town.clerk, AFTER_THE_YEAR)
    assert refusals(town)[1:] == [f"户{town.li.code}的入账后更正还没有复核。"]


def test_the_meeting_needs_its_quorum_and_comes_after_the_year(december: HonourYear) -> None:
    town = december
    few = assembly()
    few = type(few)(HELD_ON, 30, 19, 19, 0, 0)
    with pytest.raises(Refused, match="不足代表总数 30 人的三分之二"):
        rankings.freeze(town.community, YEAR, few, town.seen(), town.recorder, AFTER_THE_YEAR)
    with pytest.raises(Refused, match="请填写会议"):
        rankings.freeze(town.community, YEAR, None, town.seen(), town.recorder, AFTER_THE_YEAR)
    assert "还有2026年的积分入账" in refusals(town, held_on=date(2027, 1, 1))[0]
    assert "还没有到" in refusals(town, held_on=date(2027, 2, 1))[0]
    assert not Meeting.objects.filter(ranking__isnull=False).exists()


def test_what_is_frozen_is_what_was_on_the_screen(december: HonourYear) -> None:
    town, seen = december, december.seen()
    made = adjustments.propose(town.sun, 90, YEAR, "补", "表", town.clerk, AFTER_THE_YEAR)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER_THE_YEAR)
    with pytest.raises(Refused, match="名单有变动"):
        rankings.freeze(
            town.community, YEAR, assembly(AFTER_THE_YEAR.date()), seen, town.recorder,
            AFTER_THE_YEAR,
        )  # fmt: skip
    assert town.freeze(held_on=AFTER_THE_YEAR.date()).lines.count() == 5


def test_a_year_is_frozen_once_by_whoever_may(december: HonourYear) -> None:
    town = december
    with pytest.raises(Refused, match="没有办理东岭社区此事的任职"):
        rankings.freeze(town.community, YEAR, assembly(), town.seen(), town.clerk, AFTER_THE_YEAR)
    town.freeze()
    with pytest.raises(AlreadyHandled, match="排名已经定了"):
        town.freeze()


def test_what_is_frozen_stays(december: HonourYear) -> None:
    ranking = december.freeze()
    for change in (
        lambda: AnnualRanking.objects.update(year=2025),
        lambda: ranking.lines.update(honour=99),
        lambda: ranking.lines.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    before = frozen(ranking)
    made = adjustments.propose(december.sun, 90, YEAR, "补", "表", december.clerk, AFTER_THE_YEAR)
    adjustments.decide(made, approved=True, comment="", by=december.auditor, at=AFTER_THE_YEAR)
    assert frozen(ranking) == before == corrected(ranking)


def test_a_village_elsewhere_has_places_of_its_own(town: HonourYear) -> None:
    other = make_household(make_group(make_village(town.community, "钱庄"), "第9组"), "周一")
    appoint(town.scorer, Role.SCORER, other.group)
    town.post(Month(YEAR, 12), {town.zhang: 30, other: 20})
    assert places(town)["周一"] == (20, 2, 1, 1)


def test_whoever_moves_after_the_year_stays_where_it_was_scored(december: HonourYear) -> None:
    town = december
    households.move(town.zhang, town.second, "搬到女儿家", town.clerk, AFTER_THE_YEAR)
    rule = honour_policy_of(town.community).rule
    standings = standings_of(town.community, YEAR, rule)
    (zhang,) = (each for each in standings if each.household == town.zhang)
    assert (zhang.group, zhang.moved) == (town.group, False)


def test_an_erased_family_keeps_nobody_from_the_ranking(december: HonourYear) -> None:
    town = december
    Household.objects.filter(pk=town.li.pk).update(salt="")
    assert town.li not in {line.household for line in town.freeze().lines.all()}

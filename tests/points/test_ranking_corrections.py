"""Corrections of a ranking that is settled, and the settings it is ranked by."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from households.models import Household
from households.refusals import Refused
from points.models import AnnualRanking, HonourPolicy, RankingCorrection
from points.periods import Month
from points.services import adjustments, honour_policies, rankings, vetoes
from points.services.ranking_book import corrected, frozen
from points.services.vetoes import Ground
from tests.factory import make_household
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


@pytest.fixture
def december(town: HonourYear) -> HonourYear:
    """Only December was scored: the scheme began then."""
    town.post(Month(YEAR, 12), {town.zhang: 30, town.li: 30, town.qian: 20, town.sun: 10})
    return town


def adjust(town: HonourYear, household: Household, points: int) -> None:
    made = adjustments.propose(household, points, YEAR, "漏记", "表", town.clerk, AFTER_THE_YEAR)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER_THE_YEAR)


def correct(ranking: AnnualRanking, household: Household, by: Any, **more: Any) -> Any:
    typed = {"reason": "漏记", "paper": "核实表"} | more
    return rankings.correct(ranking, household, **typed, by=by, at=AFTER_THE_YEAR)


def test_a_correction_has_its_number_and_its_effect_on_everybody(december: HonourYear) -> None:
    """Sun had 10 and the last place; with 15 more he has 25, ahead of Qian's 20."""
    town, ranking = december, december.freeze()
    adjust(town, town.sun, 15)
    made = correct(ranking, town.sun, town.clerk)
    assert (made.number, made.honour_before, made.honour_after) == (1, 10, 25)
    before = {each.household.head: each.ranked.place for each in frozen(ranking)}
    after = {each.household.head: each.ranked.place for each in corrected(ranking)}
    assert before == {"张三禾": 1, "李四井": 1, "钱八斗": 3, "孙九思": 4, "赵七里": 5}
    assert after == {"张三禾": 1, "李四井": 1, "孙九思": 3, "钱八斗": 4, "赵七里": 5}
    veto = town.vetoed(town.zhang)
    with pytest.raises(Refused, match="是您登记的，请由别的工作人员更正排名"):
        correct(ranking, town.zhang, town.clerk)
    out = correct(ranking, town.zhang, town.recorder)
    assert (out.number, out.vetoed_after, out.told_on) == (2, True, veto.told_on)
    after = {each.household.head: each.ranked and each.ranked.place for each in corrected(ranking)}
    assert after == {"张三禾": None, "李四井": 1, "孙九思": 2, "钱八斗": 3, "赵七里": 4}
    vetoes.lift(veto, "查明不是本人", town.auditor, AFTER_THE_YEAR)
    back = correct(ranking, town.zhang, town.clerk)
    assert (back.number, back.vetoed_before, back.vetoed_after) == (3, True, False)


def test_a_correction_that_is_none_is_refused_in_words(december: HonourYear) -> None:
    town, ranking = december, december.freeze()

    def told(household: Household = town.sun, by: Any = town.clerk, **more: Any) -> str:
        with pytest.raises(Refused) as refused:
            correct(ranking, household, by, **more)
        return "".join(refused.value.messages)

    assert "没有要更正的" in told()
    newcomer = make_household(town.group, "新来")
    assert "没有这一户" in told(newcomer)
    adjust(town, town.sun, 15)
    assert "更正的原因" in told(reason=" ")
    assert "依据哪份文件" in told(paper="")
    assert "任职" in told(by=town.supervisor)
    town.clerk.household = town.sun
    town.clerk.save()
    assert "不能更正自己家" in told()
    assert not RankingCorrection.objects.exists()


def test_a_veto_after_the_freezing_is_told_and_objected_to_before_it_counts(
    december: HonourYear,
) -> None:
    town, ranking = december, december.freeze()
    at, day = AFTER_THE_YEAR, AFTER_THE_YEAR.date()

    def told(at: datetime = at) -> str:
        with pytest.raises(Refused) as refused:
            rankings.correct(ranking, town.zhang, "偷盗", "判决书", town.recorder, at)
        return "".join(refused.value.messages)

    days = (date(YEAR, 12, 20), date(YEAR, 12, 1), date(YEAR, 12, 31))
    veto = vetoes.impose(town.zhang, Ground("偷盗", "判决书", "", *days), town.clerk, at)
    assert "的一票否决还没有告知。办完以后再更正。" in told()
    vetoes.tell(veto, day, "phone", "周主任", town.clerk, at)
    assert "异议期到2027年1月13日为止，还没有过" in told(at + 3 * DAY)
    vetoes.object_to(veto, "不是我", "oral", day, town.clerk, at)
    assert "对一票否决的异议还没有答复" in told(at + 9 * DAY)
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=at)
    made = rankings.correct(ranking, town.zhang, "偷盗", "判决书", town.recorder, at + 4 * DAY)
    assert (made.vetoed_after, made.told_on) == (True, day)


def test_a_veto_of_another_year_corrects_nothing(december: HonourYear) -> None:
    town, ranking = december, december.freeze()
    days = (date(2027, 1, 2), date(2027, 1, 2), date(2027, 12, 31))
    vetoes.impose(town.zhang, Ground("偷盗", "判决书", "", *days), town.clerk, AFTER_THE_YEAR)
    with pytest.raises(Refused, match="没有要更正的"):
        correct(ranking, town.zhang, town.clerk)


# Settings


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"five_share": 60, "four_share": 41, "three_share": 0}, "超过100%"),
        ({"stars_by": "thresholds"}, "至少填一个星级"),
        ({"stars_by": "thresholds", "five_points": 50, "four_points": 50}, "应低于五星"),
        ({"recommended": 0}, "1"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(
    town: HonourYear, typed: dict[str, Any], told: str
) -> None:
    policy = HonourPolicy(community=town.community, **typed)
    with pytest.raises(ValidationError, match=told):
        honour_policies.save(policy, town.clerk, AFTER_THE_YEAR)


@pytest.mark.parametrize(
    "typed",
    [
        {"five_share": 60, "four_share": 41, "three_share": 0},
        {"five_points": 50, "four_points": 50},
        {"four_points": 50, "one_points": 60},
        {"recommended": 0},
    ],
)
def test_the_database_keeps_them_from_contradicting_each_other(
    town: HonourYear, typed: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        HonourPolicy.objects.create(community=town.community, **typed)

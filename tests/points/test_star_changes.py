"""What a star notice tells of corrections: whose stars are otherwise than the one before told."""

import json

import pytest

from households.models import Household
from points.models import AnnualRanking
from points.reports.ledger_check import ledger_differences
from points.reports.notice_kinds import villages_of
from points.services import adjustments, rankings
from tests.points.honour_year import AFTER_THE_YEAR, YEAR
from tests.points.star_town import StarTown, told

pytestmark = pytest.mark.django_db
DAY = AFTER_THE_YEAR.date()


@pytest.fixture
def town() -> StarTown:
    return StarTown()


def test_a_correction_is_told_by_another_notice_with_all_of_them(town: StarTown) -> None:
    first = town.publish()
    town.correct()
    second = town.publish()
    assert second.number == 3
    assert told(second) == [
        ("张*禾", "五星", 50, 1),
        ("李*井", "四星", 40, 3),
        ("钱*斗", "四星", 45, 2),
    ]
    (village,) = villages_of(second)
    # 20% and 50% of five: one and two families. Whoever loses a star by it is told in the same
    # words as the one that was corrected.
    assert {each.shown_as: each.told for each in village.corrections} == {
        "钱*斗": "因第1号更正，荣誉积分由20分改为45分，星级由无改为四星",
        "赵*里": "因第1号更正，星级由四星改为无",
    }
    assert len(village.of_group(town.group.code).corrections) == 1
    assert len(village.of_group(town.second.code).corrections) == 1
    assert town.ranking.corrections.get().notice == second
    assert AnnualRanking.objects.get().notice == first
    assert list(ledger_differences(town.community)) == []


def test_who_lost_the_last_star_of_a_group_is_told_of_there(town: StarTown) -> None:
    town.publish()
    why = {"reason": "偷盗电缆", "paper": "判决书"}
    for each in (town.zhang, town.li, town.zhao):
        town.vetoed(each)
        rankings.correct(town.ranking, each, **why, by=town.recorder, at=AFTER_THE_YEAR)
    notice = town.publish()
    (village,) = villages_of(notice)
    assert {each.shown_as: each.told for each in village.corrections} == {
        "张*禾": "因第1、2、3号更正，星级由五星改为无",
        "李*井": "因第1、2、3号更正，星级由四星改为无",
        "赵*里": "因第1、2、3号更正，星级由四星改为无",
        # Of the two families left.
        "钱*斗": "因第1、2、3号更正，星级由无改为四星",
    }
    assert "偷盗电缆" not in json.dumps(notice.content, ensure_ascii=False)
    assert list(ledger_differences(town.community)) == []


def test_a_veto_of_a_family_without_stars_names_nobody(town: StarTown) -> None:
    """Sun has the last place and no star: with four families left, 20% are none and 60% two, so
    that others lose theirs, in the words of any correction."""
    town.publish()
    town.vetoed(town.sun)
    why = {"reason": "偷盗电缆", "paper": "判决书"}
    rankings.correct(town.ranking, town.sun, **why, by=town.recorder, at=AFTER_THE_YEAR)
    (village,) = villages_of(town.publish())
    assert {each.shown_as: each.told for each in village.corrections} == {
        "张*禾": "因第1号更正，星级由五星改为四星",
        "赵*里": "因第1号更正，星级由四星改为无",
    }


def test_each_notice_tells_what_changed_since_the_one_before(town: StarTown) -> None:
    """Qian's 25 more are taken back: what the notice before hung is what it is told from."""
    town.publish()
    town.correct()
    town.publish()
    made = adjustments.propose(town.qian, -25, YEAR, "记重", "表", town.clerk, AFTER_THE_YEAR)
    adjustments.decide(made, approved=True, comment="", by=town.auditor, at=AFTER_THE_YEAR)
    why = {"reason": "记重", "paper": "核实表"}
    rankings.correct(town.ranking, town.qian, **why, by=town.clerk, at=AFTER_THE_YEAR)
    (village,) = villages_of(town.publish())
    assert {each.shown_as: each.told for each in village.corrections} == {
        "钱*斗": "因第2号更正，荣誉积分由45分改为20分，星级由四星改为无",
        "赵*里": "因第2号更正，星级由无改为四星",
    }
    assert list(ledger_differences(town.community)) == []


def test_an_erased_family_hangs_without_its_name(town: StarTown) -> None:
    Household.objects.filter(pk=town.li.pk).update(salt="")
    hung = told(town.publish())
    assert hung[0][0] == "张*禾"
    assert [points for name, _, points, _ in hung if "李" not in name] == [50, 40, 30]

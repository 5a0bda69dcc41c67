"""The first families of a year, recommended upward: ties, others, level by level, the form."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from points.models import AnnualRanking, Recommendation, RecommendationStep
from points.periods import Month
from points.reports.honours_of_years import histories
from points.reports.recommendation_page import recommended, row
from points.reports.recommendation_paper import recommendation_paper
from points.services import rankings, recommendations
from points.services.honour_policies import honour_policy_of, save
from points.services.policies import policy_of
from points.services.recommendations import candidates
from tests.factory import make_household
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear

pytestmark = pytest.mark.django_db
DAY = AFTER_THE_YEAR.date()


class FirstTown(HonourYear):
    """Two are recommended; Zhang is first, Li and Zhao share the second place, then Qian, Sun."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        policy = honour_policy_of(self.community)
        policy.recommended = 2
        save(policy, self.clerk, AFTER_THE_YEAR)
        given = {self.zhang: 50, self.li: 40, self.zhao: 40, self.qian: 20, self.sun: 10}
        self.post(Month(YEAR, 12), given)
        self.ranking: AnnualRanking = self.freeze()

    def recommend(self, *households: Household, reason: str = "") -> list[Recommendation]:
        by, at = self.clerk, AFTER_THE_YEAR
        return recommendations.recommend(self.ranking, households, reason, by, at)


@pytest.fixture
def town() -> FirstTown:
    return FirstTown()


def note(found: Recommendation, level: str, outcome: str, **more: Any) -> RecommendationStep:
    typed = {"day": DAY, "paper": "", "title": "", "remark": ""} | more
    by = found.by
    return recommendations.note(found, level, outcome, **typed, by=by, at=AFTER_THE_YEAR)


def test_who_shares_the_last_place_is_named_and_needs_a_reason(town: FirstTown) -> None:
    first = candidates(town.ranking)
    assert [each.household for each in first.clear] == [town.zhang]
    assert [each.household for each in first.tied] == [town.li, town.zhao]
    with pytest.raises(Refused) as refused:
        town.recommend(town.zhang, town.li)
    (told,) = refused.value.messages
    assert told == (
        f"{town.li}、{town.zhao}并列第2名，前2名放不下，请写明推荐谁、由哪次会议因为什么定的。"
    )
    assert not Recommendation.objects.exists()
    made = town.recommend(town.zhang, town.li, reason="1月9日代表会议，李家多年助学")
    assert [(each.place, each.reason) for each in made] == [
        (1, ""),
        (2, "1月9日代表会议，李家多年助学"),
    ]


def test_others_are_recommended_with_a_reason(town: FirstTown) -> None:
    with pytest.raises(Refused, match=f"{town.sun}不在前2名，请写明推荐的理由"):
        town.recommend(town.sun)
    (made,) = town.recommend(town.sun, reason="见义勇为")
    assert (made.place, made.honour, made.reason) == (5, 10, "见义勇为")


def test_both_who_share_the_place_may_go_with_a_reason(town: FirstTown) -> None:
    assert len(town.recommend(town.zhang, town.li, town.zhao, reason="会议定都推荐")) == 3


def test_corrections_count(town: FirstTown) -> None:
    town.vetoed(town.zhang)
    rankings.correct(town.ranking, town.zhang, "偷盗", "判决书", town.recorder, AFTER_THE_YEAR)
    first = candidates(town.ranking)
    assert [each.household for each in first.clear] == [town.li, town.zhao]
    assert first.tied == []
    with pytest.raises(Refused, match="不在2026年的名次里"):
        town.recommend(town.zhang, reason="再说")


def test_one_that_is_vetoed_since_is_marked_until_it_is_taken_back(town: FirstTown) -> None:
    (made,) = town.recommend(town.zhang)
    town.recommend(town.li, reason="会议定的")
    town.vetoed(town.zhang)
    rankings.correct(town.ranking, town.zhang, "偷盗", "判决书", town.recorder, AFTER_THE_YEAR)

    def barred() -> list[str]:
        rows = recommended(town.clerk, town.ranking)
        return [each.recommendation.line.household.head for each in rows if each.barred]

    assert barred() == ["张三禾"]
    for outcome in ("sent", "passed"):
        with pytest.raises(Refused, match="已不参评，推荐不能再上报"):
            note(made, "subdistrict", outcome)
    note(made, "subdistrict", "withdrawn")
    assert barred() == []


def test_a_family_that_has_left_is_not_recommended(town: FirstTown) -> None:
    Household.objects.filter(pk=town.zhang.pk).update(left_on=DAY)
    with pytest.raises(Refused, match="已经迁出，不能推荐"):
        town.recommend(town.zhang)


def test_nobody_notes_what_became_of_his_own_family(town: FirstTown) -> None:
    (made,) = town.recommend(town.zhang)
    town.clerk.household = town.zhang
    town.clerk.save()
    made.refresh_from_db()
    with pytest.raises(Refused, match="您自己家的推荐"):
        note(made, "subdistrict", "sent")
    assert made.steps.count() == 1


def test_a_family_is_recommended_once_by_others(town: FirstTown) -> None:
    town.recommend(town.zhang)
    with pytest.raises(AlreadyHandled, match=f"{town.zhang}已经推荐过"):
        town.recommend(town.zhang)
    with pytest.raises(Refused, match="请至少选一户"):
        town.recommend()
    stranger = make_household(town.group, "新来")
    with pytest.raises(Refused, match="不在2026年的名次里"):
        town.recommend(stranger)
    town.clerk.household = town.li
    town.clerk.save()
    with pytest.raises(Refused, match="不能推荐自己家"):
        town.recommend(town.li, reason="会议定的")


def test_it_goes_from_level_to_level_to_its_title(town: FirstTown) -> None:
    (made,) = town.recommend(town.zhang)
    assert row(made).standing == "社区通过，等街道"
    note(made, "subdistrict", "sent", paper="青街报〔2027〕1号")
    note(made, "subdistrict", "passed")
    note(made, "district", "passed", title="区级文明家庭", paper="区文明办〔2027〕3号")
    found = row(Recommendation.objects.get())
    assert found.standing == "区通过，区级文明家庭，等市"
    assert found.title == "区级文明家庭"
    assert found.levels == (
        "2027年1月10日通过",
        "2027年1月10日已上报，2027年1月10日通过",
        "2027年1月10日通过",
        "",
    )
    note(made, "city", "refused")
    assert row(Recommendation.objects.get()).standing == "市未通过"
    with pytest.raises(AlreadyHandled, match="已经办结"):
        note(made, "city", "passed")
    (year,) = histories([town.zhang])[town.zhang.pk]
    assert (year.year, year.place, year.recommended) == (2026, "第1名", "市未通过")


@pytest.mark.parametrize(
    ("level", "outcome", "more", "told"),
    [
        ("district", "passed", {}, "现在该记街道的结果"),
        ("city", "sent", {}, "现在该记街道的结果"),
        ("subdistrict", "passed", {"day": DAY + timedelta(days=1)}, "日期还没有到"),
        ("subdistrict", "passed", {"day": date(2027, 1, 1)}, "这一步不能更早"),
        ("subdistrict", "sent", {"title": "文明家庭"}, "通过的才有称号"),
    ],
)
def test_no_level_is_left_out_and_no_title_given_before_its_time(
    town: FirstTown, level: str, outcome: str, more: dict[str, Any], told: str
) -> None:
    (made,) = town.recommend(town.zhang)
    with pytest.raises(Refused, match=told):
        note(made, level, outcome, **more)
    assert made.steps.count() == 1


def test_what_a_level_said_stays_and_is_said_once(town: FirstTown) -> None:
    (made,) = town.recommend(town.zhang)
    step = note(made, "subdistrict", "sent")
    with pytest.raises(AlreadyHandled, match="已经记过上报街道"):
        note(made, "subdistrict", "sent")
    for change in (
        lambda: RecommendationStep.objects.filter(pk=step.pk).update(outcome="passed"),
        lambda: Recommendation.objects.filter(pk=made.pk).update(place=9),
        lambda: RecommendationStep.objects.create(
            community=town.community,
            recommendation=made,
            level="subdistrict",
            outcome="refused",
            day=DAY,
            title="文明家庭",
            by=town.clerk,
            at=AFTER_THE_YEAR,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_form_has_the_family_and_room_for_each_level(town: FirstTown) -> None:
    town.recommend(town.zhang, town.li, reason="1月9日代表会议定的")
    found = [each.recommendation for each in recommended(town.clerk, town.ranking)]
    policy = policy_of(town.community)
    pages = PdfReader(io.BytesIO(recommendation_paper(found, policy))).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(texts) == 2
    for due in ("2026年度文明家庭推荐表", "张三禾", "赵庄第1组", "50分，社区第1名", "按名次推荐",
                "主要事迹", "社区意见", "街道意见", "区意见", "市意见"):  # fmt: skip
        assert due in texts[0]
    settled = f"2026年度排名由2027年1月9日的会议定，校验码{town.ranking.check_code}。"
    assert settled + "荣誉积分相同的名次并列" in texts[0]
    assert "1月9日代表会议定的" in texts[1]


def test_the_table_costs_the_same_however_many_are_recommended(town: FirstTown) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            recommended(town.clerk, town.ranking)
        return len(queries)

    town.recommend(town.zhang)
    few = cost()
    town.recommend(town.li, town.zhao, town.qian, reason="会议定的")
    assert cost() == few

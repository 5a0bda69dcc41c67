"""评分情况: the numbers of a month by group and scorer, on the page, on paper, in few queries."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from households.models import Relation
from households.services import relations
from points.fairness import Share, Spread
from points.models import Record
from points.periods import Month
from points.reports.fair_hand import fair_hand, fair_months
from points.services import records, revisions, sheets
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, make_household, pass_until, signed_in
from tests.points.papers import squeezed
from tests.points.two_groups import ALIKE, APART, TwoGroups

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> TwoGroups:
    return TwoGroups()


def test_each_group_stands_beside_the_other_as_worked_by_hand(town: TwoGroups) -> None:
    town.score(NOVEMBER, ALIKE | APART, deductions=("201",))
    first, second = fair_hand(town.supervisor, NOVEMBER).groups
    assert (first.facts.label, first.facts.scorer) == ("赵庄第1组", town.scorers[0].name)
    assert (first.facts.own, first.facts.same) == (Spread(6, 5.0, 0.0), Share(6, 6))
    # 1, 8, 10, 12, 14, 16: 61 / 6; the one deduction among six households.
    assert second.facts.own.count == 6
    assert second.facts.own.mean == pytest.approx(61 / 6)
    assert second.facts.others == Spread(6, 5.0, 0.0)
    assert second.facts.deducted == pytest.approx(100 / 6)
    assert (second.facts.others_deducted, second.facts.changed) == (0, Share(0, 7))
    assert first.sentences[0] == "赵庄第1组2026年11月6户中6户各方面得分完全相同，都是5分。"
    assert "赵庄第1组2026年11月户均5分，其他各组户均10.2分。" in first.sentences


def test_scorers_stand_beside_the_other_scorers(town: TwoGroups) -> None:
    town.score(NOVEMBER, ALIKE | APART)
    rows = fair_hand(town.supervisor, NOVEMBER).scorers
    assert [(row.name, row.groups) for row in rows] == [
        (town.scorers[0].name, ["赵庄第1组"]),
        ("周评分", ["赵庄第2组"]),
    ]
    assert rows[1].told == "户均11分，标准差3.4分"
    assert rows[1].others_told == "户均5分，标准差0分"


def test_relatives_his_own_and_his_neighbours_stand_beside_the_rest(town: TwoGroups) -> None:
    scorer = town.scorers[1]
    scorer.household = town.household("202")
    scorer.save()
    kin, brother = Relation.Kind.SIBLING, town.household("206")
    relations.declare(scorer, brother, kin, town.administrator, NOON)
    town.score(NOVEMBER, ALIKE | {"201": 9, "202": 15, "203": 9, "204": 9, "205": 5, "206": 17})
    row = fair_hand(town.supervisor, NOVEMBER).groups[1]
    assert row.facts.kin == Spread(2, 16.0, 1.0)
    # 201, 203 and 204 are next door; 205 is the rest.
    assert row.facts.near == Spread(3, 9.0, 0.0)
    assert row.facts.rest == Spread(1, 5.0, 0.0)
    assert (row.kin, row.near) == ("2户 16分", "3户 9分")
    assert fair_hand(town.supervisor, NOVEMBER).groups[0].facts.kin.count == 0


def test_what_later_steps_changed_is_counted_where_it_was_scored(town: TwoGroups) -> None:
    opened = sheets.open_month(town.community, NOVEMBER, town.clerk, NOON)
    drafts = [Draft(town.household(code), "11.3", NOVEMBER.first_day, points=10) for code in APART]
    records.record_matters(NOVEMBER, drafts, Record.Origin.OFFICE, town.clerk, NOON)
    for sheet in opened:
        town.scorer = town.scorers[town.groups.index(sheet.group)]
        pass_until(town, sheet, Step.GROUP)
        # What the group itself puts right is its own scoring.
        for record in Record.objects.filter(line__sheet=sheet, line__household__code="206"):
            revisions.revise(record, Step.GROUP, 10, 9, "核减", town.scorer, NOON)
        pass_until(town, sheet, Step.COMMITTEE)
    for record in Record.objects.filter(line__household__code__in=("201", "202")):
        revisions.revise(record, Step.COMMITTEE, 10, 8, "核减", town.committee, NOON)
    first, second = fair_hand(town.supervisor, NOVEMBER).groups
    assert (first.facts.changed, second.facts.changed) == (Share(0, 0), Share(2, 6))
    by_scorer = {row.name: row.changed for row in fair_hand(town.supervisor, NOVEMBER).scorers}
    assert by_scorer == {town.scorers[0].name: Share(0, 0), "周评分": Share(2, 6)}
    # What the group gave is compared, not what became of it.
    assert second.facts.own.mean == pytest.approx(59 / 6)
    assert "6条记录中2条在后面的评审中改过分" in "".join(second.sentences)


def test_before_the_group_has_passed_there_is_nothing_to_see(town: TwoGroups) -> None:
    sheets.open_month(town.community, NOVEMBER, town.clerk, NOON)
    assert fair_months(town.supervisor) == []
    page = signed_in(town.supervisor).get(reverse("fair_hand")).text
    assert "还没有可以看的" in page
    answer = signed_in(town.supervisor).get(reverse("fair_hand_print"), follow=True)
    assert "没有可打印的" in answer.text


def test_a_jump_before_the_years_end_is_told_in_november(town: TwoGroups) -> None:
    low = dict.fromkeys(ALIKE | APART, 5)
    for month in (9, 10):
        town.score(Month(2026, month), low)
    town.score(NOVEMBER, low | dict.fromkeys(("201", "202", "203"), 10))
    assert fair_hand(town.supervisor, Month(2026, 10)).groups[1].facts.jumped is None
    first, second = fair_hand(town.supervisor, NOVEMBER).groups
    # The year's cap of 20 for the rule leaves 10 of November: 5 + 5 + 10.
    assert first.facts.jumped == Share(0, 6)
    assert second.facts.jumped == Share(3, 6)
    assert "6户中3户的得分，是前几个月平均的两倍以上" in "".join(second.sentences)


def test_a_scorer_sees_nothing_and_another_community_is_not_compared(town: TwoGroups) -> None:
    other = TwoGroups("西河社区")
    other.score(NOVEMBER, dict.fromkeys(APART, 20))
    town.score(NOVEMBER, ALIKE | APART)
    for user in (town.supervisor, town.committee, town.auditor, town.clerk):
        page = signed_in(user).get(reverse("fair_hand")).text
        assert "赵庄第1组2026年11月6户中6户各方面得分完全相同" in page
        assert "20分" not in page
    assert signed_in(town.scorers[0]).get(reverse("fair_hand")).status_code == 403
    assert signed_in(town.recorder).get(reverse("fair_hand_print")).status_code == 403


def test_the_paper_has_words_before_picture_and_table(town: TwoGroups) -> None:
    town.score(NOVEMBER, ALIKE | APART)
    answer = signed_in(town.supervisor).get(reverse("fair_hand_print"))
    text = "".join(squeezed(PdfReader(io.BytesIO(answer.getvalue()))))
    words, table = text.index("6户中6户各方面得分完全相同"), text.index("后来改过的记录")
    assert text.index("东岭社区2026年11月评分情况") < words < table
    assert "有差别不等于有问题" in text
    assert "各方面得分完全相同的户达到60%" in text
    page = signed_in(town.supervisor).get(reverse("fair_hand")).text
    assert "哪些会写出来" in page


def test_the_page_asks_as_often_for_many_households_as_for_few(town: TwoGroups) -> None:
    town.score(NOVEMBER.previous(), ALIKE | APART)
    client = signed_in(town.supervisor)

    def queries(month: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("fair_hand"), {"month": month})
        return len(asked)

    few = queries("2026-10")
    for number in range(20):
        code = f"3{number:02d}"
        town.households[code] = make_household(town.groups[1], f"户{code}", code)
    town.score(NOVEMBER, ALIKE | {code: 6 for code in town.households if code > "200"})
    assert queries("2026-11") == few

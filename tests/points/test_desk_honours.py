"""The year's honours on the desk: what waits for whom, until when, and when it is gone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households import guards
from households.models import User
from households.refusals import Refused
from households.roles import Role
from households.services import relations
from points.models import CommitteeVote, Record, Revision
from points.periods import Month
from points.reports.desk_honours import honour_tasks
from points.reports.tasks import Task
from points.services import rankings, reinspections, vetoes
from points.services.star_notices import publish_stars
from tests.factory import NOON, appoint, make_officer
from tests.points.honour_year import AFTER_THE_YEAR, YEAR, HonourYear
from tests.points.test_vetoes import TODAY, ground, impose, object_to, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LATER = AFTER_THE_YEAR.date()


@pytest.fixture
def town() -> HonourYear:
    return HonourYear()


def tasks(person: User, day: date = TODAY) -> list[Task]:
    known = User.objects.get(pk=person.pk)
    return honour_tasks(known, known.offices(day), day)


def titles(person: User, day: date = TODAY) -> list[str]:
    return [task.title for task in tasks(person, day)]


def test_a_veto_waits_to_be_told_by_the_clerk_alone(town: HonourYear) -> None:
    veto = impose(town)
    (task,) = tasks(town.clerk)
    assert (task.title, task.url) == ("1件一票否决待告知", f"/year/vetoes/{veto.ref}/")
    assert "打印告知书" in task.text
    for person in (town.auditor, town.recorder, town.scorer, town.supervisor):
        assert titles(person) == []
    vetoes.impose(town.li, ground(), town.clerk, NOON)
    (task,) = tasks(town.clerk)
    assert (task.title, task.url) == ("2件一票否决待告知", "/year/vetoes/")
    User.objects.filter(pk=town.clerk.pk).update(household=town.li)
    assert titles(town.clerk) == ["1件一票否决待告知"]
    tell(town, veto)
    assert titles(town.clerk) == []
    assert titles(make_officer(Role.CLERK, HonourYear("西岭社区").community)) == []


def test_an_objection_waits_for_whoever_did_not_write_the_veto(town: HonourYear) -> None:
    """Received on Friday the 20th; the seventh working day after it is Tuesday 1 December."""
    veto = tell(town, impose(town))
    object_to(town, veto)
    (task,) = tasks(town.auditor)
    assert task.title == "1件一票否决的异议待答复"
    assert task.text == "最急的一件2026年12月1日前答复，还有7个工作日。"
    assert task.url == f"/year/vetoes/{veto.ref}/"
    (late,) = tasks(town.auditor, date(2026, 12, 3))
    assert "已超期2天" in late.text
    appoint(town.clerk, Role.AUDITOR, town.community)
    assert titles(town.clerk) == []
    User.objects.filter(pk=town.auditor.pk).update(household=town.zhang)
    assert titles(town.auditor) == []
    User.objects.filter(pk=town.auditor.pk).update(household=None)
    vetoes.reply(veto, upheld=False, text="有监控", by=town.auditor, at=NOON)
    assert titles(town.auditor) == []


def test_an_objection_is_answered_before_its_veto_can_be_voided(town: HonourYear) -> None:
    veto = tell(town, impose(town))
    object_to(town, veto)
    with pytest.raises(Refused, match="请先由另一位经办人答复"):
        vetoes.void(veto, "登记错了户", town.clerk, NOON)
    assert len(titles(town.auditor)) == 1


def test_the_year_may_be_settled_once_nothing_hinders_it(town: HonourYear) -> None:
    assert titles(town.recorder, LATER) == []
    town.post(Month(YEAR, 12), {town.zhang: 5})
    veto = vetoes.impose(town.li, ground(), town.clerk, AFTER_THE_YEAR)
    assert titles(town.recorder, LATER) == []
    vetoes.void(veto, "登记错了户", town.clerk, AFTER_THE_YEAR)
    (task,) = tasks(town.recorder, LATER)
    assert (task.title, task.url) == ("2026年的排名可以定了", "/year/2026/freeze/")
    assert titles(town.clerk, LATER) == []
    town.freeze(held_on=AFTER_THE_YEAR.date())
    assert titles(town.recorder, LATER) == []


def test_stars_and_what_was_corrected_since_wait_to_be_hung(town: HonourYear) -> None:
    town.post(Month(YEAR, 12), {town.zhang: 50, town.li: 40, town.zhao: 30, town.qian: 9})
    ranking = town.freeze()
    (task,) = tasks(town.clerk, LATER)
    assert (task.title, task.url) == ("2026年星级家庭待公示", "/year/2026/stars/")
    assert titles(town.supervisor, LATER) == []
    publish_stars(town.community, YEAR, LATER, town.clerk, AFTER_THE_YEAR)
    assert titles(town.clerk, LATER) == []
    town.vetoed(town.zhang)
    rankings.correct(ranking, town.zhang, "偷盗", "判决书", town.recorder, AFTER_THE_YEAR)
    (task,) = tasks(town.clerk, LATER)
    assert task.title == "2026年排名有1号更正待公示"
    publish_stars(town.community, YEAR, LATER, town.clerk, AFTER_THE_YEAR)
    assert titles(town.clerk, LATER) == []


def test_where_nobody_has_a_star_nothing_waits_to_be_hung(town: HonourYear) -> None:
    town.post(Month(YEAR, 12), {})
    town.freeze()
    assert titles(town.clerk, LATER) == []


def test_households_drawn_wait_for_whoever_had_no_part_in_their_score(town: HonourYear) -> None:
    notice = town.post(Month(YEAR, 10), {town.zhang: 5})
    at = NOON + 10 * DAY
    lot = reinspections.draw_lots(notice, 5, notice.number, town.auditor, at)
    day = at.date()
    (task,) = tasks(town.supervisor, day)
    assert task.title == "2026年10月复评还有5户待打分"
    assert task.url == f"/reinspections/of/{lot.ref}/"
    # The committee member passed every sheet of the month, so that none waits for him.
    assert titles(town.committee, day) == []
    for person in (town.supervisor, town.committee):
        seen = reinspections.open_to(person, lot.households.all())
        free = [each.pk for each in lot.households.all() if not reinspections.why_not(each, person)]
        assert sorted(each.pk for each in seen) == sorted(free)
    first = lot.households.get(place=1)
    reinspections.score_again(first, 5, "", town.supervisor, at)
    assert titles(town.supervisor, day) == ["2026年10月复评还有4户待打分"]
    own = lot.households.get(place=2).line.household
    User.objects.filter(pk=town.supervisor.pk).update(household=own)
    assert titles(town.supervisor, day) == ["2026年10月复评还有3户待打分"]


@pytest.mark.parametrize("part", ["record", "revision", "vote", "relative"])
def test_any_part_in_a_score_takes_its_household_off_the_list(town: HonourYear, part: str) -> None:
    """A vote is on the whole sheet of the first group, where three of the five live."""
    notice = town.post(Month(YEAR, 10), {town.zhang: 5})
    lot = reinspections.draw_lots(notice, 5, notice.number, town.auditor, NOON)
    person, own = town.supervisor, {"community": town.community}
    record = Record.objects.get(line__household=town.zhang)
    acting = own | {"by": person, "appointment": person.appointments.get(), "at": NOON}
    if part == "record":
        guards.remove(connection)
        Record.objects.filter(pk=record.pk).update(recorded_by=person)
    elif part == "revision":
        points = {"points_before": 5, "points_after": 4}
        Revision.objects.create(
            record=record, step="group", round=1, reason="核减", version=1, **points, **acting
        )
    elif part == "vote":
        sheet = record.line.sheet
        CommitteeVote.objects.create(sheet=sheet, round=1, version=1, choice="agree", **acting)
    else:
        relations.declare(person, town.zhang, "parent", town.administrator, NOON)
    drawn = lot.households.all()
    left = {each.line.household.head for each in reinspections.open_to(person, drawn)}
    gone = {"张三禾", "李四井", "赵七里"} if part == "vote" else {"张三禾"}
    assert left == {"张三禾", "李四井", "赵七里", "钱八斗", "孙九思"} - gone
    assert {
        each.line.household.head for each in drawn if reinspections.why_not(each, person)
    } == gone


def test_its_queries_do_not_grow(town: HonourYear) -> None:
    for role in (Role.AUDITOR, Role.RECORDER, Role.SUPERVISOR):
        appoint(town.clerk, role, town.community)
    town.post(Month(YEAR, 12), {town.zhang: 50, town.li: 40, town.qian: 20})

    def cost() -> int:
        person = User.objects.get(pk=town.clerk.pk)
        offices = person.offices(LATER)
        with CaptureQueriesContext(connection) as queries:
            honour_tasks(person, offices, LATER)
        return len(queries)

    vetoes.impose(town.zhang, ground(), town.clerk, AFTER_THE_YEAR)
    few = cost()
    for household in (town.li, town.qian):
        vetoes.impose(household, ground(), town.clerk, AFTER_THE_YEAR)
    assert cost() <= few <= 13

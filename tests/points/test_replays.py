"""Months replayed under a draft, beside numbers worked out by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from households.roles import Role
from households.services import appointments, households
from points.models import Replay
from points.periods import Month
from points.prints import files
from points.reports.what_if_page import outcome
from points.services import replays, standard_edits, standards
from points.services.replay_facts import ground
from points.services.replaying import replay_group
from points.services.replays import Wanted
from points.stars import Stars
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    appoint,
    make_group,
    make_household,
    make_village,
)
from tests.points.disputing import Dispute, hang, rescue
from tests.points.ledgers import DECEMBER, MUCH_LATER
from tests.points.print_kinds import SITE, now, work
from tests.points.replaying import OCTOBER, SEPTEMBER, ThreeMonths, again, on, posted, settle
from tests.points.wide_book import WideOffice

MARCH = datetime(2027, 3, 1, 4, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def office() -> ThreeMonths:
    return ThreeMonths()


def test_a_draft_with_another_weight_and_new_caps(office: ThreeMonths) -> None:
    found = office.replay()
    content = found.content
    # Zhang: 2 + 3 + 8, then 1 (three a year) + 4 (twelve a year) − 3, then 0. Li: 2, 3, 3.
    assert content["months"] == [["2026-09", 16, 15], ["2026-10", 9, 5], ["2026-11", 4, 3]]
    assert content["areas"] == [
        ["家园建设", -5, -3],
        ["家庭建设", 3, 5],
        ["环境建设", 9, 9],
        ["文明建设", 20, 12],
        ["民主建设", 2, 0],
    ]
    assert content["villages"] == [[office.village.code, "赵庄", 2, 29, 23]]
    assert (content["awards"], content["deductions"]) == ([34, 26], [-5, -3])
    assert (content["households"], content["ranked"], content["records"]) == (2, 2, 13)
    # Sign, records, households, before, after, cut by caps.
    assert content["items"] == [
        ["1.3", "新增私搭乱建", -1, 1, 1, -5, -3, 0],
        ["7.2", "邻里互助", 1, 3, 2, 3, 5, 1],
        ["4.1", "巡查平均45分及以上", 1, 3, 2, 9, 9, 0],
        ["4.2", "巡查平均40至44分", 1, 1, 0, 0, 0, 0],
        ["11.3", "抢险救灾、见义勇为", 1, 3, 1, 20, 12, 9],
        ["12.1", "喜事新办", 1, 0, 0, 0, 0, 0],
    ]
    assert content["lost"] == [["13.1", "参加村民小组会", "新标准没有这一项", 2, 2]]
    # Zhang falls from five stars to four, Li from three to none; their places stay.
    assert content["stars"] == [[5, 20, 1, 0], [4, 10, 0, 1], [3, 9, 1, 0]]
    assert found.families == [
        [office.zhang.pk, 20, 15, 1, 1, 1, 1, 1, 1, 5, 4],
        [office.li.pk, 9, 8, 2, 2, 2, 2, 2, 2, 3, 0],
    ]


def test_what_came_before_the_first_month_uses_up_the_caps_of_the_year(office: ThreeMonths) -> None:
    content = office.replay(first=OCTOBER).content
    # Of 7.2 September gave 1 of 3, so 2 are left; of 11.3 it gave 10 of 12, so 2 are left.
    assert content["months"] == [["2026-10", 9, 2 + 2 - 3 + 3], ["2026-11", 4, 3]]


def test_the_same_standard_gives_what_was_posted(office: ThreeMonths) -> None:
    for first, last in ((SEPTEMBER, NOVEMBER), (OCTOBER, NOVEMBER), (SEPTEMBER, SEPTEMBER)):
        found = office.replay(office.standard, first, last)
        assert found.families == []
        assert all(before == after for _, before, after in found.content["months"])


def test_a_wide_book_comes_out_as_it_was_settled() -> None:
    """Quarters, repeats, validity, steps, events and case by case, over a new year."""
    office = WideOffice()
    month = Month(2026, 9)
    while month <= Month(2027, 2):
        day, later = (date(month.year, month.month, number) for number in (5, 9))
        office.settle(
            month,
            office.on(day, "1.1"),
            office.on(later, "1.1"),
            office.on(day, "1.2"),
            office.on(day, "2.1", amount=400),
            office.on(day, "2.2", points=9, decided_by="村民会议"),
            office.on(day, "2.3", event="甲"),
            office.on(day, "2.4", event="甲"),
            office.on(day, "2.5", quantity=2),
            office.on(day, "2.6"),
            office.on(day, "2.7", quantity=3),
            at=MARCH,
        )
        month = month.next()
    for first in (Month(2026, 9), Month(2026, 11), Month(2027, 1), Month(2027, 2)):
        assert again(office.wide, first, Month(2027, 2)) == posted(office.community, first)


def test_a_month_that_was_corrected_comes_out_as_it_was_corrected() -> None:
    office = Dispute()
    office.uphold(office.object(), 12)
    months = (NOVEMBER, NOVEMBER)
    assert again(office.standard, *months) == posted(office.community, NOVEMBER)
    assert {*posted(office.community, NOVEMBER).values()} == {12, 3}
    found = replay_group(office.group, ground(office.standard, *months))
    assert found["months"] == {"2026-11": [15, 15]}


def test_a_correction_that_later_months_left_no_room_for_moves_within_the_year() -> None:
    """November is corrected to 20 of the year's 20 points once December has taken 10 of them: the
    office leaves December its 10. In the order of the months November takes all."""
    office = Dispute()
    objection = office.object()
    hang(office, DECEMBER, [rescue(office.zhang, 15, DECEMBER)], MUCH_LATER)
    office.uphold(objection, 20, MUCH_LATER)
    zhang = office.zhang.pk
    kept, found = posted(office.community, NOVEMBER), again(office.standard, NOVEMBER, DECEMBER)
    assert [kept[zhang, month] for month in (NOVEMBER, DECEMBER)] == [10, 10]
    assert [found[zhang, month] for month in (NOVEMBER, DECEMBER)] == [20, 0]


def test_base_points_of_the_years_that_begin_in_the_months(office: ThreeMonths) -> None:
    draft = standard_edits.change_draft(
        office.draft,
        office.draft.title,
        office.draft.starts,
        {"base_points": 30, "base_exchangeable": True},
    )
    found = office.replay(draft)
    assert found.content["base"] == [0, 60]
    # Zhang has 45 and keeps his five stars.
    assert found.content["villages"][0][3:] == [29, 45 + 38]
    assert found.families == [[office.li.pk, 9, 38, 2, 2, 2, 2, 2, 2, 3, 5]]
    # The year began in September: from October on, nobody begins one.
    assert office.replay(draft, first=OCTOBER).content["base"] == [0, 0]


def test_families_change_places_and_equal_points_share_one() -> None:
    office = Office()
    zhang, li, wang = (
        make_household(office.group, head) for head in ("张三禾", "李四麦", "王五谷")
    )
    other = make_group(make_village(office.community, "西庄"))
    appoint(office.scorer, Role.SCORER, other)
    sun = make_household(other, "孙六畜")
    drafts = [(zhang, "4.1"), (li, "4.2"), (li, "7.2"), (wang, "13.1"), (sun, "7.2")]
    settle(office, NOVEMBER, *(on(household, NOVEMBER, code) for household, code in drafts))
    dearer = replace(ROWS[4], points_min=3, points_max=3, monthly_cap=3)
    rows = [dearer if row.code == "7.2" else row for row in ROWS]
    draft = standards.create_draft(office.community, "邻里互助加分", Month(2027, 1), rows)
    job = replays.ask(draft, Wanted(NOVEMBER, NOVEMBER, Stars(((3, 3),))), office.clerk, NOON, SITE)
    work()
    found = Replay.objects.get(job=job)
    # Li has 3 and then 5 points, and stays first.
    assert found.families == [
        [zhang.pk, 3, 3, 1, 2, 1, 2, 1, 2, 3, 3],
        [sun.pk, 1, 3, 3, 2, 1, 1, 1, 1, 0, 3],
        [wang.pk, 1, 1, 3, 4, 3, 3, 3, 3, 0, 0],
    ]
    # In the community, the village, the group; stars.
    assert found.content["changed"] == [3, 1, 1, 1]


def test_what_nobody_used_and_what_everybody_got(office: ThreeMonths) -> None:
    found = outcome(office.replay())
    assert [item.code for item in found.never] == ["12.1"]
    assert [item.code for item in found.everybody] == ["7.2", "4.1"]
    assert [(item.code, item.cut) for item in found.cut] == [("11.3", 9), ("7.2", 1)]


def test_a_family_that_moved_away_counts_and_has_no_place(office: ThreeMonths) -> None:
    households.mark_left(office.zhang, NOON.date(), office.clerk, NOON)
    content = office.replay().content
    assert (content["households"], content["ranked"]) == (2, 1)
    assert content["villages"][0][3:] == [29, 23]


def test_queries_do_not_grow_with_households_or_months(office: ThreeMonths) -> None:
    def queries(first: Month) -> int:
        on_ground = ground(office.draft, first, NOVEMBER)
        with CaptureQueriesContext(connection) as asked:
            replay_group(office.group, on_ground)
        return len(asked)

    before = queries(NOVEMBER)
    for number in range(5):
        make_household(office.group, f"赵{number}")
    assert queries(SEPTEMBER) == before == 3


def test_what_was_worked_out_before_a_restart_is_not_worked_out_again() -> None:
    office = Office()
    other = make_group(office.village, "第2组")
    appoint(office.scorer, Role.SCORER, other)
    zhang, sun = make_household(office.group, "张三禾"), make_household(other, "孙六畜")
    settle(office, NOVEMBER, on(zhang, NOVEMBER, "4.1"), on(sun, NOVEMBER, "7.2"))
    wanted = Wanted(NOVEMBER, NOVEMBER, Stars())
    job = replays.ask(office.standard, wanted, office.clerk, NOON, SITE)
    assert work(turns=1) == 1
    assert (now(job).state, job.done, job.pieces) == ("running", 1, 2)
    kept = [path for path in files.folder_of(job).iterdir() if path.suffix == ".pdf"]
    kept[0].write_bytes(kept[0].read_bytes().replace(b'"records": 1', b'"records": 41'))
    assert work() == 1
    assert Replay.objects.get(job=job).content["records"] == 42


def test_who_has_lost_his_office_meanwhile_gets_no_result(office: ThreeMonths) -> None:
    job = office.ask()
    appointments.end(office.clerk.appointments.get(), NOON.date() - timedelta(days=1))
    work()
    assert (now(job).state, Replay.objects.count()) == ("failed", 0)


def test_a_result_is_a_fact(office: ThreeMonths) -> None:
    found = office.replay()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Replay.objects.filter(pk=found.pk).update(title="别的")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Replay.objects.filter(pk=found.pk).delete()

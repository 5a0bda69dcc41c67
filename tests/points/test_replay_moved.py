"""Months replayed under a draft in which codes have moved or names have changed, by hand."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from households.roles import Role
from households.services import households
from points.models import Policy, Replay, Standard
from points.periods import Month
from points.reports.what_if_paper import what_if_paper
from points.services import policies, replays, standards
from points.services.replays import Wanted
from points.services.standards import ItemRow
from points.stars import Stars
from tests.factory import (
    NOON,
    NOVEMBER,
    ROWS,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    signed_in,
)
from tests.points.print_kinds import SITE, pages_of, work
from tests.points.replaying import OCTOBER, ThreeMonths, again, on, posted, settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

BEST = replace(ROWS[2], code="4.1", title="巡查满分", points_min=6, points_max=6, monthly_cap=6)
GOOD = replace(ROWS[2], code="4.2", points_min=4, points_max=4, monthly_cap=4)
FAIR = replace(ROWS[3], code="4.3", points_min=1, points_max=1)
MOVED = (*ROWS[:2], BEST, GOOD, FAIR, *ROWS[4:])
"""A new 4.1 is put in: what was 4.1 is 4.2 and dearer, what was 4.2 is 4.3 and cheaper."""


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def draft_of(office: Office, *rows: ItemRow) -> Standard:
    return standards.create_draft(office.community, "2027年修订", Month(2027, 1), rows)


def test_an_item_put_in_between_takes_nothing_of_those_whose_codes_it_moves() -> None:
    office = ThreeMonths()
    content = office.replay(draft_of(office, *MOVED)).content
    # Zhang in September 1 + 4 + 10; Li in October 4 (and not 1, which it excludes), in November 5.
    assert content["months"] == [["2026-09", 16, 17], ["2026-10", 9, 10], ["2026-11", 4, 5]]
    # Records, households, before, after.
    known = {code: numbers for code, _, _, *numbers, _ in content["items"]}
    assert known["4.1"] == [0, 0, 0, 0]
    assert known["4.2"] == [3, 2, 9, 12]
    assert known["4.3"] == [1, 0, 0, 0]
    assert (content["lost"], content["renamed"]) == ([], [])


def test_an_item_whose_code_and_name_are_gone_is_not_taken_for_the_one_put_in() -> None:
    office = ThreeMonths()
    content = office.replay(draft_of(office, *ROWS[:2], BEST, GOOD, *ROWS[4:])).content
    assert content["lost"] == [["4.2", "巡查平均40至44分", "新标准没有这一项", 1, 0]]


def test_each_standard_of_then_has_its_own_codes() -> None:
    office = Office()
    zhang = make_household(office.group, "张三禾")
    later = standards.create_draft(office.community, "下半年标准", NOVEMBER, MOVED)
    chief = make_officer(Role.ADMINISTRATOR, office.community)
    later = standards.adopt(later, "2026年10月村民代表会议", chief, NOON)
    settle(office, OCTOBER, on(zhang, OCTOBER, "4.1"), on(zhang, OCTOBER, "13.1"))
    settle(office, NOVEMBER, on(zhang, NOVEMBER, "4.2"))
    found = again(later, OCTOBER, NOVEMBER)
    assert found == {(zhang.pk, OCTOBER): 4 + 1, (zhang.pk, NOVEMBER): 4}
    assert again(later, NOVEMBER, NOVEMBER) == posted(office.community, NOVEMBER)


def test_what_goes_by_its_code_alone_is_told_on_page_and_paper() -> None:
    office = ThreeMonths()
    policies.save(Policy(community=office.community))
    rows = [replace(row, title="邻里守望") if row.code == "7.2" else row for row in ROWS]
    found = office.replay(draft_of(office, *rows))
    assert found.content["renamed"] == [["7.2", "邻里互助", "邻里守望", 3]]
    told = (
        "有3条记录的评分项名称不同，按编号推算，请核对是不是同一项："
        "7.2原为“邻里互助”，这份标准为“邻里守望”。"
    )
    address = f"/standard/what-if/{found.job.ref}/"
    page = signed_in(office.clerk).get(address).content.decode()
    assert told in page
    assert "名称不同、按编号推算的评分项" in page
    assert told in "".join(pages_of(what_if_paper(found, office.clerk, NOON)))
    same = office.replay(office.standard)
    page = signed_in(office.clerk).get(f"/standard/what-if/{same.job.ref}/").content.decode()
    assert "请核对是不是同一项" not in page
    assert "名称不同、按编号推算的评分项" not in page


def test_who_moves_while_the_groups_are_replayed_counts_once() -> None:
    """Zhang and Li leave a group that is worked out, he for one that is not, she for an empty one;
    Sun moves into theirs."""
    office = Office()
    other = make_group(office.village, "第2组")
    appoint(office.scorer, Role.SCORER, other)
    zhang, li = (make_household(office.group, head) for head in ("张三禾", "李四麦"))
    sun = make_household(other, "孙六畜")
    matters = ((zhang, "4.1"), (li, "4.2"), (sun, "7.2"))
    settle(office, NOVEMBER, *(on(household, NOVEMBER, code) for household, code in matters))
    empty = make_group(office.village, "第3组")
    wanted = Wanted(NOVEMBER, NOVEMBER, Stars())
    job = replays.ask(office.standard, wanted, office.clerk, NOON, SITE)
    assert work(turns=1) == 1
    for household, to in ((zhang, other), (li, empty), (sun, office.group)):
        households.move(household, to, "并组", office.clerk, NOON)
    work()
    content = Replay.objects.get(job=job).content
    assert (content["households"], content["records"]) == (3, 3)
    assert content["months"] == [["2026-11", 6, 6]]
    assert content["villages"] == [[office.village.code, "赵庄", 3, 6, 6]]

"""The grid: who sees it, what it saves, which cells are closed."""

import re
from datetime import date

import pytest

from households.models import Household
from households.roles import Role
from points.models import Record
from points.services import revisions, sheets
from points.services.grid import CHANGED, CLEARED
from points.steps import Step
from tests.factory import NOON, NOVEMBER, make_group, make_household, pass_until, signed_in
from tests.points.grid_window import Page, standing
from tests.points.recording import THIRD, Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


def test_who_may_not_record_is_told_so_and_who_sees_another_place_finds_nothing(
    month: Recording,
) -> None:
    address = f"/sheets/2026-11/{month.group.code}/grid/"
    data = {"version": "1", "occurred_on": "2026-11-20", f"cell:{month.zhang.code}:4.1": "3"}
    people = {month.clerk: 200, month.scorer: 200, month.supervisor: 403, month.committee: 403}
    for person, status in people.items():
        assert signed_in(person).get(address).status_code == status
    assert signed_in(month.supervisor).post(address, data).status_code == 403
    stranger = signed_in(Recording("西湖社区").clerk)
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, data).status_code == 404
    assert not Record.objects.exists()


def test_typed_points_become_records_of_that_day(month: Recording) -> None:
    page = Page(signed_in(month.clerk), month.sheet, "4.1", "11.2", "1.3", "11.3")
    page.type(month.zhang, "4.1", "3").type(month.zhang, "11.2", "２").type(month.li, "1.3", "−5")
    page.type(month.li, "11.3", "17")
    answer = page.save("2026-11-18")
    assert (answer.status_code, answer["Location"]) == (302, page.address)
    assert standing() == [
        ("张三禾", "4.1", 3), ("张三禾", "11.2", 2), ("李四麦", "1.3", -5), ("李四麦", "11.3", 17),
    ]  # fmt: skip
    record = Record.objects.get(item__code="11.2")
    assert (record.quantity, record.occurred_on) == (2, date(2026, 11, 18))
    assert (record.origin, record.recorded_by, record.version) == ("office", month.clerk, 2)
    assert month.version() == 2


def test_a_scorers_grid_records_for_the_group(month: Recording) -> None:
    Page(signed_in(month.scorer), month.sheet, "4.1").type(month.zhang, "4.1", "3").save()
    assert Record.objects.get().origin == Record.Origin.GROUP


def test_only_what_was_changed_is_saved(month: Recording) -> None:
    kept, changed, cleared = month.record("4.1"), month.record("7.2"), month.record("13.1")
    page = Page(signed_in(month.clerk), month.sheet, "4.1", "7.2", "13.1")
    assert [page.shows(month.zhang, code) for code in ("4.1", "7.2", "13.1")] == ["3", "1", "1"]
    page.type(month.zhang, "7.2", "2").type(month.zhang, "13.1", "").save()
    for record in (kept, changed, cleared):
        record.refresh_from_db()
    assert [r.void_reason for r in (kept, changed, cleared)] == ["", CHANGED, CLEARED]
    assert changed.voided_in_version == cleared.voided_in_version == month.version() == 5
    assert standing() == [("张三禾", "4.1", 3), ("张三禾", "7.2", 2)]


def test_nothing_changed_writes_nothing(month: Recording) -> None:
    month.record("4.1")
    page = Page(signed_in(month.clerk), month.sheet, "4.1", "7.2")
    assert page.type(month.li, "7.2", "0").save().status_code == 302
    assert (Record.objects.count(), month.version()) == (1, 2)


def test_a_changed_number_keeps_day_note_origin_and_lateness(month: Recording) -> None:
    month.record(
        "7.2", day=date(2026, 10, 30), late=True, note="帮收谷", origin="group", by=month.scorer
    )
    page = Page(signed_in(month.clerk), month.sheet, "7.2").type(month.zhang, "7.2", "2")
    page.save()
    record = Record.objects.standing().get()
    assert (record.occurred_on, record.late, record.note) == (date(2026, 10, 30), True, "帮收谷")
    assert (record.origin, record.recorded_by, record.points) == ("group", month.clerk, 2)


def test_cells_that_stand_for_more_lead_to_the_records_and_cannot_be_typed(
    month: Recording,
) -> None:
    month.record("7.2")
    month.record("7.2")
    month.record("13.1", origin=Record.Origin.SELF)
    revised = month.record("11.3", household=month.li, points=10)
    pass_until(month, month.sheet, Step.GROUP)
    revisions.revise(revised, Step.GROUP, 10, 5, "证明不足", month.scorer, NOON)
    page = Page(signed_in(month.clerk), month.sheet, "7.2", "13.1", "11.3")
    closed = [(month.zhang, "7.2"), (month.zhang, "13.1"), (month.li, "11.3")]
    for household, code in closed:
        assert f"{household.code}:{code}" not in page.inputs
        assert (
            f"/records/?month=2026-11&amp;household={household.code}&amp;item={code}"
            "&amp;state=standing" in page.html
        )
    assert re.findall(r'<a href="/records/[^>]*&amp;state=[^>]*>([^<]*)<', page.html) == [
        "2条", "自评", "已改分",
    ]  # fmt: skip
    assert "data-row-total>3<" in page.html
    for household, code in closed:
        page.type(household, code, "20")
    assert len(page.errors(page.save())) == 3
    assert Record.objects.standing().count() == 4


def test_the_own_household_is_locked(month: Recording) -> None:
    neighbour = month.neighbour(Role.SCORER, month.zhang)
    month.record("7.2")
    page = Page(signed_in(neighbour), month.sheet, "7.2", "4.1")
    assert {name.split(":")[0] for name in page.inputs} == {month.li.code}
    assert "自己家" in page.html
    page.type(month.zhang, "7.2", "").type(month.zhang, "4.1", "3")
    told = page.errors(page.save())
    assert len(told) == 2
    assert all("不能给自己家记分" in each for each in told)
    assert standing() == [("张三禾", "7.2", 1)]


def test_past_scoring_the_grid_is_only_to_be_looked_at(month: Recording) -> None:
    month.record("7.2")
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    page.type(month.zhang, "7.2", "")
    pass_until(month, month.sheet, Step.COMMITTEE)
    (told,) = page.errors(page.save())
    assert "村小组评分已结束" in told
    answer = page.type(month.li, "7.2", "9").save()
    assert len(page.errors(answer)) == 1
    assert 'value="9"' in answer.content.decode()
    page.load()
    assert page.inputs == {}
    assert "保存改动" not in page.html
    assert standing() == [("张三禾", "7.2", 1)]


def test_a_household_that_came_later_is_there_and_one_that_moved_away_stays(
    month: Recording,
) -> None:
    new = make_household(month.group, "孙七粟")
    gone = make_household(month.group, "钱八黍")
    Household.objects.filter(pk=gone.pk).update(left_on=THIRD)
    other = make_group(month.village, "第2组")
    moved_here = make_household(other, "周十稻")
    sheets.open_month(month.community, NOVEMBER, month.clerk, NOON)
    Household.objects.filter(pk=moved_here.pk).update(group=month.group)
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    assert [name.split(":")[0] for name in page.inputs] == [
        month.zhang.code, month.li.code, new.code,
    ]  # fmt: skip
    page.type(new, "7.2", "1").save()
    assert standing() == [("孙七粟", "7.2", 1)]
    Household.objects.filter(pk=month.zhang.pk).update(left_on=THIRD)
    page.load()
    assert f"{month.zhang.code}:7.2" in page.inputs


def test_a_cell_of_nowhere_is_refused(month: Recording) -> None:
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    other = Recording("西湖社区")
    page.type(other.zhang, "7.2", "1").type(month.zhang, "99.9", "1")
    page.save()
    assert not Record.objects.exists()


def test_the_columns_are_the_usual_ones_and_those_in_use_unless_asked_for(
    month: Recording,
) -> None:
    def columns(*items: str) -> set[str]:
        page = Page(signed_in(month.clerk), month.sheet, *items)
        return {name.split(":")[1] for name in page.inputs}

    assert columns() == {"4.1", "4.2"}
    month.record("13.1")
    assert columns() == {"4.1", "4.2", "13.1"}
    assert columns("7.2", "no such item") == {"7.2"}

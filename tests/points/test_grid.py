"""The grid: who sees it, what it saves, what it leaves alone, what it costs."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from households.models import Household
from households.roles import Role
from points.models import Record, Sheet
from points.services import records, revisions
from points.services.grid import CHANGED, CLEARED
from points.services.standards import ItemRow, adopt, create_draft
from points.steps import Step
from tests.factory import NOON, NOVEMBER, make_household, make_officer, pass_until
from tests.points.recording import THIRD, Recording, signed_in

pytestmark = pytest.mark.django_db

BUDGET = 12
"""Queries of a save, sign-in and savepoints included."""


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def month() -> Recording:
    return Recording()


class Page:
    """The grid in one person's browser: what it shows, what he types into it, what comes back."""

    def __init__(self, client: Client, sheet: Sheet, *items: str) -> None:
        self.client = client
        query = "&".join(f"items={code}" for code in items)
        self.address = f"/sheets/2026-11/{sheet.group.code}/grid/?{query}"
        self.typed: dict[str, str] = {}
        self.load()

    def load(self, answer: Any = None) -> None:
        self.answer = answer or self.client.get(self.address)
        html = self.answer.content.decode()
        inputs = re.findall(r"<input id=\"cell-[^>]*>", html)
        self.inputs = {
            name[1]: re.search(r'value="([^"]*)"', field)[1]  # type: ignore[index]
            for field in inputs
            if (name := re.search(r'name="cell:([^"]*)"', field))
        }
        self.version = re.search(r'name="version" value="(\d+)"', html)[1]  # type: ignore[index]
        self.html = html

    def shows(self, household: Household, item: str) -> str:
        return self.inputs[f"{household.code}:{item}"]

    def type(self, household: Household, item: str, text: str) -> "Page":
        self.typed[f"{household.code}:{item}"] = text
        return self

    def save(self, day: str = "2026-11-20") -> Any:
        cells = {f"cell:{name}": text for name, text in {**self.inputs, **self.typed}.items()}
        data = {**cells, "version": self.version, "occurred_on": day}
        return self.client.post(self.address, data)

    def errors(self, answer: Any) -> list[str]:
        assert answer.status_code == 422
        summary = answer.content.decode().partition("error-list")[2].partition("</ul>")[0]
        return [re.sub(r"<[^>]*>", "", each) for each in re.findall(r"<li>(.*?)</li>", summary)]


def standing(month: Recording) -> list[tuple[str, str, int]]:
    """What stands: household's head, item, points."""
    found = Record.objects.standing().order_by("line__household__code", "item__position", "pk")
    return list(found.values_list("line__household__head", "item__code", "points"))


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
    assert standing(month) == [
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
    assert standing(month) == [("张三禾", "4.1", 3), ("张三禾", "7.2", 2)]


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


def test_another_clerks_change_is_shown_and_not_overwritten(month: Recording) -> None:
    month.record("7.2")
    mine = Page(signed_in(month.clerk), month.sheet, "7.2", "13.1")
    colleague = make_officer(Role.CLERK, month.community, "王经办")
    theirs = Page(signed_in(colleague), month.sheet, "7.2", "13.1")
    theirs.type(month.zhang, "7.2", "2").type(month.li, "13.1", "1").save()
    mine.type(month.zhang, "7.2", "3").type(month.li, "7.2", "1")
    answer = mine.save()
    (told,) = mine.errors(answer)
    assert told == (
        f"{month.zhang}，7.2：王经办已改为 2，您填的 3 没有保存；仍要这样改的，请再保存一次。"
    )
    assert standing(month) == [("张三禾", "7.2", 2), ("李四麦", "7.2", 1), ("李四麦", "13.1", 1)]
    mine.load(answer)
    assert mine.shows(month.zhang, "7.2") == "3"
    assert 'value="3"' in mine.html
    assert 'data-saved="2"' in mine.html
    assert mine.shows(month.li, "13.1") == "1"
    mine.typed.clear()
    assert mine.save().status_code == 302
    assert standing(month)[0] == ("张三禾", "7.2", 3)


def test_a_cell_cleared_by_another_is_a_conflict_too(month: Recording) -> None:
    record = month.record("7.2")
    mine = Page(signed_in(month.clerk), month.sheet, "7.2")
    records.void_records([record.pk], "记错了", month.scorer, NOON)
    (told,) = mine.errors(mine.type(month.zhang, "7.2", "2").save())
    assert "小组评分员已清空，您填的 2 没有保存" in told
    assert standing(month) == []


def test_what_another_changed_and_nobody_typed_over_stays(month: Recording) -> None:
    month.record("7.2")
    mine = Page(signed_in(month.clerk), month.sheet, "7.2")
    other = Page(signed_in(month.scorer), month.sheet, "7.2")
    other.type(month.zhang, "7.2", "2").save()
    assert mine.type(month.li, "7.2", "1").save().status_code == 302
    assert standing(month) == [("张三禾", "7.2", 2), ("李四麦", "7.2", 1)]


def test_the_same_page_sent_twice_records_once(month: Recording) -> None:
    month.record("13.1")
    page = Page(signed_in(month.clerk), month.sheet, "7.2", "13.1")
    page.type(month.zhang, "7.2", "2").type(month.zhang, "13.1", "")
    assert page.save().status_code == page.save().status_code == 302
    assert (Record.objects.count(), month.version()) == (2, 3)


def test_a_page_sent_again_after_another_cleared_the_cell_does_not_bring_it_back(
    month: Recording,
) -> None:
    page = Page(signed_in(month.clerk), month.sheet, "7.2").type(month.zhang, "7.2", "2")
    page.save()
    records.void_records([Record.objects.get().pk], "记错了", month.scorer, NOON)
    assert page.save().status_code == 422
    assert standing(month) == []


def test_wrong_cells_are_named_and_nothing_is_saved(month: Recording) -> None:
    month.record("13.1")
    page = Page(signed_in(month.clerk), month.sheet, "1.3", "4.1", "7.2", "11.3", "13.1")
    page.type(month.zhang, "7.2", "两分").type(month.zhang, "4.1", "2").type(month.zhang, "1.3", "-3")
    page.type(month.li, "11.3", "21").type(month.li, "7.2", "1").type(month.zhang, "13.1", "")
    answer = page.save()
    assert page.errors(answer) == [
        f"{month.zhang}，1.3：1.3为−5分/次，请填-5的整数倍。",
        f"{month.zhang}，4.1：4.1一户一月只记一次，请填3或留空。",
        f"{month.zhang}，7.2：“两分”不是整数，请只填整数，不写单位和小数。",
        f"{month.li}，11.3：分值应在+5至+20分之间，请改正。",
    ]
    assert standing(month) == [("张三禾", "13.1", 1)]
    page.load(answer)
    shown = {name.split(":")[1]: text for name, text in page.inputs.items() if text}
    assert shown == {"1.3": "-3", "4.1": "2", "7.2": "1", "11.3": "21"}
    assert page.shows(month.zhang, "7.2") == "两分"
    assert page.shows(month.zhang, "13.1") == ""
    page.typed.clear()
    for code, text in {"1.3": "-5", "4.1": "3", "7.2": "2"}.items():
        page.type(month.zhang, code, text)
    assert page.type(month.li, "11.3", "20").save().status_code == 302
    assert len(standing(month)) == 5


def test_a_page_with_mistakes_still_tells_what_another_changed_meanwhile(month: Recording) -> None:
    month.record("7.2")
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    page.type(month.zhang, "7.2", "2").type(month.li, "7.2", "x")
    answer = page.save()
    records.void_records([Record.objects.get().pk], "记错了", month.scorer, NOON)
    page.load(answer)
    page.typed.clear()
    (told,) = page.errors(page.type(month.li, "7.2", "").save())
    assert "小组评分员已清空" in told


@pytest.mark.parametrize("day", ["2026-10-31", "2026-11-21", "廿日", ""])
def test_a_wrong_day_keeps_what_was_typed(month: Recording, day: str) -> None:
    page = Page(signed_in(month.clerk), month.sheet, "7.2").type(month.zhang, "7.2", "2")
    answer = page.save(day)
    assert len(page.errors(answer)) == 1
    page.load(answer)
    assert page.shows(month.zhang, "7.2") == "2"
    assert not Record.objects.exists()


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
    assert re.findall(r'class="field-help" href[^>]*>([^<]*)<', page.html) == [
        "2条", "自评", "已改分",
    ]  # fmt: skip
    assert 'data-row-total>3<' in page.html
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
    for told in page.errors(page.save()):
        assert "不能给自己家记分" in told
    assert standing(month) == [("张三禾", "7.2", 1)]


def test_past_scoring_the_grid_is_only_to_be_looked_at(month: Recording) -> None:
    month.record("7.2")
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    page.type(month.zhang, "7.2", "2")
    pass_until(month, month.sheet, Step.COMMITTEE)
    answer = page.save()
    (told,) = page.errors(answer)
    assert "村小组评分已结束" in told
    page.load()
    assert page.inputs == {}
    assert "保存改动" not in page.html
    assert standing(month) == [("张三禾", "7.2", 1)]


def test_a_household_that_came_later_is_there_and_one_that_moved_away_stays(
    month: Recording,
) -> None:
    new = make_household(month.group, "孙七粟")
    gone = make_household(month.group, "钱八黍")
    Household.objects.filter(pk=gone.pk).update(left_on=THIRD)
    page = Page(signed_in(month.clerk), month.sheet, "7.2")
    assert [name.split(":")[0] for name in page.inputs] == [
        month.zhang.code, month.li.code, new.code,
    ]  # fmt: skip
    page.type(new, "7.2", "1").save()
    assert standing(month) == [("孙七粟", "7.2", 1)]
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


def big_month(households: int) -> Recording:
    """November of a group whose standard has fourteen items of every kind."""
    month = Recording("大河社区")
    rows = tuple(
        ItemRow("文明建设", 1, "诸事", None, f"1.{number}", f"第{number}项", 2, 2, "次")
        for number in range(1, 15)
    )
    draft = create_draft(month.community, "新标准", NOVEMBER.next(), rows)
    adopt(draft, "2026年10月村民代表会议", month.administrator, NOON)
    Sheet.objects.filter(pk=month.sheet.pk).update(standard=draft)
    for _ in range(households - 2):
        make_household(month.group, "吴九麻")
    return month


def test_a_save_of_45_households_and_14_items_costs_at_most_12_queries() -> None:
    month = big_month(45)
    items = [f"1.{number}" for number in range(1, 15)]
    page = Page(signed_in(month.clerk), month.sheet, *items)
    assert len(page.inputs) == 45 * 14

    def cost(texts: list[str]) -> int:
        """Queries of a save that puts `texts` into the cells, one after the other."""
        page.load()
        page.typed = {name: texts[at % len(texts)] for at, name in enumerate(page.inputs)}
        with CaptureQueriesContext(connection) as queries:
            assert page.save().status_code == 302
        return len(queries)

    month.record("1.1")
    assert cost([""]) <= BUDGET
    month.record("1.1")
    # One to void, all to add, a line to make for everybody who came after the opening.
    assert cost(["4"]) == BUDGET
    assert Record.objects.standing().count() == 45 * 14
    assert cost(["6"]) <= BUDGET
    assert cost(["", "2", "6"]) <= BUDGET
    assert cost([""]) <= BUDGET
    assert Record.objects.standing().count() == 0
    assert Record.objects.count() == 2 + 45 * 14 * 2 + 15 * 14


def test_the_page_costs_the_same_for_few_and_many(month: Recording) -> None:
    def cost(client: Client) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/sheets/2026-11/{month.group.code}/grid/")
        return len(queries)

    client = signed_in(month.clerk)
    few = cost(client)
    for household in [make_household(month.group, "吴九麻") for _ in range(20)]:
        for _ in range(3):
            month.record("7.2", household=household)
    assert cost(client) == few

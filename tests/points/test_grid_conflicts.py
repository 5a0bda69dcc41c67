"""The grid: mistakes and other people's changes; nothing typed is lost or overwritten."""

import pytest

from households.roles import Role
from points.models import Record
from points.services import records
from tests.factory import NOON, make_officer, signed_in
from tests.points.grid_window import Page, standing
from tests.points.recording import Recording

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def month() -> Recording:
    return Recording()


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
    assert standing() == [("张三禾", "7.2", 2), ("李四麦", "7.2", 1), ("李四麦", "13.1", 1)]
    mine.load(answer)
    assert mine.shows(month.zhang, "7.2") == "3"
    assert 'value="3"' in mine.html
    assert 'data-saved="2"' in mine.html
    assert mine.shows(month.li, "13.1") == "1"
    mine.typed.clear()
    assert mine.save().status_code == 302
    assert standing()[0] == ("张三禾", "7.2", 3)


def test_a_cell_cleared_by_another_is_a_conflict_too(month: Recording) -> None:
    record = month.record("7.2")
    mine = Page(signed_in(month.clerk), month.sheet, "7.2")
    records.void_records([record.pk], "记错了", month.scorer, NOON)
    (told,) = mine.errors(mine.type(month.zhang, "7.2", "2").save())
    assert "小组评分员已清空，您填的 2 没有保存" in told
    assert standing() == []


def test_what_another_changed_and_nobody_typed_over_stays(month: Recording) -> None:
    month.record("7.2")
    mine = Page(signed_in(month.clerk), month.sheet, "7.2")
    other = Page(signed_in(month.scorer), month.sheet, "7.2")
    other.type(month.zhang, "7.2", "2").save()
    assert mine.type(month.li, "7.2", "1").save().status_code == 302
    assert standing() == [("张三禾", "7.2", 2), ("李四麦", "7.2", 1)]


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
    assert standing() == []


def test_wrong_cells_are_named_and_nothing_is_saved(month: Recording) -> None:
    month.record("13.1")
    page = Page(signed_in(month.clerk), month.sheet, "1.3", "4.1", "7.2", "11.3", "13.1")
    page.type(month.zhang, "7.2", "两分").type(month.zhang, "4.1", "2").type(
        month.zhang, "1.3", "-3"
    )
    page.type(month.li, "11.3", "21").type(month.li, "7.2", "1").type(month.zhang, "13.1", "")
    answer = page.save()
    assert page.errors(answer) == [
        f"{month.zhang}，1.3：1.3为−5分/次，请填-5的整数倍。",
        f"{month.zhang}，4.1：4.1一户一月只记一次，请填3或留空。",
        f"{month.zhang}，7.2：“两分”不是整数，请只填整数，不写单位和小数。",
        f"{month.li}，11.3：分值应在+5至+20分之间，请改正。",
    ]
    assert standing() == [("张三禾", "13.1", 1)]
    page.load(answer)
    shown = {name.split(":")[1]: text for name, text in page.inputs.items() if text}
    assert shown == {"1.3": "-3", "4.1": "2", "7.2": "1", "11.3": "21"}
    assert page.shows(month.zhang, "7.2") == "两分"
    assert page.shows(month.zhang, "13.1") == ""
    page.typed.clear()
    for code, text in {"1.3": "-5", "4.1": "3", "7.2": "2"}.items():
        page.type(month.zhang, code, text)
    assert page.type(month.li, "11.3", "20").save().status_code == 302
    assert len(standing()) == 5


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
    answer = page.type(month.li, "7.2", "1").save(day)
    assert len(page.errors(answer)) == 1
    page.load(answer)
    assert page.shows(month.zhang, "7.2") == "2"
    assert not Record.objects.exists()

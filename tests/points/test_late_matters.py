"""补录: a matter that its own month takes no more goes to the next open month, marked."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from households.services import households
from points.models import Record, Sheet
from points.periods import Month
from points.services import records, sheets
from points.services.late import Room, room_for
from points.services.record_import import ImportRefused, import_records
from points.services.recordbook import Draft
from points.steps import Step
from tests.factory import NOVEMBER, make_group, make_household, make_village, pass_until, signed_in
from tests.points.record_table import HEADINGS, table
from tests.points.recording import THIRD, Recording

pytestmark = pytest.mark.django_db

DECEMBER = Month(2026, 12)
LATER = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)
NEW = "/records/new/"


class Turning(Recording):
    """It is December; November's sheet has passed group scoring."""

    def __init__(self) -> None:
        super().__init__()
        pass_until(self, self.sheet, Step.COMMITTEE)
        (self.december,) = sheets.open_month(self.community, DECEMBER, self.clerk, LATER)

    def record(self, code: str = "7.2", **more: Any) -> Record:  # type: ignore[override]
        draft = Draft(self.zhang, code, **more)
        return records.record_matter(DECEMBER, draft, "office", self.clerk, LATER)


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.fixture
def office() -> Turning:
    return Turning()


# Where there is room


def room(household: Household, day: date, at: datetime = LATER) -> Room | None:
    """Where somebody may put it who records everywhere."""
    every = {sheet.period for sheet in Sheet.objects.taking_records()}
    return room_for(household, day, every, at)


def test_a_matter_stays_in_its_own_month_until_group_scoring_has_passed_it() -> None:
    office = Recording()
    assert room(office.zhang, THIRD) == Room(NOVEMBER, late=False)
    pass_until(office, office.sheet, Step.COMMITTEE)
    assert room(office.zhang, THIRD) is None, "no later month is open"
    sheets.open_month(office.community, DECEMBER, office.clerk, LATER)
    assert room(office.zhang, THIRD) == Room(DECEMBER, late=True)
    assert str(room(office.zhang, THIRD)) == "记入2026年12月（补录）"


def test_the_next_open_month_is_taken_not_the_latest(office: Turning) -> None:
    january = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)
    sheets.open_month(office.community, Month(2027, 1), office.clerk, january)
    assert room(office.zhang, THIRD, january) == Room(DECEMBER, late=True)


def test_a_month_that_was_never_opened_leaves_its_matters_to_the_next(office: Turning) -> None:
    assert room(office.zhang, date(2026, 10, 3)) == Room(DECEMBER, late=True)


def test_days_to_come_or_before_the_village_joined_have_no_room(office: Turning) -> None:
    assert room(office.zhang, date(2026, 12, 21)) is None
    assert room(office.zhang, date(2025, 12, 31)) is None
    outside = make_household(make_group(make_village(office.community, "钱村", None)))
    assert room(outside, THIRD) is None


def test_one_who_moved_is_recorded_where_his_line_is(office: Turning) -> None:
    other = make_group(office.village, "第2组")
    sheets.open_month(office.community, DECEMBER, office.clerk, LATER)
    households.move(office.zhang, other, "并户", office.clerk, LATER)
    office.zhang.refresh_from_db()
    pass_until(office, Sheet.objects.get(group=office.group, month=12), Step.COMMITTEE, LATER)
    assert room(office.zhang, THIRD) is None, "his line is in the group he left"


def test_a_month_that_the_person_cannot_record_in_is_passed_over(office: Turning) -> None:
    january = datetime(2027, 1, 20, 4, 0, tzinfo=UTC)
    sheets.open_month(office.community, Month(2027, 1), office.clerk, january)
    found = room_for(office.zhang, THIRD, [Month(2027, 1)], january)
    assert found == Room(Month(2027, 1), late=True)
    assert room_for(office.zhang, THIRD, [], january) is None


# The record form


def sent(client: Client, by: Any, **typed: Any) -> Any:
    client.force_login(by)
    form = client.get(NEW).context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {name: value for name, value in values.items() if value not in (None, False)}
    return client.post(NEW, shown | typed)


def matter(office: Turning, **more: Any) -> dict[str, Any]:
    base = {
        "household": office.zhang.code,
        "item": "7.2",
        "occurred_on": "2026-11-03",
        "note": "帮邻居收稻",
        "month": "2026-12",
    }
    return base | more


def test_the_refusal_offers_the_open_month_with_everything_typed_kept(
    client: Client, office: Turning
) -> None:
    answer = sent(client, office.clerk, **matter(office))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "日期不在2026年12月内" in page
    assert (
        '<button class="button button-quiet" type="submit" name="late_in" value="2026-12">' in page
    )
    assert "记入2026年12月（补录）" in page
    assert 'value="帮邻居收稻"' in page
    assert not Record.objects.exists()


def test_its_button_records_the_matter_late(client: Client, office: Turning) -> None:
    answer = sent(client, office.clerk, **matter(office), late_in="2026-12")
    assert answer.status_code == 302
    made = Record.objects.get()
    assert (made.late, made.occurred_on, made.note) == (True, THIRD, "帮邻居收稻")
    assert made.line.sheet == office.december
    assert "late=on" in answer["Location"], "the next one is probably late too"


def test_a_month_closed_since_the_page_was_opened_is_answered_alike(
    client: Client, office: Turning
) -> None:
    page = sent(client, office.scorer, **matter(office, month="2026-11")).content.decode()
    assert "这个月份不能再记" in page
    assert 'name="late_in" value="2026-12"' in page


def test_where_other_groups_are_still_scored_the_household_alone_is_late(
    client: Client, office: Turning
) -> None:
    make_household(make_group(office.village, "第2组"))
    sheets.open_month(office.community, NOVEMBER, office.clerk, LATER)
    page = sent(client, office.clerk, **matter(office, month="2026-11")).content.decode()
    assert "村小组评分已结束" in page
    assert 'name="late_in" value="2026-12"' in page


def test_a_matter_of_a_month_still_open_is_offered_that_month(client: Client) -> None:
    office = Recording()
    sheets.open_month(office.community, DECEMBER, office.clerk, LATER)
    page = sent(client, office.clerk, **matter(office)).content.decode()  # type: ignore[arg-type]
    assert 'name="in_month" value="2026-11"' in page
    assert "late_in" not in page
    typed = matter(office, late="on")  # type: ignore[arg-type]
    assert sent(client, office.clerk, **typed, in_month="2026-11").status_code == 302
    assert (Record.objects.get().late, Record.objects.get().line.sheet) == (False, office.sheet)


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "没有这项"},
        {"quantity": "两次"},
        {"household": "没有这户"},
        {"occurred_on": "2026-12-21"},
    ],
)
def test_for_other_mistakes_no_month_is_offered(
    client: Client, office: Turning, wrong: dict[str, str]
) -> None:
    typed = {"occurred_on": "2026-12-03"} | wrong
    page = sent(client, office.clerk, **matter(office, **typed)).content.decode()
    assert 'name="late_in"' not in page
    assert 'name="in_month"' not in page


# The table


def import_(office: Turning, *rows: tuple[Any, ...]) -> Any:
    content = table(*rows, headings=(*HEADINGS, "补录"))
    return import_records(content, "记录.csv", office.community, DECEMBER, office.clerk, LATER)


def test_a_row_marked_late_is_recorded_late(office: Turning) -> None:
    zhang = office.zhang.code
    done = import_(
        office,
        (zhang, "7.2", "2026-11-03", 1, "", "收稻", "是"),
        (zhang, "7.2", "2026-12-03", 1, "", "扫雪", ""),
        (zhang, "13.1", "2026-10-03", 1, "", "开会", "√"),
    )
    assert done.added == 3
    assert list(Record.objects.values_list("item__code", "late").order_by("occurred_on")) == [
        ("13.1", True),
        ("7.2", True),
        ("7.2", False),
    ]
    again = import_(office, (zhang, "7.2", "2026-11-03", 1, "", "收稻", "是"))
    assert (again.added, again.skipped) == (0, (2,))


@pytest.mark.parametrize(
    ("day", "late", "column", "told"),
    [
        ("2026-11-03", "", "C", "表格里填“补录”列"),
        ("2026-12-03", "是", "C", "补录的是2026年12月以前的事"),
        ("2026-11-03", "大概", "G", "这一列填“是”或者空着"),
    ],
)
def test_a_mark_that_does_not_fit_is_told_at_its_cell(
    office: Turning, day: str, late: str, column: str, told: str
) -> None:
    with pytest.raises(ImportRefused) as caught:
        import_(office, (office.zhang.code, "7.2", day, 1, "", "", late))
    (error,) = caught.value.errors
    assert (error.row, error.column_letter) == (2, column)
    assert told in error.reason
    assert not Record.objects.exists()


# Where the mark is seen


def test_the_mark_is_on_the_sheet_the_record_and_the_households_story(office: Turning) -> None:
    made = office.record(occurred_on=THIRD, late=True)
    client = signed_in(office.clerk)
    where = [DECEMBER, office.group.code]
    for url in (
        reverse("sheet", args=where),
        reverse("sheet_line", args=[*where, office.zhang.code]),
        reverse("record_page", args=[made.ref]),
        reverse("record_list"),
    ):
        assert "补录" in client.get(url).content.decode(), url

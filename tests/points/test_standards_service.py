"""Standards: in force when, what adopting refuses and freezes, copies."""

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from households.models import Appointment
from households.refusals import AlreadyHandled, Refused
from points.models import Area, Item, Rule, Standard
from points.periods import Month
from points.services import sheets, standard_edits, standards
from points.services.standard_content import content_version
from points.services.standards import ItemRow
from tests.factory import NOON, NOVEMBER, ROWS, Office, make_standard
from tests.points.drafting import held

pytestmark = pytest.mark.django_db

JANUARY = Month(2026, 1)
JULY = Month(2026, 7)
NEXT_YEAR = Month(2027, 1)
BASIS = "2026年12月5日村民代表会议决议"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def draft(office: Office) -> Standard:
    return standards.create_draft(office.community, "2027年标准", NEXT_YEAR, ROWS)


def in_force(office: Office, month: Month) -> Standard | None:
    found = Standard.objects.filter(community=office.community)
    return found.in_force_on_first_day_of(month).first()


def adopt(office: Office, draft: Standard, basis: str = BASIS, **kwargs: Any) -> Standard:
    return standards.adopt(draft, basis, office.administrator, NOON, **kwargs)


def contents(standard: Standard) -> list[list[tuple[object, ...]]]:
    """Every word and number of a standard, without keys."""
    fields = [
        field.attname
        for field in Item._meta.concrete_fields
        if field.attname not in ("id", "standard_id", "rule_id")
    ]
    return [
        list(standard.areas.values_list("number", "name")),
        list(standard.rules.values_list("number", "title", "yearly_cap", "area__number")),
        list(standard.items.values_list("rule__number", *fields)),
    ]


def item(standard: Standard, code: str) -> Item:
    return standard.items.select_related("rule", "standard").get(code=code)


def test_each_month_has_the_standard_last_begun_by_its_first_day(office: Office) -> None:
    later = make_standard(office.community, JULY)
    assert in_force(office, Month(2025, 12)) is None
    assert in_force(office, JANUARY) == office.standard
    assert in_force(office, Month(2026, 6)) == office.standard
    assert in_force(office, JULY) == later
    assert in_force(office, Month(2027, 1)) == later


def test_a_draft_is_never_in_force(office: Office) -> None:
    standards.create_draft(office.community, "新稿", JULY, ROWS)
    assert in_force(office, JULY) == office.standard


def test_the_basis_is_needed_and_kept(office: Office, draft: Standard) -> None:
    with pytest.raises(Refused, match="请填写通过的依据"):
        adopt(office, draft, "  ")
    draft.refresh_from_db()
    assert not draft.is_adopted
    adopted = adopt(office, draft, f" {BASIS} ")
    assert (adopted.adoption_basis, adopted.adopted_by) == (BASIS, office.administrator)


def test_a_standard_without_items_is_refused(office: Office) -> None:
    empty = standards.create_draft(office.community, "空稿", NEXT_YEAR, [])
    with pytest.raises(Refused, match="还没有评分项"):
        adopt(office, empty)


def test_a_month_that_is_open_keeps_the_standard_it_was_opened_with(office: Office) -> None:
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    for starts in (NOVEMBER, Month(2026, 3)):
        draft = standards.create_draft(office.community, "新稿", starts, ROWS)
        with pytest.raises(Refused, match="已经开表"):
            adopt(office, draft)
    december = standards.create_draft(office.community, "新稿", NOVEMBER.next(), ROWS)
    assert adopt(office, december, assembly=held(NOON.date())).is_adopted


def test_two_standards_do_not_start_in_one_month(office: Office) -> None:
    second = standards.create_draft(office.community, "新稿", JANUARY, ROWS)
    with pytest.raises(Refused, match="已有一个标准从2026年1月起用"):
        adopt(office, second)


def test_the_neighbours_standard_and_sheets_are_no_hindrance(office: Office) -> None:
    there = Office("西河社区")
    sheets.open_month(there.community, NOVEMBER, there.clerk, NOON)
    draft = standards.create_draft(office.community, "新稿", JULY, ROWS)
    assert adopt(office, draft).is_adopted


def test_only_the_right_office_adopts_and_only_while_it_is_held(
    office: Office, draft: Standard
) -> None:
    for person in (office.clerk, Office("西河社区").administrator):
        with pytest.raises(Refused, match="没有办理"):
            standards.adopt(draft, BASIS, person, NOON)
    Appointment.objects.filter(user=office.administrator).update(ends_on=date(2026, 11, 19))
    with pytest.raises(Refused, match="没有办理"):
        adopt(office, draft)
    assert not Standard.objects.get(pk=draft.pk).is_adopted


def test_an_exclusive_group_over_two_rules_is_refused(office: Office) -> None:
    rows = [
        ItemRow("家庭建设", 7, "和谐邻里", None, "7.1", "甲", 1, 1, "次", exclusive_group="评比"),
        ItemRow("家庭建设", 8, "和睦家庭", None, "8.1", "乙", 1, 1, "次", exclusive_group="评比"),
    ]
    draft = standards.create_draft(office.community, "新稿", NEXT_YEAR, rows)
    with pytest.raises(Refused, match="互斥组“评比”跨了两条"):
        adopt(office, draft)


def test_a_draft_that_changed_since_it_was_shown_is_not_adopted(
    office: Office, draft: Standard
) -> None:
    seen = content_version(draft)
    changed = item(draft, "4.1")
    changed.points_min = changed.points_max = 2
    standard_edits.write_item(changed)
    with pytest.raises(Refused, match="草案又有改动"):
        adopt(office, draft, seen=seen)
    assert adopt(office, draft, seen=content_version(draft)).is_adopted


def test_the_content_version_tells_every_part_of_a_draft(draft: Standard) -> None:
    shown = {content_version(draft)}
    standard_edits.change_draft(draft, "改名", NEXT_YEAR)
    draft.refresh_from_db()
    shown.add(content_version(draft))
    for rows, changes in (
        (draft.areas, {"name": "改过的方面"}),
        (draft.rules, {"yearly_cap": 1}),
        (draft.items, {"evidence": "照片"}),
    ):
        rows.filter(pk=rows.first().pk).update(**changes)
        shown.add(content_version(draft))
    assert len(shown) == 5


def test_a_draft_is_adopted_once(office: Office, draft: Standard) -> None:
    adopt(office, draft)
    with pytest.raises(AlreadyHandled):
        adopt(office, draft)


def test_every_change_to_an_adopted_standard_is_answered_politely(
    office: Office, draft: Standard
) -> None:
    before = contents(draft)
    old = item(draft, "4.1")
    area, rule = draft.areas.get(number=1), draft.rules.get(number=1)
    adopt(office, draft)
    for act in (
        lambda: standard_edits.change_draft(draft, "改名", NEXT_YEAR),
        lambda: standard_edits.write_item(old),
        lambda: standard_edits.delete_item(old),
        lambda: standard_edits.write_parts(draft, [area], [rule]),
        lambda: standard_edits.write_parts(draft, [], [], [rule]),
        lambda: standard_edits.delete_draft(draft),
    ):
        with pytest.raises(AlreadyHandled):
            act()
    assert contents(draft) == before


def test_the_database_itself_refuses_to_change_an_adopted_standard(office: Office) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        office.standard.areas.update(name="改名")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Rule.objects.filter(standard=office.standard).update(yearly_cap=99)


def test_a_copy_holds_all_the_original_does_and_goes_its_own_way(office: Office) -> None:
    copy = standards.copy_to_draft(office.standard, "2027年标准", NEXT_YEAR)
    assert contents(copy) == contents(office.standard)
    assert (copy.title, copy.starts) == ("2027年标准", NEXT_YEAR)
    assert not copy.is_adopted
    assert not copy.items.exclude(rule__standard=copy).exists()
    assert not copy.rules.exclude(area__standard=copy).exists()
    standard_edits.delete_item(item(copy, "4.1"))
    assert office.standard.items.filter(code="4.1").exists()


def test_a_copy_keeps_areas_and_rules_that_hold_nothing_yet(
    office: Office, draft: Standard
) -> None:
    area = Area(standard=draft, number=9, name="产业建设")
    standard_edits.write_parts(draft, [area], [])
    rule = Rule(standard=draft, area=draft.areas.get(number=9), number=20, title="带头致富")
    standard_edits.write_parts(draft, [], [rule])
    copy = standards.copy_to_draft(draft, "又一稿", NEXT_YEAR)
    assert contents(copy) == contents(draft)
    assert copy.rules.get(number=20).area.standard == copy


def test_two_drafts_of_one_month_do_not_share_a_title(office: Office, draft: Standard) -> None:
    with pytest.raises(Refused, match="同名草案"):
        standards.copy_to_draft(office.standard, draft.title, NEXT_YEAR)
    other = standards.copy_to_draft(office.standard, draft.title, NEXT_YEAR.next())
    with pytest.raises(Refused, match="同名草案"):
        standard_edits.change_draft(other, draft.title, NEXT_YEAR)
    other.refresh_from_db()
    assert other.starts == NEXT_YEAR.next()


def test_sheets_keep_their_standard_when_a_newer_one_is_adopted(
    office: Office, draft: Standard
) -> None:
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    adopt(office, draft, assembly=held(NOON.date()))
    sheet.refresh_from_db()
    assert sheet.standard == office.standard
    make_standard(office.community, NOVEMBER.next())
    december = NOON.replace(month=12)
    (next_sheet,) = sheets.open_month(office.community, NOVEMBER.next(), office.clerk, december)
    assert next_sheet.standard.starts == NOVEMBER.next()
    sheet.refresh_from_db()
    assert sheet.standard == office.standard

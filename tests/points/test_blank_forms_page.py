"""打印填写表: whom the forms are printed with, who may print them, what stands in the way."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from households.models import Household, User
from households.roles import Role
from households.services import households
from points.models import SheetLine
from points.periods import Month
from points.reports.blank_forms_facts import Group, Occasion, occasion
from points.services import sheets
from points.views import blank_forms as view
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    make_village,
    signed_in,
)
from tests.points.voting import TODAY, Committee, lives_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DECEMBER = Month(2026, 12)


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[Occasion]:
    """What the page hands to the printer."""
    found: list[Occasion] = []

    def keep(of: Occasion, *_: object) -> bytes:
        found.append(of)
        return b"%PDF-"

    monkeypatch.setattr(view, "blank_forms", keep)
    return found


def facts(office: Office, month: Month = NOVEMBER, by: User | None = None) -> Group:
    (found,) = occasion(by or office.clerk, [office.group], month, TODAY).groups
    return found


def codes(of: Group) -> list[str]:
    return [code for code, _ in of.households]


def asked(user: User, **chosen: Any) -> HttpResponse:
    usual = {"month": "2026-11", "sheet": ["patrol"], "paper": "A4"}
    return signed_in(user).get("/forms/print/", usual | chosen)


def test_before_the_sheet_is_opened_those_who_live_here_are_printed_by_code() -> None:
    office = Office()
    second = make_household(office.group, "李四", "A2")
    first = make_household(office.group, "张三", "A1")
    gone, leaving = make_household(office.group, code="A3"), make_household(office.group, code="A4")
    households.mark_left(gone, date(2026, 10, 31), office.clerk, NOON)
    households.mark_left(leaving, date(2026, 11, 2), office.clerk, NOON)
    make_household(make_group(office.village, "第2组"), code="A5")
    # Whoever left in the course of the month is scored for it.
    assert codes(facts(office)) == [first.code, second.code, leaving.code]
    assert codes(facts(office, DECEMBER)) == [first.code, second.code]


def test_once_it_is_opened_the_forms_follow_it() -> None:
    office = Office()
    stayed, moved = make_household(office.group, code="A1"), make_household(office.group, code="A2")
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    other = make_group(office.village, "第2组")
    households.move(moved, other, "并户", office.clerk, NOON)
    came = make_household(office.group, code="A3")
    assert codes(facts(office)) == [stayed.code, moved.code, came.code]
    assert SheetLine.objects.filter(household=came).count() == 0
    (there,) = occasion(office.clerk, [other], NOVEMBER, TODAY).groups
    assert codes(there) == []
    assert codes(facts(office, DECEMBER)) == [stayed.code, came.code]


def test_who_has_to_stay_out_is_known_from_the_sheet() -> None:
    office = Committee(3)
    office.related(office.members[1], office.zhang)
    lives_in(office.members[2], office.li)
    found = facts(office)
    assert list(found.members) == [office.members[0].name]
    assert set(found.out) == {("委员2", "亲属家"), ("委员3", "本人家")}
    assert found.needed == 1
    # Of a month that has no sheet yet the whole committee is printed.
    assert len(facts(office, DECEMBER).members) == 3
    assert facts(office, DECEMBER).needed == 2


def test_delegates_are_named_to_those_who_see_them_and_counted_for_everybody() -> None:
    office = Office()
    make_household(office.group)
    delegates = [make_officer(Role.DELEGATE, office.village, f"代表{n}") for n in (1, 2, 3)]
    delegates[0].is_active = False
    delegates[0].save(update_fields=["is_active"])
    by_clerk = occasion(office.clerk, [office.group], NOVEMBER, TODAY)
    by_scorer = occasion(office.scorer, [office.group], NOVEMBER, TODAY)
    assert (list(by_clerk.delegates), by_clerk.delegates_in_all) == (["代表1", "代表2", "代表3"], 3)
    assert (list(by_scorer.delegates), by_scorer.delegates_in_all) == ([], 3)
    assert list(by_clerk.auditors) == [office.auditor.name]
    assert list(by_scorer.auditors) == []


@pytest.mark.parametrize(("opened", "asked_for"), [("all", 14), ("some", 16), ("none", 12)])
def test_the_number_of_queries_does_not_grow_with_groups_and_households(
    opened: str, asked_for: int
) -> None:
    """`opened`: which of the groups have a sheet of the month."""
    office = Office()
    make_household(office.group)
    counts, groups = [], [office.group]
    if opened == "some":
        sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        groups.append(make_group(office.village, "第9组"))
    for due in (1, 13):
        if opened == "all":
            sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
        with CaptureQueriesContext(connection) as queries:
            found = occasion(User.objects.get(pk=office.clerk.pk), groups, NOVEMBER, TODAY)
        counts.append(len(queries))
        assert sum(len(group.households) for group in found.groups) == due
        for number in range(1, 5):
            groups.append(make_group(office.village, f"第{due}{number}组"))
            make_officer(Role.COMMITTEE, office.community)
            for _ in range(3):
                make_household(groups[-1])
    assert counts == [asked_for, asked_for]


def test_the_page_asks_a_constant_number_of_queries() -> None:
    office = Office()
    make_household(office.group)
    counts = []
    client = signed_in(office.clerk)
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/forms/").status_code == 200
        counts.append(len(queries))
        for each in range(3):
            make_household(make_group(office.village, f"第{number}{each}组"))
    assert counts[0] == counts[1] <= 9


def test_a_village_a_group_or_all_are_printed(handed_over: list[Occasion]) -> None:
    office = Office()
    make_household(office.group)
    second = make_group(office.village, "第2组")
    third = make_group(make_village(office.community, "钱庄"))
    for place, due in (
        (office.group.code, [office.group]),
        (office.village.code, [office.group, second]),
        ("", [office.group, second, third]),
    ):
        answer = asked(office.clerk, place=place, sheet=["self", "assembly"])
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        assert [each.place for each in handed_over[-1].groups] == due


def test_a_scorer_prints_for_his_own_group_alone(handed_over: list[Occasion]) -> None:
    office = Office()
    other = make_group(office.village, "第2组")
    make_household(other, "李四禾")
    assert asked(office.scorer, place="").status_code == 200
    assert [each.place for each in handed_over[-1].groups] == [office.group]
    assert asked(office.scorer, place=other.code).status_code == 404
    page = signed_in(office.scorer).get("/forms/").content.decode()
    assert ("赵庄第1组" in page, "第2组" in page) == (True, False)


def test_a_supervisor_sees_the_group_but_has_no_right_to_print(
    handed_over: list[Occasion],
) -> None:
    office = Office()
    for place in (office.group.code, office.village.code, ""):
        assert asked(office.supervisor, place=place).status_code == 403
    assert signed_in(office.supervisor).get("/forms/").status_code == 403
    assert not handed_over


def test_offices_do_not_add_up_beyond_their_places(handed_over: list[Occasion]) -> None:
    """Who scores one group and supervises the community prints for that group alone."""
    office = Office()
    other = make_group(office.village, "第2组")
    both = make_officer(Role.SCORER, other, "两职")
    appoint(both, Role.SUPERVISOR, office.community)
    assert asked(both, place=office.group.code).status_code == 403
    assert asked(both, place="").status_code == 200
    assert [each.place for each in handed_over[-1].groups] == [other]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({"sheet": []}, "请勾选要打印的表。"),
        ({"sheet": ["x"]}, "请重新勾选要打印的表。"),
        ({"month": "2020-01"}, "这个月份不能打印，请另选。"),
        ({"month": ""}, "请选择月份。"),
        ({"paper": "A5"}, "请选择纸张。"),
    ],
)
def test_what_is_missing_is_said_on_the_page(chosen: dict[str, Any], told: str) -> None:
    office = Office()
    answer = asked(office.clerk, **chosen)
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_village_that_joins_next_month_has_no_forms_yet(handed_over: list[Occasion]) -> None:
    office = Office()
    coming = make_group(make_village(office.community, "钱庄", date(2026, 12, 1)))
    never = make_group(make_village(office.community, "孙庄", None))
    answer = asked(office.clerk, place=coming.code)
    assert answer.status_code == 422
    assert "2026年11月1日还没有参加积分制" in answer.content.decode()
    assert asked(office.clerk, place=coming.code, month="2026-12").status_code == 200
    assert asked(office.clerk, place=never.code).status_code == 422
    assert [each.place for each in handed_over[-1].groups] == [coming]


def test_a_character_no_font_has_is_told_on_the_page_with_its_household() -> None:
    office = Office()
    household = make_household(office.group)
    Household.objects.filter(pk=household.pk).update(head="张\ue000")
    answer = asked(office.clerk)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "字库里没有以下的字" in page
    assert f"户 {household.code}" in page


def test_the_printed_answer_is_a_pdf_named_after_group_and_month() -> None:
    office = Office()
    make_household(office.group)
    answer = asked(office.clerk, place=office.group.code, sheet=["activity"])
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer.filename == "赵庄第1组2026年11月填写表.pdf"


def test_the_list_of_sheets_leads_to_the_forms_of_its_month() -> None:
    office = Office()
    make_household(office.group)
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    link = 'href="/forms/?month=2026-11"'
    assert link in signed_in(office.clerk).get("/sheets/").content.decode()
    assert link not in signed_in(office.supervisor).get("/sheets/").content.decode()
    page = signed_in(office.clerk).get("/forms/?month=2026-11").content.decode()
    assert '<option value="2026-11" selected>' in page


def test_the_desk_leads_to_the_forms_those_who_may_print_them() -> None:
    office = Office()
    make_household(office.group)
    for person in (office.clerk, office.scorer, office.committee, office.auditor, office.recorder):
        assert 'href="/forms/"' in signed_in(person).get("/").content.decode()
    for person in (office.supervisor, office.administrator):
        assert "/forms/" not in signed_in(person).get("/").content.decode()

"""The paper sheet of a round typed in: everybody at full marks, only what was changed is sent."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from points.models import PatrolFinding, PatrolFindingPhoto, PatrolRound
from points.services import patrol_grid, patrols
from points.services.patrol_book import Noted
from tests.factory import Office, make_household, make_user, signed_in
from tests.points.hanging import file
from tests.points.patrolling import FRIDAY_NOON, WEDNESDAY, Patrolled, noted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def office() -> Patrolled:
    return Patrolled()


def cells(patrol: PatrolRound, *scores: tuple[Any, int, str], seen: int | None = None) -> dict:
    patrol.refresh_from_db()
    return {
        "version": seen or patrol.version,
        "walked_on": "2026-11-11",
    } | {f"cell:{household.code}:{number}": text for household, number, text in scores}


def send(client: Client, patrol: PatrolRound, *scores: tuple[Any, int, str], **more: Any) -> Any:
    return client.post(f"/patrols/{patrol.ref}/entry/", cells(patrol, *scores, **more))


def standing() -> list[tuple[str, int, int]]:
    found = PatrolFinding.objects.standing().order_by("pk")
    return [(each.household.head, each.indicator, each.taken) for each in found]


def test_everybody_has_full_marks_until_somebody_changes_them(office: Patrolled) -> None:
    patrol = office.planned()
    answer = signed_in(office.clerk).get(f"/patrols/{patrol.ref}/entry/")
    lines = answer.context["table"].lines
    assert [line.head for line in lines] == ["张三禾", "李四", "王五"]
    assert {field.text for line in lines for field in line.fields} == {"5"}
    assert len(lines[0].fields) == 10


def test_only_changed_cells_become_findings(office: Patrolled) -> None:
    patrol = office.planned()
    first, second, third = office.households
    answer = send(
        signed_in(office.clerk), patrol,
        (first, 6, "3"), (first, 7, "5"), (second, 1, "０"), (third, 10, ""),
    )  # fmt: skip
    assert (answer.status_code, answer["Location"]) == (302, f"/patrols/{patrol.ref}/")
    assert standing() == [("张三禾", 6, 2), ("李四", 1, 5)]
    patrol.refresh_from_db()
    assert patrol.walked_on == WEDNESDAY


def test_typing_over_a_score_voids_the_finding_and_adds_another(office: Patrolled) -> None:
    patrol, (first, *_) = office.planned(), office.households
    client = signed_in(office.clerk)
    send(client, patrol, (first, 6, "3"))
    send(client, patrol, (first, 6, "4"))
    assert standing() == [("张三禾", 6, 1)]
    send(client, patrol, (first, 6, "5"))
    assert standing() == []
    reasons = PatrolFinding.objects.order_by("pk").values_list("void_reason", flat=True)
    assert list(reasons) == ["表格改数", "表格清除"]


def test_the_same_page_sent_twice_changes_nothing_the_second_time(office: Patrolled) -> None:
    patrol, (first, *_) = office.planned(), office.households
    client = signed_in(office.clerk)
    data = cells(patrol, (first, 6, "3"))
    for _ in range(2):
        assert client.post(f"/patrols/{patrol.ref}/entry/", data).status_code == 302
    assert PatrolFinding.objects.count() == 1
    patrol.refresh_from_db()
    assert patrol.version == 2


def test_what_somebody_else_changed_meanwhile_is_left_alone_and_told(office: Patrolled) -> None:
    patrol, (first, second, _) = office.planned(), office.households
    seen = patrol.version
    office.enter(patrol, noted(first, 6, 1), office.walker)
    answer = send(signed_in(office.clerk), patrol, (first, 6, "2"), (second, 6, "4"), seen=seen)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "钱巡查已改为4，您填的2没有保存；仍要这样改的，请再保存一次。" in text
    assert standing() == [("张三禾", 6, 1), ("李四", 6, 1)]
    # What was not touched is not put back to what the page showed.
    send(signed_in(office.clerk), patrol, (first, 6, "5"), seen=seen)
    assert ("张三禾", 6, 1) in standing()


def test_a_cell_with_a_problem_is_not_typed_over(office: Patrolled) -> None:
    patrol, (first, *_) = office.planned(), office.households
    found = office.enter(patrol, noted(first, 6, 1, note="没盖", fix_by=FRIDAY_NOON.date()))
    client = signed_in(office.clerk)
    text = client.get(f"/patrols/{patrol.ref}/entry/").content.decode()
    assert f'<a href="/patrols/problems/{found.ref}/">问题</a>' in text
    assert f'name="cell:{first.code}:6"' not in text
    answer = send(client, patrol, (first, 6, "5"))
    assert (answer.status_code, "请点开问题办理" in answer.content.decode()) == (422, True)
    assert standing() == [("张三禾", 6, 1)]


@pytest.mark.parametrize(
    ("text", "told"),
    [("6", "每项0至5分"), ("-1", "每项0至5分"), ("三", "整数"), ("2.5", "整数")],
)
def test_a_wrong_score_keeps_the_whole_sheet_from_being_saved(
    office: Patrolled, text: str, told: str
) -> None:
    patrol, (first, second, _) = office.planned(), office.households
    answer = send(signed_in(office.clerk), patrol, (first, 6, text), (second, 6, "4"))
    content = answer.content.decode()
    assert answer.status_code == 422
    assert told in content
    assert f'value="{text}"' in content
    assert standing() == []
    patrol.refresh_from_db()
    assert (patrol.version, patrol.walked_on) == (1, None)


@pytest.mark.parametrize("key", ["cell:NIEMAND:6", "cell:{code}:11", "cell:{code}:x"])
def test_a_cell_that_is_not_on_the_sheet_is_refused(office: Patrolled, key: str) -> None:
    patrol = office.planned()
    data = cells(patrol) | {key.format(code=office.households[0].code): "3"}
    answer = signed_in(office.clerk).post(f"/patrols/{patrol.ref}/entry/", data)
    assert (answer.status_code, "已不在本表中" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("day", "told"),
    [("2026-11-08", "巡查日期不在其中"), ("2026-11-21", "还没有到"), ("", "请填写日期")],
)
def test_the_day_on_the_sheet_lies_in_the_week(office: Patrolled, day: str, told: str) -> None:
    patrol = office.planned()
    data = cells(patrol, (office.households[0], 6, "3")) | {"walked_on": day}
    answer = signed_in(office.clerk).post(f"/patrols/{patrol.ref}/entry/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert 'value="3"' in text
    assert standing() == []


def test_a_closed_round_is_shown_but_not_typed_into(office: Patrolled) -> None:
    patrol = office.walked()
    client = signed_in(office.clerk)
    text = client.get(f"/patrols/{patrol.ref}/entry/").content.decode()
    assert "这张表只能看，不能再填" in text
    answer = send(client, patrol, (office.households[0], 6, "3"))
    assert (answer.status_code, "已经确认结束" in answer.content.decode()) == (422, True)
    assert standing() == []


def test_walkers_and_the_office_type_and_others_do_not(office: Patrolled) -> None:
    patrol = office.planned()
    address = f"/patrols/{patrol.ref}/entry/"
    for person in (office.clerk, office.walker, office.committee):
        assert signed_in(person).get(address).status_code == 200
    for person, status in (
        (office.scorer, 403),
        (office.supervisor, 403),
        (make_user(office.community), 404),
        (Office("西河社区").clerk, 404),
    ):
        client = signed_in(person)
        assert client.get(address).status_code == status
        assert send(client, patrol, (office.households[0], 6, "3")).status_code == status
    assert standing() == []


def test_the_own_household_s_row_is_locked(office: Patrolled) -> None:
    patrol = office.planned()
    office.walker.household = office.households[0]
    office.walker.save()
    client = signed_in(office.walker)
    assert "（自己家）" in client.get(f"/patrols/{patrol.ref}/entry/").content.decode()
    answer = send(client, patrol, (office.households[0], 6, "3"))
    assert (answer.status_code, "不能给自己家记" in answer.content.decode()) == (422, True)
    assert standing() == []


def test_saving_costs_the_same_however_much_was_changed(office: Patrolled) -> None:
    more = [make_household(office.group) for _ in range(20)]

    def queries(day: int, number: int) -> int:
        patrol = office.planned(WEDNESDAY.replace(day=day))
        typed = {(each.code, str(n)): "4" for each in more[:number] for n in range(1, 11)}
        found = PatrolRound.objects.filter(pk=patrol.pk)
        with CaptureQueriesContext(connection) as counted:
            patrol_grid.save(found, 1, typed, patrol.planned_for, office.clerk, FRIDAY_NOON)
        return len(counted)

    assert queries(11, 20) == queries(4, 1)
    assert PatrolFinding.objects.count() == 210


def finding(office: Patrolled, **changed: Any) -> dict[str, Any]:
    return {
        "form_token": str(uuid4()),
        "household": office.households[0].code,
        "indicator": "6",
        "taken": "2",
    } | changed


def test_one_finding_is_typed_with_its_problem_and_photo(office: Patrolled) -> None:
    patrol = office.planned(WEDNESDAY.replace(day=18))
    data = finding(
        office,
        household="zsh",
        note="垃圾桶没盖",
        told="on",
        fix_by="2026-11-25",
        photos=file(),
    )
    answer = signed_in(office.clerk).post(f"/patrols/{patrol.ref}/add/", data)
    assert answer.status_code == 302
    found = PatrolFinding.objects.get()
    assert (found.household, found.note, found.told_on_the_spot) == (
        office.households[0],
        "垃圾桶没盖",
        True,
    )
    assert PatrolFindingPhoto.objects.get().finding == found


def test_the_form_sent_twice_keeps_one_finding(office: Patrolled) -> None:
    patrol, data = office.planned(), finding(office)
    client = signed_in(office.walker)
    for _ in range(2):
        assert client.post(f"/patrols/{patrol.ref}/add/", data).status_code == 302
    assert PatrolFinding.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"taken": "6"}, "一次扣1至5分"),
        ({"taken": ""}, "请填写扣几分"),
        ({"indicator": ""}, "请选择指标"),
        ({"indicator": "11"}, "指标应在1至10之间"),
        ({"household": "NIEMAND"}, "没有找到农户"),
        ({"fix_by": "2026-11-01"}, "整改期限不能更早"),
        ({"note": "字" * 101}, "最多写100个字"),
    ],
)
def test_a_wrong_finding_is_told_at_its_field(
    office: Patrolled, changed: dict[str, str], told: str
) -> None:
    patrol = office.planned()
    data = finding(office, **changed)
    answer = signed_in(office.clerk).post(f"/patrols/{patrol.ref}/add/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert office.households[0].code in text or "household" in changed
    assert not PatrolFinding.objects.exists()


def test_another_group_s_household_is_not_found_there(office: Patrolled) -> None:
    patrol = office.planned()
    data = finding(office, household=office.other_household.code)
    answer = signed_in(office.clerk).post(f"/patrols/{patrol.ref}/add/", data)
    assert (answer.status_code, "没有找到农户" in answer.content.decode()) == (422, True)


def test_the_worst_of_several_findings_is_the_score_of_the_grid(office: Patrolled) -> None:
    patrol, (first, *_) = office.planned(), office.households
    patrols.enter(
        patrol, [Noted(first, 6, taken) for taken in (1, 3, 2)], office.walker, FRIDAY_NOON
    )
    assert patrol_grid.read(patrol)[first.code].cell(6).now == 2
    send(signed_in(office.clerk), patrol, (first, 6, "4"))
    assert standing() == [("张三禾", 6, 1)]

"""The office's pages of rounds: the list, the plan of a week, one round, confirming it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from households.models import User
from households.roles import Role
from points.models import PatrolRound
from points.services import patrol_plans, patrols
from points.services.patrol_book import Noted
from tests.factory import Office, make_group, make_household, make_officer, signed_in
from tests.points.patrolling import FRIDAY_NOON, MONDAY, WEDNESDAY, Patrolled, noted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
"""It is the 20th, a Friday."""


@pytest.fixture
def office() -> Patrolled:
    return Patrolled()


def page(person: User, address: str, status: int = 200) -> str:
    answer = signed_in(person).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_shows_the_month_s_rounds_to_whoever_sees_patrols_there(
    office: Patrolled,
) -> None:
    office.walked(WEDNESDAY, (0, 6, 2))
    for person in (office.clerk, office.scorer, office.walker, office.supervisor):
        text = page(person, "/patrols/?month=2026-11")
        assert "赵庄第1组" in text
        assert "11月9日至15日（11月第3周）" in text
    elsewhere = make_officer(Role.SCORER, make_group(office.village, "第3组"))
    assert "这个月还没有巡查" in page(elsewhere, "/patrols/?month=2026-11")
    page(office.recorder, "/patrols/", 403)


def test_the_list_shows_this_month_unless_another_is_asked_for(office: Patrolled) -> None:
    office.planned()
    text = page(office.clerk, "/patrols/")
    assert '<option value="2026-11" selected>' in text
    assert "赵庄第1组" in text
    answer = signed_in(office.clerk).get(f"/patrols/?place={office.other_group.code}")
    assert answer.context["weeks"] == []


@pytest.mark.parametrize(("days", "word"), [(0, "待巡查"), (-7, "逾期未巡查"), (-14, "逾期未巡查")])
def test_a_round_that_was_not_walked_in_its_week_stands_out(
    office: Patrolled, days: int, word: str
) -> None:
    office.planned(date(2026, 11, 18) + timedelta(days=days))
    assert word in page(office.clerk, "/patrols/?month=2026-11")


def test_the_list_costs_the_same_however_many_rounds_there_are(office: Patrolled) -> None:
    client = signed_in(office.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/patrols/?month=2026-11")
        return len(found)

    office.planned(date(2026, 11, 4))
    few = queries()
    for day in (11, 18, 25):
        office.walked(date(2026, 11, day), (0, 1, 1), (1, 2, 2))
    assert queries() == few


def plan_form(office: Patrolled, **changed: str) -> dict[str, str]:
    code = office.group.code
    first, second = office.walkers
    return {
        "form_token": str(uuid4()),
        f"take-{code}": "on",
        f"day-{code}": "2026-11-18",
        f"first-{code}": first.username,
        f"second-{code}": second.username,
    } | changed


PLAN = "/patrols/plan/?week=2026-11-18"


def test_a_week_is_planned_on_one_page_with_walkers_proposed(office: Patrolled) -> None:
    client = signed_in(office.clerk)
    text = client.get(PLAN).content.decode()
    assert "2026年11月16日至11月22日" in text
    form = client.get(PLAN).context["form"]
    code = office.group.code
    pair = {form[f"{name}-{code}"].initial for name in ("first", "second")}
    others = (office.walker, office.committee, office.supervisor)
    assert len(pair) == 2
    assert pair <= {person.username for person in others}
    answer = client.post(PLAN, plan_form(office))
    assert (answer.status_code, answer["Location"]) == (302, "/patrols/")
    made = PatrolRound.objects.get()
    assert (made.group, made.planned_for, made.week) == (
        office.group,
        date(2026, 11, 18),
        date(2026, 11, 16),
    )
    text = client.get(PLAN).content.decode()
    assert "已经安排的" in text
    assert f"take-{office.group.code}" not in text


def test_the_same_plan_sent_twice_makes_its_rounds_once(office: Patrolled) -> None:
    client, data = signed_in(office.clerk), plan_form(office)
    answers = [client.post(PLAN, data).status_code for _ in range(2)]
    # The second page has no fields for a group that is planned; its token answers it.
    assert answers[0] == 302
    assert PatrolRound.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"day": "2026-11-23"}, "巡查日期不在这一周里"),
        ({"day": ""}, "请填写巡查日期"),
        ({"first": ""}, "请选两位巡查员"),
        ({"second": ""}, "请选两位巡查员"),
        ({"second": "nobody"}, "这个人现在不能巡查这个组，请改选"),
        ({"take": ""}, "请至少安排一个组"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told_and_what_was_typed_is_kept(
    office: Patrolled, changed: dict[str, str], told: str
) -> None:
    code = office.group.code
    data = plan_form(office, **{f"{name}-{code}": value for name, value in changed.items()})
    answer = signed_in(office.clerk).post(PLAN, data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert told in text
    assert f'<option value="{office.walkers[0].username}" selected>' in text or "first" in changed
    assert not PatrolRound.objects.exists()


def test_the_same_person_twice_is_told_in_the_row_of_the_group(office: Patrolled) -> None:
    data = plan_form(office, **{f"second-{office.group.code}": office.walker.username})
    answer = signed_in(office.clerk).post(PLAN, data)
    assert (answer.status_code, "两位巡查员是同一个人" in answer.content.decode()) == (422, True)


def test_planning_is_the_office_s(office: Patrolled) -> None:
    for person in (office.walker, office.scorer, office.supervisor, office.auditor):
        page(person, "/patrols/plan/", 403)
        assert signed_in(person).post(PLAN, plan_form(office)).status_code == 403
    page(office.clerk, "/patrols/plan/?village=NIRGENDS", 404)
    assert page(office.clerk, "/patrols/plan/?week=gestern")


def test_a_round_is_seen_by_its_walkers_and_its_place_and_by_nobody_else(
    office: Patrolled,
) -> None:
    patrol = office.walked(WEDNESDAY, (0, 6, 2), close=False)
    address = f"/patrols/{patrol.ref}/"
    for person in (office.clerk, office.walker, office.scorer, office.supervisor):
        text = page(person, address)
        assert "垃圾桶加盖不外溢 −2" in text
        assert "48分" in text
    page(office.recorder, address, 403)
    page(Office("西河社区").clerk, address, 404)
    stranger = make_officer(Role.SCORER, make_group(office.village, "第3组"))
    page(stranger, address, 404)


def test_only_who_may_do_a_thing_is_shown_it(office: Patrolled) -> None:
    patrol = office.planned()
    address = f"/patrols/{patrol.ref}/"
    assert "手机上门记" in page(office.walker, address)
    assert "看过无误，确认" in page(office.walker, address)
    assert "纸质表两人已签字" not in page(office.walker, address)
    text = page(office.clerk, address)
    assert "录纸质表" in text
    assert "纸质表两人已签字" in text
    assert "看过无误，确认" not in text
    text = page(office.supervisor, address)
    assert "手机上门记" not in text
    assert "确认" not in text.split('id="confirm"')[1].split("</ul>")[1].split("</main>")[0]


def confirm(client: Client, patrol: PatrolRound, **changed: str) -> int:
    patrol.refresh_from_db()
    data = {
        "form_token": str(uuid4()),
        "version": str(patrol.version),
        "walked_on": "2026-11-11",
    }
    return client.post(f"/patrols/{patrol.ref}/confirm/", data | changed).status_code


def test_both_walkers_confirm_with_their_own_sign_ins(office: Patrolled) -> None:
    patrol = office.planned()
    assert confirm(signed_in(office.walker), patrol) == 302
    assert "已确认" in page(office.committee, f"/patrols/{patrol.ref}/")
    assert confirm(signed_in(office.committee), patrol) == 302
    patrol.refresh_from_db()
    assert patrol.walked_on == WEDNESDAY
    assert not patrol.is_open
    text = page(office.clerk, f"/patrols/{patrol.ref}/")
    assert "已结束" in text
    assert "录纸质表" not in text
    assert "2026年11月" in text


def test_the_office_closes_a_round_by_its_paper(office: Patrolled) -> None:
    patrol = office.planned()
    assert confirm(signed_in(office.clerk), patrol) == 422
    assert confirm(signed_in(office.walker), patrol, on_paper="1") == 422
    assert confirm(signed_in(office.clerk), patrol, on_paper="1") == 302
    assert "纸质表已签字" in page(office.clerk, f"/patrols/{patrol.ref}/")


def test_a_page_that_is_behind_is_not_confirmed_but_shown_anew(office: Patrolled) -> None:
    patrol = office.planned()
    client = signed_in(office.walker)
    client.get(f"/patrols/{patrol.ref}/")
    behind = str(patrol.version)
    office.enter(patrol, noted(office.households[0]))
    data = {"form_token": str(uuid4()), "version": behind, "walked_on": "2026-11-13"}
    answer = client.post(f"/patrols/{patrol.ref}/confirm/", data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "这一轮的扣分又有了变化" in text
    assert f'name="version" value="{int(behind) + 1}"' in text


@pytest.mark.parametrize("day", ["", "2026-11-08", "2026-12-01", "gestern"])
def test_a_day_outside_the_week_is_refused_on_the_page(office: Patrolled, day: str) -> None:
    patrol = office.planned()
    assert confirm(signed_in(office.walker), patrol, walked_on=day) == 422
    patrol.refresh_from_db()
    assert patrol.walked_on is None


def test_a_round_is_called_off_with_a_reason_by_the_office(office: Patrolled) -> None:
    patrol = office.planned()
    address = f"/patrols/{patrol.ref}/call-off/"
    page(office.walker, address, 403)
    client = signed_in(office.clerk)
    token = str(uuid4())
    assert client.post(address, {"form_token": token, "reason": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address, {"form_token": token, "reason": "下雨"}).status_code == 302
    text = page(office.clerk, f"/patrols/{patrol.ref}/")
    assert "下雨" in text
    assert "已取消" in text
    assert "不用再办" in page(office.clerk, address)


def test_the_desk_tells_walkers_what_they_are_to_walk_and_to_confirm(office: Patrolled) -> None:
    patrol = office.planned(date(2026, 11, 18))
    for person, told in ((office.walker, True), (office.committee, True), (office.scorer, False)):
        assert ("赵庄第1组待巡查" in page(person, "/")) is told
    patrols.enter(patrol, [], office.clerk, FRIDAY_NOON + timedelta(days=7),
                  walked_on=date(2026, 11, 18))  # fmt: skip
    assert "赵庄第1组巡查待确认" in page(office.walker, "/")
    patrol.refresh_from_db()
    patrol_plans.confirm(
        patrol, patrol.version, date(2026, 11, 18), office.walker, FRIDAY_NOON + timedelta(days=7)
    )
    assert "巡查待确认" not in page(office.walker, "/")
    assert "赵庄第1组巡查待确认" in page(office.committee, "/")


def test_a_round_s_page_costs_the_same_however_much_was_found(office: Patrolled) -> None:
    client = signed_in(office.clerk)

    def queries(patrol: PatrolRound) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/patrols/{patrol.ref}/").status_code == 200
        return len(found)

    few = queries(office.walked(WEDNESDAY, (0, 6, 2), close=False))
    more = office.planned(MONDAY - timedelta(days=7))
    drafts = [
        Noted(each, n, 1) for each in (make_household(office.group) for _ in range(9))
        for n in (1, 2, 3)
    ]  # fmt: skip
    patrols.enter(more, drafts, office.clerk, FRIDAY_NOON, walked_on=MONDAY - timedelta(days=7))
    assert queries(more) == few

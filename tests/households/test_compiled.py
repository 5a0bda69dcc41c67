"""Compiled queries and quick rows: what the ORM would do, with its SQL written once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import DateField, F
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from households.compiled import Compiled, param
from households.models import Appointment, Household
from households.preparing import carry_out
from households.roles import Role
from households.rows import insert_rows, update_rows
from tests.factory import Office, make_household, make_officer

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


@pytest.fixture
def office() -> Office:
    return Office()


def heads(builds: list[int] | None = None, **more: Any) -> Compiled[Household]:
    """Code and head of households of a community, among some."""

    def build(among: list[Any]) -> Any:
        if builds is not None:
            builds.append(len(among))
        rows = Household.objects.filter(community=param("community"), pk__in=among)
        return rows.order_by("pk").values_list("pk", "head")

    return Compiled(build, **more)


def test_a_compiled_query_answers_each_call_with_its_own_values(office: Office) -> None:
    first, second = (make_household(office.group, head) for head in ("张三禾", "李四麦"))
    elsewhere = make_household(Office("西岭社区").group, "王五谷")
    query, keys = heads(), [first.pk, second.pk, elsewhere.pk]
    here, there = office.community.pk, elsewhere.community_id
    rows = [tuple(row) for row in query.rows(keys, community=here)]
    assert rows == [(first.pk, "张三禾"), (second.pk, "李四麦")]
    assert [row[1] for row in query.rows(keys, community=there)] == ["王五谷"]
    assert [row[1] for row in query.rows([second.pk], community=here)] == ["李四麦"]


def test_its_sql_is_made_once_for_each_number_of_keys(office: Office) -> None:
    made: list[int] = []
    query, here = heads(made), office.community.pk
    for keys in ([1], [2], [1, 2], [3, 4], [5]):
        query.rows(keys, community=here)
    assert made == [1, 2]


def test_what_is_asked_is_logged_however_often(office: Office) -> None:
    query = heads()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(8):
            query.rows([1], community=office.community.pk)
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * 8


def test_a_long_list_is_answered_and_not_kept(office: Office) -> None:
    made: list[int] = []
    query, households = heads(made), [make_household(office.group) for _ in range(30)]
    for _ in range(2):
        keys = [household.pk for household in households]
        assert len(query.rows(keys, community=office.community.pk)) == 30
    assert made == [30, 30]


def test_among_none_nobody_is_asked(office: Office) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert heads().rows([], community=office.community.pk) == []
        assert heads().objects([], community=office.community.pk) == []
    assert len(queries) == 0


def test_objects_come_whole_with_dates_and_what_is_annotated(office: Office) -> None:
    made = make_officer(Role.CLERK, office.community).appointments.get()
    query = Compiled(
        lambda _: (
            Appointment.objects.open_on(param("day", DateField()))
            .filter(user=param("user"))
            .annotate(name=F("user__name"), is_active=F("user__is_active"))
        )
    )
    (found,) = query.objects(day=DAY, user=made.user_id)
    assert found == made
    assert (found.starts_on, found.ends_on) == (date(2026, 1, 1), None)
    assert (found.name, found.is_active) == (made.user.name, True)
    assert found.place == office.community
    assert query.objects(day=date(2025, 12, 31), user=made.user_id) == []


def test_a_change_of_a_found_object_is_an_update(office: Office) -> None:
    made = make_household(office.group)
    (found,) = Compiled(lambda _: Household.objects.filter(pk=param("pk"))).objects(pk=made.pk)
    found.note = "新房"
    with CaptureQueriesContext(connection) as queries:
        found.save(update_fields=["note"])
    assert [query["sql"][:6] for query in queries] == ["UPDATE"]


@pytest.mark.parametrize(("share", "lock"), [(True, "FOR SHARE"), (False, "FOR UPDATE")])
def test_rows_are_locked_alone_or_together(office: Office, share: bool, lock: str) -> None:
    household = make_household(office.group)
    locked = Compiled(
        lambda _: Household.objects.select_for_update().filter(pk=param("pk")), share=share
    )
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        assert locked.objects(pk=household.pk) == [household]
    asked = next(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    assert asked.endswith(lock) is (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_an_error_on_either_database() -> None:
    locked = Compiled(lambda _: Household.objects.select_for_update().filter(pk=param("pk")))
    with transaction.atomic():
        assert locked.objects(pk=1) == []
    with pytest.raises(TransactionManagementError):
        locked.objects(pk=1)


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_asked_anew() -> None:
    query = Compiled(lambda _: Household.objects.filter(pk=param("pk")))
    assert query.objects(pk=1) == []
    connection.close()
    assert query.objects(pk=1) == []


def test_not_every_statement_is_kept_for_ever() -> None:
    for number in range(250):
        assert carry_out(f"SELECT {number}", []).fetchall() == [(number,)]
    assert len(connections["default"].__dict__.get("preparing", [])) <= 100


# Rows


def new_household(office: Office, number: int) -> Household:
    household = Household(
        community=office.community, group=office.group, code=f"N{number:05d}", head="赵六"
    )
    household.index_name()
    return household


def test_new_rows_are_stored_as_they_are_and_know_their_keys(office: Office) -> None:
    rows = [new_household(office, number) for number in range(3)]
    rows[1].left_on, rows[1].people = DAY, 4
    insert_rows(Household, rows)
    for row in rows:
        stored = Household.objects.get(code=row.code)
        assert stored == row
        for field in Household._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(row, field.attname)
    rows[0].save()
    assert Household.objects.filter(code=rows[0].code).count() == 1


def test_many_rows_go_in_few_statements_and_none_in_none(office: Office) -> None:
    rows = [new_household(office, number) for number in range(1_100)]
    with CaptureQueriesContext(connection) as queries:
        insert_rows(Household, rows)
        insert_rows(Household, [])
    assert len(queries) == 3
    assert dict(Household.objects.values_list("pk", "code")) == {row.pk: row.code for row in rows}
    for row in rows:
        row.note = f"注{row.code}"
    with CaptureQueriesContext(connection) as queries:
        update_rows(Household, ["note"], rows)
        update_rows(Household, ["note"], [])
    assert len(queries) == 3
    assert dict(Household.objects.values_list("pk", "note")) == {row.pk: row.note for row in rows}


def test_a_broken_law_is_told_as_always(office: Office) -> None:
    twice = [new_household(office, 1), new_household(office, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Household, twice)
    assert not Household.objects.exists()


def test_each_row_gets_its_own_values_and_nothing_else_is_written(office: Office) -> None:
    rows = [make_household(office.group, head) for head in ("张三禾", "李四麦", "王五谷")]
    for number, row in enumerate(rows):
        row.note, row.people, row.left_on, row.head = f"注{number}", number, DAY, "不写"
    update_rows(Household, ["note", "people", "left_on", "group"], rows[:2])
    stored = Household.objects.order_by("pk").values_list("head", "note", "people", "left_on")
    assert list(stored) == [
        ("张三禾", "注0", 0, DAY),
        ("李四麦", "注1", 1, DAY),
        ("王五谷", "", None, None),
    ]
    for row in rows:
        row.people = row.left_on = None
    update_rows(Household, ["people", "left_on"], rows)
    assert set(Household.objects.values_list("people", "left_on")) == {(None, None)}

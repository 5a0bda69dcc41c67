"""Facts stay facts, whatever reaches the table: raw SQL on both databases, and no flush."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from households import guards
from households.models import Submission
from points.models import Entry, Item, Notice, Record, Standard, StepScore
from points.periods import Month
from points.services import notices, posting, records, sheets, standards
from points.services.recordbook import Draft
from tests.factory import NOON, NOVEMBER, ROWS, Office, make_household, pass_until

pytestmark = pytest.mark.django_db

FACTS = [model for model in guards.guarded_models() if isinstance(model.guard, guards.AppendOnly)]


@pytest.fixture
def posted() -> Office:
    """A community with one of every fact a month leaves behind."""
    office = Office()
    household = make_household(office.group)
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    draft = Draft(household, "4.1", date(2026, 11, 3))
    records.record_matter(NOVEMBER, draft, Record.Origin.OFFICE, office.clerk, NOON)
    pass_until(office, sheet, None)
    notices.publish_month(office.community, NOVEMBER, NOON.date(), office.clerk, NOON)
    posting.post_sheet(sheet, NOON + timedelta(days=7))
    return office


def refused(sql: str, parameters: list[object]) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, parameters)


@pytest.mark.parametrize("model", [Entry, Notice, Record, StepScore])
def test_a_fact_is_neither_updated_nor_deleted_by_raw_sql(
    posted: Office, model: type[Model]
) -> None:
    table = model._meta.db_table
    key = model._default_manager.values_list("pk", flat=True)[0]
    refused(f'UPDATE "{table}" SET community_id = community_id WHERE id = %s', [key])
    refused(f'DELETE FROM "{table}" WHERE id = %s', [key])


def test_an_entry_is_not_replaced_by_its_key_nor_by_its_number(posted: Office) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite knows INSERT OR REPLACE")
    columns = [field.column for field in Entry._meta.local_concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    without_id = ", ".join(f'"{column}"' for column in columns if column != "id")
    table = Entry._meta.db_table
    refused(f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {names} FROM "{table}"', [])
    refused(
        f'INSERT OR REPLACE INTO "{table}" ({without_id}) SELECT {without_id} FROM "{table}"', []
    )


def test_a_table_of_facts_is_not_truncated() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE is tested above")
    refused(f'TRUNCATE "{Entry._meta.db_table}" CASCADE', [])


def test_postgresql_fires_the_guards_for_a_replicating_session_too(posted: Office) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no replication role")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    refused(f'UPDATE "{Entry._meta.db_table}" SET points = 999', [])


def test_a_record_is_voided_once_and_its_void_never_changes(posted: Office) -> None:
    record = Record.objects.get()
    void = {
        "voided_at": NOON,
        "voided_by": posted.clerk,
        "void_reason": "重复",
        "voided_in_version": 2,
    }
    assert Record.objects.filter(pk=record.pk).update(**void) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(void_reason="改口")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Record.objects.filter(pk=record.pk).update(points=99)


def test_a_submission_keeps_its_first_result(posted: Office) -> None:
    sent = Submission.objects.create(token=uuid4(), user=posted.clerk, purpose="试", at=NOON)
    assert Submission.objects.filter(pk=sent.pk).update(result={"url": "/"}) == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Submission.objects.filter(pk=sent.pk).update(result={"url": "/other"})


def test_an_adopted_standard_is_frozen_with_all_its_items(posted: Office) -> None:
    item = posted.standard.items.first()
    assert item is not None
    for act in (
        lambda: Standard.objects.filter(pk=posted.standard.pk).update(title="改名"),
        lambda: Item.objects.filter(pk=item.pk).update(points_max=9),
        lambda: Item.objects.filter(pk=item.pk)._raw_delete("default"),
        lambda: Item.objects.create(
            standard=posted.standard,
            rule=item.rule,
            code="9.9",
            position=99,
            title="加塞",
            points_min=1,
            points_max=1,
            unit="次",
        ),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_a_draft_changes_freely_and_takes_no_item_into_an_adopted_standard(posted: Office) -> None:
    draft = standards.create_draft(posted.community, "新稿", Month(2027, 1), ROWS)
    item = draft.items.first()
    assert item is not None
    assert Item.objects.filter(pk=item.pk).update(title="改过") == 1
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(standard=posted.standard)


def test_every_table_of_facts_has_its_guards_after_migrate() -> None:
    assert len(FACTS) >= 10
    guards.require(connection)


def test_the_program_does_not_start_when_one_guard_is_missing() -> None:
    name = f"guard_{Entry._meta.db_table}_delete"
    on = f' ON "{Entry._meta.db_table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    with pytest.raises(ImproperlyConfigured, match=name):
        guards.require(connection)
    guards.install(connection)
    guards.require(connection)


@pytest.mark.django_db(transaction=True)
def test_a_table_that_guards_look_at_is_changed_with_what_it_holds() -> None:
    office = Office()
    before = guards.installed(connection)
    call_command("migrate", "points", "0034", verbosity=0)
    call_command("migrate", verbosity=0)
    assert Standard.objects.get() == office.standard
    assert Item.objects.count() == len(ROWS)
    assert guards.installed(connection) == before
    guards.require(connection)


def test_a_migrate_without_anything_to_do_leaves_the_guards_alone() -> None:
    before = guards.installed(connection)
    guards.remove_before_migrate("default", plan=[])
    assert guards.installed(connection) == before

"""`make bench`: one month of a community of 2,000 households, beside the bare insert of its rows;
on PostgreSQL then its exchange day (SQLite has one writer at a time).

Machines differ and are shared, so what counts is the ratio to the limit measured in the same run;
the seconds tell whether the promise of under 10 s on two cores holds here.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402

from households.models import Household, Place  # noqa: E402
from households.roles import Role  # noqa: E402
from points.models import (  # noqa: E402
    Entry,
    Posting,
    Record,
    RecordScore,
    Sheet,
    SheetLine,
    StepScore,
)
from points.services import notices, posting, records, review, sheets  # noqa: E402
from points.services.recordbook import Draft  # noqa: E402
from points.steps import Step  # noqa: E402
from tests.benchmarks.exchange import exchanges  # noqa: E402
from tests.factory import (  # noqa: E402
    NOON,
    NOVEMBER,
    Office,
    appoint,
    good_assembly,
    make_group,
    make_household,
    seen,
)

GROUPS, HOUSEHOLDS, MATTERS = 46, 2_000, 15
LIMIT_SECONDS = 10.0
ONCE, OFTEN = ("1.1", "4.1", "4.2"), ("7.2", "11.2", "13.1")

Measured = dict[str, float]


@contextmanager
def measured(times: Measured, name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times[name] = time.perf_counter() - start
    print(f"  {name:<28}{times[name]:8.2f} s", flush=True)


def settle() -> tuple[Office, list[Household]]:
    """A community of 46 groups and 2,000 households."""
    office = Office()
    groups = [office.group] + [make_group(office.village, f"第{n}组") for n in range(2, GROUPS + 1)]
    with transaction.atomic():
        households = [
            make_household(groups[number % GROUPS], code=f"{number:06d}")
            for number in range(HOUSEHOLDS)
        ]
    return office, households


def drafts_for(households: list[Household]) -> Iterator[Draft]:
    """15 matters a household: three items once, three others four times on different days."""
    for household in households:
        for number, code in enumerate(ONCE + OFTEN * 4):
            yield Draft(household, code, date(2026, 11, 1) + timedelta(days=number))


def pass_step(office: Office, step: Step) -> None:
    meeting = good_assembly(NOON.date()) if step is Step.ASSEMBLY else None
    every = [seen(sheet) for sheet in Sheet.objects.all()]
    review.pass_sheets(every, step, office.person_for(step), NOON, assembly=meeting)


def month(office: Office, households: list[Household]) -> Measured:
    """The whole month; returns the seconds of each part."""
    times: Measured = {}
    appoint(office.scorer, Role.SCORER, office.village)
    with measured(times, "open the month"):
        sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    with measured(times, "record 30,000 matters"):
        every = list(drafts_for(households))
        records.record_matters(NOVEMBER, every, Record.Origin.OFFICE, office.clerk, NOON)
    for step in (Step.SELF, Step.GROUP, Step.COMMITTEE, Step.AUDIT):
        with measured(times, f"pass {step.value}"):
            pass_step(office, step)
    with measured(times, "score and ratify"):
        pass_step(office, Step.ASSEMBLY)
    with measured(times, "publish"):
        notices.publish_month(office.community, NOVEMBER, NOON.date(), office.clerk, NOON)
    with measured(times, "close and post"):
        posting.close_notices(office.community, NOON + timedelta(days=10))
    return times


def copied(model: type[Model], work: Callable[[Any, str, list[tuple[Any, ...]]], None]) -> None:
    """Hands all rows of a table to `work`, with an empty table of the same columns."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = cursor.fetchall()
        cursor.execute(f'CREATE TEMPORARY TABLE "bare_{table}" AS SELECT * FROM "{table}" LIMIT 0')
        work(cursor, f"bare_{table}", rows)
        cursor.execute(f'DROP TABLE "bare_{table}"')


def bare_insert() -> float:
    """Seconds to insert, as bare SQL, the rows that opening, ratifying and posting wrote."""
    spent = 0.0

    def insert(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
        nonlocal spent
        places = ", ".join(["%s"] * len(rows[0]))
        start = time.perf_counter()
        cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)
        spent += time.perf_counter() - start

    with transaction.atomic():
        for model in (SheetLine, RecordScore, Entry, Posting):
            copied(model, insert)

        def last_step(cursor: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
            insert(cursor, table, rows[-HOUSEHOLDS:])

        copied(StepScore, last_step)
    return spent


def main() -> int:
    name = connection.creation.create_test_db(verbosity=0)
    try:
        print(
            f"{connection.vendor}: {GROUPS} groups, {HOUSEHOLDS:,} households × {MATTERS} matters"
        )
        office, households = settle()
        assert Place.objects.count() == GROUPS + 2
        times = month(office, households)
        assert Record.objects.count() == HOUSEHOLDS * MATTERS
        assert Posting.objects.count() == HOUSEHOLDS
        bare = bare_insert()
        ours = times["open the month"] + times["score and ratify"] + times["close and post"]
        print(f"  bare insert of those rows   {bare:8.2f} s")
        print(f"  open + score + post         {ours:8.2f} s = {ours / bare:.1f} × the bare insert")
        kept = ours < LIMIT_SECONDS
        print(f"  under {LIMIT_SECONDS:.0f} s: {'yes' if kept else 'NO'}")
        if connection.vendor == "postgresql":
            kept &= exchanges(office, households)
        return 0 if kept else 1
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

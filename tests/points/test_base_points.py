"""Base points of a year: honour from its first day; entered to be exchanged where a standard says
so, once, with the first month that is posted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from points.models import Entry
from points.periods import Month
from points.reports.year_report import year_reports
from points.services import ledger, posting
from points.services.ledger import Movement
from points.services.standings import balances, base_to_come, honour
from tests.factory import NOON, NOVEMBER
from tests.points.notice_months import AFTER, publish
from tests.points.wide_book import WideOffice, row

pytestmark = pytest.mark.django_db

OCTOBER = NOVEMBER.previous()
LATER = AFTER + timedelta(days=8)


def office_with(**settings: object) -> WideOffice:
    return WideOffice([row(2, "2.5", "志愿服务", 3, settings={"base_points": 60, **settings})])


def post(office: WideOffice, month: Month, at: object = NOON) -> dict[str, int]:
    """Settles, publishes and posts a month of one good turn; the line as it hung."""
    office.settle(month, office.on(date(month.year, month.month, 5), "2.5"))
    notice = publish(office, month, at)
    posting.close_notices(office.community, AFTER if at is NOON else LATER)
    (group,) = notice.content["groups"]
    (line,) = group["lines"]
    return {name: line[name] for name in ("honour", "balance")}


def test_a_base_to_exchange_is_entered_with_the_first_month_and_only_then() -> None:
    office = office_with(base_exchangeable=True)
    zhang = office.zhang.pk
    # What hangs is what will be posted: 60 + 3.
    assert post(office, OCTOBER) == {"honour": 63, "balance": 63}
    assert (honour([zhang], OCTOBER), balances([zhang])) == ({zhang: 63}, {zhang: 63})
    entries = Entry.objects.order_by("number").values_list("kind", "points", "note", "year")
    assert list(entries) == [
        ("base", 60, "2026年基础分", 2026),
        ("month", 3, "2026年10月积分", 2026),
    ]
    assert post(office, NOVEMBER, AFTER) == {"honour": 66, "balance": 66}
    assert (honour([zhang], NOVEMBER), balances([zhang])) == ({zhang: 66}, {zhang: 66})
    assert Entry.objects.filter(kind="base").count() == 1
    (report,) = year_reports([office.zhang], 2026, LATER.date())
    assert (report.entered, report.honour, report.balance) == (66, 66, 66)


def test_a_base_that_cannot_be_exchanged_never_reaches_the_balance() -> None:
    office = office_with()
    zhang = office.zhang.pk
    assert post(office, OCTOBER) == {"honour": 63, "balance": 3}
    assert (honour([zhang], OCTOBER), balances([zhang])) == ({zhang: 63}, {zhang: 3})
    assert not Entry.objects.filter(kind="base").exists()


def test_a_new_year_has_a_base_of_its_own_to_come() -> None:
    office = office_with(base_exchangeable=True)
    zhang = office.zhang.pk
    assert base_to_come([zhang], 2026) == {}
    office.open(OCTOBER)
    assert base_to_come([zhang], 2026) == {zhang: 60}
    assert base_to_come([zhang], 2027) == {}


def test_the_database_keeps_one_base_a_year() -> None:
    office = office_with(base_exchangeable=True)
    post(office, OCTOBER)
    again = Movement(office.zhang.pk, 60, Entry.Kind.BASE, 2026, "2026年基础分")
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.write(office.community.pk, [again], NOON.date(), None, NOON)
    ledger.write(
        office.community.pk,
        [Movement(office.zhang.pk, 60, Entry.Kind.BASE, 2027, "2027年基础分")],
        NOON.date(),
        None,
        NOON,
    )

"""Closing and posting: each line becomes one entry, once, whatever happens in between."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from households.models import Household
from households.refusals import Refused
from points.models import Account, Entry, Notice, Posting, Sheet
from points.services import ledger, posting
from tests.factory import NOON, NOVEMBER, Office, make_household
from tests.points.notice_months import AFTER, OCTOBER, add_group, published, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾")


def balances() -> list[int]:
    return list(Account.objects.order_by("household__code").values_list("balance", flat=True))


def test_nothing_is_posted_while_the_notice_hangs(office: Office, zhang: Household) -> None:
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    last_day = AFTER - timedelta(days=1)
    assert posting.close_notices(office.community, last_day).closed == []
    assert posting.post_sheet(notice.sheets.get(), last_day) == 0
    assert not Entry.objects.exists()
    assert posting.close_notices(office.community, AFTER).closed == [notice]


def test_the_day_turns_at_midnight_in_shanghai(office: Office, zhang: Household) -> None:
    notice = published(office, NOVEMBER, {zhang: []})
    midnight = NOON.replace(day=26, hour=16, minute=0)
    assert posting.close_notices(office.community, midnight - timedelta(seconds=1)).closed == []
    assert posting.close_notices(office.community, midnight).closed == [notice]


def test_an_entry_says_what_for_when_and_by_whom(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["1.3"]})
    posting.close_notices(office.community, AFTER, office.clerk)
    entry = Entry.objects.get()
    assert (entry.number, entry.points, entry.balance_after) == (1, -5, -5)
    assert (entry.kind, entry.year, entry.note) == (Entry.Kind.MONTH, 2026, "2026年10月积分")
    assert (entry.effective_on, entry.by, entry.at) == (date(2026, 11, 27), office.clerk, AFTER)
    assert Notice.objects.get().closed_by == office.clerk


def test_months_add_up_in_the_account_line_by_line(office: Office, zhang: Household) -> None:
    published(office, OCTOBER, {zhang: ["4.1"]})
    published(office, NOVEMBER, {zhang: ["1.3"]})
    posting.close_notices(office.community, AFTER)
    entries = Entry.objects.values_list("number", "points", "balance_after")
    assert list(entries) == [(1, 3, 3), (2, -5, -2)]
    assert balances() == [-2]


def test_closing_twice_does_nothing_the_second_time(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, AFTER)
    assert posting.close_notices(office.community, AFTER).closed == []
    assert posting.post_sheet(Sheet.objects.get(), AFTER) == 0
    assert balances() == [3]


def test_a_line_cannot_be_posted_twice_by_any_code(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    posting.close_notices(office.community, AFTER)
    again = Posting.objects.get()
    again.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_what_a_crash_left_undone_the_next_call_posts(
    office: Office, zhang: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou, _ = add_group(office)
    notice = published(office, NOVEMBER, {zhang: ["4.1"], zhou: ["4.2"]})
    write, written = ledger.write, []

    def crash_on_the_second_sheet(*args: object) -> list[Entry]:
        entries = write(*args)  # type: ignore[arg-type]
        written.append(entries)
        if len(written) == 2:
            raise RuntimeError("power cut")
        return entries

    monkeypatch.setattr(ledger, "write", crash_on_the_second_sheet)
    with pytest.raises(RuntimeError):
        posting.close_notices(office.community, AFTER)
    states = list(notice.sheets.order_by("pk").values_list("state", flat=True))
    assert states == [Sheet.State.POSTED, Sheet.State.PUBLISHED]
    assert balances() == [3]
    notice.refresh_from_db()
    assert notice.closed_at is None

    monkeypatch.setattr(ledger, "write", write)
    assert posting.close_notices(office.community, AFTER).closed == [notice]
    assert balances() == [3, 2, 0]
    assert Posting.objects.count() == Entry.objects.count() == 3


def test_one_community_or_all(office: Office, zhang: Household) -> None:
    other = Office("西岭社区")
    ours = published(office, NOVEMBER, {zhang: []})
    theirs = published(other, NOVEMBER, {make_household(other.group): []})
    assert posting.close_notices(other.community, AFTER).closed == [theirs]
    assert posting.close_notices(None, AFTER).closed == [ours]


def test_only_who_may_close_notices_here_closes_them(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    for person in (office.auditor, Office("西岭社区").clerk):
        with pytest.raises(Refused, match="没有办理"):
            posting.close_notices(office.community, AFTER, person)
    assert not Entry.objects.exists()


def test_a_day_made_up_for_is_the_day_of_the_entries(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    later = AFTER + timedelta(days=10)
    assert posting.close_notices(None, later, on=AFTER.date() - timedelta(days=1)).closed == []
    posting.close_notices(None, later, on=AFTER.date())
    entry = Entry.objects.get()
    assert (entry.effective_on, entry.at) == (AFTER.date(), later)


def test_a_day_to_come_closes_nothing(office: Office, zhang: Household) -> None:
    published(office, NOVEMBER, {zhang: ["4.1"]})
    with pytest.raises(Refused, match="还没有到"):
        posting.close_notices(None, NOON, on=AFTER.date())
    assert not Entry.objects.exists()


def test_posting_a_sheet_costs_the_same_however_many_households(office: Office) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            posting.post_sheet(sheet, AFTER)
        return len(queries)

    make_household(office.group)
    (sheet,) = settle_and_publish(office, OCTOBER)
    few = cost()
    for _ in range(20):
        make_household(office.group)
    (sheet,) = settle_and_publish(office, NOVEMBER)
    assert cost() == few


def settle_and_publish(office: Office, month: object) -> list[Sheet]:
    notice = published(office, month, {})  # type: ignore[arg-type]
    return list(notice.sheets.all())


def test_accounts_are_opened_where_none_was(office: Office, zhang: Household) -> None:
    settle(office, OCTOBER, {zhang: ["4.1"]})
    move = ledger.Movement(zhang.pk, 7, Entry.Kind.MONTH, 2026, "试")
    for _ in range(2):
        ledger.write(office.community.pk, [move], NOON.date(), None, NOON)
    assert balances() == [14]
    assert Account.objects.get().last_number == 2


def test_an_exchange_that_overdraws_moves_nothing(office: Office, zhang: Household) -> None:
    move = ledger.Movement(zhang.pk, -1, Entry.Kind.EXCHANGE, 2026, "兑换")
    with pytest.raises(IntegrityError), transaction.atomic():
        ledger.write(office.community.pk, [move], NOON.date(), None, NOON)
    assert not Account.objects.exists()

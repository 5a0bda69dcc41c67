"""Opening the month through the page."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from households.models import Household, User
from points.models import Sheet, SheetLine
from points.periods import Month
from points.reports.months import months_to_open
from points.services import sheets
from tests.factory import NOON, NOVEMBER, Office, make_group, make_household, pass_until

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 2026年11月20日."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def office() -> Office:
    return Office()


def send(client: Client, by: User, month: str, token: str = "") -> HttpResponse:
    client.force_login(by)
    typed = {"form_token": token or str(uuid4()), "month": month}
    return client.post("/sheets/open/", typed)  # type: ignore[return-value]


def test_the_form_names_the_next_month_that_is_not_open(client: Client, office: Office) -> None:
    client.force_login(office.clerk)
    for opened, named in ((None, "2026-11"), (Month(2026, 9), "2026-10"), (NOVEMBER, "2026-10")):
        if opened is not None:
            sheets.open_month(office.community, opened, office.clerk, NOON)
        form = client.get("/sheets/open/").context["form"]
        if opened == NOVEMBER:
            assert form["month"].value() == ""
        else:
            assert form["month"].value() == named
    assert client.get("/sheets/open/?month=2026-08").context["form"]["month"].value() == "2026-08"


def test_a_month_is_opened_and_shown(client: Client, office: Office) -> None:
    make_household(office.group)
    response = send(client, office.clerk, "２０２６年１１月")
    assert (response.status_code, response["Location"]) == (302, "/sheets/?month=2026-11")
    assert "已开2026年11月的积分表，共1个组" in client.get(response["Location"]).content.decode()


def test_the_same_form_sent_twice_opens_once(client: Client, office: Office) -> None:
    token = str(uuid4())
    for _ in range(2):
        assert send(client, office.clerk, "2026-11", token).status_code == 302
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize(
    ("month", "told"),
    [
        ("", "请填写月份"),
        ("十一月", "“十一月”不是月份"),
        ("2026-13", "月份应在 1 至 12 之间"),
        ("2026-12", "2026年12月还没有到"),
        ("2025-12", "没有已通过的积分标准"),
        ("2026-10", "2026年10月各组都已开表"),
    ],
)
def test_a_month_that_cannot_be_opened_is_refused_and_kept(
    client: Client, office: Office, month: str, told: str
) -> None:
    sheets.open_month(office.community, Month(2026, 10), office.clerk, NOON)
    response = send(client, office.clerk, month)
    assert response.status_code == 422
    text = response.content.decode()
    assert told in text
    assert f'value="{month}"' in text or not month
    assert Sheet.objects.count() == 1


def test_a_month_before_a_settled_one_is_refused(client: Client, office: Office) -> None:
    make_household(office.group)
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    pass_until(office, sheet, None)
    response = send(client, office.clerk, "2026-10")
    assert "2026年11月的积分表已经审定" in response.content.decode()


def test_only_the_clerk_opens_the_month(client: Client, office: Office) -> None:
    for person in (office.scorer, office.committee, office.administrator, office.supervisor):
        assert send(client, person, "2026-11").status_code == 403
        assert client.get("/sheets/open/").status_code == 403
    assert not Sheet.objects.exists()


def test_a_clerk_opens_the_sheets_of_his_own_community(client: Client, office: Office) -> None:
    elsewhere = Office("西岭社区")
    send(client, elsewhere.clerk, "2026-11")
    assert [sheet.community for sheet in Sheet.objects.all()] == [elsewhere.community]


def test_the_months_to_open_run_from_the_last_opened_to_this_one(office: Office) -> None:
    today = timezone.localdate(NOON)
    assert months_to_open(office.community, today) == [NOVEMBER]
    sheets.open_month(office.community, Month(2026, 9), office.clerk, NOON)
    assert months_to_open(office.community, today) == [Month(2026, 10), NOVEMBER]
    sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert months_to_open(office.community, today) == []
    make_group(office.village, "第2组")
    assert months_to_open(office.community, today) == [NOVEMBER]


def test_who_left_during_the_month_has_a_line_and_who_left_before_has_none(office: Office) -> None:
    during = make_household(office.group, "孙七禾")
    before = make_household(office.group, "钱八黍")
    Household.objects.filter(pk=during.pk).update(left_on=date(2026, 11, 1))
    Household.objects.filter(pk=before.pk).update(left_on=date(2026, 10, 31))
    (sheet,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert list(sheet.lines.values_list("household", flat=True)) == [during.pk]


def test_the_database_keeps_a_household_to_one_line_a_month(office: Office) -> None:
    household = make_household(office.group)
    other = make_group(office.village, "第2组")
    first, second = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    assert {first.group, second.group} == {office.group, other}
    line = SheetLine.objects.get(household=household)
    twice = second if line.sheet_id == first.pk else first
    with pytest.raises(IntegrityError), transaction.atomic():
        SheetLine.of(twice, household.pk).save()

"""村民代表: people who never sign in, counted at the assembly on the day it was held."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from households.models import Place, User
from households.refusals import Refused
from households.roles import Role
from households.services import accounts, appointments
from points.models import Meeting, Sheet
from points.services import review, sheets
from points.services.meetings import Assembly, delegates_on
from points.steps import Step
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_household,
    make_user,
    pass_until,
    seen,
    signed_in,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def sheet(office: Office) -> Sheet:
    """November's sheet, which waits for the assembly."""
    make_household(office.group)
    (opened,) = sheets.open_month(office.community, NOVEMBER, office.clerk, NOON)
    return pass_until(office, opened, Step.ASSEMBLY)


def make_delegate(place: Place, starts_on: date = date(2026, 1, 1)) -> User:
    """Somebody without a password who is a delegate of `place`."""
    name = f"代表{User.objects.count()}"
    user = accounts.create_user(name, name, place.home(), "")
    appoint(user, Role.DELEGATE, place, starts_on)
    return user


def ratify(office: Office, sheet: Sheet, total: int, held_on: date = TODAY) -> None:
    """All came and all agreed."""
    meeting = Assembly(held_on, total, total, total, 0, 0)
    review.pass_sheets([seen(sheet)], Step.ASSEMBLY, office.recorder, NOON, assembly=meeting)


def test_a_delegate_has_no_password_and_no_right_at_all(office: Office) -> None:
    delegate = make_delegate(office.community)
    assert not delegate.has_usable_password()
    assert not delegate.has_perm("points.view_sheet")
    for password in ("", "!"):
        assert not Client().login(username=delegate.username, password=password)


def test_a_weak_password_is_still_refused(office: Office) -> None:
    with pytest.raises(ValidationError):
        accounts.create_user("ruo", "弱密码", office.community, "12345678")


def test_delegates_stand_for_a_community_a_village_or_a_group(office: Office) -> None:
    for place in (office.community, office.village, office.group):
        make_delegate(place)
    assert delegates_on(office.community.pk, TODAY) == 3


def test_a_delegate_of_two_places_is_one_person(office: Office) -> None:
    delegate = make_delegate(office.village)
    appoint(delegate, Role.DELEGATE, office.group)
    assert delegates_on(office.community.pk, TODAY) == 1


def test_delegates_of_another_community_are_not_counted(office: Office) -> None:
    make_delegate(Office("西岭社区").community)
    assert delegates_on(office.community.pk, TODAY) == 0


def test_a_delegate_who_may_not_sign_in_is_counted_all_the_same(office: Office) -> None:
    delegate = make_delegate(office.community)
    accounts.change_user(delegate, delegate.name, None, is_active=False)
    assert delegates_on(office.community.pk, TODAY) == 1


def test_the_members_in_all_are_those_on_the_list_of_that_day(office: Office, sheet: Sheet) -> None:
    for _ in range(3):
        make_delegate(office.village)
    with pytest.raises(Refused) as raised:
        ratify(office, sheet, 4)
    assert raised.value.message_dict == {
        "total": ["代表名册上2026年11月20日在任的代表是3人，与填的4人不符，请核对名册或改正。"]
    }
    assert not Meeting.objects.exists()
    ratify(office, sheet, 3)
    assert Meeting.objects.get().total == 3


def test_the_list_is_asked_for_the_day_of_the_meeting_not_for_today(
    office: Office, sheet: Sheet
) -> None:
    kept, gone = make_delegate(office.village), make_delegate(office.village)
    appointments.end(gone.appointments.get(), date(2026, 11, 10))
    appoint(make_user(office.community), Role.DELEGATE, office.village, date(2026, 11, 12))
    assert kept.appointments.get().ends_on is None
    # Two on the 10th, whose last day counts; one on the 11th; two again from the 12th on.
    days = [date(2026, 11, day) for day in (10, 11, 12)]
    assert [delegates_on(office.community.pk, day) for day in days] == [2, 1, 2]
    with pytest.raises(Refused, match="2026年11月11日在任的代表是1人，与填的2人不符"):
        ratify(office, sheet, 2, date(2026, 11, 11))
    ratify(office, sheet, 2, date(2026, 11, 10))


def test_a_community_without_a_list_is_not_asked_for_one(office: Office, sheet: Sheet) -> None:
    ratify(office, sheet, 30)
    assert Meeting.objects.get().total == 30


def test_the_page_fills_in_how_many_delegates_there_are_today(
    office: Office, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    client = signed_in(office.recorder)
    assert client.get("/sheets/ratify/").context["form"]["total"].value() is None
    for _ in range(3):
        make_delegate(office.village)
    assert client.get("/sheets/ratify/").context["form"]["total"].value() == 3


def test_a_delegate_who_does_sign_in_is_told_that_nothing_waits_for_him(office: Office) -> None:
    delegate = make_user(office.community)
    appoint(delegate, Role.DELEGATE, office.community)
    assert "您的任职不用在这里办理事情" in signed_in(delegate).get("/").content.decode()
    assert signed_in(delegate).get("/sheets/").status_code == 403

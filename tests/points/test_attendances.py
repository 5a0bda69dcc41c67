"""签到签退: coming, going, by whose clock, and everything that is typed wrongly."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from households.models import Household
from households.refusals import AlreadyHandled, Refused
from households.services import households
from points.models import Activity, Attendance
from points.services import attendances, sign_ups
from points.services.attendance_book import Arrival
from points.services.attendances import ArrivalsRefused
from tests.factory import make_household
from tests.points.volunteering import DAY, Helpers, clock, on

pytestmark = pytest.mark.django_db

SCAN, LIST = Attendance.How.SCAN, Attendance.How.LIST


@pytest.fixture
def town() -> Helpers:
    return Helpers()


def told(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return "".join(refused.value.messages)


def come(
    town: Helpers, activity: Activity, household: Household, hour: int, **more: Any
) -> Attendance:
    """Signed in on the spot at that hour."""
    arrival = Arrival(household, **more)
    return attendances.come(activity, arrival, SCAN, town.clerk, on(DAY, hour))


def leave(
    town: Helpers, activity: Activity, household: Household, hour: int, person: str = ""
) -> Attendance:
    return attendances.leave(activity, household, person, None, town.clerk, on(DAY, hour))


def test_on_the_day_the_clock_says_when(town: Helpers) -> None:
    activity = town.running()
    come(town, activity, town.zhang, 8)
    signed = leave(town, activity, town.zhang, 11)
    assert (signed.came, signed.left) == (clock("08:00"), clock("11:00"))
    assert signed.counted(activity.most_hours) == 180


def test_on_another_day_the_paper_says_when(town: Helpers) -> None:
    activity, later = town.running(), on(date(2026, 11, 16), 9)

    def type_in(**times: Any) -> Attendance:
        arrival = Arrival(town.zhang, "", **times)
        return attendances.come(activity, arrival, LIST, town.clerk, later)

    assert "请照纸上填写时间" in told(type_in)
    made = type_in(came=clock("08:05"), left=clock("23:30"))
    assert (made.how, made.counted(4)) == (LIST, 240)


def test_signing_out_comes_after_signing_in_and_both_once(town: Helpers) -> None:
    activity = town.running()
    assert "还没有签到，不能签退" in told(lambda: leave(town, activity, town.zhang, 11))
    come(town, activity, town.zhang, 8)
    with pytest.raises(AlreadyHandled, match="08:00已经签到，不用再签"):
        come(town, activity, town.zhang, 9)
    leave(town, activity, town.zhang, 11)
    with pytest.raises(AlreadyHandled, match="11:00已经签退，不用再签"):
        leave(town, activity, town.zhang, 12)
    with pytest.raises(AlreadyHandled, match="11:00已经签退"):
        come(town, activity, town.zhang, 12)
    assert Attendance.objects.count() == 1


def test_a_time_to_come_or_before_the_coming_is_refused(town: Helpers) -> None:
    activity = town.running()
    assert "09:30还没有到" in told(lambda: come(town, activity, town.zhang, 9, came=clock("09:30")))
    come(town, activity, town.zhang, 9)

    def out(text: str) -> str:
        at = on(DAY, 12)
        return told(
            lambda: attendances.leave(activity, town.zhang, "", clock(text), town.clerk, at)
        )

    assert "09:00才签到，签退时间要在这之后" in out("09:00")
    assert "12:01还没有到" in out("12:01")


def test_several_of_a_household_are_told_apart_by_name(town: Helpers) -> None:
    activity = town.running()
    come(town, activity, town.zhang, 8)
    come(town, activity, town.zhang, 8, person="张小禾")
    refused = told(lambda: leave(town, activity, town.zhang, 11))
    assert "有2人签到（张三禾、张小禾），请填是谁签退" in refused
    assert leave(town, activity, town.zhang, 11, "张小禾").person == "张小禾"
    assert leave(town, activity, town.zhang, 12).person == "张三禾"
    assert "张小五还没有签到" in told(lambda: leave(town, activity, town.zhang, 12, "张小五"))


def test_without_a_name_the_one_who_signed_up_is_meant(town: Helpers) -> None:
    activity = town.call()
    before = on(date(2026, 11, 12), 9)
    sign_ups.sign_up(activity, town.zhang, "张小禾", town.clerk, before)
    town.start(activity)
    assert come(town, activity, town.zhang, 8).person == "张小禾"
    assert come(town, activity, town.zhang, 8).person == "张三禾"


def test_nobody_signs_before_the_start_or_after_the_end(town: Helpers) -> None:
    activity = town.call()
    assert "请先点“开始签到”" in told(lambda: come(town, activity, town.zhang, 8))
    closed = town.held((town.zhang, "08:00", "12:00"), title="扫街")
    assert "已结束，不能再签到签退" in told(lambda: come(town, closed, town.li, 23))
    signed = closed.attendances.get()
    refused = told(lambda: attendances.void(signed, "签错了户", town.clerk, on(DAY, 23)))
    assert "请在村小组评分时不予记入" in refused


def test_who_may_not_take_part_is_not_signed_in(town: Helpers) -> None:
    activity = town.running(place=town.community)
    assert "还没有参加积分制" in told(lambda: come(town, activity, town.stranger, 8))
    households.mark_left(town.li, date(2026, 11, 13), town.clerk, on(DAY, 7))
    town.li.refresh_from_db()
    assert "已迁出" in told(lambda: come(town, activity, town.li, 8))


def test_nobody_signs_for_his_own_household(town: Helpers) -> None:
    town.clerk.household = town.zhang
    town.clerk.save()
    activity = town.running()
    assert "不能给自己家签到签退" in told(lambda: come(town, activity, town.zhang, 8))
    assert come(town, activity, town.li, 8)


def test_somebody_is_at_one_place_at_a_time(town: Helpers) -> None:
    river, street = town.running(), town.running(title="扫街", starts=clock("10:00"))
    town.came(river, town.zhang, "08:00", "11:00")
    refused = told(lambda: town.came(street, town.zhang, "10:30", "12:00"))
    assert "同一天08:00至11:00在“清理村口河道”签到，时间不能重叠" in refused
    assert town.came(street, town.zhang, "11:00", "12:00")
    assert town.came(street, town.zhang, "10:30", "12:00", person="张小禾")
    town.came(river, town.li, "08:00")
    assert "还没有签退" in told(lambda: town.came(street, town.li, "10:30", "12:00"))


def test_thirty_hours_do_not_fit_in_a_day(town: Helpers) -> None:
    """8 hours and 5 make 13, one more than a day counts; 4 of the second are 12."""
    first = town.running(most_hours=8, ends=clock("16:00"))
    second = town.running(title="守夜", most_hours=8, starts=clock("16:00"), ends=clock("23:00"))
    town.came(first, town.zhang, "08:00", "16:00")
    refused = told(lambda: town.came(second, town.zhang, "16:00", "21:00"))
    assert "已计8小时，加上这次共13小时，一天最多计12小时" in refused
    assert town.came(second, town.zhang, "16:00", "20:00")


def test_a_wrong_one_is_voided_with_a_reason_and_signed_anew(town: Helpers) -> None:
    activity = town.running()
    wrong = town.came(activity, town.zhang, "08:00", "12:00")
    at = on(DAY, 23)
    assert "请写明作废的原因" in told(lambda: attendances.void(wrong, "", town.clerk, at))
    attendances.void(wrong, "时间记错", town.clerk, at)
    with pytest.raises(AlreadyHandled):
        attendances.void(wrong, "时间记错", town.clerk, at)
    town.came(activity, town.zhang, "09:00", "12:00")
    assert Attendance.objects.standing().get().came == clock("09:00")
    assert Attendance.objects.count() == 2


def test_a_list_goes_in_whole_or_not_at_all(town: Helpers) -> None:
    activity = town.running()
    good = Arrival(town.zhang, "", clock("08:00"), clock("12:00"))
    bad = Arrival(town.li, "", clock("12:00"), clock("08:00"))
    twice = Arrival(town.zhang, "", clock("09:00"), clock("12:00"))
    with pytest.raises(ArrivalsRefused) as refused:
        attendances.come_all(activity, [good, bad, twice], LIST, town.clerk, on(DAY, 22))
    assert sorted(refused.value.by_position) == [1, 2]
    assert not Attendance.objects.exists()
    attendances.come_all(activity, [good], LIST, town.clerk, on(DAY, 22))
    assert Attendance.objects.get().left == clock("12:00")


def test_a_list_costs_the_same_for_two_and_for_twenty(
    town: Helpers, django_assert_max_num_queries: Any
) -> None:
    activity = town.running()
    many = [make_household(town.group, f"王{number}") for number in range(20)]
    listed = [Arrival(each, "", clock("08:00"), clock("12:00")) for each in many]
    with django_assert_max_num_queries(9):
        attendances.come_all(activity, listed, LIST, town.clerk, on(DAY, 22))


def test_the_database_keeps_one_standing_attendance_and_going_after_coming(town: Helpers) -> None:
    activity = town.running()
    made = town.came(activity, town.zhang, "08:00")
    found = Attendance.objects.filter(pk=made.pk)
    gone = {"left_noted_by": town.clerk, "left_noted_at": on(DAY, 23)}
    with pytest.raises(IntegrityError, match="leaves_after_coming"), transaction.atomic():
        found.update(left=clock("07:00"), **gone)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        found.update(came=clock("07:00"))
    found.update(left=clock("09:00"), **gone)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        found.update(left=clock("12:00"), **gone)
    made.pk, made.ref = None, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)

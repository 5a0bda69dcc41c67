"""The pages of activities and teams: three people at each, what is typed wrongly, what it costs."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.roles import Role
from households.services import cards
from points.models import Activity, Attendance, SignUp, Team
from points.services import sign_ups
from tests.factory import make_household, make_officer, signed_in
from tests.points.volunteering import DAY, HOURS, YEARS, Helpers, on

pytestmark = pytest.mark.django_db

BEFORE = on(date(2026, 11, 12), 9)


@pytest.fixture
def town(monkeypatch: pytest.MonkeyPatch) -> Helpers:
    set_clock(monkeypatch, on(DAY, 10))
    return Helpers()


def set_clock(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: at)


def sent(**typed: Any) -> dict[str, Any]:
    return {"form_token": uuid4()} | typed


def calling(town: Helpers, **more: Any) -> dict[str, Any]:
    usual = {
        "title": "清理村口河道",
        "place": town.village.code,
        "spot": "村口",
        "held_on": "2026-11-14",
        "starts": "08:00",
        "ends": "12:00",
        "item_code": HOURS,
        "most_hours": "4",
        "organiser": "孙组织",
    }
    return sent(**usual | more)


def at(name: str, activity: Activity) -> str:
    return reverse(name, args=[activity.ref])


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.text)


def test_a_clerk_calls_begins_signs_in_and_ends(town: Helpers) -> None:
    clerk = signed_in(town.clerk)
    answer = clerk.post(reverse("activity_new"), calling(town, wanted="20"), follow=True)
    assert "招募已发布。" in answer.text
    activity = Activity.objects.get()
    for told in ("2026年11月14日08:00—12:00", "赵庄农户", "20人", "11.2 志愿服务每满4小时"):
        assert told in answer.text, told
    clerk.post(at("activity_sign_up", activity), sent(household=town.zhang.code, person="张小禾"))
    answer = clerk.post(at("activity_start", activity), sent(), follow=True)
    assert "可以签到了。" in answer.text
    assert "到场 <b>0</b> 人" in answer.text
    for code in (town.zhang.code, town.li.code):
        answer = clerk.post(at("activity_sign_in", activity), sent(q=code), follow=True)
    assert f"已签到：{town.li}，10:00。" in answer.text
    names = Attendance.objects.order_by("pk").values_list("person", flat=True)
    assert list(names) == ["张小禾", "李四谷"]
    assert "还有2人没有签退" in page(clerk, at("activity_close", activity))
    witnesses = {"witness": "周见证", "second_witness": "吴旁观"}
    late = clerk.post(at("activity_close", activity), sent(**witnesses, left="10:00"))
    assert late.status_code == 422
    assert "10:00才签到，签退时间要在这之后" in late.text
    assert 'value="周见证"' in late.text


def test_a_group_s_scorer_organises_in_the_group_and_sees_the_rest(town: Helpers) -> None:
    scorer = signed_in(town.scorer)
    refused = scorer.post(reverse("activity_new"), calling(town))
    assert refused.status_code == 422
    assert "您不能为这里组织活动" in refused.text
    assert (
        scorer.post(reverse("activity_new"), calling(town, place=town.group.code)).status_code
        == 302
    )
    wide = town.call(title="全村扫雪")
    text = page(scorer, at("activity", wide))
    assert "开始签到" not in text
    for name in ("activity_change", "activity_sign_up", "activity_close", "activity_cancel"):
        assert scorer.get(at(name, wide)).status_code == 403
    assert scorer.post(at("activity_start", wide), sent()).status_code == 403
    outside = signed_in(Helpers("西岭社区").clerk)
    assert outside.get(at("activity", wide)).status_code == 404
    keeper = signed_in(make_officer(Role.DELEGATE, town.community))
    assert keeper.get(reverse("activity_list")).status_code == 403


def test_names_are_for_those_who_know_the_household(town: Helpers) -> None:
    activity = town.call(place=town.community)
    sign_ups.sign_up(activity, town.zhang, "张小禾", town.clerk, BEFORE)
    assert "张小禾" in page(signed_in(town.clerk), at("activity", activity))
    elsewhere = make_officer(Role.SCORER, make_household(town.group).group, "")
    assert "张小禾" in page(signed_in(elsewhere), at("activity", activity))
    far = make_officer(Role.SCORER, town.stranger.group, "钱评分")
    text = page(signed_in(far), at("activity", activity))
    assert "报名：1人" in text
    assert "张小禾" not in text
    assert "姓名只列您负责的农户，人数是全部的。" in text


def test_what_is_typed_wrongly_is_said_and_kept(town: Helpers) -> None:
    clerk = signed_in(town.clerk)
    for wrong, told in (
        ({"starts": "30:00"}, "时间不对，请按“09:00”的样子填写"),
        ({"ends": "07:00"}, "结束时间要在开始时间之后"),
        ({"wanted": "很多"}, "很多"),
        ({"item_code": "4.1"}, "活动当月执行的标准里没有这一项"),
        ({"title": ""}, "请填写活动名称。"),
    ):
        answer = clerk.post(reverse("activity_new"), calling(town, **wrong))
        assert answer.status_code == 422
        assert told in answer.text
        assert 'value="孙组织"' in answer.text
    assert not Activity.objects.exists()


def test_a_form_sent_twice_is_one_call_and_one_sign_in(town: Helpers) -> None:
    clerk, form = signed_in(town.clerk), calling(town)
    for _ in range(2):
        assert clerk.post(reverse("activity_new"), form).status_code == 302
    activity = town.start(Activity.objects.get())
    form = sent(q=town.zhang.code)
    for _ in range(2):
        answer = clerk.post(at("activity_sign_in", activity), form, follow=True)
        assert f"已签到：{town.zhang}，10:00。" in answer.text
    assert Attendance.objects.count() == 1


def test_a_card_is_scanned_and_its_token_stands_in_no_address(town: Helpers) -> None:
    activity = town.running()
    issued = cards.issue(town.zhang, town.clerk, BEFORE)
    scanned = f"https://points.example.cn/card/{issued.token}/"
    answer = signed_in(town.clerk).post(at("activity_sign_in", activity), sent(q=scanned))
    assert answer.status_code == 302
    assert issued.token not in answer.url
    assert Attendance.objects.get().how == Attendance.How.SCAN
    foreign = Helpers("西岭社区")
    other = cards.issue(foreign.zhang, foreign.clerk, BEFORE).token
    answer = signed_in(town.clerk).post(at("activity_sign_in", activity), sent(q=other))
    assert answer.status_code == 422
    assert "没有认出这张卡" in answer.text


def test_of_several_households_one_is_picked(town: Helpers) -> None:
    activity = town.running()
    make_household(town.group, "张五谷", "777001")
    address = at("activity_sign_in", activity)
    clerk = signed_in(town.clerk)
    answer = clerk.post(address, sent(q="张"))
    assert answer.status_code == 200
    assert "是哪一户？" in answer.text
    assert 'name="household" value="777001"' in answer.text
    assert not Attendance.objects.exists()
    clerk.post(address, sent(q="张", household="777001"))
    signed = Attendance.objects.get()
    assert (signed.household.code, signed.how) == ("777001", Attendance.How.CODE)


def test_signing_out_before_in_and_twice_is_told_on_the_phone(town: Helpers) -> None:
    activity, clerk = town.running(), signed_in(town.clerk)
    out = at("activity_sign_in", activity) + "?mode=out"
    answer = clerk.post(out, sent(q=town.zhang.code))
    assert answer.status_code == 422
    assert "还没有签到，不能签退；请先签到。" in answer.text
    assert f'value="{town.zhang.code}"' in answer.text
    town.came(activity, town.zhang, "08:00")
    assert "已签退" in clerk.post(out, sent(q=town.zhang.code), follow=True).text
    answer = clerk.post(out, sent(q=town.zhang.code))
    assert "10:00已经签退，不用再签。" in answer.text


def test_a_scanner_finds_nobody_outside_the_call(town: Helpers) -> None:
    activity = town.running(place=town.group)
    answer = signed_in(town.scorer).post(at("activity_sign_in", activity), sent(q="钱未入"))
    assert answer.status_code == 422
    assert "没有找到“钱未入”" in answer.text


def test_the_paper_is_typed_in_whole_or_not_at_all(town: Helpers) -> None:
    activity = town.call()
    made = sign_ups.sign_up(activity, town.zhang, "张小禾", town.clerk, BEFORE)
    town.start(activity)
    clerk, address = signed_in(town.clerk), at("activity_ticks", activity)
    assert "请至少勾选一人" in clerk.post(address, sent()).text
    lines = {
        f"tick:{made.ref}": "on",
        f"came:{made.ref}": "08:00",
        f"left:{made.ref}": "09:30",
        "household:1": town.li.code,
        "came:1": "09:00",
        "left:1": "08:00",
        "household:2": "没有",
        "came:2": "8点",
        "left:2": "09:00",
    }
    answer = clerk.post(address, sent(**lines))
    assert answer.status_code == 422
    for told in ("没有登记任何一行", "没有找到农户“没有”", "签到时间：时间不对", 'value="8点"'):
        assert told in answer.text, told
    lines |= {"household:2": "", "came:2": ""}
    answer = clerk.post(address, sent(**lines))
    assert "09:00才签到，签退时间要在这之后" in answer.text
    assert not Attendance.objects.exists()
    answer = clerk.post(address, sent(**lines | {"left:1": "10:00"}), follow=True)
    assert "已登记2人的签到和签退。" in answer.text
    assert {each.how for each in Attendance.objects.all()} == {Attendance.How.LIST}


def test_a_sign_up_is_withdrawn_and_an_attendance_voided(town: Helpers) -> None:
    clerk, activity = signed_in(town.clerk), town.call()
    made = sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    answer = clerk.post(reverse("sign_up_withdraw", args=[made.ref]), sent(), follow=True)
    assert "已取消报名。" in answer.text
    town.start(activity)
    signed = town.came(activity, town.zhang, "08:00", "09:00")
    address = reverse("attendance_void", args=[signed.ref])
    assert "请写明作废的原因。" in clerk.post(address, sent(reason="")).text
    answer = clerk.post(address, sent(reason="签错了户"), follow=True)
    assert "签错了户" in answer.text
    assert signed_in(town.scorer).get(address).status_code == 403


def test_teams_are_set_up_by_the_office_and_filled_by_the_scorers(town: Helpers) -> None:
    clerk, scorer = signed_in(town.clerk), signed_in(town.scorer)
    draft = {"name": "巾帼志愿者", "leader": "赵队长", "since": "2026-01-01", "item_code": YEARS}
    assert scorer.post(reverse("team_new"), sent(**draft)).status_code == 403
    assert "已登记" in clerk.post(reverse("team_new"), sent(**draft), follow=True).text
    again = clerk.post(reverse("team_new"), sent(**draft))
    assert again.status_code == 422
    assert "已经有“巾帼志愿者”" in again.text
    team = Team.objects.get()
    address = reverse("team_join", args=[team.ref])
    typed = {"household": town.zhang.code, "joined_on": "2026-01-05"}
    answer = scorer.post(address, sent(**typed, person="张小禾"), follow=True)
    assert "在册：1人，1户" in answer.text
    assert "张小禾" in answer.text
    refused = scorer.post(address, sent(**typed | {"household": town.stranger.code}))
    assert "这里只能记您负责的农户" in refused.text
    far = signed_in(make_officer(Role.SCORER, town.stranger.group, "钱评分"))
    text = page(far, reverse("team", args=[team.ref]))
    assert "张小禾" not in text
    assert "在册：1人" in text
    member = team.members.get()
    leave = reverse("member_leave", args=[member.ref])
    assert far.get(leave).status_code == 404
    assert "已登记离队。" in scorer.post(leave, sent(left_on="2026-11-14"), follow=True).text
    assert "已撤销。" in clerk.post(reverse("team_end", args=[team.ref]), sent(), follow=True).text


def test_lists_and_pages_cost_the_same_however_much_there_is(town: Helpers) -> None:
    activity = town.call(place=town.community)
    team = town.team()

    def cost() -> list[int]:
        client, found = signed_in(town.clerk), []
        team_address = reverse("team", args=[team.ref])
        for address in (reverse("activity_list"), at("activity", activity), team_address):
            with CaptureQueriesContext(connection) as queries:
                page(client, address)
            found.append(len(queries))
        return found

    sign_ups.sign_up(activity, town.zhang, "", town.clerk, BEFORE)
    town.joins(team, town.zhang, date(2026, 1, 5))
    town.call(team=team)
    once = cost()
    for number in range(3):
        more = make_household(town.group, f"王{number}")
        sign_ups.sign_up(activity, more, "", town.clerk, BEFORE)
        town.joins(team, more, date(2026, 1, 5))
        town.call(team=team, title=f"活动{number}")
    assert cost() == once
    assert SignUp.objects.count() == 4

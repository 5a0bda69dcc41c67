"""The pages of the year's end: three people, the acts, what was wrong, and the paper."""

import io
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from points.models import Account, Clearing, ClearingAnnouncement
from tests.clock import Clock, running
from tests.factory import signed_in
from tests.points.card_holding import card_of, holding
from tests.points.clearing_year import Year
from tests.points.papers import squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def town() -> Year:
    return Year()


def sent(client: Client, name: str, ref: str = "", **typed: Any) -> Any:
    args = [ref] if ref else []
    data = {"form_token": str(uuid4()), **typed}
    return client.post(reverse(name, args=args), data, follow=True)


def test_clerk_auditor_and_supervisor_see_the_page_others_do_not(town: Year) -> None:
    town.announce()
    for user in (town.clerk, town.auditor, town.supervisor):
        assert "2026年清零公告（第1期公示）" in signed_in(user).get(reverse("year_end")).text
    assert signed_in(town.scorer).get(reverse("year_end")).status_code == 403


def test_another_community_has_no_such_announcement(town: Year) -> None:
    ref = town.announce().ref
    other = Year("西河社区")
    for name, user in (
        ("clearing_withdraw", other.clerk),
        ("clearing_clear", other.auditor),
        ("clearing_reverse", other.auditor),
    ):
        assert signed_in(user).get(reverse(name, args=[ref])).status_code == 404


def test_an_announcement_is_made_and_offered_to_print(town: Year) -> None:
    client = signed_in(town.clerk)
    page = client.get(reverse("clearing_new"))
    assert 'value="2025"' in page.text
    days = {"clears_on": "2026-12-31", "opens_on": "2026-11-20"}
    made = sent(client, "clearing_new", year="2026", **days)
    assert "清零公告已作为第1期公示发布，请按村打印张贴" in made.text
    announcement = ClearingAnnouncement.objects.get()
    printed = reverse("notice_print", args=[announcement.notice.number])
    assert printed in made.text
    page = client.get(reverse("year_end")).text
    assert f'{reverse("notice", args=[announcement.notice.number])}">看公告，打印张贴' in page
    assert reverse("clearing_clear", args=[announcement.ref]) not in page


def test_what_was_typed_wrong_is_told_at_its_field_and_kept(town: Year) -> None:
    days = {"clears_on": "2026-11-25", "opens_on": "2026-11-21"}
    wrong = sent(signed_in(town.clerk), "clearing_new", year="2026", **days)
    assert wrong.status_code == 422
    assert "清零日期应在2026年12月1日至2027年12月31日之间" in wrong.text
    assert 'value="2026-11-25"' in wrong.text
    assert 'value="2026-11-21"' in wrong.text
    assert not ClearingAnnouncement.objects.exists()


def test_the_auditor_clears_what_the_page_shows_once_and_takes_it_back(town: Year) -> None:
    announcement = town.announce()
    with running(Clock("2026-12-31 09:00")):
        client = signed_in(town.auditor)
        page = client.get(reverse("clearing_clear", args=[announcement.ref]))
        assert "要清零的有2户，合计17分" in page.text
        typed = {"form_token": str(uuid4()), "seen_households": 2, "seen_points": 17}
        done = sent(client, "clearing_clear", announcement.ref, **typed)
        assert "已清零，每户记了一笔账" in done.text
        again = sent(client, "clearing_clear", announcement.ref, **typed)
        assert "已清零，每户记了一笔账" in again.text
        other = sent(client, "clearing_clear", announcement.ref, seen_households=2, seen_points=17)
        assert "不能再清一次" in other.text
        assert Clearing.objects.count() == 1
        back = sent(client, "clearing_reverse", announcement.ref, reason="漏了一批")
    assert "清零已撤销" in back.text
    assert Account.objects.get(household=town.zhang).balance == 12


def test_what_changed_since_the_page_was_shown_is_shown_before_it_is_cleared(town: Year) -> None:
    announcement = town.announce()
    with running(Clock("2026-12-31 09:00")):
        client = signed_in(town.auditor)
        stale = sent(client, "clearing_clear", announcement.ref, seen_households=1, seen_points=1)
    assert stale.status_code == 422
    assert "现在要清零的是2户，合计17分" in stale.text
    assert 'name="seen_points" value="17"' in stale.text
    assert not Clearing.objects.exists()


def test_before_its_day_the_clearing_is_refused_and_without_one_nothing_is_reversed(
    town: Year,
) -> None:
    announcement = town.announce()
    client = signed_in(town.auditor)
    early = sent(client, "clearing_clear", announcement.ref, seen_households=2, seen_points=17)
    assert (early.status_code, "还没有到" in early.text) == (422, True)
    none = sent(client, "clearing_reverse", announcement.ref, reason="算错了")
    assert "没有可以撤销的" in none.text


def test_an_announcement_is_taken_back_with_a_reason(town: Year) -> None:
    announcement = town.announce()
    client = signed_in(town.clerk)
    empty = sent(client, "clearing_withdraw", announcement.ref, reason="")
    assert (empty.status_code, "请写明为什么收回公告" in empty.text) == (422, True)
    assert (
        "日期定错了"
        in sent(client, "clearing_withdraw", announcement.ref, reason="日期定错了").text
    )


def test_where_points_are_carried_over_the_page_says_so(town: Year) -> None:
    town.community.policy.year_end = "carry"
    town.community.policy.save()
    page = signed_in(town.clerk).get(reverse("year_end")).text
    assert "可兑积分结转下年，不清零" in page
    assert reverse("clearing_new") not in page
    assert f"{reverse('print_new', args=['reports'])}?year=2025" in page


def test_the_page_asks_as_often_for_many_announcements_as_for_one(town: Year) -> None:
    client = signed_in(town.clerk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("year_end"))
        return len(asked)

    town.withdraw(town.announce())
    few = queries()
    for _ in range(4):
        town.withdraw(town.announce())
    assert queries() == few


def test_a_household_reads_behind_its_card_on_which_day_its_points_are_cleared(
    town: Year,
) -> None:
    announcement = town.announce()
    owing = holding(card_of(town, town.wang))
    assert "积分要清零" not in owing.get(reverse("card_home")).text
    client = holding(card_of(town, town.zhang))
    assert "到2026年12月31日还没有兑换的可兑积分" in client.get(reverse("card_home")).text
    town.withdraw(announcement)
    assert "积分要清零" not in client.get(reverse("card_home")).text
    town.clear(town.announce())
    town.give(town.zhang, 3)
    assert "积分要清零" not in client.get(reverse("card_home")).text


def test_the_year_on_paper_tells_what_was_cleared(town: Year) -> None:
    address = reverse("household_report", args=[town.zhang.code])
    client = signed_in(town.clerk)
    before = "".join(squeezed(PdfReader(io.BytesIO(client.get(address).getvalue()))))
    assert "清零" not in before
    town.clear(town.announce())
    with running(Clock("2026-12-31 18:00")):
        client = signed_in(town.clerk)
        after = "".join(squeezed(PdfReader(io.BytesIO(client.get(address).getvalue()))))
    assert "兑换清零余额" in after
    assert "−12" in after


def test_on_its_day_the_desk_tells_the_auditor_alone(town: Year) -> None:
    announcement = town.announce()
    assert "待清零" not in signed_in(town.auditor).get(reverse("desk")).text
    with running(Clock("2026-12-31 09:00")):
        assert "2026年积分待清零" in signed_in(town.auditor).get(reverse("desk")).text
        assert "待清零" not in signed_in(town.clerk).get(reverse("desk")).text
        town.clear(announcement)
        assert "待清零" not in signed_in(town.auditor).get(reverse("desk")).text

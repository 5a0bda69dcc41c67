"""What a phone keeps of a patrol, for whom, and until when."""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Request, expect

from points.models import PatrolFinding, PatrolRound
from tests.browser.phones import Phone, Phones, becomes
from tests.clock import Clock, running
from tests.factory import NOON
from tests.points.patrolling import MONDAY
from tests.points.phone_walk import PhoneWalk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

NOTHING_WAITS = "没有待上传的。"
BIN = "垃圾桶加盖不外溢"
PUT_BY = """async () => [
    (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
]"""


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


def kept() -> list[tuple[str, str]]:
    """What the office has: household, and who brought it."""
    rows = PatrolFinding.objects.standing().order_by("pk")
    return list(rows.values_list("household__head", "by__name"))


def waiting(phone: Phone, walk: PhoneWalk) -> None:
    """A walker who has one finding in his phone, and no network."""
    phone.open(walk.walker)
    phone.is_kept()
    phone.offline()
    phone.note("张三禾", BIN)
    phone.says("待上传1条。")


def test_the_page_opens_in_a_new_tab_without_a_network_and_lacks_nothing(
    phones: Phones, walk: PhoneWalk
) -> None:
    failed: list[str] = []

    def look(request: Request) -> None:
        failed.append(request.url)

    with phones.one() as phone:
        phone.open(walk.walker)
        phone.is_kept()
        phone.page.close()
        phone.offline()
        phone.page = page = phone.tab()
        page.on("requestfailed", look)
        page.goto(walk.page)
        phone.is_kept()
        expect(phone.door("张三禾")).to_be_visible()
        colour = "getComputedStyle(document.querySelector('.walk-queue')).borderLeftWidth"
        assert page.evaluate(colour) == "6px"
        phone.note("张三禾", BIN)
        phone.says("待上传1条。")
    # Asked for, to put the page by anew.
    assert {each.split("/", 3)[3] for each in failed} <= {walk.page[1:]}


def test_after_the_session_has_ended_the_same_person_signs_in_and_it_goes_up(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        Session.objects.all().delete()
        phone.online()
        phone.says(f"登录已过期，请{walk.walker.name}重新登录，记的都还在手机里。")
        assert kept() == []
        phone.page.get_by_role("link", name="登录").click()
        phone.sign_in(walk.walker)
        phone.says(NOTHING_WAITS)
    assert kept() == [("张三禾", walk.walker.name)]


def test_a_page_asked_for_after_the_session_has_ended_leads_to_the_sign_in(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        Session.objects.all().delete()
        phone.online()
        phone.page.reload()
        phone.sign_in(walk.walker)
        phone.says(NOTHING_WAITS)
    assert kept() == [("张三禾", walk.walker.name)]


def test_another_person_neither_sees_nor_sends_what_waits(phones: Phones, walk: PhoneWalk) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        old = phone.page
        Session.objects.all().delete()
        phone.online()
        phone.says("登录已过期")
        phone.page = phone.tab()
        phone.open(walk.second)
        phone.says(NOTHING_WAITS)
        expect(phone.door("张三禾")).not_to_contain_text("待上传")
        # The page of the first is open still, in the session of the second.
        phone.says("登录已过期", old)
        old.reload()
        phone.says(NOTHING_WAITS, old)
        assert kept() == []
        phone.sign_out()
        phone.open(walk.walker)
        phone.says(NOTHING_WAITS)
        phone.has_sent("张三禾")
    assert kept() == [("张三禾", walk.walker.name)]


def test_a_page_of_the_first_that_stays_open_sends_nothing_as_the_second(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        old = phone.page
        Session.objects.all().delete()
        phone.online()
        phone.says("登录已过期")
        phone.page = phone.tab()
        phone.open(walk.second)
        old.evaluate("window.dispatchEvent(new Event('online'))")
        phone.says("登录已过期", old)
    assert kept() == []


def test_signing_out_drops_the_page_and_keeps_what_waits(phones: Phones, walk: PhoneWalk) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        page = phone.page
        assert page.evaluate(PUT_BY) == [1, 1]
        # Whatever hinders the sending while he signs out.
        PatrolRound.objects.update(voided_at=NOON, voided_by=walk.clerk, void_reason="误点")
        phone.online()
        expect(page.locator("[data-refused]")).to_contain_text("已经取消")
        PatrolRound.objects.update(voided_at=None, voided_by=None, void_reason="")
        phone.sign_out()
        becomes(page, PUT_BY, [0, 0])
        phone.open(walk.walker)
        expect(page.locator("[data-refused]")).to_contain_text("张三禾")
        phone.at("张三禾")
        phone.put_down()
        phone.has_sent("张三禾")
        expect(page.locator("[data-refused]")).to_be_hidden()
    assert kept() == [("张三禾", walk.walker.name)]


MADE_LONG_AGO = """() => new Promise((resolve) => {
  indexedDB.open("patrol").onsuccess = ({ target: { result: database } }) => {
    const rows = database.transaction("findings", "readwrite").objectStore("findings");
    rows.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return resolve();
      cursor.update({ ...cursor.value, madeAt: "2020-01-01T00:00:00Z" });
      cursor.continue();
    };
  };
})"""


def test_what_was_refused_long_ago_goes_when_somebody_signs_out(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        page = phone.page
        PatrolRound.objects.update(voided_at=NOON, voided_by=walk.clerk, void_reason="误点")
        phone.online()
        expect(page.locator("[data-refused]")).to_contain_text("已经取消")
        PatrolRound.objects.update(voided_at=None, voided_by=None, void_reason="")
        page.evaluate(MADE_LONG_AGO)
        phone.sign_out()
        becomes(page, PUT_BY, [0, 0])
        phone.open(walk.walker)
        phone.says(NOTHING_WAITS)
        expect(page.locator("[data-refused]")).to_be_hidden()
    assert kept() == []


def test_the_pages_of_other_rounds_go_once_those_are_closed(
    phones: Phones, walk: PhoneWalk
) -> None:
    closed = walk.walked(MONDAY)
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        page.evaluate(f"caches.open('patrol-walk:{closed.ref}')")
        assert page.evaluate("caches.keys().then((found) => found.length)") == 2
        page.reload()
        becomes(page, "caches.keys()", [f"patrol-walk:{walk.round.ref}"])


def test_a_phone_that_comes_back_after_the_round_was_closed_is_told_and_keeps_no_page(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        waiting(phone, walk)
        walk.close()
        phone.online()
        phone.says(NOTHING_WAITS)
        page = phone.page
        late = page.locator("[data-late]")
        expect(late).to_contain_text("本轮已结束，已收下，计入2026年11月。")
        becomes(page, PUT_BY, [0, 0])
        page.reload()
        expect(page.get_by_text("这一轮已经结束，不能再记新的")).to_be_visible()
        expect(late).to_contain_text("计入2026年11月")
        expect(page.get_by_text("现在不能离线打开本页")).to_be_visible()
        phone.at("李四")
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_disabled()
    assert kept() == [("张三禾", walk.walker.name)]

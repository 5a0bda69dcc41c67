"""A patrol in a real Chromium whose network comes and goes: nothing is lost, nothing kept twice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from households.models import Submission
from households.services import households
from points.models import PatrolFinding, PatrolFindingPhoto
from tests.browser.phones import Phones
from tests.clock import Clock, running
from tests.factory import NOON
from tests.photos import drawn, saved
from tests.points.phone_walk import PhoneWalk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NOTHING_WAITS = "没有待上传的。"
BIN = "垃圾桶加盖不外溢"
FIRE = "无露天焚烧"
FLOOR = "门前地面清扫干净"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


def kept() -> list[tuple[str, int, int]]:
    """What the office has, in the order in which it came."""
    rows = PatrolFinding.objects.standing().order_by("pk")
    return list(rows.values_list("household__head", "indicator", "taken"))


def test_what_is_written_down_without_a_network_goes_up_once_and_in_order(
    phones: Phones, walk: PhoneWalk, tmp_path: Path
) -> None:
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(saved(drawn(3000, 2250)))
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        phone.says(NOTHING_WAITS)
        assert page.evaluate(TOO_WIDE) == 0
        phone.offline()
        phone.at("王小麦")
        phone.lower(BIN, times=2)
        more = page.get_by_role("group", name=BIN)
        more.get_by_label("问题").fill("桶没有盖")
        more.locator("input[type=file]").set_input_files(picture)
        expect(more.get_by_text("照片已存在手机里。")).to_be_visible()
        more.get_by_label("整改期限").fill("2026-11-27")
        page.get_by_label("已当面告知").check()
        assert page.evaluate(TOO_WIDE) == 0
        phone.put_down()
        phone.says("待上传1条。现在没有网络，连上以后自动上传。")
        phone.note("张三禾", FIRE)
        phone.note("李四", FLOOR)
        phone.says("待上传3条。")
        page.reload()
        phone.says("待上传3条。")
        assert kept() == []
        phone.online()
        phone.says(NOTHING_WAITS)
        page.reload()
        phone.says(NOTHING_WAITS)
    assert kept() == [("王小麦", 6, 2), ("张三禾", 10, 1), ("李四", 1, 1)]
    found = PatrolFinding.objects.get(household=walk.wang)
    assert (found.note, found.told_on_the_spot) == ("桶没有盖", True)
    assert str(found.fix_by) == "2026-11-27"
    photo = PatrolFindingPhoto.objects.get()
    assert (photo.finding, photo.width, photo.height) == (found, 2000, 1500)
    assert Submission.objects.filter(purpose="patrol_finding").count() == 3


def test_what_was_touched_but_not_put_down_is_there_after_the_camera_has_closed_the_page(
    phones: Phones, walk: PhoneWalk, tmp_path: Path
) -> None:
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(saved(drawn()))
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        phone.offline()
        phone.at("张三禾")
        phone.lower(BIN, times=3)
        more = page.get_by_role("group", name=BIN)
        more.get_by_label("问题").fill("满了")
        more.locator("input[type=file]").set_input_files(picture)
        expect(more.get_by_role("img", name=f"{BIN}的照片")).to_be_visible()
        page.close()
        phone.page = page = phone.tab()
        page.goto(f"{walk.page}#door={walk.zhang.code}")
        more = page.get_by_role("group", name=BIN)
        expect(more.get_by_label("问题")).to_have_value("满了")
        expect(more.get_by_role("img", name=f"{BIN}的照片")).to_be_visible()
        phone.says("还有1条没有点“存下”。")
        page.get_by_role("link", name="全部农户").click()
        expect(phone.door("张三禾")).to_contain_text("还没存")
        phone.online()
        page.locator("[data-drafts]").get_by_role("link", name="张三禾").click()
        phone.put_down()
        phone.has_sent("张三禾")
    assert kept() == [("张三禾", 6, 3)]
    assert PatrolFindingPhoto.objects.count() == 1


def test_at_full_marks_again_there_is_nothing_to_send(phones: Phones, walk: PhoneWalk) -> None:
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.at("张三禾")
        phone.lower(BIN, times=2)
        for _ in range(2):
            page.get_by_role("button", name=f"加回1分：{BIN}").click()
        expect(page.get_by_role("button", name="存下")).to_be_hidden()
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_focused()
        phone.lower(BIN, times=6 - 1)
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_disabled()
        expect(page.get_by_role("button", name=f"加回1分：{BIN}")).to_be_focused()


def test_two_taps_and_two_tabs_keep_a_finding_once(phones: Phones, walk: PhoneWalk) -> None:
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        other = phone.tab()
        other.goto(walk.page)
        phone.says(NOTHING_WAITS, other)
        phone.offline()
        phone.at("张三禾")
        phone.lower(BIN)
        page.get_by_role("button", name="存下").dblclick()
        phone.says("待上传1条。")
        phone.says("待上传1条。", other)
        phone.note("李四", FIRE)
        phone.says("待上传2条。", other)
        phone.online()
        phone.says(NOTHING_WAITS)
        phone.says(NOTHING_WAITS, other)
        expect(other.locator(".walk-door", has_text="张三禾")).to_contain_text("已上传")
        assert phone.sendings == 2
    assert kept() == [("张三禾", 6, 1), ("李四", 10, 1)]
    assert Submission.objects.filter(purpose="patrol_finding").count() == 2


def test_what_waits_may_be_changed_as_long_as_there_is_no_network(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        phone.offline()
        phone.note("张三禾", BIN)
        phone.note("李四", FIRE)
        phone.at("张三禾")
        phone.lower(BIN)
        phone.put_down()
        phone.at("李四")
        page.get_by_role("button", name=f"加回1分：{FIRE}").click()
        page.get_by_role("link", name="全部农户").click()
        phone.says("待上传1条。")
        phone.online()
        phone.has_sent("张三禾")
    assert kept() == [("张三禾", 6, 2)]


def test_an_answer_that_got_lost_is_asked_for_again_and_kept_once(
    phones: Phones, walk: PhoneWalk
) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch().status)
        route.abort("connectionreset")

    with phones.one(service_workers="block") as phone:
        page = phone.open(walk.walker)
        page.route("**/send/", lose)
        phone.note("张三禾", BIN)
        phone.says("待上传1条。网络不好，没有传上去，5秒后再试。")
        # The office may have it by now: what was sent can't be changed.
        phone.at("张三禾")
        expect(page.get_by_text("还没有等到回音，现在不能改")).to_be_visible()
        expect(page.get_by_role("button", name=f"扣1分：{BIN}")).to_be_disabled()
        page.unroute("**/send/", lose)
        page.get_by_role("button", name="立即上传").click()
        phone.says(NOTHING_WAITS)
    assert set(lost) == {200}
    assert kept() == [("张三禾", 6, 1)]


def test_it_is_tried_again_by_itself(phones: Phones, walk: PhoneWalk) -> None:
    def fail(route: Route) -> None:
        route.abort("connectionreset")

    with phones.one(service_workers="block") as phone:
        page = phone.open(walk.walker)
        page.route("**/send/", fail)
        phone.note("张三禾", BIN)
        phone.says("5秒后再试")
        page.unroute("**/send/", fail)
        phone.says(NOTHING_WAITS)
    assert kept() == [("张三禾", 6, 1)]


def test_what_the_office_itself_could_not_take_waits_and_the_others_go_up(
    phones: Phones, walk: PhoneWalk
) -> None:
    answers = [502, None, None]

    def answer(route: Route) -> None:
        status = answers.pop(0)
        if status:
            route.fulfill(status=status, body="<h1>Bad Gateway</h1>", content_type="text/html")
        else:
            route.continue_()

    with phones.one(service_workers="block") as phone:
        page = phone.open(walk.walker)
        phone.offline()
        phone.note("张三禾", BIN)
        phone.note("李四", FIRE)
        page.route("**/send/", answer)
        phone.online()
        phone.says("待上传1条。网络不好")
        assert kept() == [("李四", 10, 1)]
        phone.says(NOTHING_WAITS)
    assert kept() == [("李四", 10, 1), ("张三禾", 6, 1)]


def test_a_sign_in_page_of_a_hot_spot_is_no_answer(phones: Phones, walk: PhoneWalk) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=200, body="<h1>欢迎使用</h1>", content_type="text/html")

    with phones.one(service_workers="block") as phone:
        page = phone.open(walk.walker)
        page.route("**/send/", answer)
        phone.note("张三禾", BIN)
        phone.says("待上传1条。网络不好")
        page.unroute("**/send/", answer)
        page.get_by_role("button", name="立即上传").click()
        phone.says(NOTHING_WAITS)
    assert kept() == [("张三禾", 6, 1)]


def test_what_is_refused_stays_with_its_sentence_until_it_is_put_right_or_deleted(
    phones: Phones, walk: PhoneWalk
) -> None:
    with phones.one() as phone:
        page = phone.open(walk.walker)
        phone.is_kept()
        phone.offline()
        phone.at("张三禾")
        phone.lower(BIN)
        more = page.get_by_role("group", name=BIN)
        more.locator("input[type=file]").set_input_files(
            [{"name": "1.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}]
        )
        expect(more.get_by_text("看不出是照片")).to_be_visible()
        phone.put_down()
        phone.note("李四", FIRE)
        phone.online()
        phone.says(NOTHING_WAITS)
        assert kept() == [("李四", 10, 1)]
        refused = page.locator("[data-refused]")
        expect(refused).to_contain_text("这是网页，不是照片")
        page.reload()
        refused.get_by_role("link", name="张三禾").click()
        expect(more.get_by_text("这是网页，不是照片")).to_be_visible()
        more.get_by_role("button", name="不要照片").click()
        phone.put_down()
        expect(refused).to_be_hidden()
        phone.says(NOTHING_WAITS)
        assert kept() == [("李四", 10, 1), ("张三禾", 6, 1)]
        households.mark_left(walk.households[2], date(2026, 11, 2), walk.clerk, NOON)
        phone.note("王五", FLOOR)
        expect(refused).to_contain_text("请核对后重新记")
        page.once("dialog", lambda dialog: dialog.accept())
        refused.get_by_role("button", name="删除这一条").click()
        expect(refused).to_be_hidden()
        page.reload()
        expect(refused).to_be_hidden()
    assert len(kept()) == 2

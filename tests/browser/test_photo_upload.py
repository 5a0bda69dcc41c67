"""Photos in a real Chromium: smaller before they are sent, with progress; and without script."""

from collections.abc import Iterator
from functools import cache

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from points.models import Evidence, Record
from points.photos import MOST_BYTES, Prepared, prepare
from tests.browser.office import PHONE, Screens
from tests.clock import Clock, running
from tests.factory import PASSWORD
from tests.photos import drawn, saved
from tests.points.recording import Recording

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WATCH = """() => {
    const shown = document.querySelector(".photo-progress .number");
    const bar = document.querySelector(".photo-progress progress");
    new MutationObserver(() => tell([shown.textContent, bar.value])).observe(
        shown, { childList: true });
}"""
"""Tells of every change of the progress, with the value of the bar."""
Photo = dict[str, str | bytes]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with running(Clock("2026-11-20 12:00")):
        yield


@pytest.fixture
def month(live_server: LiveServer) -> Recording:
    return Recording()


@pytest.fixture
def record(month: Recording) -> Record:
    return month.record("1.3", note="屋后搭棚")


@pytest.fixture
def screens(chromium: Browser, live_server: LiveServer) -> Screens:
    return Screens(chromium, live_server.url)


@cache
def large() -> bytes:
    """A photo of 4,000 pixels that the server would refuse for its size."""
    content = saved(Image.effect_noise((4000, 3000), 90).convert("RGB"), quality=95)
    assert len(content) > MOST_BYTES
    return content


def photo(name: str, content: bytes) -> Photo:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def opened(page: Page, record: Record) -> None:
    page.goto(f"/records/{record.ref}/")
    page.get_by_role("link", name="附照片").click()


def test_a_large_photo_is_made_smaller_before_it_is_sent_and_its_progress_is_shown(
    screens: Screens, month: Recording, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[list[object]] = []
    arrived: list[int] = []

    def arriving(content: bytes) -> Prepared:
        arrived.append(len(content))
        return prepare(content)

    def tell(text_and_value: list[object]) -> None:
        told.append(text_and_value)

    monkeypatch.setattr("points.forms.photos.prepare", arriving)
    with screens.of(month.scorer, PHONE) as page:
        page.expose_function("tell", tell)
        opened(page, record)
        page.get_by_label("佐证照片").set_input_files([photo("IMG_0001.JPG", large())])
        expect(page.get_by_text("共1张照片。")).to_be_visible()
        expect(page.locator(".photo-previews img")).to_be_visible()
        assert page.evaluate(TOO_WIDE) == 0
        page.evaluate(WATCH)
        page.get_by_role("button", name="附上").click()
        expect(page.get_by_text("已附佐证照片1张。")).to_be_visible()
        shown = page.get_by_role("img", name="佐证照片1")
        expect(shown).to_be_visible()
        shown.evaluate("image => image.decode()")
        assert page.evaluate(TOO_WIDE) == 0
    hung = Evidence.objects.get()
    assert (hung.width, hung.height, hung.author) == (2000, 1500, month.scorer.name)
    assert len(arrived) == 1
    assert arrived[0] < MOST_BYTES / 2
    assert ["正在上传 0%", 0] in told
    assert told[-1] == ["已传完，正在保存…", 100]
    values = [value for _, value in told if isinstance(value, int)]
    assert values == sorted(values)
    assert screens.complaints == []
    assert screens.strangers == []


def test_photos_are_added_one_after_another_up_to_six_and_taken_away_again(
    screens: Screens, month: Recording, record: Record
) -> None:
    with screens.of(month.clerk) as page:
        opened(page, record)
        field = page.get_by_label("佐证照片")
        for number in range(4):
            field.set_input_files([photo(f"{number}.jpg", saved(drawn(seed=number)))])
            expect(page.get_by_text(f"共{number + 1}张照片。")).to_be_visible()
        more = [photo(f"{number}.jpg", saved(drawn(seed=number))) for number in range(4, 8)]
        field.set_input_files(more)
        expect(page.get_by_text("共6张照片。最多6张，有2张没有加上。")).to_be_visible()
        page.get_by_role("button", name="不要这张：0.jpg").click()
        expect(page.get_by_text("还有5张照片。")).to_be_visible()
        page.get_by_role("button", name="附上").click()
        expect(page.get_by_text("已附佐证照片5张。")).to_be_visible()
    looks = [prepare(saved(drawn(seed=number))).look for number in (1, 2, 3, 4, 5)]
    assert list(Evidence.objects.order_by("pk").values_list("look", flat=True)) == looks


def test_a_refused_photo_leaves_what_was_typed_and_the_good_photos(
    screens: Screens, month: Recording
) -> None:
    good, bad = photo("门前.jpg", saved(drawn())), photo("网页.jpg", b"<html>")
    with screens.of(month.clerk) as page:
        page.goto("/records/new/")
        page.get_by_label("农户").fill(month.zhang.code)
        page.get_by_label("评分项").fill("7.2")
        page.get_by_label("说明").fill("帮收谷")
        page.get_by_label("佐证照片").set_input_files([good, bad])
        expect(page.get_by_text("共2张照片。")).to_be_visible()
        page.get_by_role("button", name="记下").click()
        summary = page.get_by_role("alert")
        expect(summary).to_be_focused()
        expect(summary.get_by_text("“网页.jpg”：这是网页，不是照片")).to_be_visible()
        expect(page.locator(".field.has-error")).to_have_count(1)
        expect(page.get_by_label("说明")).to_have_value("帮收谷")
        assert not Record.objects.exists()
        page.get_by_role("button", name="不要这张：网页.jpg").click()
        page.get_by_role("button", name="记下").click()
        expect(page.get_by_text("记 +1 分；计 1 分。")).to_be_visible()
    assert Record.objects.get().evidence.count() == 1


def test_without_a_network_nothing_is_lost(
    screens: Screens, month: Recording, record: Record
) -> None:
    with screens.of(month.clerk) as page:
        opened(page, record)
        page.get_by_label("佐证照片").set_input_files([photo("1.jpg", saved(drawn()))])
        expect(page.get_by_text("共1张照片。")).to_be_visible()

        def refuse(route: Route) -> None:
            route.abort("internetdisconnected")

        page.route("**/evidence/", refuse)
        page.get_by_role("button", name="附上").click()
        expect(page.get_by_text("没有传上去，请检查网络，再点一次。")).to_be_visible()
        page.unroute("**/evidence/", refuse)
        page.get_by_role("button", name="附上").click()
        expect(page.get_by_text("已附佐证照片1张。")).to_be_visible()
    assert Evidence.objects.count() == 1


def test_a_photo_chosen_before_the_script_has_come_is_taken_up(
    screens: Screens, month: Recording, record: Record
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with screens.of(month.clerk) as page:
        page.goto(f"/records/{record.ref}/")
        page.route("**/photo-upload.js", hold)
        page.get_by_role("link", name="附照片").click(no_wait_after=True)
        page.get_by_label("佐证照片").set_input_files([photo("1.jpg", saved(drawn()))])
        held[0].continue_()
        expect(page.get_by_text("共1张照片。")).to_be_visible()


def test_an_answer_that_is_no_form_is_shown_as_without_script(
    screens: Screens, month: Recording, record: Record
) -> None:
    with screens.of(month.clerk) as page:
        opened(page, record)
        page.get_by_label("佐证照片").set_input_files([photo("1.jpg", saved(drawn()))])
        expect(page.get_by_text("共1张照片。")).to_be_visible()
        month.clerk.household = month.zhang
        month.clerk.save(update_fields=["household"])
        page.get_by_role("button", name="附上").click()
        expect(page.get_by_text("不能给自己家的记录附佐证")).to_be_visible()
    assert not Evidence.objects.exists()


def test_without_script_the_plain_form_is_sent(
    chromium: Browser, live_server: LiveServer, month: Recording, record: Record
) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("登录名").fill(month.clerk.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    opened(page, record)
    page.get_by_label("佐证照片").set_input_files([photo("1.jpg", saved(drawn()))])
    page.get_by_role("button", name="附上").click()
    expect(page.get_by_text("已附佐证照片1张。")).to_be_visible()
    context.close()
    assert Evidence.objects.count() == 1

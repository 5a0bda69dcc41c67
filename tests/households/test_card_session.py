"""From the scan to the household's page: what the session holds, and what a card does not open."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from households.models import CardAttempt, Household
from households.services import cards
from households.services.cards import NEUTRAL, Issued, Scan
from tests.access.asking import ROWS, SIGN_IN, Person, address_of, answer, ask
from tests.access.towns import Town
from tests.clock import Clock, running
from tests.factory import NOON, PASSWORD, Office, make_household, signed_in

pytestmark = pytest.mark.django_db

HOME, PIN, LEAVE = "/card/", "/card/pin/", "/card/leave/"
ASKS_FOR_THE_PIN, ASKS_TO_SCAN = "请输入密码", "请扫积分卡"


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


@pytest.fixture
def issued(office: Office, zhang: Household) -> Issued:
    return cards.issue(zhang, office.clerk, NOON)


def scan(browser: Client, token: str) -> HttpResponse:
    return browser.get(f"/card/{token}/")


def unlocked(issued: Issued) -> Client:
    """A browser in which the household has opened its card."""
    browser = Client()
    scan(browser, issued.token)
    assert browser.post(PIN, {"pin": issued.pin}).status_code == 302
    return browser


def session_of(browser: Client) -> str:
    return str(browser.cookies[settings.SESSION_COOKIE_NAME].value)


def heading(browser: Client) -> str:
    """What the page at the household's address is headed with."""
    page = browser.get(HOME).content.decode()
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def is_open(browser: Client) -> bool:
    return heading(browser) not in (ASKS_FOR_THE_PIN, ASKS_TO_SCAN)


def test_the_token_leaves_the_address_and_is_kept_nowhere(issued: Issued) -> None:
    browser = Client()
    answered = scan(browser, issued.token)
    assert (answered.status_code, answered.url) == (302, HOME)
    assert "no-store" in answered["Cache-Control"]
    assert "noindex" in answered["X-Robots-Tag"]
    assert issued.token not in str(dict(browser.session))
    assert heading(browser) == ASKS_FOR_THE_PIN
    assert issued.token not in browser.get(HOME).content.decode()


def test_a_token_that_belongs_to_no_card_is_answered_alike(issued: Issued, office: Office) -> None:
    gone = cards.issue(make_household(office.group), office.clerk, NOON)
    cards.withdraw(gone.card, "卡丢了", office.clerk, NOON)

    def told(token: str) -> list[object]:
        browser = Client()
        answered = scan(browser, token)
        page = browser.get(HOME).content.decode()
        refused = browser.post(PIN, {"pin": "000000"})
        kept = [re.sub(r'value="\w{64}"', "", text) for text in (page, refused.content.decode())]
        return [answered.status_code, answered.url, refused.status_code, *kept]

    assert told(issued.token) == told(gone.token) == told("A" * 22)


@pytest.mark.parametrize("token", ["A" * 21, "A" * 23, "A" * 21 + "+", "pin", "稻" * 22])
def test_what_cannot_be_a_token_has_no_page(token: str) -> None:
    assert scan(Client(), token).status_code in (404, 405)


def test_the_session_id_changes_at_the_scan_and_at_the_pin(issued: Issued) -> None:
    browser = Client()
    scan(browser, "A" * 22)
    before = session_of(browser)
    scan(browser, issued.token)
    scanned = session_of(browser)
    assert Scan.of(issued.token).pin_key in str(dict(browser.session))
    browser.post(PIN, {"pin": issued.pin})
    opened = session_of(browser)
    assert len({before, scanned, opened}) == 3
    assert list(Session.objects.values_list("session_key", flat=True)) == [opened]
    assert Scan.of(issued.token).pin_key not in str(dict(browser.session))
    assert is_open(browser)


def test_digits_may_be_typed_full_width_and_with_blanks(issued: Issued) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in issued.pin)
    browser = Client()
    scan(browser, issued.token)
    assert browser.post(PIN, {"pin": f" {wide[:3]} {wide[3:]}"}).status_code == 302


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345x", "一二三四五六"])
def test_what_cannot_be_a_pin_is_told_at_its_field_and_is_no_attempt(
    issued: Issued, typed: str
) -> None:
    browser = Client()
    scan(browser, issued.token)
    answered = browser.post(PIN, {"pin": typed})
    assert answered.status_code == 422
    assert "6位数字" in answered.context["form"].errors["pin"][0]
    assert not CardAttempt.objects.exists()


def test_a_wrong_pin_is_told_in_the_neutral_sentence_and_may_be_tried_again(
    issued: Issued,
) -> None:
    browser = Client()
    scan(browser, issued.token)
    answered = browser.post(PIN, {"pin": f"{(int(issued.pin) + 1) % 10**6:06d}"})
    assert answered.status_code == 422
    assert NEUTRAL in answered.content.decode()
    assert "no-store" in answered["Cache-Control"]
    assert not is_open(browser)
    assert browser.post(PIN, {"pin": issued.pin}).status_code == 302


def test_failures_are_counted_by_the_address_they_come_from(issued: Issued) -> None:
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        browser = Client(REMOTE_ADDR=address)
        scan(browser, "A" * 22)
        browser.post(PIN, {"pin": "123456"})
    hashes = list(CardAttempt.objects.order_by("pk").values_list("address_hash", flat=True))
    assert hashes[0] == hashes[1] != hashes[2]
    assert not any("192.0.2" in each for each in hashes)


def test_a_pin_without_a_scan_is_no_attempt() -> None:
    answered = Client().post(PIN, {"pin": "123456"})
    assert answered.status_code == 422
    assert ASKS_TO_SCAN in answered.content.decode()
    assert not CardAttempt.objects.exists()


def test_scanning_ends_the_session_of_whoever_was_signed_in(issued: Issued, office: Office) -> None:
    browser = signed_in(office.clerk)
    before = session_of(browser)
    scan(browser, issued.token)
    assert not Session.objects.filter(session_key=before).exists()
    assert browser.get("/").url == "/login/?next=/"
    browser.post(PIN, {"pin": issued.pin})
    assert is_open(browser)
    assert browser.get("/").url == "/login/?next=/"


def test_whoever_signs_in_after_scanning_has_no_card(issued: Issued, office: Office) -> None:
    typed = {"username": office.clerk.username, "password": PASSWORD}
    browser = unlocked(issued)
    browser.post("/login/", typed)
    assert browser.get("/").status_code == 200
    assert heading(browser) == ASKS_TO_SCAN
    browser.post("/logout/")
    assert heading(browser) == ASKS_TO_SCAN

    scan(browser, issued.token)
    browser.post("/login/", typed)
    assert browser.post(PIN, {"pin": issued.pin}).status_code == 422
    assert CardAttempt.objects.count() == 1


def test_a_card_opens_no_page_of_the_staff() -> None:
    town = Town("东岭", "A")
    issued = cards.issue(town.household, town.clerk, NOON, "换卡")
    holder = Person("a card", session=session_of(unlocked(issued)))
    wrong = []
    for key, row in ROWS.items():
        address = address_of(key, row, town)
        for method in ("GET", "POST"):
            if row.open:
                continue
            answered = ask(holder, method, address)
            due = answer(row, Person("a stranger"), method)
            if answered.status_code not in due or not answered.url.startswith(SIGN_IN):
                wrong.append(f"{method} {address}: {answered.status_code}")
    assert wrong == []


def test_withdrawing_a_card_ends_what_it_has_opened(issued: Issued, office: Office) -> None:
    browser = unlocked(issued)
    cards.withdraw(issued.card, "卡丢了", office.clerk, NOON)
    assert heading(browser) == ASKS_TO_SCAN
    assert not Session.objects.exists()


def test_a_new_card_ends_what_the_old_one_has_opened(issued: Issued, office: Office) -> None:
    browser = unlocked(issued)
    cards.issue(issued.card.household, office.clerk, NOON, "忘了密码")
    assert heading(browser) == ASKS_TO_SCAN


def test_an_opened_card_shuts_two_hours_after_the_pin_however_it_is_used(issued: Issued) -> None:
    clock = Clock("2026-11-20 08:00")
    with running(clock):
        browser = unlocked(issued)
        clock.set("2026-11-20 09:59")
        browser.post(PIN, {"pin": issued.pin})
        assert is_open(browser)
        clock.set("2026-11-20 10:00")
        assert heading(browser) == ASKS_TO_SCAN
        assert browser.get("/card/standard/").url == HOME


def test_a_scan_waits_fifteen_minutes_for_its_pin(issued: Issued) -> None:
    clock = Clock("2026-11-20 08:00")
    with running(clock):
        browser = Client()
        scan(browser, issued.token)
        clock.set("2026-11-20 08:14")
        assert heading(browser) == ASKS_FOR_THE_PIN
        clock.set("2026-11-20 08:15")
        assert heading(browser) == ASKS_TO_SCAN


def test_the_cookie_does_not_outlive_the_session(issued: Issued) -> None:
    browser = unlocked(issued)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert 7100 < int(cookie["max-age"]) <= timedelta(hours=2).total_seconds()


def test_leaving_shuts_the_card_and_says_so(issued: Issued) -> None:
    browser = unlocked(issued)
    answered = browser.post(LEAVE, follow=True)
    assert "已退出" in answered.content.decode()
    assert heading(browser) == ASKS_TO_SCAN
    assert not Session.objects.exists()


def test_leaving_a_card_signs_nobody_of_the_staff_out(office: Office) -> None:
    browser = signed_in(office.clerk)
    browser.post(LEAVE)
    assert browser.get("/").status_code == 200


def test_pages_behind_the_card_are_kept_and_listed_nowhere(issued: Issued) -> None:
    for browser in (unlocked(issued), Client()):
        answered = browser.get("/card/standard/")
        assert "no-store" in answered["Cache-Control"]
        assert "noindex" in answered["X-Robots-Tag"]
    assert answered.url == HOME

"""What every answer of the installation has in common."""

import pytest
from django.test import Client

from tests.factory import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    found = Client()
    found.force_login(Office().clerk)
    return found


def test_the_pages_of_who_has_signed_in_are_never_kept(client: Client) -> None:
    assert "no-store" in client.get("/")["Cache-Control"]
    assert "no-store" not in Client().get("/board/").get("Cache-Control", "")


def test_an_act_asked_for_as_a_page_says_so_in_chinese(client: Client) -> None:
    answer = client.get("/notices/close/")
    assert answer.status_code == 405
    assert "刚才的操作没有办理" in answer.content.decode()


def test_a_weak_new_password_is_refused_in_chinese_alone(client: Client) -> None:
    typed = {"old_password": "x", "new_password1": "123", "new_password2": "123"}
    page = client.post("/password/", typed).content.decode()
    assert "密码至少8位" in page
    assert "密码不能全是数字" in page
    assert "This password" not in page


def test_a_script_that_sends_a_form_is_told_the_next_page_and_not_led_there(
    client: Client,
) -> None:
    assert client.get("/", headers={"X-Sent-By": "script"}).status_code == 200
    answer = client.post("/logout/", headers={"X-Sent-By": "script"})
    assert (answer.status_code, answer["X-Go-To"]) == (204, "/login/")
    assert "Location" not in answer
    led = client.get("/")
    assert (led.status_code, "X-Go-To" in led) == (302, False)

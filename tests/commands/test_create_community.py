"""The first step of an installation."""

from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from households.models import Place, User
from tests.factory import make_community

pytestmark = pytest.mark.django_db


def create(*typed: str) -> None:
    with patch("getpass.getpass", side_effect=typed):
        call_command("create_community", "DL", "东岭社区", "--admin", "guanli")


def test_a_community_is_made_with_an_administrator_who_may_enter() -> None:
    create("三月桃花开-88", "三月桃花开-88")
    user = User.objects.get(username="guanli")
    assert user.has_perm("households.change_appointment", Place.objects.get(code="DL"))


def test_two_different_passwords_make_nothing() -> None:
    with pytest.raises(CommandError, match="两次输入的密码不一样"):
        create("三月桃花开-88", "三月桃花开-89")
    assert not Place.objects.exists()


def test_a_weak_password_makes_nothing_at_all() -> None:
    with pytest.raises(CommandError, match="密码"):
        create("12345678", "12345678")
    assert not Place.objects.exists()
    assert not User.objects.exists()


def test_a_code_in_use_gets_a_sentence() -> None:
    make_community(code="DL")
    with pytest.raises(CommandError, match="已有这个社区编号"):
        create("三月桃花开-88", "三月桃花开-88")

"""Where a request comes from, with and without proxies, and where a QR code leads."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from households.addresses import address_hash, client_address, site_address


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, None, "10.0.0.9"),
        (0, "192.0.2.7", "10.0.0.9"),
        (1, None, "10.0.0.9"),
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "203.0.113.1, 192.0.2.7", "192.0.2.7"),
        (2, "203.0.113.1, 192.0.2.7,10.0.0.8", "192.0.2.7"),
        (2, "192.0.2.7", "192.0.2.7"),
        (1, "::ffff:192.0.2.7", "192.0.2.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "unknown", "unknown"),
    ],
)
def test_the_client_stands_before_the_proxies_that_are_trusted(
    settings: Settings, proxies: int, forwarded: str | None, client: str
) -> None:
    settings.PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory(REMOTE_ADDR="10.0.0.9").get("/", headers=headers)
    assert client_address(request) == client


def test_an_address_is_counted_under_a_name_that_only_this_installation_can_make(
    settings: Settings,
) -> None:
    request = RequestFactory(REMOTE_ADDR="192.0.2.7").get("/")
    first = address_hash(request)
    assert (len(first), address_hash(request)) == (64, first)
    settings.SECRET_KEY = "another installation's key"
    assert address_hash(request) != first


def test_a_code_leads_to_the_site_or_to_the_address_in_use(settings: Settings) -> None:
    request = RequestFactory().get("/cards/G1/", headers={"Host": "localhost:8001"})
    settings.SITE_URL = ""
    assert site_address(request) == "http://localhost:8001"
    settings.SITE_URL = "https://points.example.cn/"
    assert site_address(request) == "https://points.example.cn"

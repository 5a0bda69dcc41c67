"""兑换登记表 of all counters as one long print."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from config.prints import KINDS
from households.models import User
from households.refusals import Refused
from points.prints import files
from points.services import print_jobs
from supermarket.models import Outlet
from tests.factory import NOON
from tests.points.print_kinds import SITE, now, work
from tests.supermarket.books import pages_of
from tests.supermarket.factory import make_shop
from tests.supermarket.serving import Serving

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def town() -> Serving:
    """A slip at the one counter, none at the other."""
    town = Serving()
    town.exchange(rice=1)
    make_shop(town.community, "河东便民点", by=town.clerk)
    return town


def other_code() -> str:
    return Outlet.objects.get(place__name="河东便民点").place.code


def offered(user: User) -> dict[str, list[Any]]:
    return {ask.name: list(ask.choices) for ask in KINDS["register"].offer(user, NOON.date())}


def printed(by: User, **asked: str) -> tuple[str, list[str]]:
    """What the print is called, and its pages."""
    kind = KINDS["register"]
    place, title = kind.order(by, asked)
    order = print_jobs.Order("register", kind.right, place, title, asked, SITE)
    job = print_jobs.ask(order, by, NOON)
    work()
    assert now(job).error == ""
    return title, pages_of(files.paper_file(job).read_bytes())


def test_the_office_prints_all_counters_at_once(town: Serving) -> None:
    assert [name for name, _ in offered(town.clerk)["outlet"]] == [
        "*",
        town.shop.place.code,
        other_code(),
    ]
    title, pages = printed(town.clerk, quarter="2026-4", outlet="*")
    assert title == "东岭社区各柜台2026年第4季度兑换登记表"
    assert len(pages) == 2
    assert town.household.code in pages[0]
    assert "河东便民点" in pages[1]


def test_a_storekeeper_prints_his_own_counter(town: Serving) -> None:
    code = town.shop.place.code
    assert [name for name, _ in offered(town.storekeeper)["outlet"]] == [code]
    title, pages = printed(town.storekeeper, quarter="2026-4", outlet=code)
    assert title == f"{town.shop}2026年第4季度兑换登记表"
    assert len(pages) == 1
    with pytest.raises(Refused, match="找不到所选的柜台"):
        KINDS["register"].order(town.storekeeper, {"quarter": "2026-4", "outlet": other_code()})


def test_without_a_right_or_a_window_nothing_is_offered(town: Serving) -> None:
    assert offered(town.barber) == {}
    assert offered(town.scorer) == {}

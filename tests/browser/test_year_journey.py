"""A year's end in a real Chromium, on the demo of a past January, by several people: the ranking,
its stars and recommendations, a certificate, a clearing."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from playwright.sync_api import Browser, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from points.demo.world import PASSWORD
from points.models import Recommendation, Veto
from tests.browser import ledger_of_a_year as ledger
from tests.browser import year_pages as pages
from tests.browser.office import PHONE, Screens
from tests.browser.year_pages import CLEARED_ON, DECIDED, FIRST_ONES, YEAR, Town
from tests.clock import Clock, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.usefixtures("database_beside_playwright"),
]


@pytest.fixture
def clock() -> Iterator[Clock]:
    clock = Clock("2026-01-21 10:00")
    with running(clock):
        yield clock


@pytest.fixture
def told(live_server: LiveServer, clock: Clock, settings: Settings, tmp_path: Path) -> str:
    """What the demo says, with the address of a card and its PIN."""
    settings.MEDIA_ROOT = str(tmp_path)
    out = io.StringIO()
    with override_settings(DEBUG=True):
        call_command("demo", "--households=200", "--on=2026-01-20", stdout=out)
    return out.getvalue()


def test_a_year_from_its_last_correction_to_a_clearing_taken_back(
    chromium: Browser, live_server: LiveServer, clock: Clock, told: str
) -> None:
    screens = Screens(chromium, live_server.url, PASSWORD)
    town = Town(screens)
    barred = Veto.objects.get().household.code

    with town.at("shending") as page:
        pages.be_refused(page)
    pages.settle_corrections(town)
    clock.set("2026-01-21 15:00")
    with town.at("shending") as page:
        pages.freeze(page)
        ranked = ledger.families(YEAR, barred)
        pages.look_at_places(page, ranked)

    given = ledger.stars(ranked)
    with town.at("jifenban2") as page:
        notice = pages.publish_stars(page, given)
    village, first = next(iter(sorted(given.items(), key=lambda each: min(each[1]))))
    with screens.window(PHONE) as page:
        pages.read_the_board(page, notice, first, barred)

    with town.at("jifenban") as page:
        for kind in ("打印证书", "打印门牌"):
            paper = pages.print_papers(page, kind, village)
            assert len(paper.pages) == len(first)
        chosen = pages.recommend(page, ranked)
    lines = Recommendation.objects.values_list("line__household__code", "honour", "reason")
    points = {each.code: each.points for each in ranked}
    place = ledger.places(ranked)
    last = place[ranked[FIRST_ONES - 1].code]
    assert set(lines) == {
        (code, points[code], DECIDED if place[code] == last else "") for code in chosen
    }

    with screens.window(PHONE) as page:
        pages.ask_with_the_card(page, told)
    with town.at("jifenban") as page:
        code = pages.certify(page, points["0101001"])
    with screens.window(PHONE) as page:
        pages.verify(page, code)
        expect(page.get_by_text("这份积分证明有效")).to_be_visible()
        expect(page.get_by_text(f"{points['0101001']} 分")).to_be_visible()
    with town.at("jifenban") as page:
        pages.revoke(page)
    with screens.window(PHONE) as page:
        pages.verify(page, code)
        expect(page.get_by_text("这份积分证明已作废")).to_be_visible()

    before = ledger.balances()
    pages.announce_the_clearing(town)
    clock.set(f"{CLEARED_ON} 09:00")
    with town.at("lianwei") as page:
        pages.clear(page)
        pages.take_it_back(page)
    assert ledger.balances() == before
    # What was settled stays as it was.
    assert ledger.families(YEAR, barred) == ranked

    assert [each for each in screens.complaints if "422" not in each] == []
    assert screens.strangers == []

"""Nobody reads on the board, the check or the wall what he may not know, wherever it is kept."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker

from points.models import Item, Notice, NoticeHousehold
from tests.access.asking import ROWS
from tests.access.crawling import (
    CHAIN,
    Crawl,
    board,
    donors_on_paper,
    follow_everything,
    wall_sheet,
    wall_sheets_of,
)
from tests.access.telling import TOLD, secrets, text_fields
from tests.access.telling_town import TellingTown
from tests.factory import NOVEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TellingTown]:
    """Written in a transaction around those of the tests, and undone with it, guards and all."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield TellingTown()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def crawl(town: TellingTown, django_db_blocker: DjangoDbBlocker) -> Crawl:
    """All that anybody can see there: every public address, what it leads to, what hangs."""
    with django_db_blocker.unblock():
        return follow_everything(town)


def test_every_text_that_people_type_stands_in_the_town(town: TellingTown) -> None:
    assert town.unfilled == set()


def test_what_may_be_told_is_there_to_be_told() -> None:
    assert {f"{model.__name__}.{name}" for model, name, _ in text_fields()} >= TOLD


def test_the_crawl_comes_to_every_page_of_the_board(crawl: Crawl, town: TellingTown) -> None:
    pages = {resolve(address.split("?")[0]).url_name for address in crawl.pages}
    assert pages >= {key for key in ROWS if key.startswith("board")} | {"verify", "robots"}
    for notice in Notice.objects.filter(community=town.community):
        here = board(town, "notice", notice.number)
        villages = {group["village_code"] for group in notice.content["groups"]}
        assert {f"{here}?village={code}" for code in villages} <= crawl.pages.keys()
        assert any(f"?code={notice.check_code}" in address for address in crawl.pages)


def test_the_crawl_comes_to_everything_that_hangs(crawl: Crawl, town: TellingTown) -> None:
    """Of months 3 groups in 2 villages, of the exchange one in one, of a draft and a clearing 4 in
    2, each in 2 prints; the second page lists what was awarded."""
    notices = Notice.objects.filter(community=town.community)
    hung = {notice: wall_sheets_of(notice) for notice in notices}
    assert {(notice.kind, len(papers)) for notice, papers in hung.items()} == {
        (Notice.Kind.MONTHLY, 10),
        (Notice.Kind.EXCHANGE, 4),
        (Notice.Kind.COMMENT, 12),
        (Notice.Kind.CLEARING, 12),
    }
    assert {each for papers in hung.values() for each in papers} <= crawl.papers.keys()
    last = notices.of_months().get(month=NOVEMBER.month)
    texts = [crawl.papers[paper] for paper in hung[last]]
    listed = [text for text in texts if "邻里互助" in text]
    assert len(listed) >= 4
    assert not [text for text in listed if "事项清单" not in text]
    assert f'"{last.digest}"' in crawl.papers[CHAIN]
    assert {donors_on_paper(town), donors_on_paper(town, "on")} <= crawl.papers.keys()


def test_nobody_reads_what_he_may_not_know(crawl: Crawl, town: TellingTown) -> None:
    found = {secret.key: crawl.leaks(secret) for secret in secrets()}
    assert {key: where for key, where in found.items() if where} == {}


def test_what_is_told_is_told(crawl: Crawl, town: TellingTown) -> None:
    """Otherwise the crawl would find nothing because it saw nothing."""
    seen = "".join(crawl.shown.values())
    shown = NoticeHousehold.objects.filter(community=town.community)
    names = set(shown.values_list("code", flat=True)) | set(
        shown.values_list("shown_as", flat=True)
    )
    assert len(names) >= 6
    assert {name for name in names if name not in seen} == set()


def test_of_a_donor_only_what_is_no_telephone(crawl: Crawl, town: TellingTown) -> None:
    for place in (board(town, "market"), donors_on_paper(town), donors_on_paper(town, "on")):
        assert "好心人" in crawl.shown[place]
        assert "1391111" not in crawl.shown[place]


def test_a_notice_names_no_deduction_and_nothing_sensitive(crawl: Crawl, town: TellingTown) -> None:
    items = Item.objects.filter(standard=town.standard)
    hidden = [item.title for item in items if item.is_deduction or item.sensitive]
    assert len(hidden) == 2
    last = Notice.objects.of_months().get(community=town.community, month=NOVEMBER.month)
    own = (board(town, "notice", last.number), reverse("notice_print", args=[last.number]))
    places = [place for place in crawl.shown if place.startswith(own)]
    assert len(places) >= 4
    texts = "".join(crawl.shown[place] for place in places)
    assert "邻里互助" in texts
    assert not [title for title in hidden if title in texts]


def test_no_public_address_leads_to_a_household(crawl: Crawl, town: TellingTown) -> None:
    codes = [household.code for household in town.households]
    assert not [each for each in crawl.pages if any(code in each for code in codes)]
    assert not [each for each in crawl.links if "/households/" in each or "/media/" in each]


def test_every_page_of_the_board_is_left_out_of_search_engines(crawl: Crawl) -> None:
    ours = {each for each in crawl.pages if each.startswith(("/board/", "/verify/"))}
    assert len(ours) > 8
    assert not [each for each in ours if "X-Robots-Tag:noindex" not in crawl.pages[each]]


@pytest.mark.parametrize("broken", ["points.views.board.sums_in_words", "masks"])
def test_the_crawl_finds_what_leaks_on_a_page(
    broken: str, town: TellingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.household.refresh_from_db()
    due = "Household.note"
    if broken == "masks":
        due = "Household.head"
        shown = NoticeHousehold.objects.filter(household=town.household)
        shown.update(shown_as=town.household.head)
    else:
        monkeypatch.setattr(broken, lambda *_: town.household.note)
    crawl = Crawl()
    crawl.follow(board(town, "community"))
    assert [secret.key for secret in secrets() if crawl.leaks(secret)] == [due]


def test_the_crawl_finds_what_leaks_on_the_wall(
    town: TellingTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.deduction.refresh_from_db()
    monkeypatch.setattr("points.reports.wall_sheet.period", lambda _: town.deduction.note)
    crawl = Crawl()
    crawl.read_as(town.clerk, wall_sheet(town.notice, town.villages[0].code))
    assert [secret.key for secret in secrets() if crawl.leaks(secret)] == ["Record.note"]

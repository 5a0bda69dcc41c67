"""What the office prints at length: all its pieces on one paper, and the same again for nothing."""

import secrets
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings
from weasyprint import HTML

from config.prints import KINDS
from households.models import Card, Household, Place, User
from households.refusals import Refused
from households.roles import Role
from households.services import cards, households
from points.models import PrintJob
from points.prints import files
from points.prints.kinds import kinds
from points.services import print_jobs
from tests.factory import (
    NOON,
    NOVEMBER,
    Office,
    appoint,
    make_group,
    make_household,
    make_officer,
    make_village,
)
from tests.points.card_papers import opens, pins_of
from tests.points.notice_months import add_group, published
from tests.points.print_kinds import SITE, now, pages_of, work

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HEADS = ("张三禾", "李四麦", "周五谷")


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def typeset(monkeypatch: pytest.MonkeyPatch) -> list[HTML]:
    """Every document that WeasyPrint really sets."""
    given: list[HTML] = []
    really = HTML.render

    def counted(document: HTML, *rest: Any, **more: Any) -> Any:
        given.append(document)
        return really(document, *rest, **more)

    monkeypatch.setattr(HTML, "render", counted)
    return given


@pytest.fixture
def office() -> Office:
    """Two groups in one village, one in another."""
    office = Office()
    make_household(office.group, "张三禾", "0101001")
    second = make_group(office.village, "第2组")
    make_household(second, "李四麦", "0102001")
    other = make_group(make_village(office.community, "钱庄"), "第1组")
    make_household(other, "周五谷", "0201001")
    return office


def ask(office: Office, kind: str, **asked: Any) -> PrintJob:
    """A print as the clerk asks for it on the page."""
    place, title = kinds()[kind].order(office.clerk, asked)
    order = print_jobs.Order(kind, kinds()[kind].right, place, title, asked, SITE)
    return print_jobs.ask(order, office.clerk, NOON)


def printed(job: PrintJob) -> list[str]:
    """The pages, once the worker is through."""
    work()
    assert (now(job).state, job.error) == ("done", "")
    return pages_of(files.paper_file(job).read_bytes())


def offered(office: Office, kind: str, name: str, user: User | None = None) -> list[Any]:
    asks = {ask.name: ask for ask in kinds()[kind].offer(user or office.clerk, NOON.date())}
    return list(asks[name].choices) if asks else []


def test_the_year_of_a_whole_village_is_a_page_for_each_household(office: Office) -> None:
    households.mark_left(make_household(office.group), NOON.date(), office.clerk, NOON)
    job = ask(office, "reports", place=office.village.code, year="2026")
    pages = printed(job)
    assert job.title == "赵庄全村2026年成绩单"
    assert ["张三禾" in pages[0], "李四麦" in pages[1], len(pages)] == [True, True, 2]


def test_a_group_without_households_has_no_page(office: Office) -> None:
    make_group(office.village, "第3组")
    job = ask(office, "reports", place="*", year="2026")
    assert len(printed(job)) == 3
    assert (job.pieces, job.title) == (4, "东岭社区2026年成绩单")


def test_a_village_without_a_household_gets_a_sentence_and_no_empty_paper(office: Office) -> None:
    make_group(make_village(office.community, "空村"), "第1组")
    place = office.community.places.get(name="空村").code
    job = ask(office, "reports", place=place, year="2026")
    work()
    assert now(job).error == "没有要打印的内容。"


def test_the_letter_goes_to_every_household_of_the_community(office: Office) -> None:
    pages = printed(ask(office, "letters", place="*"))
    heads = [
        next(head for head in ("张三禾", "李四麦", "周五谷") if head in page) for page in pages
    ]
    assert heads == ["张三禾", "李四麦", "周五谷"]


def test_the_same_print_again_is_not_set_again(office: Office, typeset: list[HTML]) -> None:
    first = ask(office, "letters", place="*")
    text = printed(first)
    assert len(typeset) == 3
    again = ask(office, "letters", place="*")
    assert again != first
    assert printed(again) == text
    assert len(typeset) == 3
    Household.objects.filter(code="0102001").update(head="李四稻")
    changed = printed(ask(office, "letters", place="*"))
    # Only the group whose paper looks different now.
    assert len(typeset) == 4
    assert "李四稻" in changed[1]


def test_a_character_that_no_font_has_stops_the_print_and_names_the_household(
    office: Office,
) -> None:
    Household.objects.filter(code="0102001").update(head="李\ue863麦")
    job = ask(office, "reports", place=office.village.code, year="2026")
    work()
    assert (now(job).state, job.done, job.pieces) == ("failed", 1, 2)
    assert job.error.startswith("排“赵庄第2组”时：字库里没有以下的字")
    assert "户 0102001 “\ue863”（U+E863）" in job.error
    Household.objects.filter(code="0102001").update(head="李四麦")
    print_jobs.try_again(job, "points.view_account", office.clerk, NOON)
    assert len(printed(job)) == 2


def test_a_notice_is_printed_for_all_its_villages_or_groups(typeset: list[HTML]) -> None:
    office = Office()
    zhang = make_household(office.group, "张三禾", "000017")
    add_group(office, "钱庄")
    add_group(office)
    notice = published(office, NOVEMBER, {zhang: ["4.1"]})
    asked = {"notice": str(notice.number), "paper": "A4", "size": "normal"}
    villages = ask(office, "wall", of="*", **asked)
    pages = printed(villages)
    assert villages.title == "第1期公示单（2026年11月积分，各村，A4）"
    assert [villages.pieces, "赵庄" in pages[0], "钱庄" in pages[-1]] == [2, True, True]
    assert len(typeset) == 2
    assert SITE.split("//")[1] not in pages[0]
    groups = ask(office, "wall", of="*groups", **asked)
    printed(groups)
    own = ask(office, "wall", of=office.village.code, **asked)
    printed(own)
    assert (groups.pieces, own.pieces, own.place) == (3, 2, office.village)
    assert len(typeset) == 5
    with pytest.raises(Refused, match="公示里没有这个村"):
        ask(office, "wall", of="V999", **asked)


def test_a_supervisor_of_one_village_prints_its_groups_alone(office: Office) -> None:
    for group in Place.objects.groups().exclude(pk=office.group.pk):
        appoint(office.scorer, Role.SCORER, group)
    published(office, NOVEMBER, {Household.objects.get(code="0101001"): ["4.1"]})
    user = make_officer(Role.SUPERVISOR, office.village)
    assert offered(office, "wall", "of", user) == [(office.village.code, "赵庄各组，每组一份")]
    places = offered(office, "reports", "place", user)
    assert [name for name, _ in places] == ["整村打印", "一个组"]


def test_places_are_offered_where_the_right_is_held(office: Office) -> None:
    first, villages, groups = offered(office, "reports", "place")
    assert first == ("*", "东岭社区（整个社区）")
    assert [name for _, name in villages[1]] == ["赵庄（全村）", "钱庄（全村）"]
    assert len(groups[1]) == 3
    (own,) = offered(office, "reports", "place", office.scorer)
    assert own == ("一个组", [(office.group.code, "赵庄第1组")])
    assert offered(office, "cards", "place", office.scorer) == []


def test_cards_are_issued_group_by_group_and_open_what_is_printed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = iter(["abcdefghijklmnopqrst-1", "abcdefghijklmnopqrst-2", "abcdefghijklmnopqrst-3"])
    really = secrets.token_urlsafe
    monkeypatch.setattr(
        secrets, "token_urlsafe", lambda size: next(tokens) if size == 16 else really(size)
    )
    zhou = Household.objects.get(code="0201001")
    cards.issue(zhou, office.clerk, NOON)
    job = ask(office, "cards", place="*", size="CR80")
    pages = printed(job)
    # A side of fronts and one of backs for each group; the third has nobody without a card.
    assert (len(pages), job.pieces) == (4, 3)
    assert Card.objects.valid().count() == 3
    first, second = pins_of(files.paper_file(job).read_bytes())
    assert opens("abcdefghijklmnopqrst-2", first)
    assert opens("abcdefghijklmnopqrst-3", second)
    assert cache._cache == {}
    with pytest.raises(Refused, match="东岭社区的现住户都有积分卡，不必再发。"):
        ask(office, "cards", place="*", size="CR80")


def test_cards_that_cannot_be_printed_are_not_issued_and_those_before_are_kept(
    office: Office,
) -> None:
    Household.objects.filter(code="0102001").update(head="李\ue863麦")
    job = ask(office, "cards", place="*", size="CR80")
    work()
    assert (now(job).state, job.done) == ("failed", 1)
    assert list(Card.objects.values_list("household__code", flat=True)) == ["0101001"]
    assert len(files.parts_kept(job)) == 1


def test_more_forms_than_one_waits_for_come_group_by_group(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("points.reports.blank_forms.MOST", 1)
    asked = {"place": "*", "month": str(NOVEMBER), "sheet": ["self", "assembly"], "paper": "A4"}
    job = ask(office, "forms", **asked)
    pages = printed(job)
    assert (job.pieces, job.title) == (4, "东岭社区2026年11月填写表")
    assert [head for page in pages for head in HEADS if head in page][:3] == list(HEADS)
    assert "审定决议" in pages[-1]
    with pytest.raises(Refused, match="还没有参加积分制"):
        ask(office, "forms", **asked | {"month": "2025-11"})


def test_every_kind_says_what_it_is_and_what_to_do_without_it() -> None:
    for key, kind in KINDS.items():
        assert key.isascii()
        assert kind.label
        assert kind.told.endswith("。")
        assert kind.nothing.endswith("。")

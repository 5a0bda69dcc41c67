"""Cards of a group whose paper is set first: somebody comes between, or the worker dies."""

from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from households.models import Card, Household
from households.refusals import Refused
from households.services import cards, households
from households.services.cards import Issued
from points.models import PrintJob
from points.prints import cards as printing
from points.prints import files
from points.prints.cards import TRIES, set_and_issue
from points.services import print_jobs
from tests.factory import NOON, Office, make_household, signed_in
from tests.points.print_kinds import ask, now, sheets, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def zhang(office: Office) -> Household:
    return make_household(office.group, "张三禾", "0101001")


@pytest.fixture(autouse=True)
def _quick_paper(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    monkeypatch.setattr(printing, "printed_cards", lambda issued, *_: sheets(2, 100 + len(issued)))


@pytest.fixture
def job(office: Office, zhang: Household) -> PrintJob:
    return ask(office, "cards", of=office.group, place=office.group.code, size="CR80")


class Sitting:
    """The clerk issues the group's cards; `between` happens while their paper is being set."""

    def __init__(self, office: Office, between: Callable[[], object] = lambda: None) -> None:
        self.office, self.between = office, between
        self.set: list[list[str]] = []

    def issue(self) -> bytes:
        clerk, group = self.office.clerk, self.office.group

        def paper(prepared: Sequence[Issued]) -> bytes:
            self.set.append([each.card.household.code for each in prepared])
            self.between()
            return sheets(2)

        def issue(prepared: Sequence[Issued], _: bytes) -> None:
            cards.issue_prepared(prepared, clerk, NOON)

        return set_and_issue(group, clerk, NOON, paper, issue)


def test_nothing_is_valid_until_its_paper_is_set(office: Office, zhang: Household) -> None:
    sitting = Sitting(office, lambda: Card.objects.exists() and pytest.fail("too early"))
    assert sitting.issue() == sheets(2)
    assert Card.objects.valid().get().household == zhang


def test_a_card_that_somebody_issued_meanwhile_is_left_out(
    office: Office, zhang: Household
) -> None:
    li = make_household(office.group, "李四麦", "0101002")
    issued: list[Issued] = []
    sitting = Sitting(office, lambda: issued or issued.append(cards.issue(li, office.clerk, NOON)))
    sitting.issue()
    assert sitting.set == [["0101001", "0101002"], ["0101001"]]
    assert Card.objects.valid().filter(household=li).get() == issued[0].card


def test_who_has_left_meanwhile_gets_no_card(office: Office, zhang: Household) -> None:
    li = make_household(office.group, "李四麦", "0101002")
    left: list[object] = []

    def leaves() -> None:
        if not left:
            left.append(households.mark_left(li, NOON.date(), office.clerk, NOON))

    sitting = Sitting(office, leaves)
    sitting.issue()
    assert sitting.set[-1] == ["0101001"]
    assert not Card.objects.filter(household=li).exists()


def test_somebody_who_keeps_coming_between_is_given_way_to(
    office: Office, zhang: Household
) -> None:
    others = iter([make_household(office.group) for _ in range(TRIES)])
    sitting = Sitting(office, lambda: cards.issue(next(others), office.clerk, NOON))
    with pytest.raises(Refused, match="赵庄第1组的卡正在由别人发"):
        sitting.issue()
    assert len(sitting.set) == TRIES
    assert not Card.objects.filter(household=zhang).exists()


def test_cards_of_a_worker_that_died_before_their_paper_took_its_place_are_printed(
    office: Office, job: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, really = files.piece_file(job, office.group.code), Path.replace

    def dies(path: Path, target: Path) -> Path:
        if target == kept:
            raise KeyboardInterrupt
        return really(path, target)

    with monkeypatch.context() as dying:
        dying.setattr(Path, "replace", dies)
        with pytest.raises(KeyboardInterrupt):
            work()
    card = Card.objects.get()
    assert not kept.exists()
    work()
    assert now(job).state == "done"
    assert (Card.objects.get(), kept.read_bytes()) == (card, sheets(2, 101))
    assert list(files.waiting_for(kept)) == []


def test_paper_of_cards_that_never_were_valid_is_thrown_away(office: Office, job: PrintJob) -> None:
    kept = files.piece_file(job, office.group.code)
    files.write(files.beside(kept, "f" * 64), b"codes that open nothing")
    work()
    assert kept.read_bytes() == sheets(2, 101)
    assert list(files.waiting_for(kept)) == []


def test_no_card_becomes_valid_after_its_print_was_stopped(
    office: Office, job: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped_meanwhile(*_: object) -> bytes:
        print_jobs.stop(job, NOON)
        return sheets(2)

    monkeypatch.setattr(printing, "printed_cards", stopped_meanwhile)
    work()
    assert (now(job).state, Card.objects.count()) == ("stopped", 0)
    assert not files.has_parts(job)


def test_the_secrets_of_a_card_stand_in_no_log(office: Office, zhang: Household) -> None:
    issued = cards.issue(zhang, office.clerk, NOON)
    assert issued.token not in repr(issued)
    assert issued.pin not in repr(issued).replace(repr(issued.card), "")
    assert "pin=" not in repr(issued)


def test_cards_whose_paper_cannot_be_kept_are_not_issued(
    job: PrintJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    work()
    assert (now(job).state, Card.objects.count()) == ("failed", 0)


def test_the_form_of_a_group_that_has_all_its_cards_by_now_is_answered_with_the_first_sending(
    office: Office, zhang: Household
) -> None:
    address, typed = f"/cards/{office.group.code}/", {"form_token": uuid4(), "size": "CR80"}
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr("points.views.cards.printed_cards", lambda *_: sheets(2))
        first = signed_in(office.clerk).post(address, typed)
        again = signed_in(office.clerk).post(address, typed)
    assert (first["Content-Type"], again.status_code) == ("application/pdf", 200)
    assert "这批卡已经发过" in again.content.decode()
    assert Card.objects.count() == 1

"""积分卡: issues and prints the cards of all households without one, villager group by group.

The paper of a group is set before its cards are valid, and kept with the act that makes them so:
nobody waits for the typesetter at a lock, and no household has a card whose PIN is on no paper.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from households.models import Card, Household, Place, User
from households.models.household import HouseholdQuerySet
from households.refusals import Refused
from households.services import cards
from households.services.cards import Issued
from points.models import PrintJob
from points.printing.pieces import Piece, Print
from points.prints import files
from points.prints.kinds import Ask, Asked, Kind
from points.prints.places import ask_place, groups_of, place_asked, whole_of
from points.reports.card_sheet import CardSize, printed_cards
from points.reports.shelf import ShelfOn
from points.services import print_jobs

RIGHT: Final = "households.issue_card"
TRIES: Final = 3
"""How often a group is set anew because somebody issued a card in it meanwhile."""


def without_card(group: Place) -> list[Household]:
    """Households living in the group that have no valid card, by code."""
    return list(_lacking([group.pk]).select_related("group__parent").order_by("code"))


def _lacking(groups: Any) -> HouseholdQuerySet:
    with_card = Card.objects.valid().filter(household__group__in=groups)
    living = Household.objects.living_here().filter(group__in=groups)
    return living.exclude(pk__in=with_card.values("household"))


def set_and_issue(
    group: Place,
    by: User,
    at: datetime,
    paper: Callable[[Sequence[Issued]], bytes],
    issue: Callable[[Sequence[Issued], bytes], None],
) -> bytes:
    """The cards of all households of `group` without one: `paper` sets them, then `issue` makes
    them valid by `cards.issue_prepared`, with whatever belongs to that. The paper, empty where all
    have a card.

    What is out of date when it is to be issued is set anew. Raises what `paper` and `issue` raise;
    Refused when others keep issuing cards here.
    """
    for _ in range(TRIES):
        households = without_card(group)
        if not households:
            return b""
        prepared = cards.prepare(households, by, at)
        made = paper(prepared)
        try:
            issue(prepared, made)
        except cards.Overtaken:
            continue
        return made
    raise Refused(f"{group.label}的卡正在由别人发，本次没有发卡，请稍后再试。")


def cards_kind(shelf: ShelfOn) -> Kind:
    """积分卡, whose backs tell of what is on the `shelf`."""

    def offer(user: User, day: date) -> list[Ask]:
        places = ask_place(user, RIGHT, day, "给哪里还没有卡的户发卡")
        sizes = Ask("size", "卡的大小", CardSize.choices, CardSize.CR80)
        return [*places, sizes] if places else []

    def build(job: PrintJob) -> Print:
        size = CardSize(job.asked["size"])

        def piece(group: Place) -> Piece:
            def paper(prepared: Sequence[Issued]) -> bytes:
                return printed_cards(prepared, group, size, shelf, job.day, job.site)

            return Piece(group.code, group.label, lambda: _issued(job, group, paper))

        return Print(job.title, [piece(group) for group in groups_of(job)])

    return Kind(
        label="积分卡",
        told="给整村或整个社区还没有积分卡的户发卡，卡和密码条一次打印好。",
        nothing="没有可以发卡的村组；农户登记之后再来发卡。",
        right=RIGHT,
        offer=offer,
        order=_order,
        build=build,
        warning="排一个组，就给这个组还没有卡的户发好卡。中途停止的，已经发了卡的组照样可以打开打印。"
        "文件里有各户的密码，只有您本人打得开，三天后清除，请及时打印，当面交给各户。",
    )


def _order(user: User, asked: Asked) -> tuple[Place, str]:
    place = place_asked(user, asked)
    if not _lacking(Place.objects.covered_by([place.pk]).values("pk")).exists():
        raise Refused({"place": f"{whole_of(place)}的现住户都有积分卡，不必再发。"})
    size = CardSize(asked["size"])
    return place, f"{whole_of(place)}积分卡（{size.value}）"


def _issued(job: PrintJob, group: Place, paper: Callable[[Sequence[Issued]], bytes]) -> bytes:
    """The paper of one group, which lies where the worker looks for it once its cards are valid."""
    kept = files.piece_file(job, group.code)
    if _kept_by_a_worker_that_died(kept):
        return kept.read_bytes()
    now = timezone.now()

    def issue(prepared: Sequence[Issued], made: bytes) -> None:
        beside = files.beside(kept, prepared[0].card.token_hash)
        with transaction.atomic():
            # Whoever stops the print meanwhile waits here: no card becomes valid after that.
            print_jobs.hold(job)
            cards.issue_prepared(prepared, job.asked_by, now)
            files.write(beside, made)
        files.put(beside, kept)

    return set_and_issue(group, job.asked_by, now, paper, issue)


def _kept_by_a_worker_that_died(kept: Path) -> bool:
    """Whether the paper of cards that are valid had yet to take its place, which it does now.

    The paper of cards that never were made valid is deleted: their codes open nothing.
    """
    for token_hash, found in files.waiting_for(kept):
        if Card.objects.filter(token_hash=token_hash).exists():
            files.put(found, kept)
            return True
        found.unlink()
    return False

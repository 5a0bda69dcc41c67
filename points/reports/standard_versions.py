"""The versions of a community's standard: the one in force, those before and after it, drafts."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.urls import reverse

from households.models import User
from points.models import Standard
from points.periods import Month
from points.services.hangings import hang_longer


class State(StrEnum):
    IN_FORCE = "执行中"
    COMING = "待起用"
    REPLACED = "已被替代"
    ASKING = "征求意见中"
    ASKED = "草案，已征求意见"
    DRAFT = "草案"

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {
            State.IN_FORCE: "ok",
            State.COMING: "info",
            State.ASKING: "info",
            State.ASKED: "warn",
            State.DRAFT: "warn",
        }.get(self, "plain")


@dataclass(frozen=True, slots=True)
class Version:
    """A standard among the others of its community.

    `until` is the last month an adopted standard is used; None: until another one is adopted.
    `place` tells apart the drafts of one first month, from 1 in the order they were made; it is 0
    for an adopted standard.
    """

    standard: Standard
    state: State
    until: Month | None = None
    place: int = 0

    @property
    def is_draft(self) -> bool:
        return self.place > 0

    @property
    def key(self) -> str:
        """What names it among the versions of its community: “2026-01”, a draft “2027-01.1”."""
        return f"{self.standard.starts}.{self.place}" if self.place else str(self.standard.starts)

    @property
    def address(self) -> str:
        """Its page."""
        return self._page("standard_draft" if self.place else "standard_version")

    @property
    def copy_address(self) -> str:
        """Where a copy of it is made."""
        return self._page("standard_draft_copy" if self.place else "standard_copy")

    @property
    def table_address(self) -> str:
        """The table it can be loaded from again."""
        return self._page("standard_draft_table" if self.place else "standard_table")

    @property
    def what_if_address(self) -> str:
        """Where settled months are replayed under it."""
        return self._page("what_if_draft" if self.place else "what_if_standard")

    @property
    def print_address(self) -> str:
        """Its papers."""
        return self._page("standard_draft_print" if self.place else "standard_print")

    def _page(self, name: str) -> str:
        starts = self.standard.starts
        return reverse(name, args=[starts, self.place] if self.place else [starts])

    @property
    def span(self) -> str:
        """The months it is for, in words."""
        first = self.standard.starts
        if self.until is None:
            return f"{first.label}起"
        return first.label if first == self.until else f"{first.label}至{self.until.label}"


def versions(user: User, day: date) -> list[Version]:
    """What `user` sees, as it stands on `day`: drafts, then adopted standards, the latest first.
    One query, and one more while people are asked about a draft."""
    standards = list(
        Standard.objects.visible_to(user)
        .select_related("community", "adopted_by", "comment_notice", "meeting")
        .defer("comment_notice__content")
        .order_by("from_year", "from_month", "pk")
    )
    told = [each.comment_notice for each in standards if each.comment_notice]
    asked = [each for each in told if each.closes_on < day]
    longer = hang_longer(asked, day) if asked else ()
    drafts: list[Version] = []
    places: Counter[Month] = Counter()
    for each in standards:
        if not each.is_adopted:
            places[each.starts] += 1
            state = _of_draft(each, day, longer)
            drafts.append(Version(each, state, place=places[each.starts]))
    adopted = _adopted([each for each in standards if each.is_adopted], Month.of(day))
    return [*reversed(drafts), *reversed(adopted)]


def _of_draft(draft: Standard, day: date, longer: Collection[int]) -> State:
    """`longer`: the notices that hang longer than their own days somewhere."""
    notice = draft.comment_notice
    if notice is None:
        return State.DRAFT
    return State.ASKING if day <= notice.closes_on or notice.pk in longer else State.ASKED


def _adopted(standards: list[Standard], month: Month) -> list[Version]:
    """Standards from the earliest to the latest, each used until the next one starts."""
    found = []
    for number, each in enumerate(standards):
        following = standards[number + 1 : number + 2]
        until = following[0].starts.previous() if following else None
        if each.starts > month:
            state = State.COMING
        elif until is not None and until < month:
            state = State.REPLACED
        else:
            state = State.IN_FORCE
        found.append(Version(each, state, until))
    return found

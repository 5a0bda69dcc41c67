"""The versions of a community's standard: the one in force, those before and after it, drafts."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from households.models import User
from points.models import Standard
from points.periods import Month


class State(StrEnum):
    IN_FORCE = "执行中"
    COMING = "待起用"
    REPLACED = "已停用"
    DRAFT = "草案"

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {State.IN_FORCE: "ok", State.COMING: "info", State.DRAFT: "warn"}.get(self, "plain")


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
    def address(self) -> str:
        """Its page."""
        return self._page("standard_draft" if self.place else "standard_version")

    @property
    def copy_address(self) -> str:
        """Where a copy of it is made."""
        return self._page("standard_draft_copy" if self.place else "standard_copy")

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


def versions(user: User, month: Month) -> list[Version]:
    """What `user` sees, as it stands on the first day of `month`: drafts, then adopted standards,
    the latest first. One query."""
    standards = list(
        Standard.objects.visible_to(user)
        .select_related("community", "adopted_by")
        .order_by("from_year", "from_month", "pk")
    )
    drafts: list[Version] = []
    places: Counter[Month] = Counter()
    for each in standards:
        if not each.is_adopted:
            places[each.starts] += 1
            drafts.append(Version(each, State.DRAFT, place=places[each.starts]))
    adopted = _adopted([each for each in standards if each.is_adopted], month)
    return [*reversed(drafts), *reversed(adopted)]


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

"""The versions of a community's standard: which is in force, which was, which will be, drafts."""

from dataclasses import dataclass

from django.urls import reverse

from households.models import User
from points.models import Standard
from points.periods import Month


@dataclass(frozen=True, slots=True)
class Version:
    """A standard among the others of its community.

    `place` tells apart the drafts of one first month, from 1 in the order they were made; it is 0
    for an adopted standard. `until` is the last month an adopted one is used; None: no end yet.
    """

    standard: Standard
    state: str
    place: int = 0
    until: Month | None = None

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {"执行中": "ok", "待起用": "info", "草案": "warn"}.get(self.state, "plain")

    @property
    def address(self) -> str:
        """Its page."""
        starts = self.standard.starts
        if self.place:
            return reverse("standard_draft", args=[starts, self.place])
        return reverse("standard_version", args=[starts])

    @property
    def span(self) -> str:
        """The months it is meant for, in words."""
        first = self.standard.starts
        if self.until is None:
            return f"{first.label}起"
        return first.label if first == self.until else f"{first.label}至{self.until.label}"


def versions(user: User, month: Month) -> list[Version]:
    """All versions `user` sees, as they stand in `month`, the latest first. One query."""
    found = []
    following: Standard | None = None
    drafts: dict[Month, list[Version]] = {}
    standards = Standard.objects.visible_to(user).select_related("adopted_by", "community")
    for standard in standards.order_by("-from_year", "-from_month", "-pk"):
        if not standard.is_adopted:
            ...
    return found


def in_force(found: list[Version]) -> Version | None:
    """The version used this month."""
    return next((each for each in found if each.state == "执行中"), None)

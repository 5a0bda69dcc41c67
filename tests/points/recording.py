"""An office with November opened, and shorthands for recording in it."""

from datetime import date
from typing import Any

from households.models import Household, User
from points.models import Record, Sheet
from points.services import records, sheets
from points.services.recordbook import Draft
from tests.factory import NOON, NOVEMBER, Office, appoint, make_household, make_user

THIRD = date(2026, 11, 3)


class Recording(Office):
    """Zhang and Li live in the one group; the sheet of November is open."""

    def __init__(self, name: str = "东岭社区") -> None:
        super().__init__(name)
        self.zhang = make_household(self.group, "张三禾")
        self.li = make_household(self.group, "李四麦")
        (self.sheet,) = sheets.open_month(self.community, NOVEMBER, self.clerk, NOON)

    def record(self, code: str = "4.1", household: Household | None = None, **more: Any) -> Record:
        """One matter of Zhang's, on 3 November, by the clerk, unless told otherwise."""
        day = more.pop("day", THIRD)
        origin = more.pop("origin", Record.Origin.OFFICE)
        by = more.pop("by", self.clerk)
        draft = Draft(household or self.zhang, code, day, **more)
        return records.record_matter(NOVEMBER, draft, origin, by, NOON)

    def version(self) -> int:
        return Sheet.objects.get(pk=self.sheet.pk).version

    def neighbour(self, role: str, household: Household) -> User:
        """Somebody of `household` who holds `role` at the community, or at the group."""
        user = make_user(self.community, "周邻居", household)
        appoint(user, role, self.group if role == "scorer" else self.community)
        return user

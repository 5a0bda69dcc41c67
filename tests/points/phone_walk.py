"""A group and the two walkers who go through it with a phone."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from points.services import patrol_plans
from tests.factory import NOON, make_household
from tests.photos import drawn, saved
from tests.points.patrolling import Patrolled

FRIDAY = date(2026, 11, 20)
PHOTO = saved(drawn())


class PhoneWalk(Patrolled):
    """A round planned for the day of NOON, walked by `walker` and `second`."""

    def __init__(self) -> None:
        super().__init__()
        self.second = self.committee
        self.zhang = self.households[0]
        self.wang = make_household(self.group, "王小麦")
        self.round = self.planned(FRIDAY, at=NOON)

    def close(self) -> None:
        """Both have confirmed it."""
        self.round.refresh_from_db()
        patrol_plans.confirm(
            self.round, self.round.version, FRIDAY, self.clerk, NOON, on_paper=True
        )

    @property
    def page(self) -> str:
        return f"/patrols/{self.round.ref}/walk/"

    def finding(self, **changed: Any) -> dict[str, Any]:
        """What a phone sends of one; `changed` fields stand in for those given here, None leaves
        one out."""
        sent = {
            "form_token": str(uuid4()),
            "household": self.zhang.code,
            "indicator": "6",
            "taken": "2",
            "note": "桶没有盖",
            "told_on_the_spot": "on",
            "fix_by": "2026-11-27",
            "noted_at": "2026-11-20T03:30:00.000Z",
        }
        return {name: value for name, value in (sent | changed).items() if value is not None}

    def send(self, client: Client, **changed: Any) -> Any:
        return client.post(f"{self.page}send/", self.finding(**changed))


def photo(content: bytes = PHOTO) -> SimpleUploadedFile:
    return SimpleUploadedFile("IMG_0001.jpg", content, "image/jpeg")

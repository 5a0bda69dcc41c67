"""Two people hang photos on one record at once: it holds six, and no file is left without a row."""

from pathlib import Path

import pytest
from django.conf import settings

from households.models import User
from households.refusals import Refused
from points.models import Evidence
from points.services import evidence
from tests.concurrency.harness import Act, race, stopped_by_sqlite, writing
from tests.factory import NOON
from tests.photos import photo
from tests.points.recording import Recording

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


class Hanging:
    """A record without a photo, and two people who have four photos each."""

    def __init__(self) -> None:
        self.month = Recording()
        self.record = self.month.record("1.3")

    def attaches(self, by: User, first: int) -> Act:
        photos = [photo(each) for each in range(first, first + 4)]
        return lambda: evidence.attach(self.record, photos, by, NOON)

    def rows(self) -> set[str]:
        """The files that have a row."""
        return set(Evidence.objects.values_list("file", flat=True))

    def files(self) -> set[str]:
        root = Path(settings.MEDIA_ROOT)
        folder = root / "evidence" / str(self.month.community.pk)
        return {str(path.relative_to(root)) for path in folder.glob("*.jpg")}


def test_two_people_hang_photos_and_the_record_holds_no_more_than_six() -> None:
    wall = Hanging()
    one, other = wall.attaches(wall.month.clerk, 0), wall.attaches(wall.month.scorer, 4)
    outcome = race(one, other, writing(Evidence))
    assert outcome.waited
    assert isinstance(outcome.follower, Refused)
    assert "这条还能附2张" in outcome.follower.messages[0]
    assert len(wall.rows()) == 4
    assert wall.files() == wall.rows()


def test_without_the_lock_the_record_holds_eight(unlocked: None) -> None:
    wall = Hanging()
    one, other = wall.attaches(wall.month.clerk, 0), wall.attaches(wall.month.scorer, 4)
    outcome = race(one, other, writing(Evidence))
    assert not outcome.waited
    assert len(wall.rows()) == (4 if stopped_by_sqlite(outcome) else 8)
    assert wall.files() == wall.rows()

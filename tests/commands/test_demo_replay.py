"""The demo's months, replayed under the standard they were posted by, come out as they were."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from points.models import Standard
from points.services.replays import settled_months
from tests.points.replaying import again, posted

pytestmark = pytest.mark.django_db


def test_the_same_standard_gives_every_score_that_was_posted(settings: Settings) -> None:
    settings.DEBUG = True
    call_command("demo", households=138, months=2, stdout=StringIO())
    standard = Standard.objects.adopted().get()
    first, last = settled_months(standard.community)
    known = posted(standard.community, first)
    assert len(known) > 80
    assert again(standard, first, last) == known
    assert again(standard, last, last) == posted(standard.community, last)

"""The ground the tests stand on: a test that commits leaves neither rows nor unguarded tables."""

import pytest
from django.conf import settings
from django.db import connection

from households import guards
from points.models import Item, Standard
from tests.factory import make_community, make_standard


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_facts_committed_by_one_test_are_gone_in_the_next_and_the_guards_stand(turn: str) -> None:
    assert not Standard.objects.exists()
    guards.require(connection)
    adopted = make_standard(make_community())
    assert Item.objects.filter(rule__area__standard=adopted).exists()


@pytest.mark.django_db
def test_sqlite_is_a_file_that_threads_can_share() -> None:
    if connection.vendor == "sqlite":
        assert connection.settings_dict["NAME"].endswith("test.sqlite3")


def test_uploads_stay_out_of_the_office() -> None:
    assert not str(settings.MEDIA_ROOT).startswith(str(settings.BASE_DIR))

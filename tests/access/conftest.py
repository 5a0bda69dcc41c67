"""Three communities in one database, made once for all questions about access."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from tests.access.asking import Person, officers_of, people_of
from tests.access.towns import Town


@dataclass(frozen=True, slots=True)
class Towns:
    """Ours; another one; and one whose groups, households and notices have the codes of ours."""

    here: Town
    there: Town
    twin: Town


@pytest.fixture(scope="package", autouse=True)
def _one_moment() -> Iterator[None]:
    """What is open today when the towns are made is still open when they are asked, past midnight,
    too."""
    now = timezone.now()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: now)
        yield


@pytest.fixture(scope="package")
def towns(
    _one_moment: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Towns]:
    """Written in a transaction around those of the tests, and undone with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Towns(Town("东岭", "A"), Town("西河", "B"), Town("南坡", "A"))
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def people(towns: Towns, django_db_blocker: DjangoDbBlocker) -> list[Person]:
    """Who asks at the addresses of our community."""
    with django_db_blocker.unblock():
        return people_of(towns.here, towns.there)


@pytest.fixture(scope="package")
def officers_of_the_twin(towns: Towns, django_db_blocker: DjangoDbBlocker) -> list[Person]:
    with django_db_blocker.unblock():
        return officers_of(towns.twin)

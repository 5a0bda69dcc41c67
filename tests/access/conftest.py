"""Three communities in one database, made once for all questions about access."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.towns import Town


@dataclass(frozen=True, slots=True)
class Towns:
    """Ours; another one; and one whose groups, households and notices have the codes of ours."""

    here: Town
    there: Town
    twin: Town


@pytest.fixture(scope="package")
def towns(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Towns]:
    """Written in a transaction around those of the tests, and undone with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield Towns(Town("东岭", "A"), Town("西河", "B"), Town("南坡", "A"))
        transaction.set_rollback(True)

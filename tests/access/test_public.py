"""What is served beside the pages: files of the design, and nothing of the office."""

from pathlib import PurePath

import pytest
from django.conf import settings as office
from django.contrib.staticfiles.finders import get_finders
from django.test import Client
from pytest_django import Settings

KINDS = {".css", ".js", ".svg", ".png", ".ttf"}
LICENCES = ("LICENSE", "OFL", "README")


def test_only_files_of_the_design_and_their_licences_are_served() -> None:
    served = [PurePath(path) for finder in get_finders() for path, _ in finder.list([])]
    assert len(served) > 10
    others = [path for path in served if path.suffix not in KINDS]
    assert [str(path) for path in others if not path.name.startswith(LICENCES)] == []


@pytest.fixture(autouse=True)
def _as_on_a_server(settings: Settings) -> None:
    """The files as collectstatic would find them, without running it."""
    settings.WHITENOISE_USE_FINDERS = True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/static/",
        "/static/css/",
        "/static/../manage.py",
        "/static/%2e%2e/manage.py",
        "/static/..%2fconfig/settings.py",
        "/static//etc/passwd",
        "/manage.py",
        "/var/db.sqlite3",
        "/media/",
        "/templates/base.html",
    ],
)
def test_no_folder_and_nothing_outside_the_static_files_is_served(address: str) -> None:
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_a_file_of_the_design_is_served_without_a_sign_in() -> None:
    response = Client().get("/static/css/tokens.css")
    assert response.status_code == 200
    assert b"--" in b"".join(response)


@pytest.mark.django_db
def test_what_was_uploaded_has_no_address() -> None:
    folder = PurePath(office.MEDIA_ROOT)
    assert not folder.is_relative_to(office.STATIC_ROOT)
    for root in office.STATICFILES_DIRS:
        assert not folder.is_relative_to(root)

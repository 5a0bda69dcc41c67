"""Puts a photo's file where its row will say it is; a file stays only if its row does."""

import weakref
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from households.models import Card, User
from points.models.photo import Photo, stored_as
from points.photos import Prepared

P = TypeVar("P", bound=Photo)


def with_file(model: type[P], photo: Prepared, by: User | Card, at: datetime, **of: Any) -> P:
    """An unsaved `model` of `photo` (`of`: its community and what it belongs to), its file written.

    For use within the transaction that saves it; when that is rolled back, the file goes too.
    """
    row = model(
        digest=photo.digest,
        look=photo.look,
        width=photo.width,
        height=photo.height,
        by=by if isinstance(by, User) else None,
        by_card=by if isinstance(by, Card) else None,
        at=at,
        **of,
    )
    name = stored_as(row, "")
    delete_unless_committed(name)
    row.file.save(name, ContentFile(photo.jpeg), save=False)
    return row


class _Waiting:
    """Lives as long as Django remembers to tell of the commit."""


def delete_unless_committed(name: str) -> None:
    """Deletes a stored file when the transaction that wrote it is rolled back."""
    # Nobody is told of a rollback, of a savepoint or of the whole: Django only forgets whom it
    # would have told of the commit. So the file goes with the last reference to that.
    waiting = _Waiting()
    forgotten = weakref.finalize(waiting, default_storage.delete, name)

    def keep(_: _Waiting = waiting) -> None:
        forgotten.detach()

    transaction.on_commit(keep)

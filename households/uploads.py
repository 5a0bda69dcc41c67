"""Where an uploaded roster waits between its preview and its confirmation."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from import_export.tmp_storages import MediaStorage

KEPT = timedelta(days=1)


class RosterUploads(MediaStorage):
    """Rosters hold names and telephones: those nobody confirmed are deleted after a day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.MEDIA_FOLDER = "rosters"

    def save(self, data: bytes) -> None:
        self.forget_old()
        super().save(data)

    def forget_old(self) -> None:
        """Deletes uploads that have waited longer than a day."""
        if not self._storage.exists(self.MEDIA_FOLDER):
            return
        for name in self._storage.listdir(self.MEDIA_FOLDER)[1]:
            path = f"{self.MEDIA_FOLDER}/{name}"
            if timezone.now() - self._storage.get_modified_time(path) > KEPT:
                self._storage.delete(path)

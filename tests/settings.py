"""The office's own settings for a test run: as on a server, but plain HTTP and quick.

Only DATABASE_URL is taken from the environment; tests/conftest.py gives SQLite its own file.
"""

import os

os.environ.update(
    DEBUG="0",
    SECRET_KEY="only-for-tests-and-nowhere-else",
    ALLOWED_HOSTS="localhost,127.0.0.1",
    HTTPS="0",
    PLAIN_HTTP="1",
)

from config.settings import *  # noqa: F403  (reads the environment set above)
from config.settings import CACHES, DATABASES, STORAGES

# A strong hasher costs a quarter of a second for every account made.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Without these two, no page could be shown before a collectstatic run.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
# In the memory of this process, with whatever else is kept: `cache.clear()` empties both.
CACHES["papers"] = CACHES["default"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # No test cuts the power, and waiting for the disk is most of what a commit takes.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

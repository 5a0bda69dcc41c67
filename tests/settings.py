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
from config.settings import STORAGES

# A strong hasher costs a quarter of a second for every account made.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The manifest needs a collectstatic run before any page can be shown.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True

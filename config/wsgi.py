"""The door for gunicorn and runserver; refuses to start on tables without their guards."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.db import connection  # noqa: E402  (the apps must be loaded first)

from households import guards  # noqa: E402

guards.require(connection)
# Workers that are forked from here must not share it.
connection.close()

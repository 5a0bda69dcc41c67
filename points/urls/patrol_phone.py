"""Addresses of a patrol on the walker's phone; its service worker lies above them all."""

from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import patrol_phone

urlpatterns = [
    path("patrols/worker.js", patrol_phone.patrol_worker, name="patrol_worker"),
    path("patrols/<code:ref>/walk/", patrol_phone.patrol_walk, name="patrol_walk"),
    path("patrols/<code:ref>/walk/send/", patrol_phone.patrol_send, name="patrol_send"),
]

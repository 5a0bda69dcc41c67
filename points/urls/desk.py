"""The address everybody starts at."""

from django.urls import path

from points.views.desk import desk_page

urlpatterns = [path("", desk_page, name="desk")]

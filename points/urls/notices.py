from django.urls import path

from points.urls import converters  # noqa: F401  (registers “code”)
from points.views import hanging, notice, notice_new

urlpatterns = [
    path("notices/", notice.notice_list, name="notice_list"),
    path("notices/new/", notice_new.notice_new, name="notice_new"),
    path("notices/close/", notice.notice_close, name="notice_close"),
    path("notices/<int:number>/", notice.notice_page, name="notice"),
    path("notices/<int:number>/print/", notice.notice_print, name="notice_print"),
    path("notices/<int:number>/hang/<code:village>/", hanging.notice_hang, name="notice_hang"),
    path(
        "notices/<int:number>/take-down/<code:village>/",
        hanging.notice_take_down,
        name="notice_take_down",
    ),
    path("hangings/<code:ref>/", hanging.hanging_photo, name="hanging_photo"),
    path("hangings/<code:ref>/void/", hanging.hanging_void, name="hanging_void"),
]

from django.urls import path

from points.views import notice, notice_new

urlpatterns = [
    path("notices/", notice.notice_list, name="notice_list"),
    path("notices/new/", notice_new.notice_new, name="notice_new"),
    path("notices/close/", notice.notice_close, name="notice_close"),
    path("notices/<int:number>/", notice.notice_page, name="notice"),
    path("notices/<int:number>/print/", notice.notice_print, name="notice_print"),
]

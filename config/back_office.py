"""The admin site of the office: Chinese headings, entry by open appointment, one sign-in page."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse


class BackOffice(admin.AdminSite):
    site_header = "家庭诚信积分 · 后台"
    site_title = "家庭诚信积分"
    index_title = "后台管理"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether an open appointment of the signed-in person opens the back office."""
        return request.user.is_active and request.user.has_perm("households.enter_back_office")

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Sends strangers to the one sign-in page; raises PermissionDenied for everybody else."""
        if request.user.is_authenticated:
            raise PermissionDenied("您的任职不能进入后台。")
        return redirect_to_login(request.GET.get("next", "/admin/"))

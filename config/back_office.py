"""The admin site of the office: Chinese headings, entry by open appointment, one sign-in page."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator


class BackOffice(admin.AdminSite):
    site_header = "家庭诚信积分 · 后台"
    site_title = "家庭诚信积分"
    index_title = "后台管理"
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether an open appointment of the signed-in person opens the back office."""
        return request.user.is_active and request.user.has_perm("households.enter_back_office")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """403 for people without the right, where the stock admin shows a second sign-in page."""
        page = super().admin_view(view, cacheable)

        @wraps(page)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("您的任职不能进入后台。")
            return page(request, *args, **kwargs)

        return entered

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one sign-in page; the admin's own address leads there."""
        return redirect_to_login(request.GET.get("next", "/admin/"))

"""What the parts of a standard share in the back office: they change only while it is a draft."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from households.admin.scoped import ScopedAdmin
from households.models import User
from points.models import Standard


class DraftAdmin(ScopedAdmin):
    """A standard or its items: written and deleted while a draft, afterwards only read."""

    actions = None

    def is_draft(self, row: Any) -> bool:
        standard: Standard = row if isinstance(row, Standard) else row.standard
        return not standard.is_adopted

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self.is_draft(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete", obj) and (obj is None or self.is_draft(obj))

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tells a service's refusal on the list."""
        try:
            return super().delete_view(request, *args, **kwargs)
        except ValidationError as refused:
            for message in refused.messages:
                messages.error(request, message)
            return redirect(
                reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            )


class PartInline(admin.TabularInline):
    """Lines of a standard on its own page."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not obj.is_adopted and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not obj.is_adopted and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not obj.is_adopted and super().has_delete_permission(request, obj)


def person(request: HttpRequest) -> User:
    """Who asks: the back office lets nobody in without a sign-in."""
    return cast(User, request.user)

"""Accounts and appointments in the back office."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from households.admin.scoped import ScopedAdmin, home_of
from households.models import Appointment, User
from households.services import accounts, appointments


class UserForm(forms.ModelForm):
    new_password = forms.CharField(
        label="密码",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少8位，不要全用数字，并告知本人登录后修改。"
        "不登录系统的人（如村民代表）新建时空着；修改时空着表示不变。",
    )

    class Meta:
        model = User
        fields = ("username", "name", "household", "is_active")


@admin.register(User)
class UserAdmin(ScopedAdmin):
    form = UserForm
    list_display = ("username", "name", "household", "is_active")
    list_filter = ("is_active",)
    list_select_related = ("household",)
    search_fields = ("username", "name")
    autocomplete_fields = ("household",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("username",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        home = home_of(request)

        class HomeForm(form):  # type: ignore[misc, valid-type]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                if self.instance.pk is None:
                    self.instance.community = home

        return HomeForm

    def write(self, request: HttpRequest, row: User, form: forms.ModelForm, change: bool) -> Model:
        password = form.cleaned_data["new_password"]
        if change:
            return accounts.change_user(row, row.name, row.household, row.is_active, password)
        return accounts.create_user(
            row.username, row.name, home_of(request), password, row.household
        )


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    fields = ("user", "role", "place", "starts_on", "ends_on", "basis")
    list_display = ("user", "role", "place", "starts_on", "ends_on")
    list_filter = ("role",)
    list_select_related = ("user", "place__parent")
    search_fields = ("user__name", "user__username", "place__name")
    autocomplete_fields = ("user", "place")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An office is never rewritten: it is ended, and a new one given."""
        if obj is None:
            return ()
        fixed = ("user", "role", "place", "starts_on", "basis")
        return fixed if obj.ends_on is None else (*fixed, "ends_on")

    def write(
        self, request: HttpRequest, row: Appointment, form: forms.ModelForm, change: bool
    ) -> Model:
        if not change:
            return appointments.appoint(
                row.user, row.role, row.place, row.starts_on, row.ends_on, row.basis
            )
        if "ends_on" in form.changed_data and row.ends_on is not None:
            return appointments.end(row, row.ends_on)
        return row

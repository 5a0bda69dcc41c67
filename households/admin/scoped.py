"""The admin under our rule: rows by `visible_to`, acts by open appointment, writing by services."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm
from django.http import Http404, HttpRequest, HttpResponse

from households.forms import show_refusal
from households.models import Place, User


class ScopedAdmin(admin.ModelAdmin):
    """Shows a person only what his appointments cover, in lists, searches and drop-downs alike.

    Nothing is deleted here, and a row outside the scope is a plain 404. Subclasses write through a
    service by overriding `write`.
    """

    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.model._default_manager.visible_to(request.user)
        return rows.order_by(*self.get_ordering(request) or self.model._meta.ordering)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """No filter in an address guesses at what is never shown."""
        guessed = {"password", "salt", "digest"} & set(lookup.split("__"))
        return not guessed and super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _may(self, request: HttpRequest, act: str, row: Model | None) -> bool:
        meta = self.opts
        return request.user.has_perm(f"{meta.app_label}.{act}_{meta.model_name}", row)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "view", obj) or self.has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        rows: Any = kwargs.get("queryset")
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        if issubclass(rows.model, Place):
            rows = rows.select_related("parent")
        kwargs["queryset"] = rows.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _get_obj_does_not_exist_redirect(
        self, request: HttpRequest, opts: Any, object_id: str
    ) -> HttpResponse:
        raise Http404

    def write(self, request: HttpRequest, row: Any, form: ModelForm, change: bool) -> Model:
        """Hands what was typed to the service that owns it; returns the row as written."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        written = self.write(request, obj, form, change)
        obj.__dict__.update(written.__dict__)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Shows a service's refusal on the form, as the admin shows any other mistake."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refused:
            request.refused = refused  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """A form that already knows what a service refused a moment ago."""
        form_class: Any = super().get_form(request, *args, **kwargs)
        if not hasattr(request, "refused"):
            return form_class
        refused: ValidationError = request.refused

        class RefusedForm(form_class):
            def full_clean(self) -> None:
                super().full_clean()
                show_refusal(self, refused)

        return RefusedForm


def person(request: HttpRequest) -> User:
    """Who is signed in; nobody else reaches the admin."""
    return cast(User, request.user)


def home_of(request: HttpRequest) -> Place:
    """The community the signed-in person's account belongs to."""
    return person(request).community

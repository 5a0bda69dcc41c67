"""Villages, groups and outlets in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from households.admin.scoped import ScopedAdmin, home_of
from households.models import Place
from households.roles import PlaceKind
from households.services import places


class PlaceForm(ModelForm):
    class Meta:
        model = Place
        fields = ("kind", "parent", "code", "name", "joined_on")


@admin.register(Place)
class PlaceAdmin(ScopedAdmin):
    form = PlaceForm
    list_display = ("code", "label", "kind", "parent", "joined_on")
    list_display_links = ("code", "label")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name", "parent__name")
    ordering = ("code",)

    @admin.display(description="名称", ordering="name")
    def label(self, place: Place) -> str:
        return place.label

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        fixed = ("kind", "parent", "code")
        return fixed if obj.kind == PlaceKind.VILLAGE else (*fixed, "joined_on")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None:
            kinds = [choice for choice in PlaceKind.choices if choice[0] != PlaceKind.COMMUNITY]
            form.base_fields["kind"].choices = kinds
            form.base_fields["parent"].required = True
            upper = form.base_fields["parent"].queryset
            form.base_fields["parent"].queryset = upper.filter(
                kind__in=(PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
            )
        return form

    def write(self, request: HttpRequest, row: Place, form: ModelForm, change: bool) -> Model:
        if change:
            return places.change(row, row.name, row.joined_on)
        return places.create_below(
            row.parent or home_of(request), row.kind, row.code, row.name, row.joined_on
        )

"""Declared relatives in the back office: added, taken back, never rewritten."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from households.admin.scoped import ScopedAdmin, person
from households.models import Relation
from households.services import relations

DECLARED = ("user", "household", "kind")


class RelationForm(forms.ModelForm):
    ends = forms.BooleanField(
        label="撤销这项申报",
        required=False,
        help_text="申报有误或关系已经不在时才勾选；撤销之后，他不再回避这一户。",
    )

    class Meta:
        model = Relation
        fields = DECLARED


@admin.register(Relation)
class RelationAdmin(ScopedAdmin):
    form = RelationForm
    list_display = ("user", "kind", "household", "declared_at", "ended_at")
    list_filter = ("kind", ("ended_at", EmptyFieldListFilter))
    list_select_related = ("user", "household")
    search_fields = ("user__name", "household__head", "household__code")
    autocomplete_fields = ("user", "household")

    def get_fields(self, request: HttpRequest, obj: Relation | None = None) -> tuple[str, ...]:
        if obj is None:
            return DECLARED
        known = (*DECLARED, "declared_by", "declared_at")
        if obj.ended_at is not None:
            return (*known, "ended_by", "ended_at")
        return (*known, "ends") if self.has_change_permission(request, obj) else known

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        shown = () if obj is None else self.get_fields(request, obj)
        return tuple(name for name in shown if name != "ends")

    def write(
        self, request: HttpRequest, row: Relation, form: forms.ModelForm, change: bool
    ) -> Model:
        by, at = person(request), timezone.now()
        if not change:
            return relations.declare(row.user, row.household, row.kind, by, at)
        if form.cleaned_data.get("ends"):
            relations.end(row, by, at)
        return row

"""Standards in the back office: title, first month, areas and rules of a draft."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, ForeignKey, QuerySet
from django.forms import BaseModelFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from households.admin.scoped import home_of
from points.admin.drafts import DraftAdmin, PartInline, person
from points.forms.standard import NumberedForm, NumberedLines, StandardForm
from points.models import Area, Rule, Standard
from points.reports.standard_page import area_parts
from points.reports.standard_versions import versions
from points.services import standard_edits, standards
from points.services.standard_content import SETTINGS

CAPS = (
    "monthly_cap",
    "quarterly_cap",
    "yearly_cap",
    "monthly_deduction_cap",
    "quarterly_deduction_cap",
    "yearly_deduction_cap",
)


class AreaInline(PartInline):
    model = Area
    form = NumberedForm
    formset = NumberedLines
    fields = ("number", "name", *CAPS)
    ordering = ("number",)


class RuleInline(PartInline):
    model = Rule
    form = NumberedForm
    formset = NumberedLines
    fields = ("number", "area", "title", *CAPS)
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("area")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Offers the areas of the rule's own standard, read once for all lines."""
        match = request.resolver_match
        key = match.kwargs.get("object_id") if match else None
        kwargs["queryset"] = Area.objects.visible_to(person(request)).filter(standard=key)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            field.choices = list(field.choices)
        return field


@admin.register(Standard)
class StandardAdmin(DraftAdmin):
    form = StandardForm
    inlines = (AreaInline, RuleInline)
    list_display = ("title", "starts_in", "state", "item_count", "adoption_basis")
    ordering = ("-from_year", "-from_month", "-pk")

    class Media:
        css = {"all": ("css/admin-standard.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("community", "adopted_by")
        return rows.annotate(items_in_all=Count("items"))

    @admin.display(description="起用月份", ordering="from_year")
    def starts_in(self, standard: Standard) -> str:
        return standard.starts.label

    @admin.display(description="状态")
    def state(self, standard: Standard) -> str:
        return "已通过，不能再改" if standard.is_adopted else "草案"

    @admin.display(description="评分项", ordering="items_in_all")
    def item_count(self, standard: Any) -> int:
        return standard.items_in_all

    @admin.display(description="登记人")
    def registered_by(self, standard: Standard) -> str:
        return str(standard.adopted_by)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None or not obj.is_adopted:
            return ("title", "starts", *SETTINGS)
        told = ("title", "starts_in", "state", "adoption_basis", "adopted_at", "registered_by")
        return (*told, *SETTINGS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj is not None and obj.is_adopted else ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Areas and rules are written once the draft itself is there."""
        return self.inlines if obj is not None else ()

    def write(self, request: HttpRequest, row: Standard, form: ModelForm, change: bool) -> Standard:
        title, starts = form.cleaned_data["title"], form.cleaned_data["starts"]
        settings = {name: form.cleaned_data[name] for name in SETTINGS}
        if not change:
            row = standards.create_draft(home_of(request), title, starts, [])
        return standard_edits.change_draft(row, title, starts, settings)

    def save_related(
        self, request: HttpRequest, form: ModelForm, formsets: list[BaseModelFormSet], change: bool
    ) -> None:
        """Writes areas and rules together: a rule leaves its area before that is deleted."""
        saved: list[Any] = []
        removed: list[Any] = []
        for formset in formsets:
            formset.save(commit=False)
            saved += [*formset.new_objects, *(row for row, _ in formset.changed_objects)]
            removed += formset.deleted_objects
        if saved or removed:
            areas = [row for row in saved if isinstance(row, Area)]
            rules = [row for row in saved if isinstance(row, Rule)]
            standard_edits.write_parts(form.instance, areas, rules, removed)

    def delete_model(self, request: HttpRequest, obj: Standard) -> None:
        standard_edits.delete_draft(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """All that goes with a draft, to be read before it is deleted."""
        (standard,) = objs
        named: list[Any] = []
        counts = {"方面": 0, "条": 0, "评分项": 0}
        for part in area_parts(standard):
            rules: list[Any] = []
            for rule in part.rules:
                rules += [str(rule.rule), [str(line.item) for line in rule.lines]]
                counts["评分项"] += len(rule.lines)
            named += [str(part.area), rules]
            counts["条"] += len(part.rules)
            counts["方面"] += 1
        return [str(standard), named], counts, set(), []

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Goes on to the new draft's page, where areas and rules are written."""
        return redirect("admin:points_standard_change", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Adds the addresses of what else can be done with the standard."""
        shown = kwargs.get("obj")
        if shown is not None:
            found = versions(person(request), timezone.localdate())
            context["version"] = next(each for each in found if each.standard == shown)
            context["may_adopt"] = self.is_draft(shown) and request.user.has_perm(
                "points.adopt_standard", shown
            )
            items = reverse("admin:points_item_changelist", query={"standard": shown.pk})
            context["items_address"] = items
        return super().render_change_form(request, context, *args, **kwargs)

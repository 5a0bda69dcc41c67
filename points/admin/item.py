"""Items of a standard in the back office: a list per version, and one item at a time."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from households.models import Place
from households.roles import PlaceKind
from points.admin.drafts import DraftAdmin, person
from points.forms.standard import ItemForm
from points.models import Item, Rule
from points.reports.standard_page import caps
from points.reports.standard_versions import versions
from points.services import standard_edits
from points.services.amounts import worth


class OneStandard(admin.SimpleListFilter):
    """The version whose items are listed: one at a time, the latest draft first."""

    title = "标准"
    parameter_name = "standard"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = versions(person(request), timezone.localdate())
        return [
            (str(each.standard.pk), f"{each.standard}（{each.state}，{each.span}）")
            for each in found
        ]

    def value(self) -> str | None:
        keys = [str(key) for key, _ in self.lookup_choices]
        asked = super().value()
        return asked if asked in keys else next(iter(keys), None)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(standard=self.value())

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        shown = self.value()
        for key, label in self.lookup_choices:
            yield {
                "selected": key == shown,
                "query_string": changelist.get_query_string({self.parameter_name: key}),
                "display": label,
            }


@admin.register(Item)
class ItemAdmin(DraftAdmin):
    form = ItemForm
    fieldsets = (
        (None, {"fields": ("rule", "code", "title")}),
        (
            "分值",
            {
                "fields": (
                    ("points_min", "points_max", "unit"),
                    ("tiers", "tiers_by"),
                    ("monthly_cap", "quarterly_cap", "yearly_cap"),
                    "once",
                    ("exclusive_group", "within_event"),
                ),
                "description": "加分填正数，扣分填负数；上限与分值同号，没有上限就空着。"
                "写了分档的，最低分和最高分可以空着。",
            },
        ),
        ("只用于扣分", {"fields": (("repeat_days", "validity_months"),)}),
        (
            "由巡查提出",
            {
                "fields": (
                    ("patrol_from", "patrol_to"),
                    ("patrol_indicators", "patrol_overdue"),
                ),
                "description": "村小组评分时，照本月各次巡查向合条件的户建议本项；填了几栏的，"
                "几样都合才建议。与巡查无关的都空着。",
            },
        ),
        (
            "办理",
            {
                "fields": (
                    "evidence",
                    "proposers",
                    "basis",
                    "case_by_case",
                    "village",
                    "sensitive",
                    "veto",
                )
            },
        ),
    )
    list_display = ("code", "title", "rule_number", "worth", "caps", "marks")
    list_display_links = ("code", "title")
    list_filter = (OneStandard,)
    list_per_page = 200
    search_fields = ("code", "title", "rule__title")
    ordering = ("standard", "position")

    class Media:
        css = {"all": ("css/admin-standard.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).select_related("standard__community", "rule", "village")
        )

    @admin.display(description="条", ordering="rule__number")
    def rule_number(self, item: Item) -> str:
        return f"第{item.rule.number}条"

    @admin.display(description="分值")
    def worth(self, item: Item) -> str:
        return worth(item)

    @admin.display(description="上限")
    def caps(self, item: Item) -> str:
        return "，".join(caps(item))

    @admin.display(description="标记")
    def marks(self, item: Item) -> str:
        marks = (
            ("敏感", item.sensitive),
            ("一票否决", item.veto),
            ("互斥", item.exclusive_group),
            ("分档", item.tiers),
            ("每期一次", item.once),
            ("重复加倍", item.repeat_days),
            ("有效期", item.validity_months),
            ("一事一议", item.case_by_case),
            ("巡查", item.patrol_terms),
            ("村自定", item.village_id),
        )
        return "、".join(label for label, marked in marks if marked)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An item is added to a rule of a draft, so there must be one."""
        return super().has_add_permission(request) and _rules_of_drafts(request).exists()

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Offers the rules of the item's own standard; to a new item those of the list it was
        added from, or of all drafts."""
        form = super().get_form(request, obj, change, **kwargs)
        field = form.base_fields.get("rule")
        if field is not None:
            rules = _rules_of_drafts(request)
            wanted = obj.standard_id if obj is not None else _listed(request)
            chosen = rules.filter(standard=wanted) if wanted else rules.none()
            field.queryset = chosen if chosen.exists() else rules
            field.several = len(set(field.queryset.values_list("standard", flat=True))) > 1
        village = form.base_fields.get("village")
        if village is not None:
            places = Place.objects.visible_to(person(request))
            village.queryset = places.filter(kind=PlaceKind.VILLAGE).order_by("code")
        return form

    def write(self, request: HttpRequest, row: Item, form: Any, change: bool) -> Item:
        return standard_edits.write_item(row)

    def delete_model(self, request: HttpRequest, obj: Item) -> None:
        standard_edits.delete_item(obj)


def _rules_of_drafts(request: HttpRequest) -> QuerySet[Rule]:
    rules = Rule.objects.visible_to(person(request)).filter(standard__adopted_at=None)
    return rules.select_related("standard", "area").order_by("standard", "number")


def _listed(request: HttpRequest) -> int | None:
    """The standard (primary key) whose list the person comes from."""
    kept = QueryDict(request.GET.get("_changelist_filters", "")).get("standard", "")
    return int(kept) if kept.isdecimal() else None

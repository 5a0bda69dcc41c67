"""Households in the back office: one by one, and a whole roster in or out."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import EmptyFieldListFilter, RelatedOnlyFieldListFilter
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm

from households.admin.scoped import ScopedAdmin, home_of, person
from households.formats import EXPORT_FORMATS, RosterFile
from households.models import Household
from households.refusals import Refused
from households.resources import HouseholdResource, RosterResource, RosterResult
from households.roles import PlaceKind
from households.search import search
from households.services import households
from households.tables import TableError
from households.uploads import RosterUploads


class HouseholdForm(forms.ModelForm):
    move_reason = forms.CharField(
        label="迁组原因", required=False, max_length=100, help_text="改了村民小组才填，必填。"
    )

    class Meta:
        model = Household
        fields = ("code", "group", *households.PARTICULARS, "left_on")


class VillageFilter(RelatedOnlyFieldListFilter):
    """The villages of the households in scope; every group lies in one."""

    include_empty_choice = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = PlaceKind.VILLAGE.label


@admin.register(Household)
class HouseholdAdmin(ImportExportMixin, ScopedAdmin):
    form = HouseholdForm
    list_display = ("code", "head", "group", "people", "left_on")
    list_display_links = ("code", "head")
    list_select_related = ("group__parent",)
    list_filter = (
        ("group__parent", VillageFilter),
        ("left_on", EmptyFieldListFilter),
    )
    search_fields = ("code", "head", "pinyin", "initials")
    search_help_text = "户编号、户主姓名、拼音或首字母。"

    import_formats = [RosterFile]
    export_formats = list(EXPORT_FORMATS.values())
    export_form_class = ExportForm
    import_template_name = "households/admin_import.html"
    tmp_storage_class = RosterUploads

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("code", "group", *households.PARTICULARS)
        return ("code", "group", "move_reason", *households.PARTICULARS, "left_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("code",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return (search(queryset, search_term) if search_term else queryset), False

    def write(
        self, request: HttpRequest, row: Household, form: forms.ModelForm, change: bool
    ) -> Model:
        by, at, typed = person(request), timezone.now(), form.cleaned_data
        if not change:
            particulars = {name: typed[name] for name in households.PARTICULARS}
            return households.create(typed["group"], typed["code"], by=by, at=at, **particulars)
        household = Household.objects.select_related("group__parent").get(pk=row.pk)
        changed = [name for name in households.PARTICULARS if name in form.changed_data]
        for name in changed:
            setattr(household, name, typed[name])
        if changed:
            households.change(household, by, at, changed)
        if "left_on" in form.changed_data and household.left_on is not None:
            households.mark_returned(household, by, at)
        if "group" in form.changed_data:
            households.move(household, typed["group"], typed["move_reason"], by, at)
        if "left_on" in form.changed_data and typed["left_on"] is not None:
            households.mark_left(household, typed["left_on"], by, at)
        return household

    def has_import_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("households.import_household")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("households.export_household")

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[RosterResource]]:
        return [RosterResource]

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[HouseholdResource]]:
        return [HouseholdResource]

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"community": home_of(request), "by": request.user, "at": timezone.now()}

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        return f"roster-{timezone.localdate():%Y%m%d}.{file_format.get_extension()}"

    def add_data_read_fail_error_to_form(self, form: forms.Form, e: Exception) -> None:
        if not isinstance(e, TableError):
            raise e
        form.add_error("import_file", str(e))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().import_action(request, **kwargs)
        except Refused as refused:
            return self._start_again(request, refused.messages)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            return self._start_again(
                request, ["这份名册已经导入过，或上传已超过一天，请重新上传。"]
            )
        except Refused as refused:
            return self._start_again(request, refused.messages)

    def process_result(self, result: RosterResult, request: HttpRequest) -> HttpResponse:
        """Somebody may have changed the households or places since the preview."""
        if result.problems:
            told = [
                f"预览之后情况有变，名册没有导入：{problem}" for problem in result.problems[:10]
            ]
            return self._start_again(request, told)
        return super().process_result(result, request)

    def add_success_message(self, result: RosterResult, request: HttpRequest) -> None:
        if result.report is not None:
            messages.success(request, f"名册导入完毕：{result.report.summary}。")

    def _start_again(self, request: HttpRequest, told: list[str]) -> HttpResponse:
        for sentence in told:
            messages.error(request, sentence)
        return redirect("admin:households_household_import")

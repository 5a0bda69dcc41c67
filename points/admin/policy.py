"""The community's own settings in the back office."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from households.admin.scoped import ScopedAdmin, home_of
from points.models import Policy
from points.services import policies


@admin.register(Policy)
class PolicyAdmin(ScopedAdmin):
    fieldsets = (
        ("评审", {"fields": ("ratification", "committee_quorum", "answer_days", "yearly_month")}),
        (
            "公示",
            {
                "fields": (
                    "period_days",
                    "masks_names",
                    "unmasking_basis",
                    "lead",
                    "paper",
                    "sort_by",
                )
            },
        ),
        ("巡查", {"fields": ("patrol_outsiders",)}),
        ("异议", {"fields": ("accept_days", "reply_days")}),
        ("积分标准", {"fields": ("comment_first", "barred_words")}),
        (
            "落款和电话",
            {"fields": ("office", "office_phone", "supervision_phone", "township_phone")},
        ),
        ("户卡", {"fields": ("exchange_examples",)}),
        ("年末", {"fields": ("year_end", "clears_debts")}),
    )
    list_display = ("community", "ratification", "committee_quorum", "period_days", "masks_names")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """One row a community: it is added once, by whoever may change it."""
        return (
            self.has_change_permission(request)
            and not Policy.objects.filter(community=home_of(request)).exists()
        )

    def write(self, request: HttpRequest, row: Policy, form: ModelForm, change: bool) -> Model:
        if not change:
            row.community = home_of(request)
        return policies.save(row)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"office": home_of(request).name}

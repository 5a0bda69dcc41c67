"""Households in the back office."""

from django.contrib import admin

from households.admin.scoped import ScopedAdmin
from households.models import Household


@admin.register(Household)
class HouseholdAdmin(ScopedAdmin):
    list_display = ("code", "head", "group")
    list_select_related = ("group__parent",)
    search_fields = ("code", "head", "pinyin", "initials")

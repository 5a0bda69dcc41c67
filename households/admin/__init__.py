from django.contrib import admin
from django.contrib.auth.models import Group

from households.admin.household import HouseholdAdmin
from households.admin.people import AppointmentAdmin, UserAdmin
from households.admin.place import PlaceAdmin
from households.admin.relation import RelationAdmin

# Rights come from appointments; groups of rights would be a second source.
admin.site.unregister(Group)

__all__ = ["AppointmentAdmin", "HouseholdAdmin", "PlaceAdmin", "RelationAdmin", "UserAdmin"]

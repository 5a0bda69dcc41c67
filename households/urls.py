from django.urls import path

from households import views

urlpatterns = [
    path("households/", views.household_list, name="household_list"),
    path("households/search/", views.household_search, name="household_search"),
    path("households/export/", views.household_export, name="household_export"),
]

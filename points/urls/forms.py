"""Addresses of the forms to fill in by hand."""

from django.urls import path

from points.views import blank_forms

urlpatterns = [
    path("forms/", blank_forms.choose, name="blank_forms"),
    path("forms/print/", blank_forms.print_chosen, name="blank_forms_print"),
]

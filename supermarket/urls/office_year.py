"""Addresses of the office's year."""

from django.urls import path

from supermarket.views import office_year

urlpatterns = [
    path("office-year/", office_year.office_year_page, name="office_year"),
    path("office-year/print.pdf", office_year.office_year_print, name="office_year_print"),
]

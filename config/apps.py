"""The back office: Django's admin under our own rule of who may enter."""

from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    default_site = "config.back_office.BackOffice"

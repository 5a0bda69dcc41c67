"""Who lives where, and who holds which office."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = "农户与任职"

    def ready(self) -> None:
        from households.guards import install_after_migrate, remove_before_migrate
        from households.sqlite import raise_parameter_limit

        connection_created.connect(raise_parameter_limit, dispatch_uid="households.sqlite")
        pre_migrate.connect(remove_before_migrate, sender=self)
        post_migrate.connect(install_after_migrate, sender=self)

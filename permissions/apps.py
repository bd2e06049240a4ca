"""The permissions app, and the checks that keep its rights honest."""

from django.apps import AppConfig


class PermissionsConfig(AppConfig):
    """Users, organisation, appointments, grants."""

    name = "permissions"
    verbose_name = "组织与权限"

    def ready(self) -> None:
        from permissions import checks

        checks.register_all()

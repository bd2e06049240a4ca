"""The engine app."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    """Shared workflow engine."""

    name = "workflows.engine"
    label = "engine"
    verbose_name = "流程引擎"

    def ready(self) -> None:
        from workflows.engine import checks, registry

        registry.load()
        checks.register_all()

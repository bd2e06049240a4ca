"""The demonstration app: a command and its data, no rows of its own."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demonstration organisation."""

    name = "workflows.demo"
    label = "demo"
    verbose_name = "演示数据"

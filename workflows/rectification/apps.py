"""The app of 问题整改."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """问题整改: from a found problem to 销号."""

    name = "workflows.rectification"
    label = "rectification"
    verbose_name = "问题整改"
    default_auto_field = "django.db.models.BigAutoField"

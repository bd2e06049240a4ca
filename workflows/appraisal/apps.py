"""The app of 民主评议."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """民主评议: members judged by their branch."""

    name = "workflows.appraisal"
    label = "appraisal"
    verbose_name = "民主评议"
    default_auto_field = "django.db.models.BigAutoField"

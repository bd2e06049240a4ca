"""The organisation app."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """组织人员."""

    name = "workflows.organisation"
    verbose_name = "组织人员"

"""The Django app of 先进推荐."""

from django.apps import AppConfig


class NominationConfig(AppConfig):
    """先进推荐."""

    name = "workflows.nomination"
    verbose_name = "先进推荐"

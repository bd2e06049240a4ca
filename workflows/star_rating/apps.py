"""The star rating app."""

from django.apps import AppConfig


class StarRatingConfig(AppConfig):
    """党支部星级评定."""

    name = "workflows.star_rating"
    verbose_name = "党支部星级评定"

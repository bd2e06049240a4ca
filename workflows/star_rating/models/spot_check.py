"""抽查: what was drawn from the ratings before 复核, and what was found on looking."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from workflows.engine.models import Round
from workflows.star_rating.models.list import RatingList
from workflows.star_rating.models.rating import Rating


class SpotCheck(models.Model):
    """One draw from a round, or from one list of it; a later draw of the same supersedes it and says why."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="spot_checks")
    submission = models.ForeignKey(RatingList, on_delete=models.PROTECT, null=True, related_name="spot_checks")
    share = models.CharField("抽取", max_length=20)
    pool = models.JSONField("抽取范围")
    pool_hash = models.CharField(max_length=64)
    seed = models.CharField("随机数", max_length=64)
    reason = models.CharField("重抽原因", max_length=300, blank=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()
    superseded = models.BooleanField("已重抽", default=False)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round"], condition=Q(superseded=False, submission__isnull=True), name="spot_check_of_round"
            ),
            models.UniqueConstraint(fields=["submission"], condition=Q(superseded=False), name="spot_check_of_list"),
        ]

    def __str__(self) -> str:
        return f"{self.submission or self.round}抽查"


class SpotPick(models.Model):
    """One rating that was drawn, and what was found on the spot."""

    check_of = models.ForeignKey(SpotCheck, on_delete=models.CASCADE, related_name="picks")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="spot_picks")
    agrees = models.BooleanField("与初评相符", null=True)
    text = models.CharField("核查情况", max_length=1000, blank=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["check_of", "rating"], name="spot_pick_once")]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.rating_id}"

"""评选方案: what a notice says, as a document that rounds copy."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class AwardPlan(models.Model):
    """An award round as data, in the form of `rules.AwardRound.from_data`; never changed once a round copied it."""

    name = models.CharField("名称", max_length=80)
    version = models.CharField("版本", max_length=40)
    document = models.JSONField("内容")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="award_plan_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.version}）"

"""Scores kept for trying schemes on."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.engine.models import Round


class TrialScores(models.Model):
    """Scores that schemes are tried on (试算): those of a round, or rows that somebody pasted or uploaded.

    `rows` holds what was uploaded, one object a branch; the scores of a round stay where they are.
    """

    name = models.CharField("名称", max_length=120)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    rows = models.JSONField("得分", default=list)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name"], name="trial_scores_once")]

    def __str__(self) -> str:
        return self.name

"""One verb on many problems, done in the background."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.engine.models import Round


class BatchRun(models.Model):
    """What a person asked for at one click, and what became of each problem so far.

    `items`: [[problem, what was seen of it, post], …] in their order. `results`: [[problem, why it was refused], …] of
    those that were taken up; an empty sentence: done.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField("动作", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("发起时间")
    items = models.JSONField(default=list)
    results = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {len(self.results)}/{len(self.items)}"

"""The outbox: what one process tells another to take up, written in the transaction that causes it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from permissions.models import OrgUnit
from workflows.engine.models.work import Process


class Event(models.Model):
    """Something happened to a unit that calls for work elsewhere; once per source, kind and item, taken up once."""

    source = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=60)
    item = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    answer = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, related_name="+")
    """The record that took it up."""

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "kind", "item"], name="event_once")]
        indexes: ClassVar = [models.Index(fields=["kind", "id"], name="event_open", condition=Q(taken_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"

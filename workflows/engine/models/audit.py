"""The audit trail: a chained entry per step of a record or change of the organisation, and the seals over the heads."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from permissions.models import Appointment
from workflows.engine.models.work import Process, Task


class AuditEntry(models.Model):
    """Who did what to a record, in which capacity, on which state of the material; never changed, never removed.

    Changes of the organisation itself have no process but a `subject` ("unit:12"); together they form one chain.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, null=True, related_name="entries", db_index=False)
    subject = models.CharField(max_length=24, blank=True)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    actor_name = models.CharField(max_length=84)
    post = models.CharField(max_length=120, blank=True)
    verb = models.CharField(max_length=32)
    label = models.CharField(max_length=40)
    source = models.CharField(max_length=50)
    target = models.CharField(max_length=50)
    lap = models.PositiveSmallIntegerField(default=1)
    comment = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["process_id", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "seq"], name="audit_once"),
            models.UniqueConstraint(fields=["seq"], condition=Q(process__isnull=True), name="ledger_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["subject", "-seq"], name="ledger_subject", condition=~Q(subject=""))]

    def __str__(self) -> str:
        return f"{self.process_id or self.subject}/{self.seq} {self.verb}"

    def content(self) -> dict[str, Any]:
        """What the hash covers; the form is frozen, a change of it would break every chain."""
        subject = {"subject": self.subject} if self.subject else {}
        return subject | {
            "process": self.process_id,
            "seq": self.seq,
            "at": self.at.isoformat(timespec="microseconds"),
            "actor": self.actor_id,
            "appointment": self.appointment_id,
            "task": self.task_id,
            "actor_name": self.actor_name,
            "post": self.post,
            "verb": self.verb,
            "label": self.label,
            "source": self.source,
            "target": self.target,
            "lap": self.lap,
            "comment": self.comment,
            "data": self.data,
        }


class Seal(models.Model):
    """A link over the heads that changed since the last seal; exported, so that nobody can cut the end off."""

    seq = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    heads = models.JSONField()
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["seq"]

    def __str__(self) -> str:
        return f"封存{self.seq}"

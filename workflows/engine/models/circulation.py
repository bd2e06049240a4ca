"""抄送 and 传阅: a record given to people to read, who has read it, and what each put down."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from permissions.models import Appointment, OrgUnit
from workflows.engine.models.work import Process


class Circulation(models.Model):
    """One sending of a record to people who may read it and do nothing else."""

    class Kind(models.TextChoices):
        COPY = "copy", "抄送"
        TOGETHER = "together", "同时传阅"
        IN_TURN = "in_turn", "依次传阅"

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="circulations")
    kind = models.CharField("方式", max_length=8, choices=Kind.choices, default=Kind.COPY)
    words = models.CharField("附言", max_length=200, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.process_id} {self.get_kind_display()}"

    @property
    def asks(self) -> bool:
        """Whether each marks himself that he has read it (已阅); a copy is read once it was opened."""
        return self.kind != self.Kind.COPY


class Copy(models.Model):
    """One person's copy: a grant of reading on one record, from `arrived_at` until it is taken back.

    `unit` is that of the post in which it was sent to him: who holds none there any more reads it no more.
    """

    circulation = models.ForeignKey(Circulation, on_delete=models.PROTECT, related_name="copies")
    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="+", db_index=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField("次序")
    arrived_at = models.DateTimeField("送达时间", null=True)
    read_at = models.DateTimeField("阅读时间", null=True)
    comment = models.CharField("阅读意见", max_length=200, blank=True)
    recalled_at = models.DateTimeField("收回时间", null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["circulation", "reader"], name="copy_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["reader", "-id", "process", "unit", "read_at"],
                name="copy_standing",
                condition=Q(arrived_at__isnull=False, recalled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.circulation_id} {self.reader_id}"

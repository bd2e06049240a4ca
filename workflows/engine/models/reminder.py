"""Which reminders of a desk's last day were given, so that each is given once, whichever machine comes first."""

from typing import ClassVar

from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models.work import Task


class Reminder(models.Model):
    """One reminder of one desk and one last day; a day that is put off is reminded of anew.

    `unit`: the superior whose people were told that it is late (报上级); they find it under 卡在哪里.
    """

    class Kind(models.TextChoices):
        AHEAD = "ahead", "到期提醒"
        LATE = "late", "超期提醒"
        SUPERIOR = "superior", "超期报上级"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    due_on = models.DateField("办理时限")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("提醒时间")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "kind", "due_on"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind} {self.due_on}"

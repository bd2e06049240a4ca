"""What was said in the meeting: notes of 互评, and problems that are to be rectified."""

from typing import ClassVar

from django.db import models

from permissions.models import Person
from workflows.appraisal.models.appraisal import Appraisal
from workflows.appraisal.models.meeting import Meeting


class PeerNote(models.Model):
    """What was said of a member in 互评; the name of who said it only where the plan keeps it."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField("互评意见", max_length=1000)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Finding(models.Model):
    """A problem of the branch or of its 班子 that the meeting found; told to 问题整改 when the meeting is closed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="findings")
    text = models.TextField("问题表述", max_length=1000)
    category = models.CharField("问题类别", max_length=80, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]

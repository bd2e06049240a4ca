"""What is kept beside the steps after a grade: the talk with a member, progress of a 限期改正, an appeal."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.appraisal.models.appraisal import Appraisal
from workflows.appraisal.models.correction import Correction
from workflows.appraisal.models.disposal import Disposal


class Told(models.Model):
    """Something that somebody entered about a day."""

    on = models.DateField("日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Talk(Told):
    """A talk with a member about his grade: 谈话指出差距, 帮助改进. 依据: domain 4.1 [P01], 4.4."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="talks")
    talkers = models.CharField("谈话人", max_length=120)
    minutes = models.TextField("谈话记录", max_length=2000)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.on} {self.talkers}"


class CorrectionReport(Told):
    """How a 限期改正 stands on a day."""

    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, related_name="reports")
    text = models.TextField("改正进展", max_length=1000)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:40]


class Appeal(Told):
    """What a member says against the decision after it was taken, and what came of it."""

    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="appeals")
    text = models.TextField("申诉内容", max_length=2000)
    answer = models.TextField("处理结果", max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["on", "pk"]

    def __str__(self) -> str:
        return self.text[:40]

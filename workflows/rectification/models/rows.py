"""What a problem has beside its state: units that take part, progress reported, lights given."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit
from workflows.rectification.models.measure import Measure
from workflows.rectification.models.problem import Problem


class Participation(models.Model):
    """A unit that takes part in a problem beside the one that leads; such figures never add up to the total."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="participations")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name="参与单位")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["problem", "unit"], name="participates_once")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.unit_id}"


class Progress(models.Model):
    """What was reported of a problem, or of one of its measures, on a day; never changed. `percent`: 0 to 100."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="reports")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, null=True, related_name="reports")
    text = models.TextField("进展情况", max_length=1000)
    percent = models.PositiveSmallIntegerField("进度", null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.text[:40]


class LightEntry(models.Model):
    """A light that a problem was given on a day, by the rules or by a person with a reason; what escalation counts."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="lights")
    day = models.DateField("日期")
    light = models.CharField("灯", max_length=20)
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    bygone = models.BooleanField("收回改派以前", default=False)
    """Given before the problem was taken back from its unit: it stays on record and counts for nobody else."""

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["problem", "day"], name="light_once_a_day")]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.day} {self.light}"

"""评估: how a unit's rectification as a whole, or that of one problem, was judged. 依据: domain 5.5."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.rectification.models.problem import Problem


class Assessment(models.Model):
    """What was entered in a form of the programme, and what it came to; entered again, the earlier one stays."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, null=True, related_name="assessments")
    """None: the unit as a whole is judged."""
    form = models.CharField("评估表", max_length=40)
    """Code of a form in the programme's document."""
    name = models.CharField("评估表名称", max_length=80)
    held_on = models.DateField("评估日期")
    body = models.CharField("评估单位", max_length=80, blank=True)
    given = models.JSONField("录入的内容", default=dict)
    """By entry of the form what was typed, as text."""
    lines = models.JSONField("计算过程", default=list)
    score = models.DecimalField("得分", max_digits=7, decimal_places=2)
    """Points, or the percentage of the satisfied."""
    grade = models.CharField("等次", max_length=20, blank=True)
    poor = models.BooleanField("须约谈", default=False)
    superseded = models.BooleanField("已重新评估", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "unit", "form"], condition=Q(problem__isnull=True, superseded=False),
                name="unit_assessed_once",
            ),
            models.UniqueConstraint(
                fields=["problem", "form"], condition=Q(problem__isnull=False, superseded=False),
                name="problem_assessed_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["round", "-id"], name="assessment_newest", condition=Q(superseded=False)),
            models.Index(fields=["unit", "-id"], name="assessment_unit", condition=Q(superseded=False)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.grade}".strip()

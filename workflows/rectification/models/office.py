"""What people and offices keep: views of the ledger, the columns of their sheets, a unit's assessment."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models import Round


class SavedView(models.Model):
    """A person's own selection of the ledger, under a name: the address with its filters."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("视图名称", max_length=40)
    query = models.CharField("筛选条件", max_length=500)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name


class SheetTemplate(models.Model):
    """The columns of a unit's own ledger, in order, and what each means here; remembered from its first import."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("模板名称", max_length=80)
    columns = models.JSONField("列")
    """[[heading, field], …] in the order of the sheet; an empty field: kept as an extra column."""

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name"], name="sheet_template_once")]

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """How a unit's rectification as a whole was judged at the end of a programme. 依据: domain 5.5."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    form = models.CharField("评估表", max_length=40)
    deductions = models.JSONField("扣分", default=list)
    """[{"item": code, "points": "2.5", "reason": words}, …]"""
    satisfaction = models.DecimalField("满意度", max_digits=5, decimal_places=2, null=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2)
    grade = models.CharField("等次", max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit", "form"], name="assessed_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.grade}"

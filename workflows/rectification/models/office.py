"""What people and offices keep: views of the ledger, the columns of their sheets, their own 整改办法."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit


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


class OwnProgramme(models.Model):
    """整改办法 as a unit wrote it, versioned; a round carries its own copy."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("办法名称", max_length=120)
    version = models.CharField("版本", max_length=40)
    document = models.JSONField("内容")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name", "version"], name="own_programme_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

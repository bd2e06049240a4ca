"""评议办法 of one's own."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit


class OwnPlan(models.Model):
    """评议办法 as a unit wrote it, versioned; a round carries its own copy."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("办法名称", max_length=120)
    version = models.CharField("版本", max_length=40)
    document = models.JSONField("内容")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "name", "version"], name="own_plan_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

"""The rating scheme as an office wrote it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Scheme(models.Model):
    """A written rating scheme, versioned; opening a round freezes a copy of its document."""

    name = models.CharField("方案名称", max_length=120)
    version = models.CharField("版本", max_length=40)
    document = models.JSONField("方案内容")
    kept_despite = models.JSONField("坚持使用的理由", default=dict)
    """By the key of a part that contradicts the rules on relieving the grassroots: place, clauses, why it stays."""
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "version"], name="scheme_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

"""Templates of documents that the office put in the place of those that ship; every version is kept."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class OfficeTemplate(models.Model):
    """One version of a template; the newest counts. Without content it says: back to the one that ships."""

    kind = models.CharField("文书", max_length=60)
    extension = models.CharField("格式", max_length=5)
    version = models.PositiveSmallIntegerField("第几版")
    content = models.BinaryField(null=True)
    name = models.CharField("文件名", max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "extension", "version"], name="template_version_once")
        ]
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        return f"{self.kind}.{self.extension} {self.version}"

"""Files: stored once by what is in them, cited wherever they serve as evidence."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from permissions.models import OrgUnit
from workflows.engine.models.work import Process


class Attachment(models.Model):
    """A file that a unit uploaded; its bytes lie outside the web root under their hash."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name


class Citation(models.Model):
    """A file cited by a record, for one item of it (`code`) or for the whole (empty); `at`: last put in then."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="citations")
    attachment = models.ForeignKey(Attachment, on_delete=models.PROTECT, related_name="citations")
    code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["process", "attachment", "code"], name="citation_once")
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.code} {self.attachment_id}"

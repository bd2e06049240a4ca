"""An import 导入: one uploaded workbook on its way from checking to written."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import Appointment


class Import(models.Model):
    """An uploaded workbook, what was found in it, and how far it is; its bytes lie under their hash.

    `errors`: [{"sheet", "row", "column", "text"}]. `plan`: per sheet the numbers of new, changed and same rows, and
    the changed ones as [{"sheet", "row", "name", "field", "old", "new"}].
    """

    class Status(models.TextChoices):
        CHECKING = "checking", "正在核对"
        REFUSED = "refused", "有错误，没有写入"
        READY = "ready", "核对无误，等您确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已写入"
        CANCELLED = "cancelled", "已取消，没有写入"
        FAILED = "failed", "中断，没有写入"

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField(max_length=64)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.CHECKING)
    total = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    errors = models.JSONField(default=list)
    plan = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} {self.get_status_display()}"

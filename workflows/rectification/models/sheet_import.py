"""A ledger brought in 导入台账: one uploaded sheet on its way from its columns being explained to written."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import Appointment
from workflows.engine.models import Round


class SheetImport(models.Model):
    """An uploaded ledger, what its columns mean, what was found in it; its bytes lie under their hash.

    `columns`: [[heading, field], …]. `usual`: what holds for every row that does not say it, by field. `errors`:
    [{"sheet", "row", "column", "text"}]. `plan`: how many rows are new, changed and the same, and which.
    """

    class Status(models.TextChoices):
        MAPPING = "mapping", "待对应列"
        CHECKING = "checking", "正在核对"
        REFUSED = "refused", "有错误，没有写入"
        READY = "ready", "核对无误，等您确认"
        WRITING = "writing", "正在写入"
        DONE = "done", "已写入"
        CANCELLED = "cancelled", "已取消，没有写入"
        FAILED = "failed", "中断，没有写入"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("上传时间")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField(max_length=64)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.MAPPING)
    columns = models.JSONField("列", default=list)
    samples = models.JSONField("样例", default=list)
    """By column, what it holds in a few rows."""
    template = models.CharField("模板名称", max_length=80, blank=True)
    usual = models.JSONField("各行通用", default=dict)
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

"""A ledger too long to wait for, made into a file in the background for the person who asked."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import Appointment
from workflows.engine.models import Round


class LedgerExport(models.Model):
    """A file asked for, how far it is, and until when it is kept; its bytes lie under their hash.

    `wanted`: what the ledger was narrowed to, by field; none: the whole. `columns`: [[heading, field], …].
    """

    class Status(models.TextChoices):
        WORKING = "working", "正在生成"
        READY = "ready", "可以下载"
        FAILED = "failed", "中断，没有生成"
        REMOVED = "removed", "已过期删除"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("发起时间")
    wanted = models.JSONField(null=True)
    columns = models.JSONField("列", default=list)
    footer = models.CharField("表尾", max_length=120)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.WORKING)
    total = models.PositiveIntegerField("行数", default=0)
    done = models.PositiveIntegerField("已处理", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节", default=0)
    finished_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.round.title} {self.get_status_display()}"

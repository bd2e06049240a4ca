"""The archive of a round: one .zip with its contents list and hashes, built in the background."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.engine.models.round import Round


class Archive(models.Model):
    """One archive of a round; its bytes lie under their hash. `done` of `total` records are in it so far."""

    class Status(models.TextChoices):
        WORKING = "working", "正在生成"
        READY = "ready", "已生成"
        REPLACED = "replaced", "已由新的一份取代"
        FAILED = "failed", "没有生成，请重新生成"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="archives")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("开始时间")
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.WORKING)
    done = models.PositiveIntegerField("已归档", default=0)
    total = models.PositiveIntegerField("事项数", default=0)
    files = models.PositiveIntegerField("文件数", default=0)
    size = models.PositiveBigIntegerField("字节", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    finished_at = models.DateTimeField("生成时间", null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.round} {self.get_status_display()}"

"""The notice 通知 that a round starts with, and who has signed for it 签收."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models.material import Attachment
from workflows.engine.models.round import Round


class RoundNotice(models.Model):
    """What the office tells everybody who takes part; sent once the round is open, and never changed after that."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="notices")
    title = models.CharField("标题", max_length=120)
    text = models.TextField("正文", max_length=8000)
    files = models.ManyToManyField(Attachment, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("发出时间", null=True)
    reminded_on = models.DateField("提醒签收", null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Receipt(models.Model):
    """A unit has received a notice: who signed for it, and when; once."""

    notice = models.ForeignKey(RoundNotice, on_delete=models.PROTECT, related_name="receipts")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "unit"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.unit_id}"

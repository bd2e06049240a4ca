"""备案: the bodies beside the 工委 that a unit's own decision is filed with."""

from typing import ClassVar

from django.db import models

from workflows.star_rating.models.list import RatingList


class Filing(models.Model):
    """One list filed with one body; the list goes public only when each has received it. 依据: domain 2.1 [S01]."""

    submission = models.ForeignKey(RatingList, on_delete=models.PROTECT, related_name="filings")
    body = models.CharField("备案机关", max_length=80)
    sent_on = models.DateField("报送日期", null=True)
    received_on = models.DateField("收到日期", null=True)
    number = models.CharField("文号", max_length=60, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["submission", "body"], name="filing_once")]

    def __str__(self) -> str:
        return self.body

    @property
    def state(self) -> str:
        """Where it is, in a word or two."""
        if self.received_on:
            return "已备案"
        return "已报送" if self.sent_on else "待报送"

"""A round 批次: one year's run of one process, with the stages and the scheme frozen when it opened."""

from typing import Any, ClassVar

from django.db import models

from permissions.models import OrgUnit


class Round(models.Model):
    """What differs from run to run: title, dates, stages in use, how returns come back, the frozen scheme."""

    class Status(models.TextChoices):
        DRAFT = "draft", "筹备中"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"

    class Resume(models.TextChoices):
        STEPWISE = "stepwise", "逐级重新报送"
        DIRECT = "direct", "直接报回退回环节"

    process_key = models.CharField("业务", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("批次名称", max_length=120)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFT)
    resume = models.CharField("退回后重报", max_length=8, choices=Resume.choices, default=Resume.DIRECT)
    stages = models.JSONField("环节", default=dict)
    scheme = models.JSONField("方案", default=dict)
    scheme_version = models.CharField("方案版本", max_length=40, blank=True)
    basis = models.CharField("批准依据", max_length=200, blank=True)
    opened_at = models.DateTimeField("启动时间", null=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title

    def stage(self, state: str) -> dict[str, Any]:
        """Settings of a stage: `off` (bool), `due_on` (ISO date) or `days` (working days from arrival)."""
        found: dict[str, Any] = self.stages.get(state, {})
        return found

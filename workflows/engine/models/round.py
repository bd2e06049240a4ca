"""A round 批次: one year's run of one process, with the stages and the scheme frozen when it opened."""

from datetime import date, datetime, time
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from permissions.models import OrgUnit


class Round(models.Model):
    """What differs from run to run: title, dates, stages in use, how returns come back, the frozen scheme."""

    class Status(models.TextChoices):
        DRAFT = "draft", "筹备中"
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"
        CANCELLED = "cancelled", "已取消"

    class Resume(models.TextChoices):
        STEPWISE = "stepwise", "逐级重新报送"
        DIRECT = "direct", "直接报回退回环节"

    process_key = models.CharField("业务", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("批次名称", max_length=120)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name="主办单位")
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT)
    resume = models.CharField("退回后重报", max_length=8, choices=Resume.choices, default=Resume.DIRECT)
    stages = models.JSONField("环节", default=dict)
    scheme = models.JSONField("方案", default=dict)
    scheme_version = models.CharField("方案版本", max_length=40, blank=True)
    basis = models.CharField("批准依据", max_length=200, blank=True)
    opened_at = models.DateTimeField("启动时间", null=True)
    scope = models.JSONField("参加单位", default=list)
    """Keys of the units it is for, with all below them; empty: everybody under the round's own unit."""
    checkup = models.JSONField("减负体检", default=dict)
    """What was shown of its burden to whoever started it, and the reasons given; empty before it was started."""
    handling = models.JSONField("办理时限和提醒", default=dict)
    """`days`: working days by stage; `ahead`, `superior`: see `reminding`. What is not in it is as the desk says."""
    unopened = models.BooleanField("批量同意不要求逐件打开", default=False)
    ended_why = models.CharField("取消或结束的原因", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-year", "-id"]

    def __str__(self) -> str:
        return self.title

    def stage(self, state: str) -> dict[str, Any]:
        """Settings of a stage: `off` (bool), `due_on` (ISO date) or `days` (working days from arrival).

        `due_at` ("16:00") is the hour of that day; `closes`: nothing is taken in after it; `scan`: what leaves it must
        have been signed, stamped and scanned.
        """
        found: dict[str, Any] = self.stages.get(state, {})
        return found

    def days_of(self, state: str) -> int | None:
        """Working days that a stay on the desk of a stage may take; None: as the desk says."""
        days: dict[str, int] = self.handling.get("days", {})
        return days.get(state, self.stage(state).get("days"))

    def due_moment(self, state: str) -> datetime | None:
        """The last moment of a stage: its hour, else the end of its day; None when it has no fixed day."""
        stage = self.stage(state)
        if not stage.get("due_on"):
            return None
        hour = time.fromisoformat(stage["due_at"]) if stage.get("due_at") else time(23, 59, 59)
        return timezone.make_aware(datetime.combine(date.fromisoformat(stage["due_on"]), hour))


class Extension(models.Model):
    """More time for a stage: for everybody (延期, no unit), or for one unit and all below it (补报); never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="extensions")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="单位")
    stage = models.CharField("环节", max_length=50)
    until = models.DateTimeField("延至")
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.unit or '全部单位'} {self.stage} {self.until:%Y-%m-%d %H:%M}"

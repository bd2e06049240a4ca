"""名额: what moved places between units, and who ruled where two rules contradict; places are the engine's quotas."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models import Quota, Round


class PlaceShift(models.Model):
    """调剂: places that the unit above moved from one unit to another; never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    category = models.CharField("类别", max_length=40)
    giver = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name="调出单位")
    taker = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+", verbose_name="调入单位")
    places = models.PositiveSmallIntegerField("名额")
    reason = models.CharField("原因", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.category} {self.giver_id}→{self.taker_id} {self.places}"


class PlaceRuling(models.Model):
    """Which number holds for a quota on which two rules contradict, with both sums as they were shown."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="rulings")
    sums = models.TextField("相互矛盾的规定")
    number = models.PositiveIntegerField("裁定名额")
    reason = models.CharField("理由", max_length=300)
    body = models.CharField("裁定机构", max_length=80)
    ruled_on = models.DateField("裁定日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.number}"

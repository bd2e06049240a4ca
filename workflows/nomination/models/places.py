"""名额: what moved places between units, who ruled where rules contradict, who got those that were too few.

The places themselves are the engine's quotas.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models import Quota, Round
from workflows.nomination.models.nomination import Nomination
from workflows.nomination.rules import Per


class PlaceTable(models.Model):
    """For whom the places of a started round were given out by a table; units that join later change nothing of it."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="place_table")
    per = models.CharField("按什么分配", max_length=10, choices=[(str(per), per.words) for per in Per])

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.round_id} {self.per}"


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


class PlaceContest(models.Model):
    """比选: what a body decided of all candidates at once for places that are too few; a later one takes its stead.

    依据: domain 3.9 (并列与超额).
    """

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="contests")
    places = models.PositiveSmallIntegerField("名额")
    """How many were left when it was decided."""
    body = models.CharField("决定机构", max_length=80)
    held_on = models.DateField("会议日期")
    number = models.CharField("会议编号或文号", max_length=60, blank=True)
    due = models.PositiveSmallIntegerField("应到", null=True)
    present = models.PositiveSmallIntegerField("实到", null=True)
    minutes = models.TextField("会议决定", max_length=2000)
    current = models.BooleanField("现行", default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quota"], condition=models.Q(current=True), name="one_current_contest")
        ]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.held_on}"


class PlaceContestant(models.Model):
    """One candidate of a 比选: the place and votes that the body gave, and whether that was enough."""

    contest = models.ForeignKey(PlaceContest, on_delete=models.PROTECT, related_name="lines")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="contests")
    rank = models.PositiveSmallIntegerField("名次", null=True)
    votes = models.PositiveIntegerField("得票", null=True)
    wins = models.BooleanField("入选")
    why = models.CharField("未入选的原因", max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["contest", "nomination"], name="contested_once")]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.nomination_id}"

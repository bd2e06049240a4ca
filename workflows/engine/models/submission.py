"""What a list 呈报批 has: members in order, a meeting that decided it, and the quotas that hold it."""

from typing import Any, ClassVar

from django.db import models

from permissions.models import OrgUnit
from workflows.engine.models.record import Record
from workflows.engine.models.round import Round
from workflows.engine.models.work import Process


class Meeting(models.Model):
    """The decision of a body: a person's click only enters it. 依据: domain 3.2, 1.4.

    It decides the content of one lap; what comes back is decided anew.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="meetings")
    state = models.CharField("环节", max_length=50)
    lap = models.PositiveSmallIntegerField("轮次", default=1)
    body = models.CharField("决定机构", max_length=80)
    held_on = models.DateField("会议日期")
    number = models.CharField("会议编号或文号", max_length=60, blank=True)
    due = models.PositiveSmallIntegerField("应到", null=True)
    present = models.PositiveSmallIntegerField("实到", null=True)
    minutes = models.TextField("会议决定", max_length=2000)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["process", "state", "lap"], name="meeting_once")]

    def __str__(self) -> str:
        return f"{self.body} {self.held_on}"

    def content(self) -> dict[str, Any]:
        """What was registered, in plain JSON values, for the trail."""
        return {
            "body": self.body,
            "held_on": self.held_on.isoformat(),
            "number": self.number,
            "due": self.due,
            "present": self.present,
            "minutes": self.minutes,
        }


class Submission(Record):
    """A unit's list in a round. Members point at it; its verbs move them in the same transaction."""

    class Meta:
        abstract = True


class Member(Record):
    """A record that travels in a list."""

    rank = models.PositiveSmallIntegerField("排序", null=True)

    class Meta:
        abstract = True


class Quota(models.Model):
    """How many of a kind a unit may, or must, have in a round: set when the round opens, counted under its lock.

    `adjusted`: the 工委 gave it another limit since, which no later count changes.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="quotas")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    base = models.PositiveIntegerField("基数")
    limit = models.PositiveIntegerField("名额")
    formula = models.CharField("算式", max_length=120)
    adjusted = models.BooleanField("工委调整过", default=False)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit", "key"], name="quota_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.formula}"


class Reservation(models.Model):
    """One place of a quota taken by one record; leaving the list deletes it in the same step."""

    quota = models.ForeignKey(Quota, on_delete=models.PROTECT, related_name="reservations")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="reservations")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["quota", "process"], name="reservation_once")]

    def __str__(self) -> str:
        return f"{self.quota_id} {self.process_id}"

"""评议名册: one line for each member of the branch, as the meeting counts it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from permissions.models import Person
from workflows.appraisal.models.meeting import Meeting
from workflows.appraisal.rules import Excuse, Member, Presence, Standing

STANDINGS = [(each.value, each.words) for each in Standing]
EXCUSES = [(each.value, each.words) for each in Excuse]
PRESENCES = [(each.value, each.words) for each in Presence]


class RollEntry(models.Model):
    """A member on the roll. Name and standing are copied, so that a frozen roll stays what it was."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="roll")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("序号")
    name = models.CharField("姓名", max_length=40)
    standing = models.CharField("党籍", max_length=16, choices=STANDINGS, default=Standing.FORMAL)
    excuse = models.CharField("不计入应到的理由", max_length=16, choices=EXCUSES, blank=True)
    approval = models.CharField("上级同意和党员大会通过的依据", max_length=200, blank=True)
    """What the excuse rests on. 依据: domain 4.2 [R25][R26][R27]."""
    group = models.CharField("分组", max_length=40, blank=True)
    """The 党小组 in which a large branch hears 自评 and 互评."""
    presence = models.CharField("签到", max_length=12, choices=PRESENCES, default=Presence.ABSENT)
    counts = models.BooleanField("计票人", default=False)
    """May key in totals with the own account, whatever posts the person has."""
    off = models.BooleanField("已移出名册", default=False)
    """The register no longer had the member here before the roll was frozen."""
    ticketed = models.BooleanField("已领票", default=False)
    """Took a ticket of the electronic ballot; never when."""

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], condition=Q(off=False), name="roll_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """What ballots and totals call the member."""
        return str(self.pk)

    def as_member(self) -> Member:
        """The line as the rules take it."""
        return Member(
            self.key,
            self.name,
            Standing(self.standing),
            Excuse(self.excuse) if self.excuse else None,
            self.approval,
            Presence(self.presence),
        )

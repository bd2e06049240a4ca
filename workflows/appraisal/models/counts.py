"""What two people key in from the paper ballots, and the counts that stand once the two agree."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from workflows.appraisal.models.meeting import Meeting
from workflows.appraisal.rules import Totals


class Heads(models.Model):
    """发出, 收回, 有效, 无效 of one ballot form, and how many chose each option: {line: {option: number}}."""

    form = models.CharField("测评票", max_length=40)
    """Code of a form in the plan."""
    issued = models.PositiveIntegerField("发出")
    returned = models.PositiveIntegerField("收回")
    valid = models.PositiveIntegerField("有效")
    invalid = models.PositiveIntegerField("无效")
    cells = models.JSONField("各项票数", default=dict)

    class Meta:
        abstract = True

    def totals(self) -> Totals:
        """The row as the rules take it."""
        return Totals(self.issued, self.returned, self.valid, self.invalid, self.cells)


class Entry(Heads):
    """One person's reading of the paper ballots; nobody is shown the other's before the own one is in."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "form", "by"], name="entered_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.form} {self.by_id}"


class Count(Heads):
    """The counts that stand: of paper once two entries agree, of an electronic box once it was sealed and counted."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="counts")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "form"], name="counted_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.form}"

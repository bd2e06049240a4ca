"""Terms of office 任期: how long by kind of unit, and which reminders have gone out."""

from typing import ClassVar

from django.db import models

from permissions.models import OrgUnit
from permissions.roles import UnitKind


class TermRule(models.Model):
    """Years of a term for a kind of unit. 依据: domain 1.2 [R01][R03]; other places differ, so it is data."""

    kind = models.CharField("类别", max_length=20, choices=UnitKind.choices, unique=True)
    years = models.PositiveSmallIntegerField("任期（年）")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.years}年"


class TermReminder(models.Model):
    """A reminder of 换届 that went out: so many months before the end of a term, once."""

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="+")
    term_until = models.DateField()
    months = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "term_until", "months"], name="term_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.term_until} {self.months}"

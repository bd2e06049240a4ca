"""The rows of a score sheet: points taken, and vetoes looked into."""

from typing import ClassVar

from django.db import models

from workflows.star_rating.models.rating import Rating
from workflows.star_rating.states import Sheet


class SheetLine(models.Model):
    """Points taken under one line of the table, in the own score or in the committee's."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="lines")
    sheet = models.CharField(max_length=8, choices=Sheet.choices)
    code = models.CharField("扣分条", max_length=40)
    points = models.DecimalField("扣分", max_digits=6, decimal_places=2)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["rating", "sheet", "code"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.code} -{self.points}"


class VetoFinding(models.Model):
    """Whether a veto applies, as the branch or the committee found."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="findings")
    sheet = models.CharField(max_length=8, choices=Sheet.choices)
    code = models.CharField("情形", max_length=40)
    found = models.BooleanField("有此情形")

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["rating", "sheet", "code"], name="finding_once")]

    def __str__(self) -> str:
        return f"{self.code} {'有' if self.found else '无'}"

"""常用语: what a person often writes as an opinion."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Phrase(models.Model):
    """One phrase of one person, offered to nobody else."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.CharField("常用语", max_length=200)
    position = models.PositiveSmallIntegerField("排序", default=0)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "text"], name="phrase_once")]

    def __str__(self) -> str:
        return self.text

"""What a plain flow decides on; a unit of its own, because guardian's generic rows are all that Viewflow can read."""

from typing import ClassVar

from django.db import models


class Place(models.Model):
    """A unit."""

    objects: ClassVar[models.Manager["Place"]] = models.Manager()

    name = models.CharField(max_length=60)

    class Meta:
        default_permissions = ()
        permissions: ClassVar = [("propose", "propose"), ("review", "review")]

    def __str__(self) -> str:
        return self.name


class Paper(models.Model):
    """A branch's rating with nothing but its unit and title."""

    objects: ClassVar[models.Manager["Paper"]] = models.Manager()

    unit = models.ForeignKey(Place, on_delete=models.PROTECT)
    title = models.CharField(max_length=160)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

"""Stars as they stand: a rating's own, and all that a unit ever had."""

from django.db.models import Q, QuerySet

from workflows.engine.models import Event, Fact
from workflows.star_rating.models import Rating, StarChange

STAR_FACT = "star_rating.tier"
"""The fact of a branch's star in a year."""
LOW_RESULT = "star_rating.low_result"
"""The event of a star that calls for follow-up."""


def star_of(rating: Rating) -> Fact | None:
    """The star that stands for a rating's unit and year now, whoever changed it since. One statement."""
    rows = Fact.objects.filter(key=STAR_FACT, year=rating.round.year, unit=rating.unit_id, superseded_by__isnull=True)
    return rows.first()


def changes_of(rating: Rating) -> list[StarChange]:
    """The changes of a published star, the latest first. One statement."""
    rows = StarChange.objects.filter(rating=rating).select_related("process", "fact")
    return list(rows.order_by("-pk"))


def events_of(rating: Rating) -> list[Event]:
    """What the star called for elsewhere and still does, or somebody answered. One statement."""
    changes = StarChange.objects.filter(rating=rating).values("process")
    rows = Event.objects.filter(Q(source=rating.process_id) | Q(source__in=changes))
    settled = Q(taken_at__isnull=False, answer__isnull=True)
    return list(rows.exclude(settled).select_related("answer").order_by("pk"))


def history(unit: int) -> QuerySet[Fact]:
    """Every star that a unit had or has, the superseded ones too, the latest year and the latest word first."""
    rows = Fact.objects.filter(key=STAR_FACT, unit=unit).select_related("process")
    return rows.order_by("-year", "-pk")

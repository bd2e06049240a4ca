"""Objections that stand against publicised ratings. 依据: domain 3.7."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from workflows.engine.models import AuditEntry, Objection
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState


def objections_to(ratings: Sequence[Rating]) -> QuerySet[Objection]:
    """The open ones and the upheld ones, save those from before the rating went back from its notice.

    It goes back for an upheld one while no other stands, and is judged anew: that one is answered.
    """
    back = AuditEntry.objects.filter(process=OuterRef("parent"), verb="pull", source=RatingState.PUBLICISING)
    rows = Objection.objects.filter(parent__in=[rating.process_id for rating in ratings])
    rows = rows.exclude(state=Objection.State.DISMISSED)
    return rows.exclude(Exists(back.filter(at__gt=OuterRef("process__created"))))


def no_open_objection(ratings: Sequence[Rating]) -> dict[int, str]:
    """A publicised member may be published only when nobody's objection against it is open or was upheld."""
    held = set(objections_to(ratings).values_list("parent_id", flat=True))
    return {r.pk: f"{r.unit.short_name}有未结的公示异议。" for r in ratings if r.process_id in held}


def upheld(ratings: Sequence[Rating]) -> set[int]:
    """The processes of those that an objection was upheld against. One statement."""
    return set(objections_to(ratings).filter(state=Objection.State.UPHELD).values_list("parent_id", flat=True))

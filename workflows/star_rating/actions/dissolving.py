"""Lists that nothing is left for: every branch of the unit was settled without them."""

from datetime import date

from django.db import transaction

from permissions.actor import SYSTEM
from workflows.engine.transitions import fire
from workflows.star_rating import queries
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState


def dissolve_due(_today: date) -> int:
    """Close each empty list whose unit has nobody left to report. Returns lists closed."""
    empty = RatingList.objects.filter(state=ListState.COMPILING, members__isnull=True)
    return sum(_dissolve(pk) for pk in empty.values_list("pk", flat=True))


@transaction.atomic
def _dissolve(pk: int) -> int:
    rows = RatingList.objects.select_for_update(no_key=True, skip_locked=True)
    submission = rows.filter(pk=pk, state=ListState.COMPILING).first()
    if submission is None or not queries.has_nobody_left(submission):
        return 0
    fire(submission, "dissolve", by=SYSTEM, seen=None, comment="没有可呈报的支部。")
    return 1

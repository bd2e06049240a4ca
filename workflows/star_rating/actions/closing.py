"""Rounds that are over: every rating and every list of theirs is finished, and no hard least number is missed."""

from datetime import date

from django.db import transaction

from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.actions.minima import hold_end
from workflows.star_rating.models import Rating, RatingList


def close_due(_today: date) -> int:
    """Close each open round in which nothing is under way any more. Returns rounds closed."""
    rounds = Round.objects.filter(process_key=queries.KEY, status=Round.Status.OPEN)
    return sum(_close(pk) for pk in rounds.values_list("pk", flat=True))


@transaction.atomic
def _close(pk: int) -> int:
    rows = Round.objects.select_for_update(no_key=True, skip_locked=True)
    round_ = rows.filter(pk=pk, status=Round.Status.OPEN).first()
    if round_ is None or not _is_over(round_) or hold_end(round_):
        return 0
    round_.status = Round.Status.CLOSED
    round_.save(update_fields=["status"])
    return 1


def _is_over(round_: Round) -> bool:
    """Whether the round has ratings, all of them are finished with their lists, and no more are being opened."""
    ratings, lists = Rating.objects.filter(round=round_), RatingList.objects.filter(round=round_)
    under_way = [rows.filter(process__finished__isnull=True).exists() for rows in (ratings, lists)]
    return not any(under_way) and ratings.exists() and queries.fully_opened(round_)

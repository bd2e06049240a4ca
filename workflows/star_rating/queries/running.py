"""A round while it runs: who never handed anything in."""

from django.db.models import QuerySet

from workflows.engine.models import Round
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState


def not_handed_in(round_: Round) -> QuerySet[Rating]:
    """The ratings of a round that the branches have not handed in, or not again."""
    return Rating.objects.filter(round=round_, state=RatingState.SELF_ASSESSING).order_by("pk")

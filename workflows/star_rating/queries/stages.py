"""The stages of star rating in the office's words."""

from workflows.star_rating.rules.timing import STAGES
from workflows.star_rating.states import ListState, RatingState

LABELS = {**STAGES, **dict(ListState.choices), **dict(RatingState.choices)}
"""Those that may have a last day first, in the order in which a round passes through them."""
